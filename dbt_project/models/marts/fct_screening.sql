-- What the screening of a month decided, expected deliveries that did not arrive included: of a
-- slot's deliveries the newest that counts speaks for all.
with verdict as (

    select * from {{ ref('stg_quality__verdict') }}
    where is_lead

)

select
    report_month,
    county_code,
    table_name,
    case state
        when 'accepted' then '已采用'
        when 'held' then '已暂停'
        when 'refused' then '拒收'
        when 'missing' then '缺报'
    end as state,
    reason,
    delivery_id,
    max(case when state = 'accepted' then report_month end) over (
        partition by county_code, table_name
        order by report_month
    ) as used_month
from verdict
