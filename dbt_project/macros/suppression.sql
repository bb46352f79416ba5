{#-
    What is too small to leave the office. Both are true or false of a shown value, false of none.
    The thresholds are columns of a row of int_month__parameters, joined as `parameter`; the kinds
    are those of the seed indicators, joined as `indicator`.
-#}

{#- A count of persons or households that is not zero, and so small that it points at them. -#}
{% macro is_small_count(value) -%}
    coalesce(
        indicator.value_kind = 'count'
        and indicator.unit in ('人', '户')
        and {{ value }} >= 1
        and {{ value }} < parameter.suppress_below,
        false
    )
{%- endmacro %}

{#- A share of so few that it says something of each of them. -#}
{% macro is_small_share(value, denominator) -%}
    coalesce(
        indicator.value_kind = 'ratio'
        and indicator.is_of_persons
        and {{ value }} is not null
        and {{ denominator }} < parameter.rate_min_denominator,
        false
    )
{%- endmacro %}

{#-
    Of rows with is_small, is_whole_shown and value, one group being what adds up to the whole: where
    exactly one is too small and the whole is shown, taking the others from it would give the one
    away. So the least of the others goes with it. For counts only (`is_added`).
-#}
{% macro is_complementary(group, code) -%}
    coalesce(
        is_added
        and is_whole_shown
        and not is_small
        and value > 0
        and sum(case when is_small then 1 else 0 end) over (partition by {{ group }}) = 1
        and row_number() over (
            partition by {{ group }}
            order by
                case when is_small or value is null or value <= 0 then 1 else 0 end,
                value nulls last,
                {{ code }}
        ) = 1,
        false
    )
{%- endmacro %}

{#-
    Of the same rows where the whole is hidden for the sake of another one beside it, and nothing of
    the group is too small: the least of them goes, or adding them up would give the whole.
-#}
{% macro is_hidden_with_whole(group, code) -%}
    coalesce(
        is_added
        and is_whole_hidden
        and value > 0
        and sum(case when is_small then 1 else 0 end) over (partition by {{ group }}) = 0
        and row_number() over (
            partition by {{ group }}
            order by
                case when value is null or value <= 0 then 1 else 0 end,
                value nulls last,
                {{ code }}
        ) = 1,
        false
    )
{%- endmacro %}

{#-
    In each line of cells that adds up to a whole, where the whole is shown (`whole`, the same for
    all of a line): where exactly one cell is hidden, the others would give it away, so the first of
    them by `order` goes with it. A condition on rows with is_hidden.
-#}
{% macro hide_one_more(line, order, whole='true') -%}
    is_hidden
    or coalesce(
        {{ whole }}
        and sum(case when is_hidden then 1 else 0 end) over (partition by {{ line }}) = 1
        and row_number() over (
            partition by {{ line }}
            order by
                case when is_hidden then 1 else 0 end,
                {{ order }}
        ) = 1,
        false
    )
{%- endmacro %}
