{#- Figures from the roster of rural labour (T-H1), alone or beside the national system. -#}
{% macro measures_of_labour() -%}
    {%- set roster = 'int_person_month__rural_labour' -%}
    {%- set rows = 'int_row_month__completeness' -%}
    {%- set both = ['T-H1', 'T-N2'] -%}
    {{ return([
        {'indicator': 'I01', 'model': roster, 'numerator': 'is_transferred', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I01p', 'model': roster, 'numerator': 'is_transferred_at_month_end', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I01m3', 'model': roster, 'numerator': 'is_transferred_months_short', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I01m6', 'model': roster, 'numerator': 'is_transferred_months_long', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I06a', 'model': roster, 'numerator': 'is_transferred_skilled', 'denominator': 'is_transferred', 'kind': 'ratio'},
        {'indicator': 'I06b', 'model': roster, 'numerator': 'is_transferred_with_contract', 'denominator': 'is_transferred', 'kind': 'ratio'},
        {'indicator': 'I06c', 'model': roster, 'numerator': 'is_transferred_months_long', 'denominator': 'is_transferred', 'kind': 'ratio'},
        {'indicator': 'I07a', 'model': rows, 'numerator': 'is_state_valid', 'denominator': 'is_state_due', 'kind': 'ratio', 'lake_tables': both},
        {'indicator': 'I07b', 'model': rows, 'numerator': 'is_region_valid', 'denominator': 'is_region_due', 'kind': 'ratio', 'lake_tables': both},
        {'indicator': 'I07c', 'model': rows, 'numerator': 'is_training_valid', 'denominator': 'is_training_due', 'kind': 'ratio', 'lake_tables': both},
        {'indicator': 'I07d', 'model': rows, 'numerator': 'is_skill_valid', 'denominator': 'is_skill_due', 'kind': 'ratio', 'lake_tables': both},
        {'indicator': 'I07e', 'model': rows, 'numerator': 'is_wage_valid', 'denominator': 'is_wage_due', 'kind': 'ratio', 'lake_tables': both},
        {'indicator': 'I09', 'model': 'int_town_month__change', 'numerator': 'is_changed', 'denominator': 'is_compared', 'kind': 'ratio', 'null_without_units': true},
        {'indicator': 'I10b', 'model': 'int_town_month__change', 'numerator': 'is_unchanged', 'denominator': none, 'kind': 'count', 'null_without_units': true},
        {'indicator': 'I12', 'model': 'int_person_month__consistency', 'numerator': 'is_agreed', 'denominator': 'is_in_both', 'kind': 'ratio'},
        {'indicator': 'I14a', 'model': roster, 'numerator': 'is_at_work_nearby', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I14b', 'model': roster, 'numerator': 'is_at_work_nearby', 'denominator': 'is_at_work_somewhere', 'kind': 'ratio'},
        {'indicator': 'I17a', 'model': roster, 'numerator': 'is_away_since_spring_festival', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I17b', 'model': roster, 'numerator': 'is_away_since_sowing', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I17c', 'model': roster, 'numerator': 'is_away_since_harvest', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I18a', 'model': roster, 'numerator': 'is_returned_founder', 'denominator': none, 'kind': 'count'},
    ]) }}
{%- endmacro %}
