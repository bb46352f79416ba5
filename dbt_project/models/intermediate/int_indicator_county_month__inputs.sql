{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- Which deliveries each figure is made of: what is compared to say why a published figure changed.
with slot as (

    select * from {{ ref('int_indicator_county_month__slots') }}
    where {{ in_months_to_build('report_month') }}

),

accepted as (

    select
        current_delivery.table_name,
        current_delivery.county_code,
        current_delivery.report_month,
        delivery.sha256,
        delivery.sha256 || ':' || cast(verdict.rows_accepted as string) as content
    from {{ ref('int_delivery__current') }} as current_delivery
    inner join {{ ref('stg_register__delivery') }} as delivery
        on current_delivery.delivery_id = delivery.delivery_id
    inner join {{ ref('stg_quality__verdict') }} as verdict
        on current_delivery.delivery_id = verdict.delivery_id
    where current_delivery.state = '已采用'

),

feeding as (

    select distinct
        slot.indicator_id,
        slot.county_code,
        slot.report_month,
        accepted.sha256,
        accepted.content
    from slot
    inner join accepted
        on slot.from_county_code = accepted.county_code
        and slot.table_name = accepted.table_name
        and slot.source_month = accepted.report_month

),

-- What an exemption let through: told by the problem, so that a re-delivery with the same exempt
-- problems is the same.
exempt as (

    select distinct
        slot.indicator_id,
        slot.county_code,
        slot.report_month,
        finding.action,
        finding.problem_key
    from slot
    inner join {{ ref('stg_quality__finding') }} as finding
        on slot.from_county_code = finding.county_code
        and slot.table_name = finding.table_name
        and slot.source_month = finding.report_month
    where finding.is_exempt
        and finding.action in ('B', 'Q')

),

exempt_listed as (

    select
        indicator_id,
        county_code,
        report_month,
        {{ dbt.listagg('problem_key', "','", 'order by problem_key') }} as problem_keys,
        max(case when action = 'B' then 'b' else '' end) as has_blocking
    from exempt
    group by indicator_id, county_code, report_month

),

listed as (

    select
        indicator_id,
        county_code,
        report_month,
        {{ dbt.listagg('sha256', "','", 'order by content') }} as delivery_sha256s,
        {{ dbt.listagg('content', "','", 'order by content') }} as contents
    from feeding
    group by indicator_id, county_code, report_month

)

select
    listed.indicator_id,
    listed.county_code,
    listed.report_month,
    listed.delivery_sha256s,
    -- The deliveries, their accepted rows and, where there are any, the exempt problems; b: one of
    -- them would have held a table back.
    substr(md5(listed.delivery_sha256s), 1, 16) || '.' || substr(md5(listed.contents), 1, 16)
    || coalesce(
        '.' || substr(md5(exempt_listed.problem_keys), 1, 16) || exempt_listed.has_blocking, ''
    ) as inputs
from listed
left join exempt_listed
    on listed.indicator_id = exempt_listed.indicator_id
    and listed.county_code = exempt_listed.county_code
    and listed.report_month = exempt_listed.report_month
