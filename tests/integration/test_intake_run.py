"""A month's real files go through child processes into archive, lake, vault and register."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from pipelines.intake import MonthIntake, read_register, run_month, waiting_files
from pipelines.intake.schemas import lake_schema, register_schema, vault_schema
from pipelines.settings import PROJECT_DIR, Settings
from tests.intake_files import (
    H1_HEADER,
    N1_HEADER,
    N2_HEADER,
    csv_file,
    drop,
    h1_row,
    h1_sheet,
    id_number,
    n1_row,
    n2_row,
    name,
    phone,
    xls,
    xlsx,
)

MONTH = "2022-05"
RECEIVED = 1_653_724_800


@lru_cache(maxsize=1)
def month_files() -> dict[str, bytes]:
    """Return one month, written once (a workbook holds the time of its writing)."""
    people = range(1, 9)
    return {
        "抚松县/抚松台账.xls": xls({"Sheet1": h1_sheet([h1_row(i) for i in people])}),
        "抚松县/监测对象信息 (22).xlsx": xlsx({"S": [N1_HEADER, *(n1_row(i) for i in people)]}),
        "外出务工.csv": csv_file([N2_HEADER, *(n2_row(i) for i in people)]),
        "靖宇/缺列.xlsx": xlsx({"S": [H1_HEADER[:-15], h1_row(1)[:-15]]}),
        "长白县/坏.xlsx": b"PK\x03\x04",
    }


def fill(settings: Settings) -> None:
    """Drop one month: three tables in three formats, one county without a folder."""
    for place, content in month_files().items():
        path = drop(settings.inbox, f"{MONTH}/{place}", content)
        os.utime(path, (RECEIVED, RECEIVED))


def tables(settings: Settings) -> dict[str, Any]:
    """Return everything a run leaves behind, by path."""
    found: dict[str, Any] = {}
    for root in (settings.lake, settings.vault / "identities", settings.archive / "manifests"):
        for path in sorted(root.rglob("*")):
            if path.is_file():
                found[path.relative_to(settings.home).as_posix()] = path.read_bytes()
    return found


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, MonthIntake, list[str]]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=2)
    fill(settings)
    said: list[str] = []
    return settings, run_month(settings, MONTH, said.append), said


def test_every_file_becomes_a_delivery_of_its_table_and_county(
    taken_in: tuple[Settings, MonthIntake, list[str]],
) -> None:
    _, outcome, said = taken_in
    assert {(m.table_name, m.county_code, m.refusal_code) for m in outcome.manifests} == {
        ("T-H1", "220621", None),
        ("T-N1", "220621", None),
        ("T-N2", "220621", None),
        ("T-H1", "220622", "missing_columns"),
        ("unknown", "220623", "unreadable"),
    }
    assert (outcome.conformed_count, outcome.refused_count) == (3, 2)
    assert len(outcome.new) == outcome.file_count == 5
    assert outcome.rows_data == 24
    assert said[0] == "2022-05：共 5 个新文件"
    assert len(said) == 6


def test_the_register_has_one_row_per_manifest_and_its_rows_add_up(
    taken_in: tuple[Settings, MonthIntake, list[str]],
) -> None:
    settings, outcome, _ = taken_in
    register = read_register(settings)
    assert register.schema == pl.Schema(register_schema())
    assert set(register["delivery_id"]) == {m.delivery_id for m in outcome.manifests}
    for row in register.to_dicts():
        assert row["rows_read"] == row["rows_data"] + row["rows_dropped"]
        assert sum(json.loads(row["dropped"]).values()) == row["rows_dropped"]
        assert row["received_at"] == "2022-05-28T08:00:00Z"
        sha = row["sha256"]
        assert row["delivery_id"].endswith(f"-202205-{sha[:12]}")
        assert (settings.archive / "objects" / sha[:2] / sha).stat().st_size == row["size_bytes"]
    csv_row = register.filter(table_name="T-N2").to_dicts()[0]
    assert csv_row["folder_county_code"] is None
    assert csv_row["content_county_code"] == "220621"


def test_lake_and_vault_are_typed_and_joined_by_delivery_sheet_and_row(
    taken_in: tuple[Settings, MonthIntake, list[str]],
) -> None:
    settings, outcome, _ = taken_in
    for manifest in outcome.manifests:
        if not manifest.is_conformed:
            continue
        lake = pl.read_parquet(
            settings.lake
            / manifest.source
            / manifest.table_name
            / f"report_month={MONTH}"
            / f"county_code={manifest.county_code}"
            / f"{manifest.delivery_id}.parquet",
            hive_partitioning=False,
        )
        vault = pl.read_parquet(
            settings.vault / f"identities/report_month={MONTH}/{manifest.delivery_id}.parquet",
            hive_partitioning=False,
        )
        assert dict(lake.schema) == lake_schema(manifest.table_name)
        assert dict(vault.schema) == vault_schema()
        keys = ["delivery_id", "sheet_name", "row_no", "person_key"]
        assert lake.select(keys).equals(vault.select(keys))
        assert lake.height == manifest.rows_data


def test_no_identity_is_outside_the_vault_and_the_archived_bytes(
    taken_in: tuple[Settings, MonthIntake, list[str]],
) -> None:
    settings, outcome, said = taken_in
    texts = ["\n".join(said), repr(outcome)]
    for path in sorted(settings.home.rglob("*")):
        if not path.is_file() or {"vault", "objects", "inbox"} & set(path.parts):
            continue
        raw = path.read_bytes()
        texts.append(raw.decode("latin-1"))
        texts.append(raw.decode("utf-8", errors="ignore"))
        if path.suffix == ".parquet":
            texts.append(pl.read_parquet(path, hive_partitioning=False).write_csv())
    everything = "\n".join(texts)
    people = range(1, 9)
    secret = (settings.vault / "secret.key").read_text(encoding="ascii").strip()
    for hidden in (secret, *map(id_number, people), *map(name, people), *map(phone, people)):
        assert hidden not in everything
    assert not re.search(r"(?<!\d)229\d{14}[\dX](?!\d)", everything)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_only_the_owner_may_enter_vault_and_archived_bytes(
    taken_in: tuple[Settings, MonthIntake, list[str]],
) -> None:
    settings, _, _ = taken_in
    for root in (settings.vault, settings.archive / "objects"):
        for path in (root, *root.rglob("*")):
            mode = path.stat().st_mode & 0o777
            assert mode & 0o077 == 0 or path == settings.vault / "identities", path


def test_running_again_changes_nothing(
    taken_in: tuple[Settings, MonthIntake, list[str]],
) -> None:
    settings, first, _ = taken_in
    before = tables(settings)
    again = run_month(settings, MONTH)
    assert again.new == ()
    assert again.manifests == first.manifests
    assert tables(settings) == before
    assert waiting_files(settings, MONTH) == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from pipelines.intake import run_month
from pipelines.settings import Settings

def stop(words):
    if words.startswith("（2/"):
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    run_month(Settings(home=Path(sys.argv[1]), workers=1), "2022-05", stop)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_run_killed_half_way_and_started_again_gives_the_same_tables(
    taken_in: tuple[Settings, MonthIntake, list[str]], tmp_path: Path
) -> None:
    whole, outcome, _ = taken_in
    settings = Settings(home=tmp_path / "home", workers=1)
    fill(settings)
    settings.vault.mkdir(parents=True)
    secret = (whole.vault / "secret.key").read_bytes()
    (settings.vault / "secret.key").write_bytes(secret)
    script = tmp_path / "killed.py"
    script.write_text(_KILLED, encoding="utf-8")
    killed = subprocess.run(
        [sys.executable, str(script), str(settings.home)],
        env={**os.environ, "PYTHONPATH": str(PROJECT_DIR)},
        check=False,
        capture_output=True,
    )
    assert killed.returncode < 0
    left = list((settings.archive / "manifests" / MONTH).glob("*.json"))
    assert 0 < len(left) < len(outcome.manifests)
    run_month(settings, MONTH)
    assert tables(settings) == tables(whole)


def test_rows_without_a_manifest_are_swept_away(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, workers=1)
    drop(settings.inbox, f"{MONTH}/抚松县/a.csv", csv_file([N2_HEADER, n2_row(1)]))
    orphan = settings.lake / (
        f"national_monitoring/T-N2/report_month={MONTH}/county_code=220622/T-N2-left.parquet"
    )
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"half")
    run_month(settings, MONTH)
    assert not orphan.exists()
    assert read_register(settings).height == 1


def hostile() -> bytes:
    """Return a small file for which a reader asks half a terabyte of memory."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Sheet1")
    for position, header in enumerate(H1_HEADER):
        sheet.write(0, position, header)
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    return buffer.getvalue()


