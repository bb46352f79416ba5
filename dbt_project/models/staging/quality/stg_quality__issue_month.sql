with source as (

    select * from {{ source('quality', 'issue_month') }}

),

renamed as (

    select
        -- ids
        problem_key,
        rule_id,
        severity,

        -- places
        county_code,
        town_code,

        -- what came of it
        was_open,
        is_exempt,
        outcome,

        -- dates
        {{ month_from_text('report_month') }} as report_month

    from source
    where {{ is_month_known('report_month') }}

)

select * from renamed
