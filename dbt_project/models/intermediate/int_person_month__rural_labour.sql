{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with labour as (

    select * from {{ ref('int_row_month__rural_labour') }}
    where person_key is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H1') }}

),

-- In two counties at once: the county that is the person's home, then the freshest row.
counted_once as (

    select *
    from labour
    qualify row_number() over (
        partition by report_month, person_key
        order by
            case when home_county_code = county_code then 0 else 1 end,
            updated_date desc nulls last,
            county_code,
            sheet_name nulls last,
            row_no,
            delivery_id
    ) = 1

),

-- Rural hukou, sixteen when the work began (an unknown age passes), begun by the month's end.
classified as (

    select
        *,
        hukou_kind is distinct from '非农业户口'
        and coalesce(start_date <= {{ month_end('report_month') }}, true)
        and coalesce({{ age_on('id_birth_date', 'start_date') }} >= 16, true) as is_eligible,
        coalesce(transfer_state in ('外出务工', '本市县就业', '自主创业', '灵活就业'), false)
            as is_working_state,
        coalesce(transfer_state = '返乡未就业' and return_date is not null, false)
            as is_returned
    from counted_once

),

transferred as (

    select
        report_month,
        person_key,
        county_code,
        town_code,
        delivery_id,
        employment_state,
        work_region,
        is_eligible
        and (is_working_state or is_returned)
        and coalesce(return_date >= {{ year_start('report_month') }}, true) as is_transferred,
        is_eligible
        and is_working_state
        and coalesce(return_date > {{ month_end('report_month') }}, true)
            as is_transferred_at_month_end
    from classified

)

select * from transferred