def test_a_file_that_kills_its_reader_is_refused_and_the_others_survive(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, workers=2)
    drop(settings.inbox, f"{MONTH}/抚松县/1.csv", csv_file([N2_HEADER, n2_row(1)]))
    drop(settings.inbox, f"{MONTH}/抚松县/2.xlsx", hostile())
    drop(settings.inbox, f"{MONTH}/靖宇县/3.csv", csv_file([N2_HEADER, n2_row(2)]))
    outcome = run_month(settings, MONTH)
    states = {m.file_name: m.refusal_code for m in outcome.manifests}
    assert states == {"1.csv": None, "2.xlsx": "unreadable", "3.csv": None}
    (refused,) = (m for m in outcome.manifests if not m.is_conformed)
    assert refused.delivery_id.startswith("unknown-220621-202205-")
    assert "2.xlsx" in str(refused.refusal_message)
    assert waiting_files(settings, MONTH) == []


@pytest.mark.timeout(90)
def test_a_month_of_many_files_comes_to_an_end(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, workers=2)
    for number in range(40):
        content = csv_file([N2_HEADER, n2_row(number)])
        drop(settings.inbox, f"{MONTH}/抚松县/{number}.csv", content)
    assert run_month(settings, MONTH).conformed_count == 40


def test_the_same_bytes_beside_and_in_the_county_folder_are_one_delivery(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, workers=1)
    content = csv_file([N2_HEADER, n2_row(1)])
    drop(settings.inbox, f"{MONTH}/a.csv", content)
    drop(settings.inbox, f"{MONTH}/抚松县/b.csv", content)
    drop(settings.inbox, f"{MONTH}/靖宇县/c.csv", content)
    outcome = run_month(settings, MONTH)
    assert [m.county_code for m in outcome.manifests] == ["220621", "220622"]
    assert waiting_files(settings, MONTH) == []
    wrong = outcome.manifests[1]
    assert (wrong.folder_county_code, wrong.content_county_code) == ("220622", "220621")


