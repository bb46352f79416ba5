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

        -- event
        event_name,
        campaign,
        venue,
        event_form,
        villages,

        -- numerics
        firms,
        posts,
        attendees,
        intents,
        signed,
        viewers,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month,
        event_date

    from {{ source('jilin_employment', 'event') }}

)

select * from renamed
