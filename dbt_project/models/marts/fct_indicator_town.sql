{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- The figures of the townships, known ones only: with its rows of unknown township they add up to
-- the county's, and where the county has no value its townships have none.
with county_figure as (

    select figure.*
    from {{ ref('int_indicator_county_month') }} as figure
    inner join {{ ref('indicators') }} as indicator
        on figure.indicator_id = indicator.indicator_id
    where indicator.is_by_town
        and {{ in_months_to_build('figure.report_month') }}

),

added as (

    select * from {{ ref('int_indicator_town_month') }}
    where town_code is not null
        and {{ in_months_to_build('report_month') }}

),

-- Every township with people on the roster, and any other in which somebody is counted.
town as (

    select
        county_figure.indicator_id,
        roster.county_code,
        roster.town_code,
        roster.report_month
    from {{ ref('int_town_month__roster') }} as roster
    inner join county_figure
        on roster.county_code = county_figure.county_code
        and roster.report_month = county_figure.report_month

    union

    select
        indicator_id,
        county_code,
        town_code,
        report_month
    from added
    where numerator > 0
        or denominator > 0

),

measured as (

    select
        town.indicator_id,
        town.county_code,
        town.town_code,
        town.report_month,
        county_figure.value_kind,
        county_figure.data_state,
        case when county_figure.numerator is not null then coalesce(added.numerator, 0) end
            as numerator,
        case when county_figure.denominator is not null then coalesce(added.denominator, 0) end
            as denominator
    from town
    inner join county_figure
        on town.indicator_id = county_figure.indicator_id
        and town.county_code = county_figure.county_code
        and town.report_month = county_figure.report_month
    left join added
        on town.indicator_id = added.indicator_id
        and town.county_code = added.county_code
        and town.town_code = added.town_code
        and town.report_month = added.report_month

)

select
    indicator_id,
    county_code,
    town_code,
    report_month,
    cast(numerator as double) as numerator,
    cast(denominator as double) as denominator,
    case
        when value_kind = 'count' then cast(numerator as double)
        else {{ safe_div('numerator', 'denominator') }}
    end as value,
    data_state
from measured
