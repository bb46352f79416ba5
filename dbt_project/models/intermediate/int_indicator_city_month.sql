-- The city and the province: what their counties add up to, the cities' own books, or a figure of
-- their own.
with county_row as (

    select * from {{ ref('int_indicator_county_month__completed') }}

),

county as (

    select * from {{ ref('counties') }}

),

-- What the cities' own books add to those of the counties; they need not have any.
own as (

    select
        added.indicator_id,
        county.county_code,
        added.report_month,
        sum(added.numerator) as numerator,
        sum(added.denominator) as denominator
    from {{ ref('int_indicator_town_month') }} as added
    inner join county as city
        on added.county_code = city.county_code
        and city.level = 'city'
    inner join county
        on city.county_code = county.county_code
        or county.level = 'province'
    group by added.indicator_id, county.county_code, added.report_month

),

city_sum as (

    select
        county_row.indicator_id,
        area.area_code as county_code,
        county_row.report_month,
        county_row.value_kind,
        -- A rate over nothing is no value, and takes no part in the city.
        sum(case when county_row.value is not null then county_row.numerator end) as numerator,
        sum(case when county_row.value is not null then county_row.denominator end) as denominator,
        -- Without one of its counties a count is too small by nobody knows how much.
        count_if(county_row.numerator is null) > 0
        and (county_row.value_kind = 'count' or county_row.indicator_id = 'I01b') as is_partial,
        count(county_row.value) as counties_with_value,
        count_if(county_row.value is not null and county_row.data_state = '沿用')
            as counties_carried,
        count_if(county_row.data_state = '沿用') as deliveries_carried,
        count_if(county_row.data_state <> '缺报') as deliveries,
        min(case when county_row.value is not null then county_row.source_month end)
            as source_month
    from county_row
    inner join {{ areas_above() }} as area
        on county_row.county_code = area.county_code
    group by
        county_row.indicator_id,
        area.area_code,
        county_row.report_month,
        county_row.value_kind

),

-- A median of the city is nobody's sum: it has a row of its own among the special figures.
city_row as (

    select
        city_sum.indicator_id,
        city_sum.county_code,
        city_sum.report_month,
        city_sum.value_kind,
        coalesce(
            special.numerator,
            case when not city_sum.is_partial then city_sum.numerator + coalesce(own.numerator, 0) end
        ) as numerator,
        coalesce(
            special.denominator,
            case when not city_sum.is_partial then city_sum.denominator + coalesce(own.denominator, 0) end
        ) as denominator,
        special.value as special_value,
        case
            when special.data_state is not null then special.data_state
            when city_sum.deliveries = 0 then '缺报'
            when city_sum.counties_carried > 0
                or (city_sum.counties_with_value = 0 and city_sum.deliveries_carried > 0)
                then '沿用'
            else '按期'
        end as data_state,
        coalesce(special.source_month, city_sum.source_month) as source_month
    from city_sum
    left join own
        on city_sum.indicator_id = own.indicator_id
        and city_sum.county_code = own.county_code
        and city_sum.report_month = own.report_month
    left join {{ ref('int_indicator_county_month__special') }} as special
        on city_sum.indicator_id = special.indicator_id
        and city_sum.county_code = special.county_code
        and city_sum.report_month = special.report_month

)

select
    indicator_id,
    county_code,
    report_month,
    numerator,
    denominator,
    case
        when value_kind = 'count' then numerator
        when value_kind = 'ratio' then {{ safe_div('numerator', 'denominator') }}
        else special_value
    end as value,
    data_state,
    source_month
from city_row
