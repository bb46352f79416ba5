with source as (

    select * from {{ source('history', 'published_figure') }}

),

renamed as (

    select
        -- keys
        publication_id,
        published_order,
        indicator_id,
        county_code,

        -- text
        definition_version,
        inputs,

        -- numerics
        value,

        -- dates
        {{ month_from_text('as_of_month') }} as as_of_month,
        {{ month_from_text('report_month') }} as report_month

    from source

)

select * from renamed
