with indicator as (

    select * from {{ ref('indicators') }}

)

select
    indicator_id,
    indicator_name,
    plan_quote,
    formula,
    unit,
    time_meaning,
    direction,
    source_tables,
    owner,
    ambiguity,
    default_choice,
    definition_version
from indicator
