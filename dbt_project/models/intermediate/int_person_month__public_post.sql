{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- Who is on a public-welfare post, once each, and what should not be.
with post as (

    select * from {{ ref('int_post_month') }}
    where is_on_post
        and person_key is not null
        and {{ in_months_to_build('report_month') }}

),

post_count as (

    select
        report_month,
        person_key,
        count(*) as post_count
    from post
    group by report_month, person_key

),

counted_once as (

    select *
    from post
    qualify row_number() over (
        partition by report_month, person_key
        order by county_code, sheet_name nulls last, row_no, delivery_id
    ) = 1

),

population as (

    select * from {{ ref('int_person_month__poverty_population') }}
    where {{ in_months_to_build('report_month') }}

),

national as (

    select * from {{ ref('int_person_month__national_state') }}
    where {{ in_months_to_build('report_month') }}

),

dead as (

    select
        report_month,
        person_key
    from {{ ref('int_person_month__rural_labour') }}
    where population_class = '死亡'
        and {{ in_months_to_build('report_month') }}

    union

    select
        report_month,
        person_key
    from {{ ref('int_row_month__registration') }}
    where leave_reason = '死亡'
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H7') }}

),

parameter as (

    select * from {{ ref('int_month__parameters') }}

),

joined as (

    select
        counted_once.report_month,
        counted_once.person_key,
        counted_once.county_code,
        counted_once.town_code,
        counted_once.post_kind,
        counted_once.id_birth_date,
        cast(post_count.post_count as integer) as post_count,
        population.county_code as household_county_code,
        population.household_no,
        true as is_on_post,
        case
            when population.labour_skill is not null
                then population.labour_skill = '弱劳动力或半劳动力'
            else coalesce(counted_once.is_weak_labour, false)
        end as is_weak_on_post,
        post_count.post_count >= 2 as has_two_posts,
        coalesce(national.is_away, false) as is_on_post_and_away,
        coalesce(
            {{ age_on('counted_once.id_birth_date', month_end('counted_once.report_month')) }}
            >= parameter.elderly_post_age,
            false
        ) as is_elderly_on_post,
        dead.person_key is not null as is_dead_on_post
    from counted_once
    inner join post_count
        on counted_once.report_month = post_count.report_month
        and counted_once.person_key = post_count.person_key
    left join population
        on counted_once.report_month = population.report_month
        and counted_once.person_key = population.person_key
    left join national
        on counted_once.report_month = national.report_month
        and counted_once.person_key = national.person_key
    left join dead
        on counted_once.report_month = dead.report_month
        and counted_once.person_key = dead.person_key
    left join parameter
        on counted_once.report_month = parameter.report_month

)

select * from joined
