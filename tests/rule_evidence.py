"""Which test plants each rule's defect, which leaves its clean twin alone, which tries its limit.

Belongs here: the rules whose cases are tests of their own. Rules whose cases are data (``CASES`` in
``row_cases``, ``test_quality_spells``, ``_duplicates``, ``_households``, ``_systems``) need no
line: a case is a defect and its twin.
"""

from __future__ import annotations

from typing import NamedTuple

FILES, DELIVERY, CROSS = "test_quality_files", "test_quality_delivery", "test_quality_cross"
TIMES, STATISTICS = "test_quality_times", "test_quality_statistics"


class Evidence(NamedTuple):
    """Names of tests in one module of ``tests/integration``; one may be several of the three."""

    module: str
    planted: str
    clean: str
    limit: str | None = None


_MISSING = "test_every_expected_table_that_did_not_arrive_is_missing"
_ANOTHER = "test_a_file_of_another_county_or_month_is_held"
_TARGETS = "test_county_targets_that_do_not_add_up_hold_the_publication"
_COUNT = "test_fifteen_percent_more_or_fewer_rows_are_to_be_explained"
_SHORT = "test_fewer_than_four_fifths_of_the_last_accepted_rows_are_held"
_CUT = "test_a_last_sheet_that_ends_at_a_known_limit_may_be_cut"
_GARBLED = "test_more_than_one_garbled_cell_in_a_thousand_is_noted"
_LATE = "test_late_begins_when_the_cutoff_day_ends_in_china"
_TWICE = "test_the_second_registration_of_a_person_is_quarantined"
_AGREE = "test_less_than_ninety_percent_agreement_is_found_once_for_the_county"
_SYSTEMS = "test_the_two_systems_are_compared_with_a_months_tolerance"
_LIVES = "test_months_in_a_row_are_compared_person_by_person"
_PACES = "test_counties_are_measured_by_their_own_year_before"
_STAMPED = "test_r78_tells_a_township_that_is_only_stamped"
_ENTERED = "test_r82_tells_who_enters_the_new_workers_on_the_last_days"
_NUMBER = "test_r84_tells_a_record_number_that_is_somebody_elses_now"
_PLACE = "test_a_village_or_township_is_told_of_or_not"
_FAR = "test_r88_tells_a_township_far_from_its_county"
_DIGITS = "test_r90_tells_digits_that_nobody_draws_by_chance"
_HOME = "test_r91_tells_a_county_that_comes_home_in_a_month"

EVIDENCE: dict[str, Evidence] = {
    "R01": Evidence(FILES, _MISSING, _MISSING),
    "R02": Evidence(
        DELIVERY,
        "test_a_new_column_is_named_and_holds_nothing",
        "test_a_file_without_anything_odd_is_told_of_by_no_rule_of_files",
    ),
    "R03": Evidence(FILES, _ANOTHER, _ANOTHER),
    "R04": Evidence(
        FILES,
        "test_last_months_file_sent_again_is_held_each_time",
        "test_the_file_of_two_months_ago_is_not_last_months",
    ),
    "R05": Evidence(DELIVERY, _COUNT, _COUNT, _COUNT),
    "R06": Evidence(FILES, _SHORT, _SHORT, _SHORT),
    "R07": Evidence(DELIVERY, _CUT, _CUT, _CUT),
    "R08": Evidence(FILES, _TARGETS, _TARGETS),
    "R09": Evidence(DELIVERY, _GARBLED, _GARBLED, _GARBLED),
    "R10": Evidence(
        DELIVERY,
        "test_totals_and_footers_that_were_ignored_are_noted",
        "test_a_file_without_anything_odd_is_told_of_by_no_rule_of_files",
    ),
    "R11": Evidence(
        DELIVERY,
        "test_formula_errors_are_counted_by_header_and_the_id_is_another_rules",
        "test_a_file_without_anything_odd_is_told_of_by_no_rule_of_files",
    ),
    "R12": Evidence(DELIVERY, _LATE, _LATE, _LATE),
    "R61": Evidence(CROSS, _TWICE, "test_episodes_of_one_person_are_no_duplicates"),
    "R62": Evidence(
        CROSS,
        "test_a_person_in_two_counties_is_found_where_not_counted",
        "test_a_person_in_a_held_county_is_not_in_two_counties",
    ),
    "R66": Evidence(CROSS, _SYSTEMS, _SYSTEMS),
    "R67": Evidence(CROSS, _SYSTEMS, _SYSTEMS),
    "R75": Evidence(CROSS, _AGREE, _AGREE, _AGREE),
    "R76": Evidence(
        CROSS,
        "test_a_township_where_nothing_changed_is_found",
        "test_one_person_more_or_less_is_a_change",
    ),
    "R77": Evidence(TIMES, _LIVES, _LIVES, _LIVES),
    "R77b": Evidence(TIMES, _LIVES, _LIVES, _LIVES),
    "R78": Evidence(TIMES, _STAMPED, _STAMPED, _STAMPED),
    "R79": Evidence(TIMES, _LIVES, _LIVES, _LIVES),
    "R80": Evidence(TIMES, _PACES, _PACES),
    "R81": Evidence(TIMES, _PACES, _PACES, _PACES),
    "R82": Evidence(TIMES, _ENTERED, _ENTERED, _ENTERED),
    "R83": Evidence(
        DELIVERY,
        "test_what_changed_after_the_cutoff_is_told_in_persons",
        "test_the_same_rows_in_another_file_are_no_change",
    ),
    "R84": Evidence(TIMES, _NUMBER, _NUMBER),
    "R85": Evidence(STATISTICS, _PLACE, _PLACE, _PLACE),
    "R86": Evidence(STATISTICS, _PLACE, _PLACE, _PLACE),
    "R87": Evidence(STATISTICS, _PLACE, _PLACE, _PLACE),
    "R88": Evidence(STATISTICS, _FAR, _FAR, _FAR),
    "R89": Evidence(STATISTICS, _PLACE, _PLACE, _PLACE),
    "R90": Evidence(STATISTICS, _DIGITS, _DIGITS, _DIGITS),
    "R91": Evidence(STATISTICS, _HOME, _HOME, _HOME),
    "R92": Evidence(TIMES, _PACES, _PACES, _PACES),
    "R93": Evidence(
        "test_quality_spot_checks",
        "test_a_row_that_answers_for_nobody_drawn_is_told_to_its_county",
        "test_a_row_that_answers_for_nobody_drawn_is_told_to_its_county",
    ),
}
