with source as (

    select * from {{ source('baseline', 'value') }}

),

renamed as (

    select
        -- keys
        baseline_version,
        baseline_year,
        indicator_id,
        county_code,

        -- numerics
        numerator,
        denominator,
        value,

        -- where it is from
        origin,
        definition_version,
        delivery_sha256s,
        signed_by,
        signed_at,
        reason,

        -- dates
        {{ month_from_text('report_month') }} as report_month

    from source

)

select * from renamed
