{#-
    How tables are kept on Spark: facts by month, so that an increment replaces whole months and reads
    no others. Nothing here concerns DuckDB.
-#}

{#- What is built month by month is kept month by month. -#}
{% macro spark__partition_cols(label, required=false) -%}
    {%- if config.get('materialized') == 'incremental' -%}
        {{ label }} (report_month)
    {%- endif -%}
{%- endmacro %}

{% macro dbt_spark_validate_get_incremental_strategy(raw_strategy, file_format) -%}
    {{ return(raw_strategy) }}
{%- endmacro %}

{#-
    Incremental strategy replace_months: every month from the first to rebuild on goes, then the rebuilt
    ones are inserted. Overwriting only the partitions of the new rows would leave a month whose last
    delivery was withdrawn.
-#}
{% macro dbt_spark_get_incremental_sql(
    strategy, source, target, existing, unique_key, incremental_predicates
) -%}
    {%- set first_month = first_month_to_build() -%}
    {%- set outdated = [] -%}
    {%- for row in run_query('show partitions ' ~ target).rows -%}
        {%- set month = row[0].split('=')[1] -%}
        {%- if not first_month or month >= first_month -%}
            {%- do outdated.append("partition (report_month = date'" ~ month ~ "')") -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if outdated -%}
        {%- do run_statement('alter table ' ~ target ~ ' drop if exists ' ~ outdated | join(', ')) -%}
    {%- endif -%}
    {%- set columns = adapter.get_columns_in_relation(target) | map(attribute='quoted') | join(', ') -%}
    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ source }}
{%- endmacro %}
