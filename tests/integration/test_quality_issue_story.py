"""Three months of one county: found, told, half corrected, one exempt, one overdue, one returned.

The screening is the real one over a small lake; digests are the records that the alerts write.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.quality import read_findings, screen_month
from pipelines.quality.issues.exemptions import ask, close, decide, revoke
from pipelines.quality.issues.records import Dispatch
from pipelines.quality.issues.run import update_issues
from pipelines.quality.issues.tables import issue_months_path
from pipelines.quality.tables import read_vanished
from pipelines.settings import Settings
from tests.quality_lake import Lake, clean_rows, new_lake, row

D = dt.date
APRIL, MAY, JUNE = "2022-04", "2022-05", "2022-06"
FUSONG = "220621"
LOW = {"wage_cny": 50.0}
CHILD = {"id_birth_date": D(2006, 1, 1), "start_date": D(2021, 3, 1)}
PEOPLE = ("mended", "closed", "late", "back", "child")


def deliver(lake: Lake, month: str, **defects: dict[str, Any]) -> None:
    """Deliver the roster of a month: everybody of the story, and enough people around them."""
    for item in lake.register:
        # The newest of a month counts: let the fixture say again which one that is.
        item.pop("standing", None)
        item.pop("counted_at_cutoff", None)
    people = [row("T-H1", name, **defects.get(name, {})) for name in PEOPLE]
    lake.deliver("T-H1", [*people, *clean_rows("T-H1", 40)], month=month)
    lake.write()


def states(settings: Settings, today: dt.date) -> dict[str, tuple[str, int, int]]:
    """Return person -> state, months found and returns, of the two rules of the story."""
    issues = update_issues(settings, today)
    found = pl.concat(
        [
            *(read_findings(settings, month) for month in (APRIL, MAY, JUNE)),
            *(read_vanished(settings, month) for month in (APRIL, MAY, JUNE)),
        ]
    ).filter(pl.col("rule_id").is_in(["R33", "R43"]))
    people = found.select("problem_key", "person_key").unique()
    return {
        row["person_key"]: (row["state"], row["months_found"], row["times_reopened"])
        for row in issues.join(people, on="problem_key").to_dicts()
    }


def number_of(settings: Settings, month: str, person: str) -> str:
    found = read_findings(settings, month).filter(pl.col("rule_id").is_in(["R33", "R43"]))
    return str(found.filter(person_key=person)["finding_id"].item())


def tell(settings: Settings, month: str, on: dt.date, due: dt.date) -> None:
    """Write the record of a digest that reached the county."""
    keys = tuple(read_findings(settings, month).filter(action="F")["problem_key"])
    keys += tuple(read_findings(settings, month).filter(action="Q")["problem_key"])
    dispatch = Dispatch(
        dispatch_id=f"{FUSONG}-{month}-1",
        report_month=month,
        county_code=FUSONG,
        channel="folder",
        sent_on=on,
        due_on=due,
        problem_keys=keys,
    )
    path = settings.archive / "dispatches" / f"{dispatch.dispatch_id}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dispatch.model_dump_json(), encoding="utf-8")


def quarantined(settings: Settings, month: str) -> tuple[int, int]:
    verdicts = screen_month(settings, month).verdicts.filter(table_name="T-H1", state="accepted")
    return verdicts["rows_quarantined"].sum(), verdicts["rows_accepted"].sum()


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return new_lake(tmp_path)


def test_three_months_of_one_county(lake: Lake) -> None:
    settings = lake.settings
    deliver(lake, APRIL, mended=LOW, closed=LOW, late=LOW, back=LOW, child=CHILD)
    assert quarantined(settings, APRIL) == (1, 44)
    assert states(settings, D(2022, 5, 4)) == dict.fromkeys(PEOPLE, ("新增", 1, 0))

    # Told on 6 May, due on the 15th; the township asks to let the child stay, the city agrees.
    tell(settings, APRIL, D(2022, 5, 6), D(2022, 5, 15))
    assert states(settings, D(2022, 5, 6))["late"] == ("已派发", 1, 0)
    asked = ask(
        settings,
        number_of(settings, APRIL, "child"),
        "户口登记的出生日期有误，正在更正",
        "抚松县",
        None,
        D(2022, 5, 8),
    )
    assert states(settings, D(2022, 5, 8))["child"] == ("申请豁免", 1, 0)
    decide(
        settings,
        asked.exemption_id,
        approve=True,
        by="市局",
        until=None,
        note="",
        today=D(2022, 5, 9),
    )
    close(settings, number_of(settings, APRIL, "closed"), "人员已迁出", "市局", D(2022, 5, 12))
    assert states(settings, D(2022, 5, 16)) == {
        "mended": ("逾期", 1, 0),
        "closed": ("已关闭", 1, 0),
        "late": ("逾期", 1, 0),
        "back": ("逾期", 1, 0),
        "child": ("已豁免", 1, 0),
    }
    # Screened again, April counts the child; the finding stays on record.
    assert quarantined(settings, APRIL) == (0, 45)
    assert read_findings(settings, APRIL).filter("is_exempt")["rule_id"].to_list() == ["R43"]

    # May: two are corrected, one is not, the one closed by hand is found again.
    deliver(lake, MAY, closed=LOW, late=LOW, child=CHILD)
    assert quarantined(settings, MAY) == (0, 45)
    assert states(settings, D(2022, 6, 4)) == {
        "mended": ("已整改", 1, 0),
        "closed": ("新增", 1, 1),
        "late": ("逾期", 2, 0),
        "back": ("已整改", 1, 0),
        "child": ("已豁免", 2, 0),
    }

    # June: the late one is corrected at last, one returns, the exemption was taken back.
    revoke(settings, asked.exemption_id, "出生日期已更正，不再需要", "市局", D(2022, 6, 20))
    deliver(lake, JUNE, back=LOW, child=CHILD)
    assert quarantined(settings, JUNE) == (1, 44)
    assert states(settings, D(2022, 7, 4)) == {
        "mended": ("已整改", 1, 0),
        "closed": ("已整改", 1, 1),
        "late": ("已整改", 2, 0),
        "back": ("新增", 1, 1),
        "child": ("新增", 1, 1),
    }
    told = pl.read_parquet(issue_months_path(settings)).filter(
        pl.col("rule_id").is_in(["R33", "R43"])
    )
    closed = told.filter("was_open", ~pl.col("is_exempt")).group_by("report_month", "outcome").len()
    assert sorted(closed.rows()) == [
        (MAY, "corrected", 2),
        (MAY, "found", 1),
        (JUNE, "corrected", 2),
        (JUNE, "found", 1),
    ]


def test_mended_within_the_month_is_closed_and_told_only_where_it_was_sent(lake: Lake) -> None:
    settings = lake.settings
    deliver(lake, APRIL, mended=LOW, late=LOW)
    screen_month(settings, APRIL)
    tell(settings, APRIL, D(2022, 5, 6), D(2022, 5, 15))
    deliver(lake, APRIL, late=LOW, back=LOW)
    screen_month(settings, APRIL)
    assert states(settings, D(2022, 5, 10)) == {
        "mended": ("已整改", 1, 0),
        "late": ("已派发", 1, 0),
        "back": ("新增", 1, 0),
    }
    # Delivered once more as it was: nothing has vanished but what was found meanwhile.
    deliver(lake, APRIL, mended=LOW, late=LOW)
    screen_month(settings, APRIL)
    assert states(settings, D(2022, 5, 10)) == {
        "mended": ("已派发", 1, 0),
        "late": ("已派发", 1, 0),
    }


def test_an_exempt_township_that_vanished_does_not_hold_its_county(lake: Lake) -> None:
    settings = lake.settings
    other = clean_rows("T-H1", 10, town="220621101", first=100)
    lake.deliver("T-H1", [*clean_rows("T-H1", 40), *other], month=APRIL)
    lake.deliver("T-H1", clean_rows("T-H1", 45), month=MAY)
    lake.write()
    screen_month(settings, APRIL)
    verdicts = screen_month(settings, MAY).verdicts.filter(table_name="T-H1")
    assert verdicts.filter(county_code=FUSONG)["state"].to_list() == ["held"]
    update_issues(settings, D(2022, 6, 4))
    missing = read_findings(settings, MAY).filter(rule_id="R06")["finding_id"].item()
    asked = ask(settings, missing, "该乡镇已撤并", "抚松县", None, D(2022, 6, 5))
    decide(
        settings,
        asked.exemption_id,
        approve=True,
        by="市局",
        until=D(2022, 12, 31),
        note="",
        today=D(2022, 6, 6),
    )
    again = screen_month(settings, MAY).verdicts.filter(table_name="T-H1", county_code=FUSONG)
    assert again.select("state", "rows_accepted").rows() == [("accepted", 45)]
    assert read_findings(settings, MAY).filter(rule_id="R06")["is_exempt"].to_list() == [True]
