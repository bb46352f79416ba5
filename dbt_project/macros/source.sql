{#-
    Sources name their place as <lake>/... or <plan_targets>: it is filled in here, when a model is
    compiled. In their YAML it would be filled in at parsing, and each home folder would need its own.
-#}
{% macro source() -%}
    {%- set location = builtins.source(*varargs, **kwargs) | string -%}
    {%- set location = location | replace('<lake>', var('lake')) -%}
    {{ return(location | replace('<plan_targets>', var('plan_targets'))) }}
{%- endmacro %}
