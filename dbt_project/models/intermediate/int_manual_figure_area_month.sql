{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- What each area, the city too, filled in by hand: what is missing stays missing, never 0.
with manual_indicator as (

    select
        indicator_id,
        unit,
        manual_rule
    from {{ ref('indicators') }}
    where value_kind = 'manual'

),

-- Rows of the book's own area: the city's book may list counties, whose own books are asked.
filled as (

    select
        report_month,
        county_code,
        indicator_id,
        period_month,
        sheet_name,
        row_no,
        delivery_id,
        coalesce(filled_value, case when is_done then 1.0 when not is_done then 0.0 end)
            as own_value
    from {{ ref('int_row_month__manual_figure') }}
    where {{ is_this_year_so_far('period_month', 'report_month') }}
        and coalesce(home_county_code, county_code) = county_code
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-M1') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by report_month, county_code, indicator_id
            order by
                period_month desc, sheet_name desc nulls last, row_no desc, delivery_id desc
        ) as recency
    from filled
    where own_value is not null

),

area_figure as (

    select
        ranked.report_month,
        ranked.county_code,
        ranked.indicator_id,
        manual_indicator.unit,
        case manual_indicator.manual_rule
            when 'sum' then sum(ranked.own_value)
            else max(case when ranked.recency = 1 then ranked.own_value end)
        end as value
    from ranked
    inner join manual_indicator
        on ranked.indicator_id = manual_indicator.indicator_id
    group by
        ranked.report_month,
        ranked.county_code,
        ranked.indicator_id,
        manual_indicator.unit,
        manual_indicator.manual_rule

),

effective as (

    select * from {{ ref('int_county_month__effective') }}
    where table_name = 'T-M1'
        and {{ in_months_to_build('report_month') }}

),

stated as (

    select
        area_figure.report_month,
        area_figure.county_code,
        area_figure.indicator_id,
        area_figure.unit,
        area_figure.value,
        effective.data_state,
        effective.source_month
    from area_figure
    inner join effective
        on area_figure.report_month = effective.report_month
        and area_figure.county_code = effective.county_code

)

select * from stated
