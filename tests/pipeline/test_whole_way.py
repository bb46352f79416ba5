"""Exports in, figures, pages and alerts out: the whole way agrees with the answer key."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.intake.assets import TABLES
from tests.pipeline.compare import findings, indicators, key, mart, stored_rows
from tests.pipeline.conftest import City, employment

pytestmark = pytest.mark.pipeline


@pytest.fixture(params=["dirty_city", "clean_city"])
def city(request: pytest.FixtureRequest) -> City:
    return request.getfixturevalue(request.param)


def test_every_indicator_equals_the_answer_key_to_the_person(city: City) -> None:
    published, expected = indicators(city.home)
    assert published.height > 0
    assert_frame_equal(published, expected)


def test_every_planted_defect_is_found_and_nothing_else(city: City) -> None:
    found, planted = findings(city.home)
    assert found - planted == set()
    assert planted - found == set()


def test_the_clean_city_has_hints_at_most_and_the_dirty_one_has_each_rule(
    clean_city: City, dirty_city: City
) -> None:
    # hints, and how people live: relocated households without work, seasonal workers
    shown = mart(clean_city.home, "fct_finding").filter(pl.col("severity") != "I")
    assert set(shown["rule_id"]) <= {"R57", "R79"}
    fired = set(mart(dirty_city.home, "fct_finding")["rule_id"])
    # R08 is the plan's, R93 is about samples drawn here; 10,000 rows in a file (R07), 300 wages in
    # a county (R90): a larger city's
    known = set(mart(dirty_city.home, "dim_rule")["rule_id"])
    assert fired == known - {"R07", "R08", "R90", "R93"}


def test_rows_in_are_accepted_quarantined_or_counted_as_dropped(city: City) -> None:
    deliveries = mart(city.home, "fct_delivery")
    balance = deliveries.filter(
        pl.col("rows_read")
        != pl.sum_horizontal("rows_accepted", "rows_quarantined", "rows_superseded", "rows_dropped")
    )
    assert balance.height == 0
    register = pl.read_parquet(city.home / "lake" / "register" / "deliveries.parquet")
    columns = ["inbox_path", "rows_read", "rows_data", "rows_superseded", "standing"]
    ours = register.select(pl.col(columns).cast(pl.String)).sort("inbox_path")
    theirs = key(city.home, "files").rename({"file": "inbox_path"}).select(columns)
    assert_frame_equal(ours, theirs.sort("inbox_path"))


def test_every_row_of_every_table_is_stored_as_an_ideal_reader_would(city: City) -> None:
    tables = {path.name for path in (city.home / "answer_key" / "rows").iterdir()}
    assert len(tables) == len(TABLES)
    assert stored_rows(city.home) == {}


def test_each_delivery_is_taken_or_held_as_the_answer_key_says(city: City) -> None:
    from pipelines.quality import read_verdicts
    from pipelines.settings import load_settings

    columns = ["report_month", "county_code", "table_name", "state", "blocking_rules", "rows_data"]
    columns.append("rows_quarantined")
    verdicts = read_verdicts(load_settings(city.home))
    ours = verdicts.select(pl.col(columns).cast(pl.String)).fill_null("").sort(columns)
    theirs = key(city.home, "verdicts").select(columns).fill_null("").sort(columns)
    assert_frame_equal(ours, theirs)


def test_the_exit_status_says_whether_something_was_held_back(
    clean_city: City, dirty_city: City
) -> None:
    assert clean_city.exit_code == 0, clean_city.output
    assert dirty_city.exit_code == 3, dirty_city.output


def test_status_and_doctor_answer_in_chinese_without_a_traceback(dirty_city: City) -> None:
    for command in ("status", "doctor"):
        answer = employment(command, home=dirty_city.home)
        assert answer.returncode == 0, answer.stderr
        assert "Traceback" not in answer.stdout + answer.stderr
        assert "已发布" in answer.stdout or "自查结果" in answer.stdout


def test_an_empty_home_is_answered_not_crashed(tmp_path: Path) -> None:
    for command in ("status", "doctor", "refresh"):
        answer = employment(command, home=tmp_path / "new")
        assert answer.returncode == 0, answer.stdout + answer.stderr
        assert "Traceback" not in answer.stdout + answer.stderr


def test_a_plan_that_does_not_add_up_holds_the_publication_and_still_alerts(
    clean_city: City, tmp_path: Path
) -> None:
    city = clean_city.copy(tmp_path / "home")
    plan = city.home / "plan_targets.csv"
    rows = plan.read_text(encoding="utf-8").splitlines()
    at = next(i for i, row in enumerate(rows) if row.startswith("2022,I01,220621,"))
    cells = rows[at].split(",")
    cells[3] = str(int(float(cells[3])) + 1)
    plan.write_text("\n".join([*rows[:at], ",".join(cells), *rows[at + 1 :], ""]), encoding="utf-8")
    site = {p: p.read_bytes() for p in (city.home / "published").rglob("*") if p.is_file()}
    (city.home / "share").mkdir()
    told = "counties: {白山市: [{kind: folder, path: share}]}"
    (city.home / "recipients.yml").write_text(told, encoding="utf-8")
    held = employment("refresh", home=city.home)
    assert held.returncode == 3, held.stdout + held.stderr
    assert "整期没有发布" in held.stdout
    assert {p: p.read_bytes() for p in (city.home / "published").rglob("*") if p.is_file()} == site
    digest = (city.home / "alerts" / "220600" / "2022-02" / "提醒.txt").read_text("utf-8-sig")
    assert "R08" in digest
    delivered = city.home / "share" / "2022-02" / "提醒（第2次）.txt"
    assert delivered.read_text("utf-8-sig") == digest.replace("\r\n", "\n")
