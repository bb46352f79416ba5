"""The benchmark's parts that need no refresh: the office's script, the long history, the lake."""

# ruff: noqa: S608  -- the paths are the tests' own

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.intake import read_register, run_month
from pipelines.intake.schemas import lake_schema
from pipelines.quality import read_verdicts, screen_month
from pipelines.sample import generate
from pipelines.settings import Settings
from tests.bench import big_lake, goals, history_months, lake_scan, office
from tests.bench.big_lake import MONTHS
from tests.warehouse_lake import COUNTIES, SOURCES

MONTH = "2022-05"


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a month of a small city without mistakes."""
    folder = tmp_path_factory.mktemp("clean")
    generate(folder, scale=0.01, first=MONTH, last=MONTH, clean=True)
    return folder


def test_the_script_of_an_office_finds_the_same_figures_in_clean_exports(clean: Path) -> None:
    pytest.importorskip("pandas")
    words = office.words(sys.executable, clean / "inbox" / MONTH)
    ended = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=True)
    told = json.loads(ended.stdout)
    key = pl.read_csv(clean / "answer_key" / "indicators.csv", infer_schema=False)
    wanted = key.filter(pl.col("report_month") == MONTH, pl.col("indicator_id").is_in(office.NAMES))
    assert told["left_out"] == []
    assert wanted.height == len(office.NAMES) * (len(COUNTIES) + 1)
    for name, county, value in wanted.select("indicator_id", "county_code", "value").iter_rows():
        assert told[name][county] == float(value), (name, county)


def test_a_long_history_is_the_month_itself_moved_back(clean: Path, tmp_path: Path) -> None:
    template = Settings(home=tmp_path / "one")
    (template.home).mkdir()
    (template.home / "inbox").symlink_to(clean / "inbox")
    run_month(template, MONTH)
    screen_month(template, MONTH)
    told = history_months.work(str(template.home), str(tmp_path / "many"), MONTH, 3)
    many = Settings(home=tmp_path / "many")
    register = read_register(many)
    by_month = register.filter(standing="counts").group_by("report_month").agg(
        pl.len().alias("files"), pl.col("rows_data").sum()
    )  # fmt: skip
    assert set(by_month["report_month"]) == {"2022-03", "2022-04", MONTH}
    assert by_month["files"].n_unique() == by_month["rows_data"].n_unique() == 1
    assert told["lake_rows"] == by_month["rows_data"].sum()
    assert register["delivery_id"].is_unique().all()
    verdicts = read_verdicts(many)
    assert verdicts["delivery_id"].drop_nulls().is_in(register["delivery_id"].to_list()).all()
    rows = {month: _episodes(many, month) for month in ("2022-03", MONTH)}
    assert rows["2022-03"]["delivery_id"].str.contains("-202203-").all()
    moved = rows["2022-03"]["start_month"].dt.offset_by("2mo").to_list()
    assert moved == rows[MONTH]["start_month"].to_list()
    assert rows["2022-03"]["id_birth_date"].equals(rows[MONTH]["id_birth_date"])


def _episodes(settings: Settings, month: str) -> pl.DataFrame:
    folder = settings.lake / SOURCES["T-N2"] / "T-N2" / f"report_month={month}"
    frames = [pl.read_parquet(p, hive_partitioning=False) for p in folder.rglob("*.parquet")]
    return pl.concat(frames).sort("person_key", "sheet_name", "row_no")


def test_the_generated_lake_has_the_columns_of_intake_and_the_wanted_rows(tmp_path: Path) -> None:
    wanted = 6000
    big_lake.generate(tmp_path, wanted, print)
    found = 0
    for table in big_lake.SHARES:
        folder = tmp_path / "lake" / SOURCES[table] / table
        for path in folder.glob("report_month=2*/*/*.parquet"):
            assert pl.read_parquet_schema(path) == pl.Schema(lake_schema(table)), path
        found += _count(folder, "")
        # the same persons month after month, each in one county
        assert _count(folder, "where person_key is null") == 0
    assert found == pytest.approx(wanted, rel=0.1)
    labour = tmp_path / "lake" / SOURCES["T-H1"] / "T-H1"
    months, changed, counties = duckdb.execute(
        "select min(months), max(hashes), max(counties) from (select"
        " count(distinct report_month) as months, count(distinct row_hash) as hashes,"
        " count(distinct county_code) as counties"
        f" from read_parquet('{labour}/report_month=2*/*/*.parquet', hive_partitioning=true)"
        " group by person_key)"
    ).fetchall()[0]
    assert (months, counties) == (len(MONTHS), 1)
    assert 1 < changed <= 3


def _count(folder: Path, which: str) -> int:
    return duckdb.execute(
        f"select count(*) from read_parquet('{folder}/report_month=2*/*/*.parquet') {which}"
    ).fetchall()[0][0]


def test_the_bare_scan_does_something_with_every_kind_of_column() -> None:
    for table in big_lake.SHARES:
        for name, kind in lake_schema(table).items():
            assert name in lake_scan.measure(name, str(kind))


def _part(run: str, **figures: object) -> dict[str, object]:
    return {"measured": {"run": run}, **figures}


def test_a_goal_is_met_missed_or_open() -> None:
    parts = {
        "cold_refresh": _part("1", wall_seconds=12.0),
        "bare_reading": _part("1", reading_seconds=6.0),
        "office": _part("2", wall_seconds=60.0),
        "history": {"left_out": "没有运行"},
        "again": _part("1", wall_seconds=3.5),
    }
    told = {goal["name"]: goal for goal in goals.goals(parts)}
    assert (told["refresh_to_reading"]["value"], told["refresh_to_reading"]["met"]) == (2.0, True)
    assert (told["script_to_refresh"]["value"], told["script_to_refresh"]["met"]) == (5.0, False)
    assert not told["script_to_refresh"]["of_one_run"]
    assert (told["long_history"]["value"], told["long_history"]["met"]) == (None, None)
    assert told["again"]["met"] is False
    parts["big_lake"] = _part("1", sizes=[{"person_months": 1e7, "failed": "内存不够"}])
    assert [goal["met"] for goal in goals.goals(parts)[-2:]] == [None, None]
    parts["office"] = {"failed": "没有网络", "measured": {"run": "2"}}
    assert goals.goals(parts)[1]["met"] is None
