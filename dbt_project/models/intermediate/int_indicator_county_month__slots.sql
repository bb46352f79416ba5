{{ config(materialized='view') }}

-- Which slots each figure is made of, the months it looks back on included.
with effective as (

    select * from {{ ref('int_county_month__effective') }}
    where source_month is not null

),

county as (

    select
        county_code,
        city_code,
        level
    from {{ ref('counties') }}

),

indicator_table as (

    select distinct
        indicator_id,
        table_name
    from {{ ref('indicator_tables') }}

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

-- A county's figure may read its city's own book too; the city's reads every one of its counties'.
area_slot as (

    select distinct
        county.county_code,
        slot.indicator_id,
        slot.report_month,
        slot.table_name,
        slot.months_back,
        slot.county_code as from_county_code
    from slot
    inner join county as owner
        on slot.county_code = owner.county_code
    inner join county
        on slot.county_code = county.county_code
        or slot.county_code = county.city_code
        or owner.city_code = county.county_code
        or county.level = 'province'

)

select distinct
    area_slot.indicator_id,
    area_slot.county_code,
    area_slot.report_month,
    effective.county_code as from_county_code,
    effective.table_name,
    effective.source_month
from area_slot
inner join effective
    on area_slot.from_county_code = effective.county_code
    and area_slot.table_name = effective.table_name
    and effective.report_month <= area_slot.report_month
    and {{ months_between('area_slot.report_month', 'effective.report_month') }}
        <= area_slot.months_back
