{#-
    Rows that count in a month: rows of the effective slot's deliveries whose town was not delivered
    again, not quarantined, whose town is not excluded (an unknown town counts). A carried county's
    rows appear again in every month they serve.
    Used by the three int_row_month__* views only.
-#}
{% macro counting_rows(staged, table_name, columns) -%}
with staged as (

    select * from {{ staged }}

),

effective as (

    select * from {{ ref('int_county_month__effective') }}
    where table_name = '{{ table_name }}'

),

accepted as (

    select
        delivery_id,
        replaced_towns
    from {{ ref('int_delivery__current') }}
    where table_name = '{{ table_name }}'
        and state = '已采用'

),

quarantined as (

    select distinct
        delivery_id,
        sheet_name,
        row_no
    from {{ ref('stg_quality__finding') }}
    where table_name = '{{ table_name }}'
        and action = 'Q'
        and row_no is not null

),

excluded_town as (

    select town_code from {{ ref('towns') }}
    where is_excluded

),

counting as (

    select
        effective.report_month,
        staged.delivery_month,
        {%- for column in columns %}
        staged.{{ column }}{{ "," if not loop.last }}
        {%- endfor %}
    from staged
    inner join accepted
        on staged.delivery_id = accepted.delivery_id
    inner join effective
        on staged.county_code = effective.county_code
        and staged.delivery_month = effective.source_month
    left join quarantined
        on staged.delivery_id = quarantined.delivery_id
        and staged.sheet_name is not distinct from quarantined.sheet_name
        and staged.row_no = quarantined.row_no
    left join excluded_town
        on staged.town_code = excluded_town.town_code
    where quarantined.delivery_id is null
        and excluded_town.town_code is null
        and not coalesce(contains(accepted.replaced_towns, staged.town_code), false)

)

select * from counting
{%- endmacro %}
