{#- Every row of a file is accepted, quarantined, superseded or dropped by kind; none lost or invented. -#}
{% test row_conservation(model) %}

select *
from {{ model }}
where rows_read is distinct from rows_accepted + rows_quarantined + rows_superseded + rows_dropped
    or rows_accepted < 0
    or rows_quarantined < 0
    or rows_superseded < 0
    or rows_dropped < 0

{% endtest %}
