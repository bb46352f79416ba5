-- What became of each delivery: what counts is the register's word, what passes the screening's.
with delivery as (

    select * from {{ ref('stg_register__delivery') }}

),

verdict as (

    select * from {{ ref('stg_quality__verdict') }}
    where delivery_id is not null

),

current_delivery as (

    select
        delivery.delivery_id,
        delivery.table_name,
        delivery.county_code,
        delivery.report_month,
        delivery.is_lead,
        delivery.replaced_towns,
        case
            when delivery.standing = 'superseded' then '已替代'
            when delivery.standing = 'withdrawn' then '已撤回'
            when delivery.standing = 'refused' then '拒收'
            when verdict.state = 'accepted' then '已采用'
            else '已暂停'
        end as state,
        case
            when delivery.standing = 'withdrawn' then delivery.withdrawn_why
            when delivery.standing <> 'superseded'
                then coalesce(verdict.reason, delivery.refusal_message)
        end as reason,
        case when delivery.standing in ('counts', 'refused') then verdict.blocking_rules end
            as blocking_rules,
        case when delivery.standing in ('counts', 'refused') then verdict.rows_quarantined end
            as rows_quarantined
    from delivery
    left join verdict
        on delivery.delivery_id = verdict.delivery_id

)

select * from current_delivery
