{#-
    Additive figures of the employment offices' ledgers and spot checks, and of the rural workers'
    needs that the ledgers answer: the model that has the units, and the columns that say whether a
    unit is in the numerator and the denominator, or the amount to sum.
    Belongs here: figures counted from models of this room. Not here: what is filled in by hand
    (int_manual_figure_county_month) and the plan (int_plan_split), which do not add up.
-#}
{% macro measures_of_ledgers() -%}
    {%- set training = 'int_training_month' -%}
    {%- set base = 'int_base_month' -%}
    {%- set sample = 'int_spot_check_month' -%}
    {%- set event = 'int_event_month' -%}
    {%- set village = 'int_village_month' -%}
    {%- set need = 'int_person_month__service_need' -%}
    {{ return([
        {'indicator': 'I02', 'model': training, 'numerator': 'is_first_graduation', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I23', 'model': training, 'numerator': 'is_completed', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I25a', 'model': training, 'numerator': 'is_followed_up', 'denominator': 'is_follow_up_due', 'kind': 'ratio'},
        {'indicator': 'I25b', 'model': training, 'numerator': 'is_placed', 'denominator': 'is_placement_due', 'kind': 'ratio'},
        {'indicator': 'I26', 'model': training, 'numerator': 'is_ordered', 'denominator': 'is_completed', 'kind': 'ratio'},
        {'indicator': 'I28', 'model': training, 'numerator': 'is_first_leader_class', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I29', 'model': training, 'numerator': 'is_subsidised', 'denominator': 'is_subsidy_due', 'kind': 'ratio'},
        {'indicator': 'I03', 'model': base, 'numerator': 'is_new_base', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I03a', 'model': base, 'numerator': 'new_approval_count', 'denominator': none, 'kind': 'sum'},
        {'indicator': 'I03p', 'model': base, 'numerator': 'is_new_provincial_base', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I03s', 'model': base, 'numerator': 'is_new_city_base', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I03x', 'model': base, 'numerator': 'is_new_county_base', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I03b', 'model': base, 'numerator': 'is_operating', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I18b', 'model': base, 'numerator': 'operating_job_count', 'denominator': none, 'kind': 'sum'},
        {'indicator': 'I18c', 'model': base, 'numerator': 'operating_startup_count', 'denominator': none, 'kind': 'sum'},
        {'indicator': 'I08', 'model': sample, 'numerator': 'is_accurate', 'denominator': 'is_verified', 'kind': 'ratio'},
        {'indicator': 'I11a', 'model': 'int_town_month__spot_check', 'numerator': 'is_town_checked_this_quarter', 'denominator': 'has_labour_rows', 'kind': 'ratio'},
        {'indicator': 'I11b', 'model': sample, 'numerator': 'is_accurate_this_quarter', 'denominator': 'is_verified_this_quarter', 'kind': 'ratio'},
        {'indicator': 'I16a', 'model': event, 'numerator': 'is_carrier_event', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I16b', 'model': event, 'numerator': 'carrier_firm_count', 'denominator': none, 'kind': 'sum'},
        {'indicator': 'I16c', 'model': event, 'numerator': 'carrier_post_count', 'denominator': none, 'kind': 'sum'},
        {'indicator': 'I16d', 'model': event, 'numerator': 'carrier_attendee_count', 'denominator': none, 'kind': 'sum'},
        {'indicator': 'I16e', 'model': event, 'numerator': 'carrier_intent_count', 'denominator': none, 'kind': 'sum'},
        {'indicator': 'I54a', 'model': event, 'numerator': 'is_special_event', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I54b', 'model': event, 'numerator': 'special_post_count', 'denominator': none, 'kind': 'sum'},
        {'indicator': 'I54c', 'model': event, 'numerator': 'special_intent_count', 'denominator': none, 'kind': 'sum'},
        {'indicator': 'I54d', 'model': event, 'numerator': 'special_signed_count', 'denominator': none, 'kind': 'sum'},
        {'indicator': 'I55a', 'model': event, 'numerator': 'is_livestream', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I55b', 'model': event, 'numerator': 'livestream_viewer_count', 'denominator': none, 'kind': 'sum'},
        {'indicator': 'I55c', 'model': event, 'numerator': 'livestream_intent_count', 'denominator': none, 'kind': 'sum'},
        {'indicator': 'I22a', 'model': village, 'numerator': 'has_job_fair', 'denominator': 'is_assisted', 'kind': 'ratio'},
        {'indicator': 'I22b', 'model': village, 'numerator': 'has_outreach', 'denominator': 'is_assisted', 'kind': 'ratio'},
        {'indicator': 'I22c', 'model': village, 'numerator': 'has_escorted_departure', 'denominator': 'is_assisted', 'kind': 'ratio'},
        {'indicator': 'I20', 'model': need, 'numerator': 'is_startup_class_done', 'denominator': 'is_startup_class_due', 'kind': 'ratio'},
        {'indicator': 'I24', 'model': need, 'numerator': 'is_training_given', 'denominator': 'is_training_wanted', 'kind': 'ratio'},
        {'indicator': 'I48', 'model': need, 'numerator': 'is_startup_guidance_done', 'denominator': 'is_startup_guidance_due', 'kind': 'ratio'},
        {'indicator': 'I50', 'model': need, 'numerator': 'is_131_done', 'denominator': 'is_131_due', 'kind': 'ratio'},
    ]) }}
{%- endmacro %}
