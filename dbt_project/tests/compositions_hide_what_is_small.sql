{#- No class of one to four persons is shown, and none can be worked out of the classes or areas beside it. -#}
with cell as (

    select
        published.*,
        composition.person_count as counted,
        parameter.suppress_below,
        figure.is_suppressed as is_figure_hidden,
        county.level = 'city' as is_city,
        county.level = 'province' as is_province,
        county.city_code,
        min(case when published.is_suppressed then 1 else 0 end)
            over (
                partition by
                    published.indicator_id, published.dimension, published.report_month,
                    county.city_code
            ) = 1
            as is_all_hidden
    from {{ ref('fct_composition_published') }} as published
    inner join {{ ref('fct_composition') }} as composition
        on published.indicator_id = composition.indicator_id
        and published.dimension = composition.dimension
        and published.category = composition.category
        and published.county_code = composition.county_code
        and published.report_month = composition.report_month
    inner join {{ ref('fct_indicator_published') }} as figure
        on published.indicator_id = figure.indicator_id
        and published.county_code = figure.county_code
        and published.report_month = figure.report_month
    inner join {{ ref('int_month__parameters') }} as parameter
        on published.report_month = parameter.report_month
    inner join {{ ref('counties') }} as county
        on published.county_code = county.county_code

),

small as (

    select
        indicator_id,
        dimension,
        category,
        county_code,
        report_month
    from cell
    where (counted < suppress_below and not is_suppressed)
        or (is_suppressed and person_count is not null)

),

-- What is all of an area is as large as its figure; it may be hidden where nothing is shown beside it.
alone_among_classes as (

    select
        indicator_id,
        dimension,
        cast(null as string) as category,
        county_code,
        report_month
    from cell
    where not is_figure_hidden
    group by indicator_id, dimension, county_code, report_month
    having count_if(is_suppressed) = 1
        and (count(*) > 1 or count_if(is_all_hidden) = 0)

),

alone_among_areas as (

    select
        indicator_id,
        dimension,
        category,
        cast(null as string) as county_code,
        report_month
    from cell
    group by indicator_id, dimension, category, report_month, city_code
    having count_if(is_suppressed) = 1
        and count_if(is_city) = 1

),

alone_among_cities as (

    select
        indicator_id,
        dimension,
        category,
        cast(null as string) as county_code,
        report_month
    from cell
    where is_city or is_province
    group by indicator_id, dimension, category, report_month
    having count_if(is_suppressed) = 1
        and count_if(is_province) = 1

)

select * from small
union all
select * from alone_among_classes
union all
select * from alone_among_areas
union all
select * from alone_among_cities
