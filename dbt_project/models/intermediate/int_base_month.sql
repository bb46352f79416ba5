{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- One base may be approved at three levels, one after another: a row each, one base.
with approval as (

    select
        *,
        {{ is_this_year_so_far('approved_date', 'report_month') }} as is_new_approval,
        coalesce(base_state = '正常', false) as is_working,
        case base_level
            when '省级' then 1
            when '市级' then 2
            when '县级' then 3
            else 4
        end as level_rank
    from {{ ref('int_row_month__base') }}
    where base_name is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H4') }}

),

base as (

    select
        report_month,
        county_code,
        base_name,
        cast(count_if(is_new_approval) as bigint) as new_approval_count,
        min(case when is_new_approval then level_rank end) as new_level_rank,
        bool_or(
            is_working and coalesce(approved_date <= {{ month_end('report_month') }}, false)
        ) as is_operating
    from approval
    group by report_month, county_code, base_name

),

-- The row that speaks for the base: of those in operation the highest level.
speaking_row as (

    select *
    from approval
    qualify row_number() over (
        partition by report_month, county_code, base_name
        order by
            case when is_working then 0 else 1 end,
            level_rank,
            sheet_name nulls last,
            row_no,
            delivery_id
    ) = 1

),

measured as (

    select
        base.report_month,
        base.county_code,
        speaking_row.town_code,
        base.base_name,
        speaking_row.delivery_id,
        speaking_row.sheet_name,
        speaking_row.row_no,
        base.new_approval_count > 0 as is_new_base,
        coalesce(base.new_level_rank = 1, false) as is_new_provincial_base,
        coalesce(base.new_level_rank = 2, false) as is_new_city_base,
        coalesce(base.new_level_rank = 3, false) as is_new_county_base,
        base.new_approval_count,
        base.is_operating,
        case when base.is_operating then coalesce(speaking_row.jobs, 0) else 0 end
            as operating_job_count,
        case when base.is_operating then coalesce(speaking_row.startups, 0) else 0 end
            as operating_startup_count
    from base
    inner join speaking_row
        on base.report_month = speaking_row.report_month
        and base.county_code = speaking_row.county_code
        and base.base_name = speaking_row.base_name

)

select * from measured
