with source as (

    select * from {{ source('quality', 'rule') }}

),

renamed as (

    select
        -- ids
        rule_id,

        -- text
        rule_name,
        severity,
        owner,
        action,
        table_names,
        message_template,
        how_to_fix,
        reference

    from source

)

select * from renamed
