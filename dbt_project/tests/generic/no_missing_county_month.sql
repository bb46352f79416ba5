{#-
    Every county and month, once for each value of `by`: an outer join from the calendar, so that a
    month or a county that vanished altogether fails too. Cities are not asked for.
-#}
{% test no_missing_county_month(model, by) %}

with expected as (

    select
        reported.report_month,
        county.county_code,
        kind.{{ by }}
    from {{ ref('int_month__reported') }} as reported
    cross join {{ ref('counties') }} as county
    cross join (select distinct {{ by }} from {{ model }}) as kind
    where county.level = 'county'

),

-- No row at all would expect nothing, so months without any kind are failures as well.
empty_months as (

    select reported.report_month
    from {{ ref('int_month__reported') }} as reported
    where not exists (select 1 from {{ model }})

)

select
    expected.report_month,
    expected.county_code
from expected
left join {{ model }} as present
    on expected.report_month = present.report_month
    and expected.county_code = present.county_code
    and expected.{{ by }} = present.{{ by }}
where present.county_code is null

union all

select
    report_month,
    cast(null as string) as county_code
from empty_months

{% endtest %}
