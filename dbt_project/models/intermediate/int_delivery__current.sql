-- The candidate of a (table, county, month) is the delivery received last; the others are superseded.
with delivery as (

    select * from {{ ref('stg_register__delivery') }}

),

verdict as (

    select * from {{ ref('stg_quality__verdict') }}
    where delivery_id is not null

),

-- A file that nobody could place (unknown table or county) has no slot to compete for.
placed as (

    select
        *,
        table_name = 'unknown' or county_code = '000000' as is_unplaced
    from delivery

),

ranked as (

    select
        *,
        row_number() over (
            partition by table_name, county_code, report_month
            order by received_at desc nulls last, delivery_id desc
        ) as recency
    from placed

),

current_delivery as (

    select
        ranked.delivery_id,
        ranked.table_name,
        ranked.county_code,
        ranked.report_month,
        ranked.is_unplaced or ranked.recency = 1 as is_candidate,
        case
            when not (ranked.is_unplaced or ranked.recency = 1) then '已替代'
            when ranked.intake_state = 'refused' or verdict.state = 'refused' then '拒收'
            when verdict.state = 'accepted' then '已采用'
            else '已暂停'
        end as state,
        case
            when ranked.is_unplaced or ranked.recency = 1
                then coalesce(verdict.reason, ranked.refusal_message)
        end as reason,
        verdict.blocking_rules,
        verdict.rows_quarantined
    from ranked
    left join verdict
        on ranked.delivery_id = verdict.delivery_id

)

select * from current_delivery
