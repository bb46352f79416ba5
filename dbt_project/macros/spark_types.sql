{#-
    Declared types on Spark. Contracts and seeds name DuckDB's; Spark's text has no length and another
    name. Engines also count in different integers, so on Spark a contract is what a column is cast to:
    that a model keeps its contract is DuckDB's to say.
-#}

{% macro spark_type(declared) -%}
    {{ return('string' if declared | lower == 'varchar' else declared) }}
{%- endmacro %}

{#- Checked by DuckDB; here a column that the query lacks stops the build as well. -#}
{% macro spark__get_assert_columns_equivalent(sql) -%}
{%- endmacro %}

{% macro spark__get_select_subquery(sql) -%}
    select
        {%- for column in model.columns.values() %}
        cast({{ column.name }} as {{ spark_type(column.data_type) }}) as {{ column.name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (
        {{ sql }}
    ) as contracted
{%- endmacro %}

{% macro spark__create_csv_table(model, agate_table) -%}
    {%- set declared = model.config.get('column_types', {}) -%}
    {%- set sql -%}
        create table {{ this }} (
            {%- for name in agate_table.column_names %}
            {{ name }} {{ seed_type(declared, agate_table, name) }}{{ ',' if not loop.last }}
            {%- endfor %}
        ) {{ file_format_clause() }}
    {%- endset -%}
    {%- do run_statement(sql) -%}
    {{ return(sql) }}
{%- endmacro %}

{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set declared = model.config.get('column_types', {}) -%}
    {%- set texts -%}
        {%- for row in agate_table.rows %}
        ({%- for value in row -%}
            {{ seed_text(value) }}{{ ', ' if not loop.last }}
        {%- endfor -%}){{ ',' if not loop.last }}
        {%- endfor %}
    {%- endset -%}
    {%- set sql -%}
        insert into {{ this }}
        select
            {%- for name in agate_table.column_names %}
            cast({{ name }} as {{ seed_type(declared, agate_table, name) }}){{ ',' if not loop.last }}
            {%- endfor %}
        from values {{ texts }} as seed ({{ agate_table.column_names | join(', ') }})
    {%- endset -%}
    {%- do run_statement(sql) -%}
    {{ return(sql) }}
{%- endmacro %}

{% macro seed_type(declared, agate_table, name) -%}
    {%- set index = agate_table.column_names.index(name) -%}
    {{ return(spark_type(declared.get(name) or adapter.convert_type(agate_table, index))) }}
{%- endmacro %}

{#- Everything as text, with both characters doubled that mean something in Spark's quotes. -#}
{% macro seed_text(value) -%}
    {%- if value is none -%}
        null
    {%- else -%}
        '{{ value | string | replace("\\", "\\\\") | replace("'", "\\'") }}'
    {%- endif -%}
{%- endmacro %}

{#- dbt's own list forgets the order on Spark, and with it the same text for the same rows. -#}
{% macro spark__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
    listagg({{ measure }}, {{ delimiter_text }}) within group ({{ order_by_clause }})
{%- endmacro %}
