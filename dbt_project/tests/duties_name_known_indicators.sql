{#- A duty lists its main indicator first, and no number that the catalogue does not have. -#}
with duty as (

    select
        *,
        length(indicator_ids) - length(replace(indicator_ids, '、', '')) + 1 as listed_count
    from {{ ref('plan_duties') }}

),

known as (

    select
        duty.plan_year,
        duty.duty_id,
        duty.listed_count,
        duty.indicator_ids || '、' like duty.main_indicator_id || '、%' as is_main_first,
        count(indicator.indicator_id) as known_count
    from duty
    left join {{ ref('indicators') }} as indicator
        on '、' || duty.indicator_ids || '、' like '%、' || indicator.indicator_id || '、%'
    group by
        duty.plan_year,
        duty.duty_id,
        duty.listed_count,
        duty.indicator_ids,
        duty.main_indicator_id

)

select
    plan_year,
    duty_id
from known
where listed_count <> known_count
    or not is_main_first
