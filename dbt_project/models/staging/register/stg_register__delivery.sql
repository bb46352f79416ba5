with source as (

    select * from {{ source('register', 'delivery') }}

),

renamed as (

    select
        -- ids
        delivery_id,
        source,
        table_name,
        county_code,
        sha256,
        content_hash,
        layout_version,

        -- file
        file_name,
        inbox_path,
        size_bytes,
        received_at,

        -- intake
        intake_state,
        refusal_code,
        refusal_message,
        missing_columns,
        unknown_columns,
        folder_county_code,
        content_county_code,
        content_month,
        dropped,
        cell_problems,
        observations,

        -- what counts of it
        standing,
        is_lead,
        superseded_by,
        replaced_towns,
        counted_at_cutoff,
        replaced_towns_at_cutoff,
        withdrawn_at,
        withdrawn_why,

        -- numerics
        rows_read,
        rows_data,
        rows_dropped,
        rows_superseded,
        synthetic_rows,

        -- dates
        {{ month_from_text('report_month') }} as report_month

    from source
    where {{ is_month_known('report_month') }}

)

select * from renamed
