{#- The townships' figures, with the units of no known township, are the county's. -#}
with town_sum as (

    select
        indicator_id,
        county_code,
        report_month,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from {{ ref('fct_indicator_town') }}
    group by indicator_id, county_code, report_month

),

unknown_town as (

    select
        indicator_id,
        county_code,
        report_month,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from {{ ref('int_indicator_town_month') }}
    where town_code is null
    group by indicator_id, county_code, report_month

)

select
    figure.indicator_id,
    figure.county_code,
    figure.report_month
from {{ ref('fct_indicator') }} as figure
inner join {{ ref('indicators') }} as indicator
    on figure.indicator_id = indicator.indicator_id
inner join {{ ref('counties') }} as county
    on figure.county_code = county.county_code
left join town_sum
    on figure.indicator_id = town_sum.indicator_id
    and figure.county_code = town_sum.county_code
    and figure.report_month = town_sum.report_month
left join unknown_town
    on figure.indicator_id = unknown_town.indicator_id
    and figure.county_code = unknown_town.county_code
    and figure.report_month = unknown_town.report_month
where indicator.is_by_town
    and county.level = 'county'
    and figure.numerator is not null
    and (
        figure.numerator <> coalesce(town_sum.numerator, 0) + coalesce(unknown_town.numerator, 0)
        or figure.denominator
        <> coalesce(town_sum.denominator, 0) + coalesce(unknown_town.denominator, 0)
    )
