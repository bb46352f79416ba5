"""A figure of a small city: explained, made again, frozen, revised, by the real command line."""

from __future__ import annotations

import csv
import json
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pytest

from pipelines.settings import load_settings
from pipelines.trace.baseline import frozen_year
from pipelines.trace.facts import connect, read_facts
from pipelines.trace.names import Names
from pipelines.trace.row_list import find_units
from pipelines.warehouse import read_history
from tests.pipeline.compare import mart
from tests.pipeline.conftest import City, employment, make_city

pytestmark = pytest.mark.pipeline
COUNTY, MONTH = "220621", "2022-01"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Return a city of one month of the baseline year and one after it."""
    home = tmp_path_factory.mktemp("trace") / "home"
    return make_city(home, "--clean", "--seed", "3", "--from", "2021-12", "--to", MONTH)


def figure(home: Path, indicator: str, month: str = MONTH, county: str = COUNTY) -> dict[str, Any]:
    frame = mart(home, "fct_indicator").with_columns(pl.col("report_month").dt.strftime("%Y-%m"))
    (row,) = frame.filter(indicator_id=indicator, county_code=COUNTY, report_month=month).to_dicts()
    return row


def record(home: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((home / "published/publication.json").read_text("utf-8"))
    return found


def test_a_publication_is_numbered_and_kept(city: City) -> None:
    assert city.exit_code in (0, 3), city.output
    published = record(city.home)
    assert published["publication_id"] == "P-2022-01-1"
    kept = city.home / "published" / "history" / "P-2022-01-1.json"
    assert json.loads(kept.read_text("utf-8")) == published
    history = read_history(load_settings(city.home))
    shown = mart(city.home, "fct_indicator").filter(pl.col("value").is_not_null())
    assert history.height == shown.height


def test_a_figure_is_explained_and_its_rows_add_up_to_it(city: City, tmp_path: Path) -> None:
    home = city.copy(tmp_path / "home").home
    told = employment("explain", "I04", "--county", "抚松县", "--month", MONTH, home=home)
    assert told.returncode == 0, told.stderr
    value = figure(home, "I04")["value"]
    assert f"值：{value:,.0f} 人" in told.stdout
    for words in ("方案原文", "不低于2021年", "T-N2", "P-2022-01-1", "基期：没有冻结"):
        assert words in told.stdout
    path = home / "vault" / "explain" / f"I04-{COUNTY}-{MONTH}.csv"
    assert path.stat().st_mode & 0o777 == 0o600
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert len(rows) == value
    assert all(row["计入分子"] == "是" and row["报送"].startswith("T-N2-") for row in rows)
    assert all(row["行号"] for row in rows)
    assert "姓名" not in rows[0]

    named = employment(
        "explain", "I04", "--county", COUNTY, "--month", MONTH, "--identities", home=home
    )
    assert named.returncode == 0, named.stderr
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert all(row["姓名"] and len(row["证件号码"]) == 18 for row in rows)
    assert not any(row["姓名"] in named.stdout for row in rows)
    log = list(csv.DictReader((path.parent / "log.csv").read_text("utf-8-sig").splitlines()))
    assert [row["含姓名证件号"] for row in log] == ["否", "是"]


def test_the_units_of_every_additive_figure_add_up_to_it(city: City) -> None:
    settings = load_settings(city.home)
    names, checked = Names(settings), 0
    with connect(settings) as connection:
        for indicator in names.indicators:
            for county in (COUNTY, settings.city_code):
                facts = read_facts(
                    settings, connection, names, indicator, county, MONTH, frozen_year(settings)
                )
                units = find_units(connection, facts)
                if units is None or facts.figure["value"] is None:
                    continue
                found = (units.numerator, units.denominator)
                shown = (facts.figure["numerator"], facts.figure["denominator"])
                assert found == shown, (indicator, county)
                checked += 1
    assert checked > 100


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("I999", "--county", COUNTY, "--month", MONTH), "I04 脱贫人口务工规模"),
        (("I04", "--county", "某县", "--month", MONTH), "220621 抚松县"),
        (("I04", "--county", COUNTY, "--month", "2023-01"), "已发布的月份：2021-12 至 2022-01"),
        (("I04", "--county", COUNTY, "--month", "一月"), "2022-06 这样的形式"),
    ],
)
def test_what_cannot_be_explained_says_what_there_is(
    city: City, words: tuple[str, ...], said: str
) -> None:
    told = employment("explain", *words, home=city.home)
    assert told.returncode == 1
    assert said in told.stderr
    assert "Traceback" not in told.stderr


def test_a_publication_is_made_again_to_the_byte(city: City, tmp_path: Path) -> None:
    home = city.copy(tmp_path / "home").home
    shutil.rmtree(home / "inbox")
    again = employment("reproduce", home=home)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "P-2022-01-1：页面的每个字节、每张数据表、每个数都与当时相同" in again.stdout
    assert not (home / "work" / "reproduce").exists()

    delivery = next(iter(sorted((home / "archive" / "objects").glob("*/*"))))
    delivery.write_bytes(delivery.read_bytes() + b"\0")
    tampered = employment("reproduce", "P-2022-01-1", home=home)
    assert tampered.returncode == 1
    assert "归档的文件与收到时不同" in tampered.stderr
    assert delivery.name in tampered.stderr
    unknown = employment("reproduce", "P-2022-01-9", home=home)
    assert unknown.returncode == 1
    assert "P-2022-01-1" in unknown.stderr


def test_a_frozen_year_wins_and_what_changed_since_says_why(city: City, tmp_path: Path) -> None:
    home = city.copy(tmp_path / "home").home
    before = {name: figure(home, name)["value"] for name in ("I01", "I04")}
    frozen = employment("baseline", "freeze", "2021", "--signed-by", "李某", home=home)
    assert frozen.returncode == 0, frozen.stderr
    assert "2021年11月" in frozen.stdout
    book = tmp_path / "基期.xlsx"
    assert employment("baseline", "template", "--out", str(book), home=home).returncode == 0
    workbook = openpyxl.load_workbook(book)
    workbook["基期数据"].append(["I01", "", "抚松县", "2021-12", 12345])
    workbook.save(book)
    words = ("enter", str(book), "--signed-by", "李某", "--why", "依据年报", "--yes")
    entered = employment("baseline", *words, home=home)
    assert entered.returncode == 0, entered.stderr
    assert "12,345 人" in entered.stdout
    resend(home, "T-H1")
    gone = next(row for row in deliveries(home) if row["table_name"] == "T-N2")
    taken = employment("withdraw", gone["delivery_id"], "--why", "发错了", home=home)
    assert taken.returncode == 0, taken.stderr

    refreshed = employment("refresh", home=home)
    assert refreshed.returncode in (0, 3), refreshed.stdout + refreshed.stderr
    assert "基期有变化" in refreshed.stdout
    assert record(home)["publication_id"] == "P-2022-01-2"
    compared = intermediate(home, "int_indicator_area_month__compared", "I01")
    assert compared["year_end_baseline"] == 12345
    assert figure(home, "I01", "2021-12")["value"] == figure(city.home, "I01", "2021-12")["value"]
    revised = mart(home, "fct_revision").filter(
        pl.col("report_month").dt.strftime("%Y-%m") == MONTH, county_code=COUNTY
    )
    for indicator in ("I01", "I04"):
        (row,) = revised.filter(indicator_id=indicator).to_dicts()
        assert row["first_value"] == before[indicator]
        assert row["current_value"] == figure(home, indicator)["value"]
        assert row["current_value"] != before[indicator]
        assert row["cause"] == "重新报送"
    shown = employment("baseline", "show", home=home)
    assert "依据年报" in shown.stdout
    assert "现在用的是第 2 版" in shown.stdout


def deliveries(home: Path) -> list[dict[str, str]]:
    register = pl.read_parquet(home / "lake" / "register" / "deliveries.parquet")
    return register.filter(county_code=COUNTY, report_month=MONTH, standing="counts").to_dicts()


def resend(home: Path, table: str) -> None:
    """Put a county's file there once more, newer, one row in eight left out of every township."""
    own = next(row for row in deliveries(home) if row["table_name"] == table)
    path = home / "inbox" / own["inbox_path"]
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]  # the last one holds the words of drop-downs, and is hidden
    for row in range(sheet.max_row - 1, 5, -8):
        sheet.delete_rows(row)
    again = path.with_name(f"重报{path.name}")
    book.save(again)
    late = path.stat().st_mtime + 3600
    os.utime(again, (late, late))


def intermediate(home: Path, model: str, indicator: str) -> dict[str, Any]:
    with duckdb.connect(str(home / "published" / "warehouse.duckdb"), read_only=True) as connection:
        (row,) = (
            connection.execute(
                f"select * from intermediate.{model} where indicator_id = ? and county_code = ?"  # noqa: S608
                " and report_month = '2022-01-01'",
                [indicator, COUNTY],
            )
            .pl()
            .to_dicts()
        )
    return dict(row)
