{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with slot as (

    select
        reported.report_month,
        county.county_code,
        indicator.indicator_id,
        indicator.value_kind
    from {{ ref('int_month__reported') }} as reported
    cross join {{ ref('counties') }} as county
    cross join {{ ref('indicators') }} as indicator
    where county.level = 'county'
        and indicator.indicator_id <> 'I01b'
        and {{ in_months_to_build('reported.report_month') }}

),

-- An indicator of two tables is missing where either is, and carried where either is.
data_state as (

    select
        effective.report_month,
        effective.county_code,
        indicator_table.indicator_id,
        case
            when count(effective.source_month) < count(*) then '缺报'
            when bool_or(effective.data_state = '沿用') then '沿用'
            else '按期'
        end as data_state,
        min(effective.source_month) as source_month
    from {{ ref('int_county_month__effective') }} as effective
    inner join {{ ref('indicator_tables') }} as indicator_table
        on effective.table_name = indicator_table.table_name
    where {{ in_months_to_build('effective.report_month') }}
    group by effective.report_month, effective.county_code, indicator_table.indicator_id

),

measure as (

    select
        report_month,
        county_code,
        'I01' as indicator_id,
        count_if(is_transferred) as numerator,
        cast(null as bigint) as denominator
    from {{ ref('int_person_month__rural_labour') }}
    where {{ in_months_to_build('report_month') }}
    group by report_month, county_code

    union all

    select
        report_month,
        county_code,
        'I04' as indicator_id,
        count(*) as numerator,
        cast(null as bigint) as denominator
    from {{ ref('int_person_month__poverty_worker') }}
    where {{ in_months_to_build('report_month') }}
    group by report_month, county_code

    union all

    select
        report_month,
        county_code,
        indicator_id,
        valid_row_count as numerator,
        due_row_count as denominator
    from {{ ref('int_county_month__completeness') }}
    where {{ in_months_to_build('report_month') }}

    union all

    select
        report_month,
        county_code,
        'I09' as indicator_id,
        count_if(is_changed) as numerator,
        count(*) as denominator
    from {{ ref('int_town_month__change') }}
    where {{ in_months_to_build('report_month') }}
    group by report_month, county_code

    union all

    select
        report_month,
        county_code,
        'I12' as indicator_id,
        count_if(is_state_agreed and is_region_agreed) as numerator,
        count(*) as denominator
    from {{ ref('int_person_month__consistency') }}
    where {{ in_months_to_build('report_month') }}
    group by report_month, county_code

),

-- Missing is not zero: nobody counted in a county that delivered is 0, without a delivery null.
measured as (

    select
        slot.indicator_id,
        slot.county_code,
        slot.report_month,
        slot.value_kind,
        case
            when data_state.data_state = '缺报' then null
            when slot.value_kind = 'count' then coalesce(cast(measure.numerator as double), 0)
            else cast(measure.numerator as double)
        end as numerator,
        case
            when data_state.data_state <> '缺报' then cast(measure.denominator as double)
        end as denominator,
        data_state.data_state,
        case when data_state.data_state <> '缺报' then data_state.source_month end as source_month
    from slot
    inner join data_state
        on slot.report_month = data_state.report_month
        and slot.county_code = data_state.county_code
        and slot.indicator_id = data_state.indicator_id
    left join measure
        on slot.report_month = measure.report_month
        and slot.county_code = measure.county_code
        and slot.indicator_id = measure.indicator_id

)

select * from measured
