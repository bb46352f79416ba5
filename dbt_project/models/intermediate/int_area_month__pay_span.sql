{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- I41 and I41b: how far the pay of posts of one kind lies apart, in the kind where it is farthest.
with kind_pay as (

    select
        post.report_month,
        post.county_code,
        post.post_kind,
        count(*) as post_count,
        max(post.monthly_pay_cny) as greatest_pay,
        min(post.monthly_pay_cny) as least_pay,
        percentile_cont(0.9) within group (order by post.monthly_pay_cny) as high_pay,
        percentile_cont(0.5) within group (order by post.monthly_pay_cny) as middle_pay,
        percentile_cont(0.1) within group (order by post.monthly_pay_cny) as low_pay
    from {{ ref('int_post_month') }} as post
    where post.is_on_post
        and post.monthly_pay_cny > 0
        and post.post_kind is not null
        and {{ in_months_to_build('post.report_month') }}
    group by post.report_month, post.county_code, post.post_kind

),

-- Only kinds with enough posts to speak of a span; the widest kind is the county's.
pay_span as (

    select
        kind_pay.report_month,
        kind_pay.county_code,
        max({{ safe_div('kind_pay.greatest_pay', 'kind_pay.least_pay') }}) as pay_ratio,
        max({{ safe_div('kind_pay.high_pay - kind_pay.low_pay', 'kind_pay.middle_pay') }})
            as pay_spread
    from kind_pay
    inner join {{ ref('int_month__parameters') }} as parameter
        on kind_pay.report_month = parameter.report_month
    where kind_pay.post_count >= parameter.pay_group_min
    group by kind_pay.report_month, kind_pay.county_code

),

area_pay_span as (

    select
        report_month,
        county_code,
        pay_ratio,
        pay_spread
    from pay_span

    union all

    select
        pay_span.report_month,
        area.area_code as county_code,
        max(pay_span.pay_ratio) as pay_ratio,
        max(pay_span.pay_spread) as pay_spread
    from pay_span
    inner join {{ areas_above() }} as area
        on pay_span.county_code = area.county_code
    group by pay_span.report_month, area.area_code

)

select * from area_pay_span
