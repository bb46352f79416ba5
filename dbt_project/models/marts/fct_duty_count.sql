-- How many duties stand how, of each chapter of the plan and of all. Zero where none.
with duty as (

    select * from {{ ref('fct_duty') }}

),

counted as (

    select
        county_code,
        report_month,
        chapter,
        duty_state,
        count(*) as duty_count
    from duty
    group by grouping sets (
        (county_code, report_month, duty_state),
        (county_code, report_month, chapter, duty_state)
    )

),

-- Every chapter of the month's plan, and all of them together.
place as (

    select distinct
        county_code,
        report_month,
        chapter
    from duty

    union all

    select distinct
        county_code,
        report_month,
        cast(null as string) as chapter
    from duty

),

state as (

    {%- for name in ['已完成', '推进中', '未启动', '未填报', '逾期未完成'] %}
    select '{{ name }}' as duty_state
    {{ "union all" if not loop.last }}
    {%- endfor %}

)

select
    place.county_code,
    place.report_month,
    place.chapter,
    state.duty_state,
    cast(coalesce(counted.duty_count, 0) as integer) as duty_count
from place
cross join state
left join counted
    on place.county_code = counted.county_code
    and place.report_month = counted.report_month
    and place.chapter is not distinct from counted.chapter
    and state.duty_state = counted.duty_state
