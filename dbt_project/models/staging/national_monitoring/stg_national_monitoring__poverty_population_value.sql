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

        -- the cell
        column_name,
        value as cell_value,

        -- dates
        {{ month_from_text('report_month') }} as delivery_month

    from {{ source('national_monitoring', 'poverty_population_value') }}

)

select * from renamed
