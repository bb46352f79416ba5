with source as (

    select * from {{ source('plan', 'target') }}

),

renamed as (

    select
        -- keys
        plan_year,
        indicator_id,
        county_code,

        -- numerics
        target_value,

        -- text
        target_kind,
        document

    from source

)

select * from renamed
