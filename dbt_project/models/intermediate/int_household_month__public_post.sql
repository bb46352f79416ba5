{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with post_person as (

    select
        report_month,
        household_county_code as county_code,
        household_no,
        count(*) as post_person_count
    from {{ ref('int_person_month__public_post') }}
    where household_no is not null
        and {{ in_months_to_build('report_month') }}
    group by report_month, household_county_code, household_no

),

household as (

    select
        report_month,
        county_code,
        household_no,
        town_code
    from {{ ref('int_household_month__poverty') }}
    where {{ in_months_to_build('report_month') }}

)

select
    post_person.report_month,
    post_person.county_code,
    post_person.household_no,
    household.town_code,
    cast(post_person.post_person_count as integer) as post_person_count,
    post_person.post_person_count >= 2 as has_several_posts
from post_person
left join household
    on post_person.report_month = household.report_month
    and post_person.county_code = household.county_code
    and post_person.household_no = household.household_no
