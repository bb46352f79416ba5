{#- No count of one to four persons or households, and no share of fewer than twenty of them. -#}
{% test nothing_small_is_shown(model) %}

select figure.indicator_id
from {{ model }} as figure
inner join {{ ref('indicators') }} as indicator
    on figure.indicator_id = indicator.indicator_id
inner join {{ ref('int_month__parameters') }} as parameter
    on figure.report_month = parameter.report_month
where (
        indicator.value_kind = 'count'
        and indicator.unit in ('人', '户')
        and figure.value > 0
        and figure.value < parameter.suppress_below
    )
    or (
        indicator.value_kind = 'ratio'
        and indicator.is_of_persons
        and figure.value is not null
        and figure.denominator < parameter.rate_min_denominator
    )
    or (figure.is_suppressed and coalesce(figure.numerator, figure.denominator, figure.value) is not null)

{% endtest %}
