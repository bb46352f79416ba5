{#-
    The sources as Spark sees them. DuckDB opens the files that a source's `external_location` names;
    Spark needs a table over them, made anew before every build, as files and columns come and go.
    Both read the very same place: the table's is taken out of `external_location`.
    A folder's partitions are text ('2022-05'), and its files may differ in their columns.
-#}
{% macro make_lake_tables() -%}
    {{ return(adapter.dispatch('make_lake_tables', 'employment')()) }}
{%- endmacro %}

{#-
    A table of the lake is opened file by file whenever a query names it (120 months of six counties
    are 720 files), and many do: what the files say of themselves is kept for the build.
-#}
{% macro default__make_lake_tables() -%}
    set global parquet_metadata_cache = true
{%- endmacro %}

{% macro spark__make_lake_tables() -%}
    {%- if execute -%}
        {%- do spark__create_schema(lake_schema()) -%}
        {%- do run_statement('set spark.sql.sources.partitionColumnTypeInference.enabled = false') -%}
        {%- do run_statement('set spark.sql.hive.manageFilesourcePartitions = false') -%}
        {%- for node in graph.sources.values() -%}
            {%- set table = lake_table(node.source_name, node.name) -%}
            {%- do run_statement('drop table if exists ' ~ table) -%}
            {%- do run_statement('create table ' ~ table ~ ' ' ~ lake_place(node)) -%}
        {%- endfor -%}
        {%- do run_statement('reset spark.sql.sources.partitionColumnTypeInference.enabled') -%}
        {%- do run_statement('reset spark.sql.hive.manageFilesourcePartitions') -%}
    {%- endif -%}
{%- endmacro %}

{#- Send a statement that has no result: a Thrift server of Spark 3 returns none to be fetched. -#}
{% macro run_statement(sql) -%}
    {%- call statement('statement', fetch_result=False, auto_begin=False) -%}
        {{ sql }}
    {%- endcall -%}
{%- endmacro %}

{% macro lake_schema() -%}
    {{ return(target.schema ~ '_lake') }}
{%- endmacro %}

{% macro lake_table(source_name, name) -%}
    {{ return(lake_schema() ~ '.' ~ source_name ~ '__' ~ name) }}
{%- endmacro %}

{#- Format, columns and location of a source's table; DuckDB's words for the same are read. -#}
{% macro lake_place(node) -%}
    {%- set location = node.config.meta.external_location -%}
    {%- set path = modules.re.search("'(<[^']*)'", location).group(1) -%}
    {%- set path = path.split('/report_month=')[0] -%}
    {%- set path = path | replace('<lake>', var('lake')) | replace('<plan_targets>', var('plan_targets')) -%}
    {%- if 'read_csv' in location -%}
        {%- set columns = modules.re.findall("'(\\w+)': '(\\w+)'", location) -%}
        ({%- for name, type in columns -%}
            {{ name }} {{ type | replace('VARCHAR', 'string') }}{{ ', ' if not loop.last }}
        {%- endfor -%})
        using csv options (header 'true', path '{{ path }}')
    {%- else -%}
        using parquet options (mergeSchema 'true', path '{{ path }}')
    {%- endif -%}
{%- endmacro %}
