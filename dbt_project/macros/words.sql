{#- Numbers in Chinese sentences, for the marts that leaders read as they are. -#}

{#- 12 or 12.5: a decimal only where it says something. -#}
{% macro number_text(value) -%}
    case
        when round({{ value }}, 1) = round({{ value }}, 0)
            then cast(cast(round({{ value }}, 0) as bigint) as string)
        else cast(cast(round({{ value }}, 1) as decimal(18, 1)) as string)
    end
{%- endmacro %}

{#- A figure with its unit; shares as per cent. -#}
{% macro figure_text(value, unit) -%}
    case
        when {{ unit }} = '%' then {{ number_text('100 * ' ~ value) }} || '%'
        else {{ number_text(value) }} || {{ unit }}
    end
{%- endmacro %}

{#- What is wrong with a late figure, after its name; the columns are those of fct_indicator_problem. -#}
{% macro late_figure_words() -%}
    case
        when is_closed then '上月没有达到要求，本月已达到' || coalesce('，为' || value_text, '')
        when value is null
            then case when status_rule = 'at_most' then '超出要求，' else '没有达到要求，' end
                || case affected_unit when '户' then '户' else '人' end || '数很少，不公布具体数'
        when status_rule = 'pace'
            then value_text
                || coalesce(
                    case target_kind when 'plan' then '，完成年度任务的' else '，达到{{ var('baseline_year') }}年全年的' end
                    || {{ number_text('100 * ' ~ safe_div('value', 'target_value')) }} || '%',
                    ''
                )
                || coalesce(
                    '，比{{ var('baseline_year') }}年同期进度慢' || {{ number_text('-100 * pace_gap') }} || '个百分点',
                    ''
                )
        when status_rule = 'gap' then value_text || '，低于要求的' || target_text
        when status_rule = 'ratio' and target_value is null then value_text || '，低于{{ var('baseline_year') }}年同期'
        when status_rule = 'ratio'
            then value_text || '，比{{ var('baseline_year') }}年同期少' || {{ figure_text('target_value - value', 'unit') }}
        when status_rule = 'at_most' and target_value = 0 then value_text || '，应当没有'
        when status_rule = 'at_most' then value_text || '，要求不超过' || target_text
        else value_text || '，年度目标' || target_text
    end
{%- endmacro %}

{#- How a late figure has moved since the month before. -#}
{% macro late_figure_progress() -%}
    case
        when is_closed then '已达到要求'
        when change_from_last_month is null then '没有可比的上月数'
        when round(change_from_last_month, 9) = 0 then '与上月持平'
        when unit = '%'
            then case when change_from_last_month > 0 then '比上月提高' else '比上月下降' end
                || {{ number_text('100 * abs(change_from_last_month)') }} || '个百分点'
        else case when change_from_last_month > 0 then '比上月增加' else '比上月减少' end
            || {{ figure_text('abs(change_from_last_month)', 'unit') }}
    end
{%- endmacro %}
