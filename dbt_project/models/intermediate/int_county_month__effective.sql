-- What each county's figures of a month are made of: the newest accepted slot up to that month,
-- whatever number of deliveries it has.
with reported as (

    select * from {{ ref('int_month__reported') }}

),

county as (

    select county_code from {{ ref('counties') }}
    where level = 'county'

),

needed_table as (

    select distinct table_name from {{ ref('indicator_tables') }}

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
        county.county_code,
        needed_table.table_name
    from reported
    cross join county
    cross join needed_table

),

effective as (

    select
        slot.report_month,
        slot.county_code,
        slot.table_name,
        accepted.report_month as source_month,
        case
            when accepted.report_month is null then '缺报'
            when accepted.report_month < slot.report_month then '沿用'
            else '按期'
        end as data_state
    from slot
    left join accepted
        on slot.table_name = accepted.table_name
        and slot.county_code = accepted.county_code
        and accepted.report_month <= slot.report_month
    qualify row_number() over (
        partition by slot.report_month, slot.county_code, slot.table_name
        order by accepted.report_month desc nulls last
    ) = 1

)

select * from effective
