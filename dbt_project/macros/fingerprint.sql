{#-
    One number of 64 bits for several columns, to tell rows apart within one query; it is never kept,
    because each engine and release may count another way. Two of a township's rows that differ are
    taken for one in one of 10^12 townships; a query over texts takes twice the memory.
-#}
{% macro fingerprint(columns) -%}
    {{ return(adapter.dispatch('fingerprint', 'employment')(columns)) }}
{%- endmacro %}

{% macro default__fingerprint(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__fingerprint(columns) -%}
    xxhash64({{ columns | join(', ') }})
{%- endmacro %}
