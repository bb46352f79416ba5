-- Who the persons of a figure are, by one property at a time; only where the figure has a value.
with county_part as (

    select * from {{ ref('int_composition_county_month') }}

),

area as (

    select
        county_code,
        county_code as area_code
    from {{ ref('counties') }}
    where level = 'county'

    union all

    select
        county_code,
        area_code
    from {{ areas_above() }} as above

),

area_part as (

    select
        county_part.indicator_id,
        county_part.dimension,
        county_part.category,
        area.area_code as county_code,
        county_part.report_month,
        sum(county_part.person_count) as person_count
    from county_part
    inner join area
        on county_part.county_code = area.county_code
    group by
        county_part.indicator_id,
        county_part.dimension,
        county_part.category,
        area.area_code,
        county_part.report_month

)

select
    area_part.indicator_id,
    area_part.dimension,
    area_part.category,
    cast(
        coalesce(
            code_category.sort_order,
            case area_part.category when '未填' then 999 when '其他' then 998 else 900 end
        ) as integer
    ) as sort_order,
    area_part.county_code,
    area_part.report_month,
    cast(area_part.person_count as bigint) as person_count,
    {{ safe_div('area_part.person_count', 'figure.value') }} as share
from area_part
inner join {{ ref('int_indicator_area_month') }} as figure
    on area_part.indicator_id = figure.indicator_id
    and area_part.county_code = figure.county_code
    and area_part.report_month = figure.report_month
    and figure.value is not null
left join {{ ref('code_category') }} as code_category
    on area_part.dimension = code_category.dimension
    and area_part.category = code_category.category
