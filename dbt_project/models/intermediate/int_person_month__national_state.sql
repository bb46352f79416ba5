{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- What the national system says about a person's work in the month.
with episode as (

    select * from {{ ref('int_row_month__work_episode') }}
    where person_key is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N2') }}

),

member_county as (

    select distinct
        report_month,
        person_key,
        county_code
    from {{ ref('int_row_month__poverty_population') }}
    where (household_kind = '脱贫户' or monitor_kind is not null)
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N1') }}

),

classified as (

    select
        episode.*,
        work_region.region_class,
        coalesce(episode.has_worked, false)
        and {{ is_open_in_month('episode.start_month', 'episode.end_month', 'episode.report_month') }}
            as is_open,
        case when member_county.county_code is null then 1 else 0 end as home_order
    from episode
    left join {{ ref('code_work_region') }} as work_region
        on episode.work_region = work_region.work_region
    left join member_county
        on episode.report_month = member_county.report_month
        and episode.person_key = member_county.person_key
        and episode.county_code = member_county.county_code

),

person as (

    select
        report_month,
        person_key,
        bool_or(is_open) as is_employed,
        bool_or(has_worked is not null) as has_state,
        bool_or(has_worked is not null and delivery_month = report_month) as is_fresh_state,
        bool_or(is_open and coalesce(region_class <> '县内', false)) as is_away,
        bool_or(is_open and coalesce(contains(channel, '车间'), false)) as is_in_workshop,
        bool_or(is_open and coalesce(contains(channel, '公益'), false)) as is_on_public_post
    from classified
    group by report_month, person_key

),

-- Where the person is counted: the county that knows the person as a member, then the least.
home as (

    select
        report_month,
        person_key,
        county_code,
        town_code
    from classified
    qualify row_number() over (
        partition by report_month, person_key
        order by home_order, county_code, sheet_name nulls last, row_no, delivery_id
    ) = 1

),

current_episode as (

    select
        report_month,
        person_key,
        start_month,
        work_region,
        region_class,
        wage_cny
    from classified
    where is_open
    qualify row_number() over (
        partition by report_month, person_key
        order by
            start_month desc nulls last, county_code, sheet_name nulls last, row_no, delivery_id
    ) = 1

)

select
    person.report_month,
    person.person_key,
    home.county_code,
    home.town_code,
    person.is_employed,
    person.has_state,
    person.is_fresh_state,
    person.is_away,
    person.is_in_workshop,
    person.is_on_public_post,
    current_episode.start_month as current_start_month,
    current_episode.work_region as current_work_region,
    current_episode.region_class as current_region_class,
    current_episode.wage_cny as current_wage_cny,
    current_episode.wage_cny is not null as has_current_wage
from person
inner join home
    on person.report_month = home.report_month
    and person.person_key = home.person_key
left join current_episode
    on person.report_month = current_episode.report_month
    and person.person_key = current_episode.person_key
