{#- Schemas on Spark lie where the program reads the finished tables from: in the home folder. -#}
{% macro spark__create_schema(relation) -%}
    {%- set schema = relation.schema if relation.schema is defined else relation -%}
    {%- do run_statement(
        "create schema if not exists " ~ schema ~ " location '" ~ var('spark_folder') ~ "/" ~ schema ~ "'"
    ) -%}
{%- endmacro %}
