{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

with peak as (

    select
        report_month as peak_month,
        peak_name
    from {{ ref('months') }}
    where peak_name in ('春节后', '春耕后', '秋收后')

),

episode as (

    select * from {{ ref('int_row_month__work_episode') }}
    where person_key is not null
        and has_worked
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-N2') }}

),

member as (

    select
        report_month,
        person_key
    from {{ ref('int_person_month__poverty_population') }}
    where is_member
        and {{ in_months_to_build('report_month') }}

),

departure as (

    select
        episode.report_month,
        episode.person_key,
        peak.peak_name,
        episode.county_code,
        episode.town_code
    from episode
    inner join peak
        on episode.start_month = peak.peak_month
        and year(episode.report_month) = year(peak.peak_month)
    inner join {{ ref('code_work_region') }} as work_region
        on episode.work_region = work_region.work_region
        and work_region.region_class <> '县内'
    inner join member
        on episode.report_month = member.report_month
        and episode.person_key = member.person_key
    where episode.start_month <= {{ month_end('episode.report_month') }}
    qualify row_number() over (
        partition by episode.report_month, episode.person_key, peak.peak_name
        order by
            episode.county_code, episode.sheet_name nulls last, episode.row_no, episode.delivery_id
    ) = 1

)

select
    *,
    peak_name = '春节后' as is_after_spring_festival,
    peak_name = '春耕后' as is_after_ploughing,
    peak_name = '秋收后' as is_after_harvest
from departure
