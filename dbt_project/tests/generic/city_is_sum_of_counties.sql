{#-
    An area's numerator and denominator (a city's, the province's) are the sums of its counties that have a value; of a count,
    and of the completion of one, nothing at all where a county has none. Of figures whose tables
    the city keeps a book of its own for, and of those made of no table, nothing is said.
-#}
{% test city_is_sum_of_counties(model) %}

with summed as (

    select indicator_table.indicator_id
    from {{ ref('indicator_tables') }} as indicator_table
    inner join {{ ref('source_tables') }} as source_table
        on indicator_table.table_name = source_table.table_name
    group by indicator_table.indicator_id
    having not bool_or(source_table.has_city_book)

),

area as (

    select
        figure.*,
        county.level,
        indicator.value_kind = 'count' or figure.indicator_id = 'I01b' as is_count
    from {{ model }} as figure
    inner join {{ ref('indicators') }} as indicator
        on figure.indicator_id = indicator.indicator_id
    inner join {{ ref('counties') }} as county
        on figure.county_code = county.county_code
    where indicator.value_kind in ('count', 'ratio')
        and figure.indicator_id in (select indicator_id from summed)

),

county_sum as (

    select
        area.indicator_id,
        above.area_code as city_code,
        area.report_month,
        case
            when not is_count or count_if(numerator is null) = 0
                then sum(case when value is not null then numerator end)
        end as numerator,
        case
            when not is_count or count_if(numerator is null) = 0
                then sum(case when value is not null then denominator end)
        end as denominator
    from area
    inner join {{ areas_above() }} as above
        on area.county_code = above.county_code
    group by area.indicator_id, above.area_code, area.report_month, area.is_count

),

city as (

    select
        area.*,
        area.county_code as city_code
    from area
    where level <> 'county'

)

select
    county_sum.indicator_id,
    county_sum.city_code,
    county_sum.report_month
from county_sum
full join city
    on county_sum.indicator_id = city.indicator_id
    and county_sum.city_code = city.city_code
    and county_sum.report_month = city.report_month
where county_sum.numerator is distinct from city.numerator
    or county_sum.denominator is distinct from city.denominator
    or county_sum.city_code is null
    or city.city_code is null

{% endtest %}
