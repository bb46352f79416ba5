-- The share of those who were called stands in two marts, made in two ways.
with spot_check as (

    select
        report_month,
        county_code,
        case scope_kind when '当年' then 'I08' when '本季' then 'I11b' end as indicator_id,
        reached_count,
        accurate_count,
        accuracy_ratio
    from {{ ref('fct_spot_check') }}
    where scope_kind <> '批次'

),

figure as (

    select * from {{ ref('fct_indicator') }}

)

select
    spot_check.report_month,
    spot_check.county_code,
    spot_check.indicator_id
from spot_check
inner join figure
    on spot_check.indicator_id = figure.indicator_id
    and spot_check.county_code = figure.county_code
    and spot_check.report_month = figure.report_month
where round(spot_check.accuracy_ratio, 9) is distinct from round(figure.value, 9)
    or spot_check.reached_count <> coalesce(figure.denominator, 0)
    or spot_check.accurate_count <> coalesce(figure.numerator, 0)
