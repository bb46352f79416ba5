with source as (

    select * from {{ source('quality', 'finding') }}

),

renamed as (

    select
        -- ids
        finding_id,
        rule_id,
        problem_key,
        delivery_id,
        sheet_name,
        row_no,
        person_key,

        -- places
        county_code,
        town_code,

        -- rule
        severity,
        owner,
        action,

        -- text
        source,
        table_name,
        column_name,
        facts,
        message,

        -- An exempt finding is on record, and has no consequence.
        coalesce(is_exempt, false) as is_exempt,

        -- dates
        {{ month_from_text('report_month') }} as report_month

    from source
    where {{ is_month_known('report_month') }}

)

select * from renamed
