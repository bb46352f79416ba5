{#- What the screening accepted is what the register says was accepted, delivery by delivery. -#}
{{ config(meta={'dagster': {'ref': {'name': 'fct_delivery'}}}) }}

select delivery.delivery_id
from {{ ref('fct_delivery') }} as delivery
left join {{ ref('stg_quality__verdict') }} as verdict
    on delivery.delivery_id = verdict.delivery_id
where delivery.state = '已采用'
    and (
        delivery.rows_accepted is distinct from verdict.rows_accepted
        or delivery.rows_quarantined is distinct from verdict.rows_quarantined
    )
