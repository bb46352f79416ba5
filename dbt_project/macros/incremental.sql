{#- A month costs a month: person-level models rebuild the months that changed, and no others. -#}

{#- First month to rebuild as 'YYYY-MM', or none for all. Every later month may depend on it. -#}
{% macro first_month_to_build() -%}
    {%- set months = var('months', none) -%}
    {{ return(months | min if months else none) }}
{%- endmacro %}

{#-
    Condition on a source's month, a text: whether a rebuild that goes some months at a time has come
    to it. What lies later is as if nobody had delivered it yet.
-#}
{% macro is_month_known(month_text) -%}
    {%- set until = var('until', none) -%}
    {{ month_text ~ " <= '" ~ until ~ "'" if until else 'true' }}
{%- endmacro %}

{#- Condition on a month column: true for all months unless this is an increment. -#}
{% macro in_months_to_build(month) -%}
    {%- set first_month = first_month_to_build() -%}
    {%- if is_incremental() and first_month -%}
        {{ month }} >= {{ date_literal(first_month ~ '-01') }}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#-
    Condition on the lake's own month column that lets the engine open only the files an increment
    needs: those effective from `months_back` months before the first month to rebuild. `effective`
    is ref('int_county_month__effective'), passed in so that dbt sees the dependency. `table_name`
    is one table or a list of them.
    The condition reaches the files only if the staging model reads its source in the one CTE that
    computes delivery_month: behind a second one DuckDB opens every file.
-#}
{% macro in_lake_months_to_read(month, effective, table_name, months_back=0) -%}
    {%- set first_month = first_month_to_build() -%}
    {%- if execute and is_incremental() and first_month -%}
        {%- set first_date = date_literal(first_month ~ '-01') -%}
        {%- set query -%}
            select distinct cast(source_month as string) as source_month
            from {{ effective }}
            where table_name in (
                {%- for name in ([table_name] if table_name is string else table_name) -%}
                '{{ name }}'{{ ", " if not loop.last }}
                {%- endfor -%}
            )
                and source_month is not null
                and report_month >= {{ month_shift(first_date, -months_back) }}
            order by 1
        {%- endset -%}
        {%- set months = run_query(query).columns[0].values() -%}
        {%- if months -%}
            {{ month }} in (
            {%- for value in months -%}
                {{ date_literal(value) }}{{ ", " if not loop.last }}
            {%- endfor -%}
            )
        {%- else -%}
            false
        {%- endif -%}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
