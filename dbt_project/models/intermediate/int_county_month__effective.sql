-- What each county's figures of a month are made of: the newest accepted slot up to that month,
-- whatever number of deliveries it has. A book of a year never serves the year after.
with reported as (

    select * from {{ ref('int_month__reported') }}

),

source_table as (

    select * from {{ ref('source_tables') }}

),

-- The city is a county of its own where it keeps a book of its own.
area_table as (

    select
        county.county_code,
        source_table.table_name,
        source_table.book_kind,
        source_table.fresh_months
    from {{ ref('counties') }} as county
    cross join source_table
    where county.level = 'county'
        or (county.level = 'city' and source_table.has_city_book)

),

accepted as (

    select distinct
        table_name,
        county_code,
        report_month
    from {{ ref('int_delivery__current') }}
    where state = '已采用'

),

slot as (

    select
        reported.report_month,
        area_table.county_code,
        area_table.table_name,
        area_table.book_kind,
        area_table.fresh_months
    from reported
    cross join area_table

),

-- The newest so far, found while going through the months: each month against all before it would
-- be as many pairs as the square of the history.
newest as (

    select
        slot.report_month,
        slot.county_code,
        slot.table_name,
        slot.fresh_months,
        max(accepted.report_month) over (
            partition by
                slot.county_code,
                slot.table_name,
                case when slot.book_kind = 'year' then year(slot.report_month) end
            order by slot.report_month
            rows between unbounded preceding and current row
        ) as source_month
    from slot
    left join accepted
        on slot.table_name = accepted.table_name
        and slot.county_code = accepted.county_code
        and slot.report_month = accepted.report_month

),

effective as (

    select
        report_month,
        county_code,
        table_name,
        source_month,
        case
            when source_month is null then '缺报'
            when {{ months_between('report_month', 'source_month') }} < fresh_months then '按期'
            else '沿用'
        end as data_state
    from newest

)

select * from effective
