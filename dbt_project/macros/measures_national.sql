{#- Figures from the national monitoring system (T-N1 to T-N6b) and the low-income roster (T-C1). -#}
{% macro measures_of_national() -%}
    {%- set worker = 'int_person_month__poverty_worker_state' -%}
    {%- set checklist = 'int_person_month__poverty_checklist' -%}
    {%- set household = 'int_household_month__poverty' -%}
    {%- set departure = 'int_person_month__peak_departure' -%}
    {%- set found = 'int_person_month__reemployment' -%}
    {%- set post = 'int_person_month__public_post' -%}
    {%- set workshop = 'int_workshop_month' -%}
    {{ return([
        {'indicator': 'I04', 'model': 'int_person_month__poverty_worker', 'numerator': 'is_worker', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I04c', 'model': 'int_person_month__cohort', 'numerator': 'is_cohort_now', 'denominator': 'is_cohort_then', 'kind': 'ratio'},
        {'indicator': 'I04p', 'model': worker, 'numerator': 'is_employed', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I05', 'model': household, 'numerator': 'is_newly_at_risk', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I05p', 'model': household, 'numerator': 'is_at_open_risk', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I14c', 'model': worker, 'numerator': 'is_employed_locally', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I14d', 'model': worker, 'numerator': 'is_employed_locally', 'denominator': 'is_employed_somewhere_known', 'kind': 'ratio'},
        {'indicator': 'I15a', 'model': worker, 'numerator': 'is_by_farming', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I15b', 'model': worker, 'numerator': 'is_by_new_business', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I15c', 'model': worker, 'numerator': 'is_by_infrastructure', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I15d', 'model': worker, 'numerator': 'is_by_startup', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I15e', 'model': worker, 'numerator': 'is_by_public_post', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I17d', 'model': departure, 'numerator': 'is_after_spring_festival', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I17e', 'model': departure, 'numerator': 'is_after_ploughing', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I17f', 'model': departure, 'numerator': 'is_after_harvest', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I30', 'model': 'int_workshop_month__stability', 'numerator': 'is_old_and_running', 'denominator': 'is_old_workshop', 'kind': 'ratio'},
        {'indicator': 'I31', 'model': workshop, 'numerator': 'is_new', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I31b', 'model': 'int_county_month__new_workshop', 'numerator': 'has_new_workshop', 'denominator': 'has_to_add_workshop', 'kind': 'ratio'},
        {'indicator': 'I31c', 'model': workshop, 'numerator': 'is_new_and_helping', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I32a', 'model': workshop, 'numerator': 'worker_count', 'denominator': none, 'kind': 'sum'},
        {'indicator': 'I32b', 'model': workshop, 'numerator': 'relieved_worker_count', 'denominator': none, 'kind': 'sum'},
        {'indicator': 'I32c', 'model': worker, 'numerator': 'is_in_workshop', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I34', 'model': checklist, 'numerator': 'is_list_complete', 'denominator': 'is_relocated_due', 'kind': 'ratio'},
        {'indicator': 'I35', 'model': checklist, 'numerator': 'is_need_asked', 'denominator': 'is_need_due', 'kind': 'ratio'},
        {'indicator': 'I36', 'model': checklist, 'numerator': 'is_need_helped', 'denominator': 'is_need_due', 'kind': 'ratio'},
        {'indicator': 'I37', 'model': household, 'numerator': 'is_relocated_with_work', 'denominator': 'is_relocated_with_labour', 'kind': 'ratio'},
        {'indicator': 'I37b', 'model': household, 'numerator': 'is_work_to_be_recorded', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I38', 'model': checklist, 'numerator': 'is_relocated_trained', 'denominator': 'is_relocated_willing', 'kind': 'ratio'},
        {'indicator': 'I39', 'model': post, 'numerator': 'is_on_post', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I39c', 'model': 'int_post_month', 'numerator': 'is_post_of_year', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I39d', 'model': 'int_person_month__poverty_population', 'numerator': 'has_public_post', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I39e', 'model': 'int_person_month__national_state', 'numerator': 'is_on_public_post', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I40', 'model': post, 'numerator': 'is_weak_on_post', 'denominator': 'is_on_post', 'kind': 'ratio'},
        {'indicator': 'I42a', 'model': 'int_post_delivery_month', 'numerator': 'is_named_post', 'denominator': 'is_delivered_post', 'kind': 'ratio'},
        {'indicator': 'I42b', 'model': post, 'numerator': 'has_two_posts', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I42c', 'model': post, 'numerator': 'is_on_post_and_away', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I42d', 'model': post, 'numerator': 'is_elderly_on_post', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I42e', 'model': post, 'numerator': 'is_dead_on_post', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I42f', 'model': 'int_household_month__public_post', 'numerator': 'has_several_posts', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I42g', 'model': 'int_post_month', 'numerator': 'is_paid_unattended', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I43a', 'model': checklist, 'numerator': 'is_relieved_fresh', 'denominator': 'is_relieved_due', 'kind': 'ratio'},
        {'indicator': 'I43b', 'model': 'int_person_month__low_income', 'numerator': 'is_low_income_fresh', 'denominator': 'is_working_age', 'kind': 'ratio'},
        {'indicator': 'I43c', 'model': checklist, 'numerator': 'is_relocated_fresh', 'denominator': 'is_relocated_due', 'kind': 'ratio'},
        {'indicator': 'I44', 'model': 'int_person_month__aid_eligible', 'numerator': 'is_aided', 'denominator': 'is_aid_due', 'kind': 'ratio'},
        {'indicator': 'I46a', 'model': found, 'numerator': 'is_found_in_30_days', 'denominator': 'is_lost_30_days_ago', 'kind': 'ratio'},
        {'indicator': 'I46b', 'model': found, 'numerator': 'is_found_in_60_days', 'denominator': 'is_lost_60_days_ago', 'kind': 'ratio'},
        {'indicator': 'I46c', 'model': found, 'numerator': 'is_found_in_90_days', 'denominator': 'is_lost_90_days_ago', 'kind': 'ratio'},
        {'indicator': 'I47', 'model': 'int_person_month__work_plan', 'numerator': 'is_needs_served', 'denominator': 'has_needs', 'kind': 'ratio'},
        {'indicator': 'I57', 'model': 'int_person_month__transport_subsidy', 'numerator': 'is_transport_paid', 'denominator': 'is_transport_due', 'kind': 'ratio'},
        {'indicator': 'I57b', 'model': 'int_town_month__policy_gap', 'numerator': 'is_policy_gap', 'denominator': none, 'kind': 'count'},
        {'indicator': 'I59', 'model': 'int_person_month__newly_affected', 'numerator': 'is_helped_in_time', 'denominator': 'is_affected', 'kind': 'ratio'},
    ]) }}
{%- endmacro %}
