-- Which deliveries each figure is made of: what is compared to say why a published figure changed.
with effective as (

    select * from {{ ref('int_county_month__effective') }}
    where source_month is not null

),

county as (

    select
        county_code,
        city_code
    from {{ ref('counties') }}

),

indicator_table as (

    select distinct
        indicator_id,
        table_name
    from {{ ref('indicator_tables') }}

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

-- The figures that look back read the slots of the months before as well.
looking_back as (

    select 'I09' as indicator_id, 1 as months_back
    union all
    select 'I10b', 1
    union all
    select 'I39b', 11
    union all
    select 'I46a', 2
    union all
    select 'I46b', 3
    union all
    select 'I46c', 4
    union all
    select 'I46d', 4
    union all
    select 'I59', 2

),

slot as (

    select
        indicator_table.indicator_id,
        effective.county_code,
        effective.report_month,
        indicator_table.table_name,
        coalesce(looking_back.months_back, 0) as months_back
    from effective
    inner join indicator_table
        on effective.table_name = indicator_table.table_name
    left join looking_back
        on indicator_table.indicator_id = looking_back.indicator_id

),

-- A county's figure may read the city's own book too; the city's reads every county's.
area_slot as (

    select distinct
        county.county_code,
        slot.indicator_id,
        slot.report_month,
        slot.table_name,
        slot.months_back,
        slot.county_code as from_county_code
    from slot
    inner join county
        on slot.county_code = county.county_code
        or slot.county_code = county.city_code
        or county.county_code = county.city_code

),

feeding as (

    select distinct
        area_slot.indicator_id,
        area_slot.county_code,
        area_slot.report_month,
        accepted.sha256,
        accepted.content
    from area_slot
    inner join effective
        on area_slot.from_county_code = effective.county_code
        and area_slot.table_name = effective.table_name
        and effective.report_month <= area_slot.report_month
        and {{ months_between('area_slot.report_month', 'effective.report_month') }}
            <= area_slot.months_back
    inner join accepted
        on effective.county_code = accepted.county_code
        and effective.table_name = accepted.table_name
        and effective.source_month = accepted.report_month

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
    indicator_id,
    county_code,
    report_month,
    delivery_sha256s,
    -- Before the full stop the deliveries, after it their accepted rows.
    substr(md5(delivery_sha256s), 1, 16) || '.' || substr(md5(contents), 1, 16) as inputs
from listed
