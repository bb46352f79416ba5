with county as (

    select * from {{ ref('counties') }}

)

select
    county_code,
    county_name,
    short_name,
    level,
    city_code,
    sort_order,
    tile_row,
    tile_column
from county
