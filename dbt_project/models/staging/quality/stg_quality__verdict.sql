with source as (

    select * from {{ source('quality', 'verdict') }}

),

renamed as (

    select
        -- ids
        delivery_id,
        source,
        table_name,
        county_code,

        -- verdict
        state,
        reason,
        blocking_rules,
        is_lead,

        -- numerics
        rows_data,
        rows_accepted,
        rows_quarantined,

        -- dates
        {{ month_from_text('report_month') }} as report_month

    from source
    where {{ is_month_known('report_month') }}

)

select * from renamed
