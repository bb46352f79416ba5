"""The columns a reader stores of each table, in the names of the contract.

Belongs here: the lists only. Does not belong here: filling them (``registers``).
"""

from __future__ import annotations

COMMON = (
    "home_county_code",
    "town_code",
    "village_name",
    "id_birth_date",
    "id_sex",
    "has_name",
    "has_phone",
)
H1_COLUMNS = (
    "hukou_kind",
    "education",
    "population_class",
    "is_poverty_relieved",
    "is_monitored",
    "is_relocated",
    "is_returnee",
    "employment_state",
    "employment_form",
    "transfer_state",
    "transfer_mode",
    "work_region",
    "work_province",
    "work_city",
    "work_county",
    "has_employer",
    "industry",
    "start_date",
    "return_date",
    "wage_cny",
    "months_worked",
    "skill_level",
    "wants_job",
    "wants_training",
    "startup_state",
    "registered_sex",
    "registered_birth_date",
    "contract_state",
    "is_paid_on_time",
    "last_year_months",
    "subsidised_trainings",
    "service_needs",
    "training_trades",
)
N1_COLUMNS = (
    "household_no",
    "person_no",
    "household_kind",
    "monitor_kind",
    "relation",
    "education",
    "school_state",
    "labour_skill",
    "months_worked",
    "work_place",
    "has_employer",
    "public_post",
    "public_post_months",
    "is_risk_eliminated",
    "is_risk_eliminated_2",
    "identified_month",
    "is_relocated",
    "work_region",
    "registered_sex",
    "registered_birth_date",
    "health_states",
    "works_abroad",
    "job_channels",
    "minimum_living",
    "destitute_support",
    "wage_income_cny",
    "net_income_cny",
    "net_income_per_head_cny",
    "eliminated_month",
    "risk_kinds",
    "risk_elimination",
    "job_help",
    "post_help",
    "has_bottom_support",
)
N2_COLUMNS = (
    "household_no",
    "person_no",
    "household_kind",
    "monitor_kind",
    "has_worked",
    "start_month",
    "end_month",
    "work_province",
    "work_city",
    "work_county",
    "work_town",
    "work_region",
    "has_employer",
    "industry",
    "channel",
    "is_point_to_point",
    "wage_cny",
    "transport_subsidy_cny",
    "labour_skill",
    "school_state",
)
STORED = {
    table: (*COMMON, *columns)
    for table, columns in (("T-H1", H1_COLUMNS), ("T-N1", N1_COLUMNS), ("T-N2", N2_COLUMNS))
}
"""Columns in which a change is a change of the row."""
NOTED = {
    "T-H1": ("wage_form", "work_region_basis", "updated_date"),
    "T-N1": (),
    "T-N2": ("wage_form",),
}
"""Stored columns that may change without the row having changed."""
NOT_IN_THE_LAKE = ("id_birth_date", "id_sex", "has_name", "has_phone")
"""What the identity says: in the lake, but no column of the layout."""
