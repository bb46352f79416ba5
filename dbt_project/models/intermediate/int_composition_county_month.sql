{{ config(
    materialized='incremental',
    incremental_strategy='replace_months',
    on_schema_change='fail',
) }}

{%- set dimensions = {
    'I01p': [
        'work_region', 'region_class', 'industry_class', 'age_band', 'education', 'skill_level',
        'wage_band', 'employment_form', 'transfer_mode', 'sex',
    ],
    'I04': ['work_region', 'region_class', 'channel', 'industry_class', 'age_band', 'wage_band'],
    'I23': ['training_kind', 'trainee_group'],
    'I39': ['post_kind', 'age_band'],
} %}

with rural_worker as (

    select
        report_month, county_code, id_birth_date, work_region, region_class, industry, education,
        skill_level, wage_cny, employment_form, transfer_mode, id_sex as sex
    from {{ ref('int_person_month__rural_labour') }}
    where is_transferred_at_month_end
        and {{ in_months_to_build('report_month') }}

),

poverty_worker as (

    select
        report_month, county_code, id_birth_date, work_region, region_class, industry, channel,
        wage_cny
    from {{ ref('int_person_month__poverty_worker') }}
    where is_worker
        and {{ in_months_to_build('report_month') }}

),

-- What offices write as the industry, each text once, in the classes of the national standard.
written_industry as (

    select industry from rural_worker
    union
    select industry from poverty_worker

),

industry_class as (

    select
        written_industry.industry,
        coalesce(code_industry.industry_class, '其他') as industry_class
    from written_industry
    left join {{ ref('code_industry') }} as code_industry
        on contains(written_industry.industry, code_industry.keyword)
    where written_industry.industry is not null
    qualify row_number() over (
        partition by written_industry.industry
        order by code_industry.priority nulls last
    ) = 1

),

i01p as (

    select
        rural_worker.*,
        industry_class.industry_class,
        {{ age_band('id_birth_date', month_end('report_month')) }} as age_band,
        {{ wage_band('wage_cny') }} as wage_band
    from rural_worker
    left join industry_class
        on rural_worker.industry = industry_class.industry

),

i04 as (

    select
        poverty_worker.*,
        industry_class.industry_class,
        {{ age_band('id_birth_date', month_end('report_month')) }} as age_band,
        {{ wage_band('wage_cny') }} as wage_band
    from poverty_worker
    left join industry_class
        on poverty_worker.industry = industry_class.industry

),

-- A class may be for several groups: it is in each of them.
i23 as (

    select
        training.report_month,
        training.county_code,
        training.training_kind,
        training_group.category as trainee_group,
        row_number() over (
            partition by training.report_month, training.delivery_id, training.sheet_name, training.row_no
            order by training_group.sort_order nulls last
        ) as copy_no
    from {{ ref('int_training_month') }} as training
    left join {{ ref('code_category') }} as training_group
        on training_group.dimension = 'trainee_group'
        and contains('、' || training.trainee_groups || '、', '、' || training_group.category || '、')
    where training.is_completed
        and {{ in_months_to_build('training.report_month') }}

),

i39 as (

    select
        *,
        {{ age_band('id_birth_date', month_end('report_month')) }} as age_band
    from {{ ref('int_person_month__public_post') }}
    where is_on_post
        and {{ in_months_to_build('report_month') }}

),

composed as (

    {%- for indicator_id, names in dimensions.items() %}
    {%- set last_indicator = loop.last %}
    {%- for name in names %}

    select
        '{{ indicator_id }}' as indicator_id,
        '{{ name }}' as dimension,
        coalesce({{ name }}, '未填') as category,
        county_code,
        report_month,
        count(*) as person_count
    from {{ indicator_id | lower }}
    {%- if name == 'training_kind' %}
    where copy_no = 1
    {%- endif %}
    group by coalesce({{ name }}, '未填'), county_code, report_month
    {{ "union all" if not (loop.last and last_indicator) }}
    {%- endfor %}
    {%- endfor %}

)

select * from composed
