{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

-- The city's own book stands beside the counties' under the city's code.
with event as (

    select
        *,
        coalesce(campaign in ('春风行动', '农闲务工行动', '就业帮扶行动周'), false)
            as is_carrier_event,
        coalesce(campaign in ('春风行动', '民营企业招聘月', '金秋招聘月'), false)
            as is_special_event,
        coalesce(event_form = '直播', false) or coalesce(campaign = '直播带岗', false)
            as is_livestream
    from {{ ref('int_row_month__event') }}
    where {{ is_this_year_so_far('event_date', 'report_month') }}
        and {{ in_months_to_build('report_month') }}
        and {{ in_lake_months_to_read('delivery_month', ref('int_county_month__effective'), 'T-H5') }}

),

measured as (

    select
        report_month,
        county_code,
        town_code,
        delivery_id,
        sheet_name,
        row_no,
        event_name,
        campaign,
        event_date,
        is_carrier_event,
        {% for column, name in (('firms', 'firm'), ('posts', 'post'), ('attendees', 'attendee'), ('intents', 'intent')) -%}
        case when is_carrier_event then coalesce({{ column }}, 0) else 0 end
            as carrier_{{ name }}_count,
        {% endfor -%}
        is_special_event,
        {% for column, name in (('posts', 'post'), ('intents', 'intent'), ('signed', 'signed')) -%}
        case when is_special_event then coalesce({{ column }}, 0) else 0 end
            as special_{{ name }}_count,
        {% endfor -%}
        is_livestream,
        case when is_livestream then coalesce(viewers, 0) else 0 end as livestream_viewer_count,
        case when is_livestream then coalesce(intents, 0) else 0 end as livestream_intent_count
    from event

)

select * from measured
