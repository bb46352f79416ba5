{#-
    How DuckDB makes tables and views here: one statement each. dbt's own way (make under another
    name, move the old one out of the way, rename, remove) keeps readers of a live database served;
    the warehouse is built beside the published one and nobody reads it meanwhile. For a city the
    renaming took as long as the queries.
-#}

{% materialization table, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ _remove_other_kind(target_relation) }}
    {%- call statement('main', auto_begin=false) -%}
        {{ _create_table(target_relation) }}
        {{ _comments(target_relation) }}
    {%- endcall -%}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#-
    To make a view DuckDB opens every file of the lake that it reads: with a long history that takes
    longer than building a month. So an increment leaves those that are there as they would be.
-#}
{% materialization view, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {{ _remove_other_kind(target_relation) }}
    {%- call statement('main', auto_begin=false) -%}
        {%- if var('views_stand') and load_cached_relation(target_relation) is not none -%}
            select 1 as one
        {%- else -%}
            create or replace view {{ target_relation }} as (
                {{ compiled_code }}
            );
            {{ _comments(target_relation) }}
        {%- endif -%}
    {%- endcall -%}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#-
    The months to rebuild are made beside the table, which a model may read, and then replace those
    in it, all or nothing. dbt's own delete+insert deletes only months that still have rows, so a
    month whose last delivery was withdrawn would stay. The columns are always the table's own: a
    change of the definitions rebuilds everything from nothing.
-#}
{% materialization incremental, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- if not is_incremental() -%}
        {{ _remove_other_kind(target_relation) }}
        {%- call statement('main', auto_begin=false) -%}
            {{ _create_table(target_relation) }}
            {{ _comments(target_relation) }}
        {%- endcall -%}
    {%- else -%}
        {%- set rebuilt = this.identifier ~ '__rebuilt' -%}
        {%- set first_month = first_month_to_build() -%}
        {%- call statement('main') -%}
            create temporary table {{ rebuilt }} as (
                {{ compiled_code }}
            );
            delete from {{ target_relation }}
            {%- if first_month %} where report_month >= {{ date_literal(first_month ~ '-01') }}{% endif %};
            insert into {{ target_relation }} by name select * from {{ rebuilt }};
            drop table {{ rebuilt }};
            {{ _comments(target_relation) }}
        {%- endcall -%}
        {%- do adapter.commit() -%}
    {%- endif -%}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{#- A model that was a view and is a table now, or the other way round: the old one goes first. -#}
{% macro _remove_other_kind(relation) -%}
    {%- set existing = load_cached_relation(relation) -%}
    {%- if existing is not none and existing.type != relation.type -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
{%- endmacro %}

{% macro _create_table(relation) -%}
    {%- if config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(compiled_code) }}
        create or replace table {{ relation }} {{ get_table_columns_and_constraints() }};
        insert into {{ relation }} {{ get_column_names() }} (
            {{ get_select_subquery(compiled_code) }}
        );
    {%- else -%}
        create or replace table {{ relation }} as (
            {{ compiled_code }}
        );
    {%- endif -%}
{%- endmacro %}

{#-
    The descriptions of a model and its columns. A column that is described and does not exist
    stops the build.
-#}
{% macro _comments(relation) -%}
    {%- if config.persist_relation_docs() and model.description -%}
        {{ duckdb__alter_relation_comment(relation, model.description) }}
    {%- endif -%}
    {%- if config.persist_column_docs() -%}
        {%- for column in model.columns.values() %}
            comment on column {{ relation }}.{{ column.name }} is {{ duckdb_escape_comment(column.description) }};
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
