{#- Whole numbers, but for the shares. -#}
{%- set parameters = {
    'working_age_min': 'integer',
    'working_age_max': 'integer',
    'months_short': 'integer',
    'months_long': 'integer',
    'state_fresh_days': 'integer',
    'follow_up_days': 'integer',
    'placement_days': 'integer',
    'help_days': 'integer',
    'elderly_post_age': 'integer',
    'pay_group_min': 'integer',
    'transport_min_months': 'integer',
    'workshop_min_relieved': 'integer',
    'suppress_below': 'integer',
    'rate_min_denominator': 'integer',
    'status_near': 'double',
    'score_problem_points': 'double',
    'score_timeliness_points': 'double',
    'score_closure_points': 'double',
    'score_weight_e': 'double',
    'score_weight_w': 'double',
    'score_weight_i': 'double',
    'score_cap_e': 'double',
    'score_cap_w': 'double',
    'score_cap_i': 'double',
    'score_late_days': 'double',
} -%}
-- The thresholds of the definitions as they hold in each month; joined by the report month.
with reported as (

    select * from {{ ref('int_month__reported') }}

),

parameter as (

    select * from {{ ref('parameters') }}

),

pivoted as (

    select
        reported.report_month,
        {%- for parameter_id, kind in parameters.items() %}
        cast(max(case when parameter.parameter_id = '{{ parameter_id }}' then parameter.value end) as {{ kind }})
            as {{ parameter_id }}{{ "," if not loop.last }}
        {%- endfor %}
    from reported
    left join parameter
        on reported.report_month >= parameter.valid_from
        and (parameter.valid_to is null or reported.report_month <= parameter.valid_to)
    group by reported.report_month

)

select * from pivoted
