{#- One row per combination of the columns, where `is_sound` cannot say which rows are meant. -#}
{% test unique_grain(model, columns) %}

{{ repeated_rows(model, columns) }}

{% endtest %}
