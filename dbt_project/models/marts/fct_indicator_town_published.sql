{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- What leaves the office of the townships' figures.
with figure as (

    select
        figure.*,
        indicator.value_kind = 'count' as is_added,
        county.value is not null and not county.is_suppressed as is_whole_shown,
        {{ is_small_count('figure.value') }}
        or {{ is_small_share('figure.value', 'figure.denominator') }} as is_small
    from {{ ref('fct_indicator_town') }} as figure
    inner join {{ ref('indicators') }} as indicator
        on figure.indicator_id = indicator.indicator_id
    inner join {{ ref('int_month__parameters') }} as parameter
        on figure.report_month = parameter.report_month
    inner join {{ ref('fct_indicator_published') }} as county
        on figure.indicator_id = county.indicator_id
        and figure.county_code = county.county_code
        and figure.report_month = county.report_month
    where {{ in_months_to_build('figure.report_month') }}

),

judged as (

    select
        *,
        is_small
        or {{ is_complementary('indicator_id, report_month, county_code', 'town_code') }}
            as is_suppressed
    from figure

)

select
    judged.indicator_id,
    judged.county_code,
    judged.town_code,
    town.town_name,
    judged.report_month,
    case when not is_suppressed then numerator end as numerator,
    case when not is_suppressed then denominator end as denominator,
    case when not is_suppressed then value end as value,
    data_state,
    is_suppressed
from judged
left join {{ ref('towns') }} as town
    on judged.town_code = town.town_code
