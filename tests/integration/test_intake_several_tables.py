"""A workbook of several ledgers is several deliveries, and an empty ledger says: nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.intake import read_register, run_month, waiting_files
from pipelines.intake.manifests import Manifest, manifest_path
from pipelines.settings import Settings
from tests.intake_files import MONTH, drop, layouts, xlsx
from tests.intake_tables import BOOKS

PLACE = f"{MONTH}/抚松县/就业台账.xlsx"
NOTES = [("填表说明",), (), ("请按月填报",)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, workers=1)


def by_table(manifests: tuple[Manifest, ...]) -> dict[str, Manifest]:
    return {manifest.table_name: manifest for manifest in manifests}


def test_each_table_is_a_delivery_and_every_row_is_counted_once(settings: Settings) -> None:
    lacking = [row[:8] for row in BOOKS["T-H6"].sheet()]
    sheets = {
        "说明": NOTES,
        "培训": BOOKS["T-H2"].sheet(),
        "服务": BOOKS["T-H3"].sheet(),
        "援助": lacking,
    }
    drop(settings.inbox, PLACE, xlsx(sheets))
    found = by_table(run_month(settings, MONTH).manifests)
    assert {table: m.inbox_path for table, m in found.items()} == {
        "T-H2": f"{PLACE}!培训",
        "T-H3": f"{PLACE}!服务",
        "T-H6": f"{PLACE}!援助",
    }
    assert [found[t].is_conformed for t in ("T-H2", "T-H3", "T-H6")] == [True, True, False]
    assert "就业台账.xlsx!援助" in str(found["T-H6"].refusal_message)
    assert sum(m.rows_read for m in found.values()) == sum(map(len, sheets.values()))
    for manifest in found.values():
        assert manifest.rows_read == manifest.rows_data + manifest.rows_dropped
        assert sum(json.loads(manifest.dropped).values()) == manifest.rows_dropped
        assert json.loads(manifest.observations)["tables_in_file"] == 3
    assert run_month(settings, MONTH).new == ()
    assert read_register(settings).height == 3


def test_what_a_killed_run_left_out_is_taken_in_later(settings: Settings) -> None:
    drop(
        settings.inbox,
        PLACE,
        xlsx({"培训": BOOKS["T-H2"].sheet(), "服务": BOOKS["T-H3"].sheet()}),
    )
    first = run_month(settings, MONTH)
    manifest_path(settings, by_table(first.manifests)["T-H3"]).unlink()
    assert [path.name for path in waiting_files(settings, MONTH)] == ["就业台账.xlsx"]
    second = run_month(settings, MONTH)
    assert [m.table_name for m in second.new] == ["T-H3"]
    assert second.manifests == first.manifests


LEDGERS = [table for table in sorted(BOOKS) if not layouts().tables[table].roster]


@pytest.mark.parametrize("table", LEDGERS)
def test_a_ledger_without_a_row_says_that_there_was_nothing(settings: Settings, table: str) -> None:
    title, header = BOOKS[table].sheet()[:2]
    drop(settings.inbox, f"{MONTH}/抚松县/{table}.xlsx", xlsx({"S": [title, header]}))
    (manifest,) = run_month(settings, MONTH).manifests
    assert manifest.is_conformed, manifest.refusal_message
    assert (manifest.table_name, manifest.county_code) == (table, "220621")
    assert (manifest.rows_read, manifest.rows_data, manifest.cell_problems) == (2, 0, "{}")


def test_nobody_knows_whose_an_empty_ledger_beside_the_folders_is(settings: Settings) -> None:
    title, header = BOOKS["T-H3"].sheet()[:2]
    drop(settings.inbox, f"{MONTH}/空.xlsx", xlsx({"S": [title, header]}))
    (manifest,) = run_month(settings, MONTH).manifests
    assert manifest.refusal_code == "no_region"
    assert "没有任何记录的就业服务记录" in str(manifest.refusal_message)
    assert "子目录" in str(manifest.refusal_message)


@pytest.mark.parametrize("table", ["T-H1", "T-N2"])
def test_a_roster_without_anybody_is_refused(settings: Settings, table: str) -> None:
    title, header = BOOKS[table].sheet()[:2]
    drop(settings.inbox, f"{MONTH}/抚松县/{table}.xlsx", xlsx({"S": [title, header]}))
    (manifest,) = run_month(settings, MONTH).manifests
    assert manifest.refusal_code == "no_region"
    assert "没有任何人员记录" in str(manifest.refusal_message)
