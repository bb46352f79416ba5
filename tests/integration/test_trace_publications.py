"""Every publication is on record once, and a figure that changed says since when and why."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pytest

from pipelines.publish.record import FILE_NAME, digests, file_sha256, read_record, write_record
from pipelines.settings import Settings
from pipelines.trace import TraceError, settle
from pipelines.trace.explain import explain
from pipelines.trace.history import plan_path, publication_ids, record_path
from pipelines.warehouse import build, built_file, history_path, promote, read_history
from tests.integration.warehouse_city import city, home
from tests.warehouse_lake import Lake, labour

MONTH = "2022-01"
RESENT = [labour(number) for number in (101, 102, 103, 104, 105)]


def publish(settings: Settings, as_of: str = MONTH) -> None:
    """Build and promote a warehouse and write its record, as a refresh does without its pages."""
    build(settings, None)
    sealed = digests(built_file(settings))
    promote(settings)
    plan = file_sha256(settings.plan_targets)
    write_record(
        settings.published / FILE_NAME, {"as_of_month": as_of, "plan_sha256": plan, **sealed}
    )


def revision(settings: Settings, indicator: str, county: str) -> dict[str, Any]:
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        found = connection.execute(
            "select * exclude (indicator_id, county_code, report_month) from marts.fct_revision"
            " where (indicator_id, county_code) = (?, ?) and report_month = '2022-01-01'",
            [indicator, county],
        ).pl()
    (row,) = found.to_dicts()
    return row


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Lake]:
    """Return a city published once, entered twice."""
    settings = home(tmp_path_factory.mktemp("history"))
    lake = city(settings, through=MONTH)
    publish(settings)
    assert settle(settings) == "P-2022-01-1"
    return settings, lake


def test_publications_are_numbered_and_changes_told(told: tuple[Settings, Lake]) -> None:
    settings, lake = told
    first = read_history(settings)
    assert first["published_order"].unique().to_list() == [1]
    assert first.filter(first["value"].is_null()).is_empty()
    assert plan_path(settings, file_sha256(settings.plan_targets)).read_bytes() == (
        settings.plan_targets.read_bytes()
    )

    # Entered again, and published again with the same figures: nothing is added.
    kept = history_path(settings).read_bytes()
    numbered = read_record(settings.published / FILE_NAME)
    assert settle(settings) == numbered.pop("publication_id") == "P-2022-01-1"
    write_record(settings.published / FILE_NAME, numbered)
    assert settle(settings) == "P-2022-01-1"
    assert history_path(settings).read_bytes() == kept

    # Delivered again after the publication.
    lake.deliver("T-H1", "220621", MONTH, RESENT, received_at="2022-02-15T08:00:00Z")
    lake.supersede("T-H1", "220621", MONTH)
    lake.write()
    publish(settings)
    before = read_record(settings.published / FILE_NAME)
    expected = {
        "first_value": 2.0,
        "first_publication_id": "P-2022-01-1",
        "last_value": 2.0,
        "last_publication_id": "P-2022-01-1",
        "current_value": 5.0,
        "difference_from_first": 3.0,
        "cause": "重新报送",
    }
    assert revision(settings, "I01", "220621") == expected
    # Killed here, the next refresh enters it; and only what differs.
    assert "publication_id" not in before
    assert settle(settings) == "P-2022-01-2"
    added = read_history(settings).filter(published_order=2)
    assert set(added["county_code"]) == {"220621", "220600"}
    assert set(added.filter(county_code="220621")["report_month"]) == {MONTH}
    assert "I04" not in added["indicator_id"].to_list()
    assert publication_ids(settings) == ["P-2022-01-1", "P-2022-01-2"]
    assert record_path(settings, "P-2022-01-1").exists()

    # The same deliveries, and a rule that lets two rows less pass; then one of them is exempt.
    lake.findings.clear()
    newest = lake.verdicts[-1]
    newest["rows_quarantined"], newest["rows_accepted"] = 2, newest["rows_data"] - 2
    lake._find("T-H1", "220621", MONTH, newest["delivery_id"], 4)
    lake._find("T-H1", "220621", MONTH, newest["delivery_id"], 5)
    lake.write()
    publish(settings)
    assert settle(settings) == "P-2022-01-3"
    stricter = revision(settings, "I01", "220621")
    assert (stricter["last_value"], stricter["current_value"]) == (5.0, 3.0)
    assert stricter["cause"] == "规则调整"
    newest["rows_quarantined"], newest["rows_accepted"] = 1, newest["rows_data"] - 1
    lake.findings[-1]["is_exempt"] = True
    lake.write()
    publish(settings)
    assert settle(settings) == "P-2022-01-4"
    waived = revision(settings, "I01", "220621")
    assert (waived["last_value"], waived["current_value"]) == (3.0, 4.0)
    assert waived["cause"] == "豁免"
    assert waived["last_publication_id"] == "P-2022-01-3"


def test_a_record_that_is_not_of_the_warehouse_is_not_entered(
    told: tuple[Settings, Lake],
) -> None:
    settings, _ = told
    file, kept = settings.published / FILE_NAME, history_path(settings).read_bytes()
    record = read_record(file)
    write_record(file, {"as_of_month": "2022-02", "figures_sha256": "of another"})
    assert settle(settings) is None
    file.unlink()
    assert settle(settings) is None
    write_record(file, record)
    assert history_path(settings).read_bytes() == kept


def test_quarantined_rows_are_told_with_their_rule_and_what_they_could_change(
    told: tuple[Settings, Lake],
) -> None:
    settings, _ = told
    explained = explain(settings, "I01", "抚松县", MONTH)
    said = "\n".join(explained.lines)
    assert "隔离：R43 未满16周岁务工 1 行" in said
    assert "隔离 1 行；即使全部更正后计入，这个数最多相差 1。" in said
    # whether the test before, which publishes once more, has run or not
    assert re.search("首次发布(就是这一次)?（P-2022-01-1）", said)
    units = explained.units
    assert units is not None
    assert units.numerator == explained.facts.figure["numerator"]
    assert units.frame["row_no"].null_count() == 0
    task = "\n".join(explain(settings, "I01b", "220621", MONTH).lines)
    assert "由 I01 的数除以当年任务数得出" in task
    with pytest.raises(TraceError, match="没有身份库"):
        explain(settings, "I01", "220621", MONTH, identities=True)
