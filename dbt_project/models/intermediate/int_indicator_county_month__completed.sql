-- The counties' figures, and the completion of their task.
with county_measure as (

    select * from {{ ref('int_indicator_county_month') }}

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

-- Column by column: engines keep a month's column in different places.
completed as (

    select
        indicator_id,
        county_code,
        report_month,
        value_kind,
        numerator,
        denominator,
        value,
        data_state,
        source_month
    from county_measure

    union all

    select
        indicator_id,
        county_code,
        report_month,
        value_kind,
        numerator,
        denominator,
        {{ safe_div('numerator', 'denominator') }} as value,
        data_state,
        source_month
    from completion

)

select * from completed
