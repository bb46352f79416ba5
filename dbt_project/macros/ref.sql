{#-
    References without the database name. DuckDB keeps a view's text as written, and names a
    database after its file: with the name in it, a renamed or copied warehouse has broken views.
-#}
{% macro ref() -%}
    {{ return(builtins.ref(*varargs, **kwargs).include(database=false)) }}
{%- endmacro %}
