{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with labour as {{ read_again() }}(

    select * from {{ ref('int_row_month__rural_labour') }}
    where person_key is not null
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H1') }}

),

work_region as (

    select * from {{ ref('code_work_region') }}

),

calendar as (

    select * from {{ ref('months') }}

),

-- In two counties at once: the county that is the person's home, then the freshest row.
counted_once as (

    {{ first_of_each(
        'labour', ['report_month', 'person_key'],
        'case when home_county_code = county_code then 0 else 1 end, updated_date desc nulls last,'
        ' county_code, sheet_name nulls last, row_no, delivery_id'
    ) }}

),

-- Rural hukou, sixteen when the work began (an unknown age passes), begun by the month's end.
classified as (

    select
        counted_once.*,
        work_region.region_class,
        parameter.months_short,
        parameter.months_long,
        {{ is_working_age('counted_once.id_birth_date', month_end('counted_once.report_month')) }}
            as is_working_age,
        hukou_kind is distinct from '非农业户口'
        and coalesce(start_date <= {{ month_end('counted_once.report_month') }}, true)
        and coalesce({{ age_on('id_birth_date', 'start_date') }} >= 16, true) as is_eligible,
        coalesce(transfer_state in ('外出务工', '本市县就业', '自主创业', '灵活就业'), false)
            as is_working_state,
        coalesce(transfer_state = '返乡未就业' and return_date is not null, false)
            as is_returned,
        -- The peak in which the person left home, of this year only.
        case
            when work_region.region_class <> '县内'
                and year(start_date) = year(counted_once.report_month)
                then calendar.peak_name
        end as peak_of_leaving
    from counted_once
    inner join {{ ref('int_month__parameters') }} as parameter
        on counted_once.report_month = parameter.report_month
    left join work_region
        on counted_once.work_region = work_region.work_region
    left join calendar
        on {{ month_start('counted_once.start_date') }} = calendar.report_month

),

transferred as (

    select
        *,
        is_eligible
        and (is_working_state or is_returned)
        and coalesce(return_date >= {{ year_start('report_month') }}, true) as is_transferred,
        is_eligible
        and is_working_state
        and coalesce(return_date > {{ month_end('report_month') }}, true)
            as is_transferred_at_month_end
    from classified

)

select
    -- ids
    report_month,
    person_key,
    delivery_id,
    sheet_name,
    row_no,

    -- places
    county_code,
    home_county_code,
    town_code,
    work_region,
    region_class,

    -- person
    id_birth_date,
    id_sex,
    education,
    population_class,
    is_returnee,
    is_working_age,

    -- work
    employment_state,
    employment_form,
    transfer_state,
    transfer_mode,
    industry,
    wage_cny,
    months_worked,
    skill_level,
    contract_state,
    startup_state,
    wants_job,
    wants_training,
    updated_date,

    -- what it counts as
    employment_state is not distinct from '已就业' as is_hr_employed,
    is_transferred,
    is_transferred_at_month_end,
    is_transferred and coalesce(months_worked >= months_short, false) as is_transferred_months_short,
    is_transferred and coalesce(months_worked >= months_long, false) as is_transferred_months_long,
    is_transferred
    and coalesce(skill_level in ('初级工', '中级工', '高级工', '技师', '高级技师'), false)
        as is_transferred_skilled,
    is_transferred and contract_state is not distinct from '已签订' as is_transferred_with_contract,
    is_transferred_at_month_end and region_class is not null as is_at_work_somewhere,
    is_transferred_at_month_end and region_class is not distinct from '县内' as is_at_work_nearby,
    is_transferred and peak_of_leaving is not distinct from '春节后' as is_away_since_spring_festival,
    is_transferred and peak_of_leaving is not distinct from '春耕后' as is_away_since_sowing,
    is_transferred and peak_of_leaving is not distinct from '秋收后' as is_away_since_harvest,
    coalesce(is_returnee, false) and startup_state is not distinct from '已创业'
        as is_returned_founder
from transferred
