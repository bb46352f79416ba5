-- Counties with the completion of their task, and the city as the sum of its counties.
with county_measure as (

    select * from {{ ref('int_indicator_county_month') }}

),

county as (

    select * from {{ ref('counties') }}

),

plan_target as (

    select * from {{ ref('stg_plan__target') }}

),

-- I01 over the task of its year; nothing at all where the year has no task.
completion as (

    select
        'I01b' as indicator_id,
        county_measure.county_code,
        county_measure.report_month,
        'ratio' as value_kind,
        case when plan_target.target_value is not null then county_measure.numerator end
            as numerator,
        case when county_measure.numerator is not null then plan_target.target_value end
            as denominator,
        county_measure.data_state,
        county_measure.source_month
    from county_measure
    left join plan_target
        on year(county_measure.report_month) = plan_target.plan_year
        and county_measure.indicator_id = plan_target.indicator_id
        and county_measure.county_code = plan_target.county_code
    where county_measure.indicator_id = 'I01'

),

unioned as (

    select
        indicator_id,
        county_code,
        report_month,
        value_kind,
        numerator,
        denominator,
        data_state,
        source_month
    from county_measure

    union all

    select * from completion

),

-- A rate over nothing is no value, and takes no part in the city.
county_row as (

    select
        *,
        numerator is not null and (value_kind = 'count' or coalesce(denominator, 0) > 0)
            as has_value
    from unioned

),

city_row as (

    select
        county_row.indicator_id,
        county.city_code as county_code,
        county_row.report_month,
        county_row.value_kind,
        sum(case when county_row.has_value then county_row.numerator end) as numerator,
        sum(case when county_row.has_value then county_row.denominator end) as denominator,
        -- Without one of its counties a count is too small by nobody knows how much.
        count_if(county_row.numerator is null) > 0
        and (county_row.value_kind = 'count' or county_row.indicator_id = 'I01b') as is_partial,
        count_if(county_row.has_value) as counties_with_value,
        count_if(county_row.has_value and county_row.data_state = '沿用') as counties_carried,
        count_if(county_row.data_state = '沿用') as deliveries_carried,
        count_if(county_row.data_state <> '缺报') as deliveries,
        min(case when county_row.has_value then county_row.source_month end) as source_month
    from county_row
    inner join county
        on county_row.county_code = county.county_code
    group by
        county_row.indicator_id,
        county.city_code,
        county_row.report_month,
        county_row.value_kind

),

area_row as (

    select
        indicator_id,
        county_code,
        report_month,
        value_kind,
        numerator,
        denominator,
        data_state,
        source_month
    from county_row

    union all

    select
        indicator_id,
        county_code,
        report_month,
        value_kind,
        case when not is_partial then numerator end as numerator,
        case when not is_partial then denominator end as denominator,
        case
            when deliveries = 0 then '缺报'
            when counties_carried > 0 or (counties_with_value = 0 and deliveries_carried > 0)
                then '沿用'
            else '按期'
        end as data_state,
        source_month
    from city_row

)

select
    indicator_id,
    county_code,
    report_month,
    numerator,
    denominator,
    case
        when value_kind = 'count' then numerator
        else {{ safe_div('numerator', 'denominator') }}
    end as value,
    data_state,
    source_month
from area_row
