{#-
    One row per combination of the columns. An increment checks the months it rebuilt: the others
    were checked when they were built, and have not been touched since.
-#}
{% test unique_grain(model, columns) %}

{%- set first_month = first_month_to_build() if 'report_month' in columns else none %}
select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
{%- if first_month %}
where report_month >= {{ date_literal(first_month ~ '-01') }}
{%- endif %}
group by {{ columns | join(', ') }}
having count(*) > 1

{% endtest %}
