with source as (

    select * from {{ source('spot_check', 'draw') }}

),

renamed as (

    select
        -- keys
        round_no,
        county_code,
        town_code,
        sample_no,
        person_key,

        -- design
        is_flagged,
        flagged_population,
        other_population,

        -- dates
        {{ month_from_text('report_month') }} as drawn_month

    from source

)

select * from renamed
