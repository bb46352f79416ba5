-- What this warehouse was built with; a later build compares it before it trusts the months in here.
with rule as (

    select * from {{ ref('stg_quality__rule') }}

),

-- Order-free: the same rules give the same version, however the file is sorted.
rule_digest as (

    select
        md5(
            rule_id || '|' || coalesce(rule_name, '') || '|' || coalesce(severity, '') || '|'
            || coalesce(owner, '') || '|' || coalesce(action, '') || '|'
            || coalesce(table_names, '') || '|' || coalesce(message_template, '') || '|'
            || coalesce(how_to_fix, '')
        ) as digest
    from rule

),

inputs as (

    select
        '{{ var("definitions_sha256") }}' as definitions_sha256,
        '{{ var("views_sha256") }}' as views_sha256,
        substr(md5(coalesce({{ dbt.listagg('digest', "''", 'order by digest') }}, '')), 1, 12)
            as rules_version
    from rule_digest

)

select * from inputs
