-- What leaves the office: the figures without those so small that they point at persons.
with figure as (

    select
        figure.*,
        county.level,
        county.city_code,
        indicator.value_kind = 'count' as is_added,
        {{ is_small_count('figure.value') }}
        or {{ is_small_share('figure.value', 'figure.denominator') }} as is_small,
        {{ is_small_count('figure.baseline_value') }} as is_baseline_small,
        {{ is_small_count('figure.target_value') }}
        and coalesce(indicator.target_kind in ('baseline_year_end', 'baseline_same_month'), false)
            as is_target_small
    from {{ ref('fct_indicator') }} as figure
    inner join {{ ref('indicators') }} as indicator
        on figure.indicator_id = indicator.indicator_id
    inner join {{ ref('int_month__parameters') }} as parameter
        on figure.report_month = parameter.report_month
    inner join {{ ref('counties') }} as county
        on figure.county_code = county.county_code

),

-- From above: a total is shown when it is there and not hidden itself.
beside_the_province as (

    select
        figure.*,
        figure.level = 'city' and province.value is not null and not province.is_small
            as is_whole_shown
    from figure
    left join figure as province
        on figure.indicator_id = province.indicator_id
        and figure.report_month = province.report_month
        and province.level = 'province'
    where figure.level <> 'county'

),

judged_above as (

    select
        *,
        not is_small
        and {{ is_complementary('indicator_id, report_month, level', 'county_code') }}
            as is_hidden_beside
    from beside_the_province

),

-- A city that is hidden for another's sake must not be found by adding up its counties.
beside_the_city as (

    select
        figure.*,
        city.value is not null and not city.is_small and not city.is_hidden_beside
            as is_whole_shown,
        coalesce(city.is_hidden_beside, false) as is_whole_hidden
    from figure
    left join judged_above as city
        on figure.indicator_id = city.indicator_id
        and figure.report_month = city.report_month
        and figure.city_code = city.county_code
    where figure.level = 'county'

),

judged as (

    select
        *,
        is_small
        or {{ is_complementary('indicator_id, report_month, city_code', 'county_code') }}
        or {{ is_hidden_with_whole('indicator_id, report_month, city_code', 'county_code') }}
            as is_suppressed
    from beside_the_city

),

shown as (

    {% for relation, hidden in (('judged', 'is_suppressed'), ('judged_above', 'is_small or is_hidden_beside')) -%}
    select
        indicator_id,
        county_code,
        report_month,
        numerator,
        denominator,
        value,
        baseline_value,
        target_value,
        status,
        data_state,
        is_baseline_small,
        is_target_small,
        {{ hidden }} as is_suppressed
    from {{ relation }}
    {{ "union all" if not loop.last }}

    {% endfor %}
)

select
    indicator_id,
    county_code,
    report_month,
    case when not is_suppressed then numerator end as numerator,
    case when not is_suppressed then denominator end as denominator,
    case when not is_suppressed then value end as value,
    case when not is_baseline_small then baseline_value end as baseline_value,
    case when not is_target_small then target_value end as target_value,
    status,
    data_state,
    is_suppressed
from shown
