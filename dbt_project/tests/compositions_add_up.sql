{#- The parts of a figure by a property that everybody has once are the figure. -#}
with composed as (

    select
        indicator_id,
        dimension,
        county_code,
        report_month,
        sum(person_count) as person_count,
        sum(share) as share
    from {{ ref('fct_composition') }}
    where dimension <> 'trainee_group'
    group by indicator_id, dimension, county_code, report_month

),

expected as (

    select
        figure.indicator_id,
        dimension.dimension,
        figure.county_code,
        figure.report_month,
        figure.value
    from {{ ref('fct_indicator') }} as figure
    inner join (select distinct indicator_id, dimension from composed) as dimension
        on figure.indicator_id = dimension.indicator_id
    where figure.value > 0

)

select
    expected.indicator_id,
    expected.dimension,
    expected.county_code,
    expected.report_month
from expected
full join composed
    on expected.indicator_id = composed.indicator_id
    and expected.dimension = composed.dimension
    and expected.county_code = composed.county_code
    and expected.report_month = composed.report_month
where expected.value is distinct from composed.person_count
    or abs(composed.share - 1) > 0.000001
