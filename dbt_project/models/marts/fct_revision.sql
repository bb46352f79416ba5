-- Figures that were published before: what they were first, before they became what they are, why.
with history as (

    select * from {{ ref('stg_history__published_figure') }}

),

figure as (

    select
        fct_indicator.indicator_id,
        fct_indicator.county_code,
        fct_indicator.report_month,
        fct_indicator.value,
        dim_indicator.definition_version,
        coalesce(inputs.inputs, '') as inputs
    from {{ ref('fct_indicator') }} as fct_indicator
    inner join {{ ref('dim_indicator') }} as dim_indicator
        on fct_indicator.indicator_id = dim_indicator.indicator_id
    left join {{ ref('int_indicator_county_month__inputs') }} as inputs
        on fct_indicator.indicator_id = inputs.indicator_id
        and fct_indicator.county_code = inputs.county_code
        and fct_indicator.report_month = inputs.report_month

),

-- A figure that is no more (its month was withdrawn) is compared as one without a value.
published as (

    select
        history.*,
        round(history.value, 9) is distinct from round(figure.value, 9) as is_different
    from history
    left join figure
        on history.indicator_id = figure.indicator_id
        and history.county_code = figure.county_code
        and history.report_month = figure.report_month

),

span as (

    select
        indicator_id,
        county_code,
        report_month,
        min(published_order) as first_order,
        max(published_order) as newest_order,
        -- The last publication with another value: a rebuild tells the same change again.
        max(case when is_different then published_order end) as differing_order
    from published
    group by indicator_id, county_code, report_month

),

-- The publication, if any yet, in which the figure became what it is now.
became as (

    select
        span.indicator_id,
        span.county_code,
        span.report_month,
        min(published.published_order) as became_order
    from span
    inner join published
        on span.indicator_id = published.indicator_id
        and span.county_code = published.county_code
        and span.report_month = published.report_month
        and span.differing_order < published.published_order
    group by span.indicator_id, span.county_code, span.report_month

),

compared as (

    select
        span.indicator_id,
        span.county_code,
        span.report_month,
        first_row.value as first_value,
        first_row.publication_id as first_publication_id,
        last_row.value as last_value,
        last_row.publication_id as last_publication_id,
        figure.value as current_value,
        span.differing_order is not null as is_revised,
        last_row.definition_version as definition_version_before,
        last_row.inputs as inputs_before,
        case
            when became.became_order is null then figure.definition_version
            else became_row.definition_version
        end as definition_version_after,
        case
            when became.became_order is null then coalesce(figure.inputs, '')
            else became_row.inputs
        end as inputs_after
    from span
    inner join published as first_row
        on span.indicator_id = first_row.indicator_id
        and span.county_code = first_row.county_code
        and span.report_month = first_row.report_month
        and span.first_order = first_row.published_order
    inner join published as last_row
        on span.indicator_id = last_row.indicator_id
        and span.county_code = last_row.county_code
        and span.report_month = last_row.report_month
        and coalesce(span.differing_order, span.newest_order) = last_row.published_order
    left join became
        on span.indicator_id = became.indicator_id
        and span.county_code = became.county_code
        and span.report_month = became.report_month
    left join published as became_row
        on became.indicator_id = became_row.indicator_id
        and became.county_code = became_row.county_code
        and became.report_month = became_row.report_month
        and became.became_order = became_row.published_order
    left join figure
        on span.indicator_id = figure.indicator_id
        and span.county_code = figure.county_code
        and span.report_month = figure.report_month

)

select
    indicator_id,
    county_code,
    report_month,
    first_value,
    first_publication_id,
    last_value,
    last_publication_id,
    current_value,
    -- Rounded as they are compared: 0.5 - 0.4 is a hair below 0.1 in binary.
    round(current_value - first_value, 9) as difference_from_first,
    case
        when not is_revised then null
        when definition_version_after <> definition_version_before then '定义调整'
        -- I04b is nothing but the frozen year.
        when indicator_id = 'I04b' then '基期调整'
        -- Its third part, the exempt problems, or a table that one of them let through.
        when substr(inputs_after, 35) <> substr(inputs_before, 35)
            and (
                substr(inputs_after, 1, 16) = substr(inputs_before, 1, 16)
                or substr(inputs_after, 51, 1) <> substr(inputs_before, 51, 1)
            ) then '豁免'
        when substr(inputs_after, 1, 16) <> substr(inputs_before, 1, 16) then '重新报送'
        when inputs_after <> inputs_before then '规则调整'
        else '其他'
    end as cause
from compared
