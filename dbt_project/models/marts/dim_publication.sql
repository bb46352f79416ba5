with reported as (

    select * from {{ ref('int_month__reported') }}

),

delivery as (

    select * from {{ ref('fct_delivery') }}

),

indicator as (

    select * from {{ ref('indicators') }}

),

inputs as (

    select * from {{ ref('int_build__inputs') }}

)

select
    (select max(report_month) from reported) as as_of_month,
    (
        select coalesce(bool_or(synthetic_rows > 0), false) from delivery
        where state = '已采用'
    ) as is_sample,
    (select max(definition_version) from indicator) as definition_version,
    inputs.rules_version,
    (select count(*) from delivery) as delivery_count
from inputs
