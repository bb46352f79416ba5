-- What later years are compared with: the frozen year where it is frozen, else what its own
-- deliveries give. Never a mixture: a month that was not frozen stays empty.
with frozen as (

    select * from {{ ref('stg_baseline__value') }}
    where baseline_year = {{ var('baseline_year') }}
        and year(report_month) = {{ var('baseline_year') }}
    qualify baseline_version = max(baseline_version) over (partition by baseline_year)

),

delivered as (

    select * from {{ ref('int_indicator_area_month') }}
    where year(report_month) = {{ var('baseline_year') }}
        and (select count(*) from frozen) = 0

),

baseline as (

    select
        indicator_id,
        county_code,
        report_month,
        value
    from frozen

    union all

    select
        indicator_id,
        county_code,
        report_month,
        value
    from delivered

)

select * from baseline
