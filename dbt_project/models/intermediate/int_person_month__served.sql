{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- Whatever county wrote them: a service given is a service given.
with service as (

    select
        *,
        coalesce(service_kind, '') as kind
    from {{ ref('int_row_month__service') }}
    where person_key is not null
        and {{ is_this_year_so_far('service_date', 'report_month') }}
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H3') }}

),

served as (

    select
        report_month,
        person_key,
        cast(count(*) as bigint) as service_count,
        cast(count_if(kind = '职业指导') as bigint) as guidance_count,
        cast(count_if(kind = '岗位推荐') as bigint) as job_offer_count,
        cast(count_if(kind = '培训推荐') as bigint) as training_offer_count,
        cast(count_if(kind = '创业指导') as bigint) as startup_guidance_count,
        cast(count_if(coalesce(has_helper, false)) as bigint) as helped_count
    from service
    group by report_month, person_key

)

select * from served
