{#-
    The descriptions of a model and its columns, written into the warehouse with one statement. dbt
    asks the database for the columns first, twice, and leaves out what is not there; here a column
    that is described and does not exist stops the build.
-#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- call statement('comments') -%}
        {%- if for_relation and config.persist_relation_docs() and model.description -%}
            {{ duckdb__alter_relation_comment(relation, model.description) }}
        {%- endif -%}
        {%- if for_columns and config.persist_column_docs() -%}
            {%- for column in model.columns.values() %}
                comment on column {{ relation }}.{{ column.name }} is {{ duckdb_escape_comment(column.description) }};
            {%- endfor -%}
        {%- endif -%}
    {%- endcall -%}
{%- endmacro %}
