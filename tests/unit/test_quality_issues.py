"""Stories of problems over the months, each with the states worked out by hand."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from pipelines.quality.catalogue import load_catalogue
from pipelines.quality.issues.records import Dispatch
from pipelines.quality.issues.sight import sight_of
from pipelines.quality.issues.tables import issue_months_schema, issues_schema
from pipelines.settings import PROJECT_DIR
from tests.issue_story import FUSONG, D, Story

MAY, JUNE, JULY, AUGUST = "2022-05", "2022-06", "2022-07", "2022-08"
SENT, DUE = D(2022, 6, 6), D(2022, 6, 15)
HELD = {"T-H1": "held"}
APPROVED = {
    "decision": "approved",
    "decided_by": "市局",
    "decided_on": D(2022, 6, 12),
    "expires_on": D(2022, 7, 31),
}


def _says(story: Story, today: dt.date, **expected: Any) -> None:
    issue = story.issue("k", today)
    assert {name: issue[name] for name in expected} == expected


def test_a_new_problem_is_new_until_it_is_sent_and_overdue_the_day_after_its_time() -> None:
    story = Story().month(MAY, "k")
    _says(
        story,
        D(2022, 6, 5),
        state="新增",
        first_month=MAY,
        last_month=MAY,
        months_found=1,
        times_reopened=0,
        sent_on=None,
        due_on=None,
        overdue_days=0,
        closed_month=None,
    )
    story.sent(MAY, "k", on=SENT, due=DUE)
    _says(story, DUE, state="已派发", sent_on=SENT, due_on=DUE, overdue_days=0)
    _says(story, D(2022, 6, 16), state="逾期", overdue_days=1)
    _says(story, D(2022, 7, 1), state="逾期", overdue_days=16)


def test_the_first_digest_of_a_spell_sets_its_time_and_a_second_one_does_not_move_it() -> None:
    story = Story().month(MAY, "k").month(JUNE, "k")
    story.sent(MAY, "k", on=SENT, due=DUE)
    story.sent(JUNE, "k", on=D(2022, 7, 6), due=D(2022, 7, 15))
    _says(story, D(2022, 7, 10), state="逾期", sent_on=SENT, due_on=DUE, overdue_days=25)


def test_a_problem_goes_on_for_two_and_three_months() -> None:
    story = Story().month(MAY, "k").month(JUNE, "k")
    _says(story, D(2022, 7, 5), state="整改中", months_found=2, first_month=MAY, last_month=JUNE)
    story.month(JULY, "k")
    _says(story, D(2022, 8, 5), state="整改中", months_found=3, first_month=MAY, last_month=JULY)
    issue = story.issue("k", D(2022, 8, 5))
    assert (issue["finding_id"], issue["report_month"]) == ("BS-2022-07-R33-00003", JULY)


@pytest.mark.parametrize("state", ["held", "refused", "missing", "none"])
def test_a_table_that_was_not_accepted_confirms_nothing(state: str) -> None:
    story = Story().month(MAY, "k").sent(MAY, "k", on=SENT, due=DUE)
    story.month(JUNE, states={"T-H1": state})
    _says(story, DUE, state="已派发", last_month=MAY, months_found=1, closed_month=None)
    _says(story, D(2022, 7, 5), state="逾期", overdue_days=20)
    story.month(JULY)
    _says(story, D(2022, 8, 5), state="已整改", closed_month=JULY, overdue_days=0, last_month=MAY)


def test_found_again_after_a_month_nobody_could_look_at_is_the_same_spell() -> None:
    story = Story().month(MAY, "k").month(JUNE, states=HELD).month(JULY, "k")
    _says(story, D(2022, 8, 5), state="整改中", months_found=2, first_month=MAY, times_reopened=0)


def test_corrected_and_returned_is_a_new_spell_that_must_be_sent_again() -> None:
    story = Story().month(MAY, "k").sent(MAY, "k", on=SENT, due=DUE).month(JUNE)
    _says(story, D(2022, 7, 5), state="已整改", closed_month=JUNE, due_on=DUE)
    story.month(JULY, "k")
    _says(
        story,
        D(2022, 8, 5),
        state="新增",
        first_month=JULY,
        months_found=1,
        times_reopened=1,
        sent_on=None,
        closed_month=None,
    )
    story.sent(JULY, "k", on=D(2022, 8, 6), due=D(2022, 8, 15))
    _says(story, D(2022, 8, 7), state="已派发", due_on=D(2022, 8, 15))


def test_a_reply_puts_it_in_hand_until_its_time_is_over() -> None:
    story = Story().month(MAY, "k").sent(MAY, "k", on=SENT, due=DUE).replied(MAY, "k")
    _says(story, DUE, state="整改中")
    _says(story, D(2022, 6, 16), state="逾期")
    story.month(JUNE).month(JULY, "k")
    _says(story, D(2022, 8, 5), state="新增")  # the reply was of the spell before


def test_mended_and_delivered_again_within_the_month_is_closed_by_that_month() -> None:
    story = Story().month(MAY).mended_within(MAY, "k").sent(MAY, "k", on=SENT, due=DUE)
    _says(
        story,
        D(2022, 6, 20),
        state="已整改",
        closed_month=MAY,
        first_month=MAY,
        months_found=1,
        due_on=DUE,
    )
    _, told = story.derive(D(2022, 6, 20))
    assert told.select("was_open", "outcome").rows() == [(True, "corrected")]
    story.month(JUNE, "k")
    _says(story, D(2022, 7, 5), state="新增", times_reopened=1, first_month=JUNE)


def test_what_vanished_from_a_table_that_is_held_now_is_not_mended() -> None:
    story = Story().month(MAY, states=HELD).mended_within(MAY, "k")
    story.sent(MAY, "k", on=SENT, due=DUE)
    _says(story, D(2022, 6, 20), state="逾期", closed_month=None)


def test_what_vanished_before_anybody_was_told_is_forgotten() -> None:
    story = Story().month(MAY).mended_within(MAY, "k").month(JUNE)
    assert story.derive(D(2022, 7, 1))[0].is_empty()


def test_an_exemption_asked_for_in_time_waits_and_one_asked_for_late_stays_overdue() -> None:
    story = Story().month(MAY, "k").sent(MAY, "k", on=SENT, due=DUE)
    in_time = replace(story, exemptions=[]).exemption(MAY, "k", D(2022, 6, 15))
    _says(in_time, D(2022, 6, 30), state="申请豁免", exemption_id="HM-2022-05-k-1", overdue_days=0)
    late = replace(story, exemptions=[]).exemption(MAY, "k", D(2022, 6, 16))
    _says(late, D(2022, 6, 30), state="逾期", exemption_id="HM-2022-05-k-1", overdue_days=15)


def test_a_rejected_request_leaves_the_problem_as_it_was() -> None:
    story = Story().month(MAY, "k").sent(MAY, "k", on=SENT, due=DUE)
    story.exemption(
        MAY, "k", D(2022, 6, 10), decision="rejected", decided_by="市局", decided_on=D(2022, 6, 12)
    )
    _says(story, DUE, state="已派发", exemption_id=None, exempt_until=None)
    _says(story, D(2022, 6, 17), state="逾期", overdue_days=2)


def test_an_approved_exemption_holds_through_its_last_day_and_then_the_problem_is_back() -> None:
    story = Story().month(MAY, "k").sent(MAY, "k", on=SENT, due=DUE)
    story.exemption(MAY, "k", D(2022, 6, 10), **APPROVED)
    _says(story, D(2022, 6, 20), state="已豁免", exempt_until=D(2022, 7, 31), overdue_days=0)
    # June and July end within it; the last day of July is its last.
    story.month(JUNE, "k").month(JULY, "k")
    _says(story, D(2022, 7, 31), state="已豁免", months_found=3, times_reopened=0)
    # Run out, before any later screening: open again, and not sent since.
    _says(
        story,
        D(2022, 8, 1),
        state="新增",
        times_reopened=1,
        first_month=JULY,
        months_found=1,
        sent_on=None,
        exemption_id=None,
    )
    story.sent(JULY, "k", on=D(2022, 8, 6), due=D(2022, 8, 15))
    _says(story, D(2022, 8, 7), state="已派发", due_on=D(2022, 8, 15))
    # Found by August's screening: the same return, counted once.
    story.month(AUGUST, "k")
    _says(story, D(2022, 9, 5), state="新增", times_reopened=1, first_month=AUGUST, months_found=1)


def test_a_revoked_exemption_ends_the_day_before() -> None:
    revoked = APPROVED | {"decision": "revoked", "decided_on": D(2022, 6, 20)}
    story = Story().month(MAY, "k").sent(MAY, "k", on=SENT, due=DUE)
    story.exemption(MAY, "k", D(2022, 6, 10), **revoked)
    _says(story, D(2022, 6, 20), state="新增", times_reopened=1, due_on=None, exemption_id=None)
    story.month(JUNE, "k")
    _says(story, D(2022, 7, 5), state="新增", times_reopened=1, first_month=JUNE)


def test_a_second_exemption_after_the_first_ran_out_holds() -> None:
    story = Story().month(MAY, "k").month(JUNE, "k").month(JULY, "k").month(AUGUST, "k")
    story.exemption(MAY, "k", D(2022, 6, 10), **APPROVED)
    story.exemption(AUGUST, "k", D(2022, 9, 2), **(APPROVED | {"expires_on": D(2023, 1, 31)}))
    _says(
        story,
        D(2022, 9, 10),
        state="已豁免",
        exemption_id="HM-2022-08-k-2",
        exempt_until=D(2023, 1, 31),
    )


def test_an_exempt_problem_that_is_mended_is_mended() -> None:
    story = Story().month(MAY, "k").exemption(MAY, "k", D(2022, 6, 10), **APPROVED).month(JUNE)
    _says(story, D(2022, 7, 5), state="已整改", closed_month=JUNE)


def test_closed_by_hand_stays_closed_until_it_is_found_in_a_later_month() -> None:
    story = Story().month(MAY, "k").sent(MAY, "k", on=SENT, due=DUE)
    story.closed(MAY, "k", D(2022, 6, 12))
    _says(story, D(2022, 7, 1), state="已关闭", overdue_days=0, closed_month=None)
    story.month(JUNE)
    _says(story, D(2022, 7, 5), state="已关闭", closed_month=JUNE)
    story.month(JULY, "k")
    _says(story, D(2022, 8, 5), state="新增", times_reopened=1, first_month=JULY, due_on=None)
    story.closed(JULY, "k", D(2022, 8, 6))
    _says(story, D(2022, 8, 7), state="已关闭", times_reopened=1)


def test_closed_by_hand_and_found_at_once_again_is_a_new_spell() -> None:
    story = Story().month(MAY, "k").closed(MAY, "k", D(2022, 6, 12)).month(JUNE, "k")
    _says(story, D(2022, 7, 5), state="新增", times_reopened=1, first_month=JUNE, months_found=1)


def test_a_rule_over_two_systems_confirms_only_where_both_were_accepted() -> None:
    story = Story().month(MAY, "k", rule="R66").month(JUNE, states={"T-N2": "held"})
    _says(story, D(2022, 7, 5), state="新增", closed_month=None)
    # T-H7, which it reads too, is a ledger: without a delivery it is silent.
    story.month(JULY)
    _says(story, D(2022, 8, 5), state="已整改", closed_month=JULY)


def test_a_rule_over_all_counties_confirms_only_where_every_county_was_accepted() -> None:
    story = Story().month(MAY, "k", rule="R62").month(JUNE)
    story.month(JUNE, county="220622", states={"T-H1": "missing"})
    _says(story, D(2022, 7, 5), closed_month=None)
    story.month(JULY).month(JULY, county="220622")
    _says(story, D(2022, 8, 5), state="已整改", closed_month=JULY)


def test_a_problem_of_no_table_is_seen_by_every_screening() -> None:
    story = Story().month(MAY, "k", rule="R08", table="plan").month(JUNE, states=HELD)
    _says(story, D(2022, 7, 5), state="已整改", closed_month=JUNE)


def test_a_ledger_that_does_not_come_again_confirms_nothing() -> None:
    story = Story().month(MAY, "k", table="T-H2").month(JUNE).month(JULY)
    _says(story, D(2022, 8, 5), state="新增", last_month=MAY)


def test_a_rule_that_is_no_longer_in_force_leaves_nothing_open() -> None:
    story = Story().month(MAY, "k", rule="R99")
    _says(story, D(2022, 6, 5), state="新增")
    story.month(JUNE)
    _says(story, D(2022, 7, 5), state="已关闭", closed_month=None)


def test_what_is_only_counted_is_no_issue() -> None:
    story = Story().month(MAY, "k", rule="R09")
    issues, told = story.derive(D(2022, 6, 5))
    assert issues.is_empty()
    assert told.is_empty()
    assert (issues.schema, told.schema) == (issues_schema, issue_months_schema)


def test_each_month_says_what_came_of_what_was_open() -> None:
    story = Story().month(MAY, "a", "b", "c", "d").closed(MAY, "d", D(2022, 6, 9))
    story.exemption(MAY, "c", D(2022, 6, 10), **APPROVED)
    story.month(JUNE, "a", "c", "e").month(JULY, states=HELD)
    _, told = story.derive(D(2022, 8, 5))
    columns = ("problem_key", "was_open", "is_exempt", "outcome")
    of = {
        month: sorted(told.filter(report_month=month).select(columns).rows())
        for month in (MAY, JUNE, JULY)
    }
    assert of == {
        MAY: [
            ("a", False, False, "found"),
            ("b", False, False, "found"),
            ("c", False, True, "found"),
            ("d", False, False, "found"),
        ],
        JUNE: [
            ("a", True, False, "found"),
            ("b", True, False, "corrected"),
            ("c", True, True, "found"),
            ("e", False, False, "found"),
        ],
        JULY: [
            ("a", True, False, "unconfirmed"),
            ("c", True, True, "unconfirmed"),
            ("e", True, False, "unconfirmed"),
        ],
    }


def test_what_a_rule_looks_at_is_told_from_its_sql() -> None:
    catalogue = load_catalogue(PROJECT_DIR / "expectations")
    sight = sight_of(catalogue)
    assert sight.monthly == {"T-H1", "T-N1", "T-N2"}
    assert "plan" not in sight.known
    # Through the shared query; a rule over rows or files needs its own table only.
    assert sight.gazes["R67"].tables == sight.gazes["R75"].tables == {"T-H1", "T-N2"}
    assert sight.gazes["R76"].tables == {"T-H1"}
    assert sight.gazes["R61"].tables == sight.gazes["R05"].tables == frozenset()
    assert [name for name, gaze in sight.gazes.items() if gaze.across_counties] == ["R62"]


def test_what_has_no_number_or_no_file_cannot_be_exempted() -> None:
    rules = load_catalogue(PROJECT_DIR / "expectations").rules
    refused = {rule.id for rule in rules if not rule.can_be_exempted}
    assert refused == {"R01", "R03", "R04", "R08", "R13", "R24"}


def test_the_order_of_months_and_records_does_not_matter() -> None:
    story = Story().month(MAY, "k", "x").month(JUNE, "k").sent(MAY, "k", "x", on=SENT, due=DUE)
    turned = Story(
        findings=story.findings[::-1],
        verdicts=story.verdicts[::-1],
        dispatches=story.dispatches[::-1],
    )
    today = D(2022, 7, 10)
    for one, other in zip(story.derive(today), turned.derive(today), strict=True):
        assert one.sort(one.columns).equals(other.sort(one.columns))


def test_a_hundred_thousand_findings_over_two_years_take_seconds() -> None:
    months = [f"{year}-{number:02d}" for year in (2021, 2022) for number in range(1, 13)]
    story = Story()
    for month in months:
        story.month(month)
    keys = [f"{number:032x}" for number in range(6040)]
    frames = []
    for at, month in enumerate(months):
        some = keys[at * 80 : at * 80 + 4200]
        frames.append(
            pl.DataFrame({"problem_key": some}).with_columns(
                finding_id=pl.format("BS-{}-R33-{}", pl.lit(month), pl.col("problem_key")),
                rule_id=pl.lit("R33"),
                severity=pl.lit("W"),
                owner=pl.lit("T"),
                action=pl.lit("F"),
                county_code=pl.lit(FUSONG),
                report_month=pl.lit(month),
                table_name=pl.lit("T-H1"),
            )
        )
    story.findings = pl.concat(frames).to_dicts()
    story.dispatches = [
        Dispatch(
            dispatch_id=month,
            report_month=month,
            county_code=FUSONG,
            sent_on=D(2022, 1, 5),
            due_on=D(2022, 1, 15),
            problem_keys=tuple(frame["problem_key"]),
        )
        for month, frame in zip(months, frames, strict=True)
    ]
    started = time.perf_counter()
    issues, _ = story.derive(D(2023, 1, 20))
    assert time.perf_counter() - started < 20  # about 1 s; the rest is room for a busy machine
    assert issues.height == 6040
    assert issues["state"].value_counts().sort("state").rows() == [("已整改", 1840), ("逾期", 4200)]
