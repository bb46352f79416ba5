with source as (

    select * from {{ source('quality', 'issue') }}

),

renamed as (

    select
        -- ids
        problem_key,
        rule_id,
        finding_id,
        exemption_id,

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
        state,

        -- numerics
        months_found,
        times_reopened,
        overdue_days,

        -- dates
        sent_on as sent_date,
        due_on as due_date,
        exempt_until as exempt_until_date,
        {{ month_from_text('report_month') }} as report_month,
        {{ month_from_text('first_month') }} as first_month,
        {{ month_from_text('last_month') }} as last_month,
        {{ month_from_text('closed_month') }} as closed_month

    from source

)

select * from renamed
