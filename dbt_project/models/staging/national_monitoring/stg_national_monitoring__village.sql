with renamed as (

    select
        -- ids
        delivery_id,
        sheet_name,
        row_no,
        row_hash,

        -- places
        county_code,
        home_county_code,
        town_code,
        village_name,

        -- village
        is_assisted,
        has_work_team,
        is_exited,

        -- numerics
        households,
        population,
        relieved_households,
        relieved_persons,
        monitored_households,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month

    from {{ source('national_monitoring', 'village') }}

)

select * from renamed
