{#-
    Rows that count in a month: rows of the effective slot's deliveries whose town was not delivered
    again, not quarantined, whose town is not excluded (an unknown town counts). A carried county's
    rows appear again in every month they serve.
    Used by the int_row_month__* views only, one for every table; `columns` are those of its staging
    model (a table without persons has no person_key). `delivery_month` is the month of the
    effective slot: the source month.
    With `with_left_out` quarantined rows and rows of excluded towns stay, told by `is_quarantined`
    and `is_excluded`: for figures about the book itself.
-#}
{% macro counting_rows(staged, table_name, columns, with_left_out=false) -%}
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
        and not is_exempt
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
        staged.{{ column }}{{ "," if with_left_out or not loop.last }}
        {%- endfor %}
        {%- if with_left_out %}
        quarantined.delivery_id is not null as is_quarantined,
        excluded_town.town_code is not null as is_excluded
        {%- endif %}
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
    where not coalesce(contains(accepted.replaced_towns, staged.town_code), false)
        {%- if not with_left_out %}
        and quarantined.delivery_id is null
        and excluded_town.town_code is null
        {%- endif %}

)

select * from counting
{%- endmacro %}
