with renamed as (

    select
        -- ids
        delivery_id,
        sheet_name,
        row_no,
        person_key,

        -- places
        county_code,
        town_code,

        -- one of the cell's values
        column_name as cell_column,
        value as cell_value,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month

    from {{ source('jilin_employment', 'training_value') }}

)

select * from renamed
