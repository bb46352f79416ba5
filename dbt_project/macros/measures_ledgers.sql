{#-
    Additive figures of the employment offices' ledgers and spot checks, and of the rural workers'
    needs that the ledgers answer: the model that has the units, and the columns that say whether a
    unit is in the numerator and the denominator, or the amount to sum.
    Belongs here: figures counted from models of this room. Not here: what is filled in by hand
    (int_manual_figure_county_month) and the plan (int_plan_split), which do not add up.
-#}
{% macro measures_of_ledgers() -%}
    {%- set measures = [] -%}
    {%- for indicator, model, kind, numerator, denominator in [
        ('I02', 'int_training_month', 'count', 'is_first_graduation', none),
        ('I23', 'int_training_month', 'count', 'is_completed', none),
        ('I25a', 'int_training_month', 'ratio', 'is_followed_up', 'is_follow_up_due'),
        ('I25b', 'int_training_month', 'ratio', 'is_placed', 'is_placement_due'),
        ('I26', 'int_training_month', 'ratio', 'is_ordered', 'is_completed'),
        ('I28', 'int_training_month', 'count', 'is_first_leader_class', none),
        ('I29', 'int_training_month', 'ratio', 'is_subsidised', 'is_subsidy_due'),
        ('I03', 'int_base_month', 'count', 'is_new_base', none),
        ('I03a', 'int_base_month', 'sum', 'new_approval_count', none),
        ('I03p', 'int_base_month', 'count', 'is_new_provincial_base', none),
        ('I03s', 'int_base_month', 'count', 'is_new_city_base', none),
        ('I03x', 'int_base_month', 'count', 'is_new_county_base', none),
        ('I03b', 'int_base_month', 'count', 'is_operating', none),
        ('I18b', 'int_base_month', 'sum', 'operating_job_count', none),
        ('I18c', 'int_base_month', 'sum', 'operating_startup_count', none),
        ('I08', 'int_spot_check_month', 'ratio', 'is_accurate', 'is_verified'),
        ('I11a', 'int_town_month__spot_check', 'ratio', 'is_town_checked_this_quarter', 'has_labour_rows'),
        ('I11b', 'int_spot_check_month', 'ratio', 'is_accurate_this_quarter', 'is_verified_this_quarter'),
        ('I16a', 'int_event_month', 'count', 'is_carrier_event', none),
        ('I16b', 'int_event_month', 'sum', 'carrier_firm_count', none),
        ('I16c', 'int_event_month', 'sum', 'carrier_post_count', none),
        ('I16d', 'int_event_month', 'sum', 'carrier_attendee_count', none),
        ('I16e', 'int_event_month', 'sum', 'carrier_intent_count', none),
        ('I54a', 'int_event_month', 'count', 'is_special_event', none),
        ('I54b', 'int_event_month', 'sum', 'special_post_count', none),
        ('I54c', 'int_event_month', 'sum', 'special_intent_count', none),
        ('I54d', 'int_event_month', 'sum', 'special_signed_count', none),
        ('I55a', 'int_event_month', 'count', 'is_livestream', none),
        ('I55b', 'int_event_month', 'sum', 'livestream_viewer_count', none),
        ('I55c', 'int_event_month', 'sum', 'livestream_intent_count', none),
        ('I22a', 'int_village_month', 'ratio', 'has_job_fair', 'is_assisted'),
        ('I22b', 'int_village_month', 'ratio', 'has_outreach', 'is_assisted'),
        ('I22c', 'int_village_month', 'ratio', 'has_escorted_departure', 'is_assisted'),
        ('I20', 'int_person_month__service_need', 'ratio', 'is_startup_class_done', 'is_startup_class_due'),
        ('I24', 'int_person_month__service_need', 'ratio', 'is_training_given', 'is_training_wanted'),
        ('I48', 'int_person_month__service_need', 'ratio', 'is_startup_guidance_done', 'is_startup_guidance_due'),
        ('I50', 'int_person_month__service_need', 'ratio', 'is_131_done', 'is_131_due'),
    ] -%}
        {%- do measures.append({
            'indicator': indicator,
            'model': model,
            'numerator': numerator,
            'denominator': denominator,
            'kind': kind,
        }) -%}
    {%- endfor -%}
    {{ return(measures) }}
{%- endmacro %}
