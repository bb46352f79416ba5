-- Files received for a month and the fate of their rows, by county and for the city: by state, and
-- in all (state is null).
with delivery as (

    select * from {{ ref('fct_delivery') }}

),

area as (

    select * from {{ ref('counties') }}

),

placed as (

    select
        delivery.report_month,
        area.county_code,
        delivery.state,
        delivery.rows_read,
        delivery.rows_accepted,
        delivery.rows_quarantined,
        delivery.rows_superseded,
        delivery.rows_dropped
    from delivery
    left join area as own
        on delivery.county_code = own.county_code
    inner join area
        on {{ is_told_of_area('delivery.county_code', 'own.city_code') }}

)

select
    report_month,
    county_code,
    state,
    count(*) as file_count,
    cast(sum(rows_read) as bigint) as rows_read,
    cast(sum(rows_accepted) as bigint) as rows_accepted,
    cast(sum(rows_quarantined) as bigint) as rows_quarantined,
    cast(sum(rows_superseded) as bigint) as rows_superseded,
    cast(sum(rows_dropped) as bigint) as rows_dropped
from placed
group by grouping sets ((report_month, county_code), (report_month, county_code, state))
