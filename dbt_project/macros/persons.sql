{#- Conditions on a person that several models share. -#}

{#- Able to work, wholly or in part. Not known is not able. -#}
{% macro is_able(labour_skill) -%}
    coalesce({{ labour_skill }} in ('普通劳动力', '技能劳动力', '弱劳动力或半劳动力'), false)
{%- endmacro %}

{#-
    动态监测: the national system delivered the person's state this month, or the employment system
    has a state that was updated lately enough. The query left-joins int_person_month__national_state
    as `national`, int_person_month__rural_labour as `labour`, int_month__parameters as `parameter`.
-#}
{% macro is_fresh() -%}
    coalesce(
        coalesce(national.is_fresh_state, false)
        or (
            labour.employment_state is not null
            and labour.updated_date >= {{ day_shift(
                month_end('parameter.report_month'), '-parameter.state_fresh_days'
            ) }}
        ),
        false
    )
{%- endmacro %}
