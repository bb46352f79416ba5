-- Every file ever received, and what became of each of its rows.
with delivery as (

    select * from {{ ref('stg_register__delivery') }}

),

current_delivery as (

    select * from {{ ref('int_delivery__current') }}

),

-- Superseded, or stopped by a rule about the whole file: no row was screened one by one.
screened as (

    select
        delivery.*,
        current_delivery.state,
        current_delivery.reason,
        case
            when current_delivery.state = '已采用' or current_delivery.blocking_rules = 'Q5'
                then coalesce(current_delivery.rows_quarantined, 0)
            else 0
        end as rows_quarantined
    from delivery
    inner join current_delivery
        on delivery.delivery_id = current_delivery.delivery_id

)

select
    -- ids
    delivery_id,
    source,
    table_name,
    county_code,
    report_month,

    -- file
    file_name,
    inbox_path,
    sha256,
    cast(size_bytes as bigint) as size_bytes,
    received_at,
    layout_version,
    content_hash,

    -- what became of it
    state,
    reason,
    intake_state,
    refusal_code,
    refusal_message,
    missing_columns,
    unknown_columns,
    folder_county_code,
    content_county_code,
    content_month,

    -- beside the others of its county, table and month
    is_lead,
    superseded_by,
    replaced_towns,
    withdrawn_at,

    -- rows
    cast(rows_read as bigint) as rows_read,
    cast(rows_data - rows_superseded - rows_quarantined as bigint) as rows_accepted,
    cast(rows_quarantined as bigint) as rows_quarantined,
    cast(rows_superseded as bigint) as rows_superseded,
    cast(rows_dropped as bigint) as rows_dropped,
    cast(synthetic_rows as bigint) as synthetic_rows,
    dropped,
    cell_problems
from screened
