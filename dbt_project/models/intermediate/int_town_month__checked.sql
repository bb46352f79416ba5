{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

{%- set staged = [
    'stg_jilin_employment__rural_labour',
    'stg_jilin_employment__training',
    'stg_jilin_employment__service',
    'stg_jilin_employment__base',
    'stg_jilin_employment__event',
    'stg_jilin_employment__aid',
    'stg_jilin_employment__registration',
    'stg_jilin_employment__payment',
    'stg_national_monitoring__poverty_population',
    'stg_national_monitoring__work_episode',
    'stg_national_monitoring__work_plan',
    'stg_national_monitoring__household',
    'stg_national_monitoring__village',
    'stg_national_monitoring__public_post',
    'stg_national_monitoring__workshop',
    'stg_civil_affairs__low_income',
    'stg_spot_check__spot_check',
    'stg_manual__manual_figure',
] %}

-- Rows that the screening looked at one by one, by the township that they name: what the number of
-- problems is compared with. Of a delivery held by a rule about the whole file no row was looked at.
with screened as (

    select
        delivery_id,
        replaced_towns
    from {{ ref('int_delivery__current') }}
    where state = '已采用'
        or (state = '已暂停' and blocking_rules = 'Q5')

),

excluded_town as (

    select town_code from {{ ref('towns') }}
    where is_excluded

),

per_delivery as (
    {%- for name in staged %}

    select
        delivery_month as report_month,
        county_code,
        town_code,
        delivery_id,
        count(*) as row_count
    from {{ ref(name) }}
    where {{ in_months_to_build('delivery_month') }}
    group by delivery_month, county_code, town_code, delivery_id
        {%- if not loop.last %}

    union all
        {%- endif %}
    {%- endfor %}

),

town as (

    select
        per_delivery.report_month,
        per_delivery.county_code,
        per_delivery.town_code,
        cast(sum(per_delivery.row_count) as bigint) as row_count
    from per_delivery
    inner join screened
        on per_delivery.delivery_id = screened.delivery_id
    left join excluded_town
        on per_delivery.town_code = excluded_town.town_code
    where not coalesce(contains(screened.replaced_towns, per_delivery.town_code), false)
        and excluded_town.town_code is null
    group by per_delivery.report_month, per_delivery.county_code, per_delivery.town_code

)

select * from town
