with rule as (

    select * from {{ ref('stg_quality__rule') }}

)

select
    rule_id,
    rule_name,
    severity,
    owner,
    action,
    table_names,
    message_template,
    how_to_fix,
    reference
from rule
