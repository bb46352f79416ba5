{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- I04's persons with what they do: at work now, where, and by which of the five ways.
with worker as (

    select * from {{ ref('int_person_month__poverty_worker') }}
    where {{ in_months_to_build('report_month') }}

),

national as (

    select * from {{ ref('int_person_month__national_state') }}
    where {{ in_months_to_build('report_month') }}

),

keyword as (

    select * from {{ ref('code_batch') }}

),

-- The same few words again and again: each pair is looked at once, not once a person.
worded as (

    select distinct
        channel,
        industry
    from worker

),

-- Of the keywords that the last episode contains the one of least priority decides.
batch as (

    select
        worded.channel,
        worded.industry,
        keyword.batch
    from worded
    inner join keyword
        on (keyword.field = 'channel' and contains(worded.channel, keyword.keyword))
        or (keyword.field = 'industry' and contains(worded.industry, keyword.keyword))
    qualify row_number() over (
        partition by worded.channel, worded.industry
        order by keyword.priority
    ) = 1

),

stated as (

    select
        worker.report_month,
        worker.person_key,
        worker.county_code,
        worker.town_code,
        batch.batch,
        coalesce(national.is_employed, false) as is_employed,
        case when national.is_employed then national.current_region_class end
            as current_region_class,
        coalesce(national.is_in_workshop, false) as is_in_workshop
    from worker
    left join national
        on worker.report_month = national.report_month
        and worker.person_key = national.person_key
    left join batch
        on worker.channel is not distinct from batch.channel
        and worker.industry is not distinct from batch.industry

)

select
    *,
    coalesce(current_region_class = '县内', false) as is_employed_locally,
    current_region_class is not null as is_employed_somewhere_known,
    coalesce(batch = '产业', false) as is_by_farming,
    coalesce(batch = '新业态', false) as is_by_new_business,
    coalesce(batch = '基础设施', false) as is_by_infrastructure,
    coalesce(batch = '创业', false) as is_by_startup,
    coalesce(batch = '公益岗', false) as is_by_public_post
from stated
