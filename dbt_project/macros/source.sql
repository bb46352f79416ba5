{#-
    Sources name their place as <lake>/... or <plan_targets>: it is filled in here, when a model is
    compiled. In their YAML it would be filled in at parsing, and each home folder would need its own.
    On Spark they are tables (lake_tables.sql).
-#}
{% macro source() -%}
    {{ return(adapter.dispatch('source', 'employment')(*varargs)) }}
{%- endmacro %}

{% macro default__source(source_name, name) -%}
    {%- set location = builtins.source(source_name, name) | string -%}
    {%- set location = location | replace('<lake>', var('lake')) -%}
    {{ return(location | replace('<plan_targets>', var('plan_targets'))) }}
{%- endmacro %}

{% macro spark__source(source_name, name) -%}
    {%- do builtins.source(source_name, name) -%}
    {{ return(lake_table(source_name, name)) }}
{%- endmacro %}
