with renamed as (

    select
        -- ids
        delivery_id,
        sheet_name,
        row_no,
        row_hash,
        workshop_name,
        credit_code,

        -- places
        county_code,
        home_county_code,
        town_code,
        village_name,

        -- workshop
        workshop_state,

        -- numerics
        workers,
        relieved_workers,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month,
        approved_date

    from {{ source('national_monitoring', 'workshop') }}

)

select * from renamed