def test_a_second_delivery_is_added_and_the_first_stays(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, workers=1)
    drop(settings.inbox, f"{MONTH}/抚松县/a.csv", csv_file([N2_HEADER, n2_row(1)]))
    first = run_month(settings, MONTH)
    drop(settings.inbox, f"{MONTH}/抚松县/a.csv", csv_file([N2_HEADER, n2_row(1), n2_row(2)]))
    second = run_month(settings, MONTH)
    assert len(second.manifests) == 2
    assert set(first.manifests) <= set(second.manifests)
    assert [m.rows_data for m in second.new] == [2]


def test_a_month_without_files_leaves_typed_tables(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    outcome = run_month(settings, MONTH)
    assert outcome.manifests == ()
    assert read_register(settings).height == 0


def test_a_new_alias_in_the_layout_makes_a_refused_file_readable(tmp_path: Path) -> None:
    project = tmp_path / "project"
    for room in ("expectations", "dbt_project/seeds"):
        shutil.copytree(PROJECT_DIR / room, project / room)
    settings = Settings(home=tmp_path / "home", project_dir=project, workers=1)
    header = ["当前就业情形" if text == "就业状态" else text for text in H1_HEADER]
    drop(settings.inbox, f"{MONTH}/抚松县/新版.xlsx", xlsx({"S": [header, h1_row(1)]}))
    (refused,) = run_month(settings, MONTH).manifests
    assert refused.refusal_code == "missing_columns"
    assert waiting_files(settings, MONTH) == []

    layout = project / "expectations/jilin_employment/layout.yml"
    text = layout.read_text(encoding="utf-8")
    assert text.count("aliases: [就业状况, ") == 1
    layout.write_text(
        text.replace("aliases: [就业状况, ", "aliases: [当前就业情形, 就业状况, "), encoding="utf-8"
    )
    assert len(waiting_files(settings, MONTH)) == 1
    (conformed,) = run_month(settings, MONTH).manifests
    assert conformed.is_conformed
    assert conformed.rows_data == 1
    assert waiting_files(settings, MONTH) == []
    assert read_register(settings).height == 1
