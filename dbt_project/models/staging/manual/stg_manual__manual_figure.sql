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

        -- figure
        indicator_id,
        is_done,
        document_no,
        evidence,
        has_filler,

        -- numerics
        value as filled_value,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month,
        period_month,
        done_date

    from {{ source('manual', 'manual_figure') }}

)

select * from renamed
