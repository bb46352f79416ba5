{#- Every row of a file is accepted, quarantined or dropped by kind; none is lost, none invented. -#}
{% test row_conservation(model) %}

select delivery_id
from {{ model }}
where rows_read is distinct from rows_accepted + rows_quarantined + rows_dropped
    or rows_accepted < 0
    or rows_quarantined < 0
    or rows_dropped < 0

{% endtest %}
