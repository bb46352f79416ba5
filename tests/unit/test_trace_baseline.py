"""Freezing the baseline year: versions, what is said before one is written, rows by hand."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipelines.refresh import plan_refresh
from pipelines.settings import Settings
from pipelines.trace import TraceError
from pipelines.trace.baseline import ENTERED, enter, freeze, frozen_year, signature
from pipelines.trace.baseline_book import read_book, template
from pipelines.trace.names import month_of, with_unit
from pipelines.warehouse import (
    BASELINE_SCHEMA,
    baseline_path,
    baseline_sha256,
    ensure_kept_tables,
    newest_version,
    read_baseline,
)

BY = signature("李某", "依据2021年年报")
Figure = tuple[str, str, str, float | None]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def published(settings: Settings, figures: list[Figure]) -> None:
    """Write a warehouse with these figures (indicator, county, month, value)."""
    import duckdb

    settings.published.mkdir(parents=True, exist_ok=True)
    settings.warehouse_file.unlink(missing_ok=True)
    with duckdb.connect(str(settings.warehouse_file)) as connection:
        connection.execute("create schema marts; create schema intermediate")
        connection.execute(
            "create table marts.fct_indicator (indicator_id varchar, county_code varchar,"
            " report_month date, value double, numerator double, denominator double)"
        )
        connection.executemany(
            "insert into marts.fct_indicator by name select ? as indicator_id, ? as county_code,"
            " cast(? || '-01' as date) as report_month, ? as value",
            figures,
        )
        connection.execute(
            "create table marts.dim_indicator as"
            " select distinct indicator_id, 'v1' as definition_version from marts.fct_indicator"
        )
        connection.execute(
            "create table intermediate.int_indicator_county_month__inputs as"
            " select indicator_id, county_code, report_month, 'aa,bb' as delivery_sha256s"
            " from marts.fct_indicator where indicator_id = 'I01'"
        )


def never(said: list[str]) -> bool:
    raise AssertionError(said)


def rows(*figures: tuple[str, str, str, float]) -> pl.DataFrame:
    schema = ["indicator_id", "county_code", "report_month", "value"]
    return pl.DataFrame(list(figures), schema=schema, orient="row")


def newest(settings: Settings) -> dict[tuple[str, str, str], float]:
    frame = newest_version(read_baseline(settings))
    columns = ("indicator_id", "county_code", "report_month", "value")
    return {(i, c, m): v for i, c, m, v in frame.select(columns).iter_rows()}


def test_a_year_is_frozen_with_its_deliveries_and_what_is_missing_is_told(
    settings: Settings,
) -> None:
    published(
        settings,
        [
            ("I01", "220621", "2021-11", 8.0),
            ("I01", "220621", "2021-12", 9.0),
            ("I01", "220622", "2021-12", None),
            ("I27", "220621", "2021-12", 0.5),
            ("I01", "220621", "2022-01", 3.0),
        ],
    )
    said = freeze(settings, 2021, signature("李某", ""), never)
    assert "第 1 版：3 个数，2 个月" in said[0]
    assert "2021年1月" in said[1]
    assert "2021年12月" not in said[1]
    frozen = read_baseline(settings)
    assert frozen.schema == pl.Schema(BASELINE_SCHEMA)
    assert newest(settings) == {
        ("I01", "220621", "2021-11"): 8.0,
        ("I01", "220621", "2021-12"): 9.0,
        ("I27", "220621", "2021-12"): 0.5,
    }
    assert frozen["delivery_sha256s"].to_list() == ["aa,bb", "aa,bb", ""]
    assert set(frozen["signed_by"]) == {"李某"}


def test_a_second_version_needs_a_reason_and_a_yes_and_the_first_is_kept(
    settings: Settings,
) -> None:
    published(settings, [("I01", "220621", "2021-12", 9.0), ("I04", "220621", "2021-12", 5.0)])
    freeze(settings, 2021, signature("李某", ""), never)
    assert "完全相同" in freeze(settings, 2021, BY, never)[0]
    published(settings, [("I01", "220621", "2021-12", 12.0), ("I04", "220621", "2021-12", 5.0)])
    with pytest.raises(TraceError, match="写明理由"):
        freeze(settings, 2021, signature("李某", ""), never)
    asked: list[str] = []

    def refuse(said: list[str]) -> bool:
        asked.extend(said)
        return False

    before = baseline_path(settings).read_bytes()
    with pytest.raises(TraceError, match="没有确认"):
        freeze(settings, 2021, BY, refuse)
    assert baseline_path(settings).read_bytes() == before
    assert "数值不同 1 个" in asked[0]
    assert "9 人 → 12 人" in asked[1]
    first = baseline_sha256(settings)
    freeze(settings, 2021, BY, lambda said: True)
    assert newest(settings)["I01", "220621", "2021-12"] == 12.0
    assert read_baseline(settings)["baseline_version"].to_list() == [1, 1, 2, 2]
    assert baseline_sha256(settings) != first


def test_rows_entered_by_hand_lie_over_the_version_and_survive_a_freeze(
    settings: Settings,
) -> None:
    published(settings, [("I01", "220621", "2021-12", 9.0)])
    freeze(settings, 2021, signature("李某", ""), never)
    said = enter(settings, 2021, rows(("I04", "220600", "2021-12", 70.0)), BY, never)
    assert "新增 1 个，减少 0 个，数值不同 0 个" in said[0]
    both = newest_version(read_baseline(settings))
    assert both["origin"].to_list() == ["computed", ENTERED]
    assert both["definition_version"].to_list() == ["v1", "v1"]
    published(settings, [("I01", "220621", "2021-12", 10.0)])
    said = freeze(settings, 2021, BY, lambda said: True)
    assert "照旧保留" in said[-1]
    assert newest(settings) == {
        ("I01", "220621", "2021-12"): 10.0,
        ("I04", "220600", "2021-12"): 70.0,
    }


def test_the_year_end_alone_can_be_entered_where_nothing_is_published(settings: Settings) -> None:
    said = enter(settings, 2021, rows(("I04", "220621", "2021-12", 7.0)), BY, never)
    assert "第 1 版：1 个数，1 个月" in said[0]
    with pytest.raises(TraceError, match="依据"):
        enter(settings, 2021, rows(), signature("李某", ""), never)


def test_only_the_baseline_year_is_frozen_and_nobody_is_named_by_number(
    settings: Settings,
) -> None:
    assert frozen_year(settings) == 2021
    with pytest.raises(TraceError, match="不能冻结 2022"):
        frozen_year(settings, 2022)
    with pytest.raises(TraceError, match="还没有发布过"):
        freeze(settings, 2021, BY, never)
    with pytest.raises(TraceError, match="手机号") as caught:
        signature("李某 13900001234", "")
    assert "1390000" not in str(caught.value)
    with pytest.raises(TraceError, match="signed-by"):
        signature(" ", "")


def test_the_empty_file_is_typed_and_never_written_over(settings: Settings) -> None:
    ensure_kept_tables(settings)
    assert pl.read_parquet(baseline_path(settings)).schema == pl.Schema(BASELINE_SCHEMA)
    assert baseline_sha256(settings) == ""
    enter(settings, 2021, rows(("I04", "220621", "2021-12", 7.0)), BY, never)
    ensure_kept_tables(settings)
    assert read_baseline(settings).height == 1


def filled(settings: Settings, path: Path, cells: dict[str, object], *more: list[object]) -> Path:
    book = openpyxl.load_workbook(io.BytesIO(template(settings, 2021)))
    sheet = book["基期数据"]
    for place, value in cells.items():
        sheet[place] = value
    for line in more:
        sheet.append(line)
    book.save(path)
    return path


def test_the_template_is_read_back_and_blank_rows_do_not_count(
    settings: Settings, tmp_path: Path
) -> None:
    path = filled(
        settings,
        tmp_path / "基期.xlsx",
        {"E2": "1,234"},
        ["I07a", "", "抚松县", "2021年12月", "85%"],
        ["I04", "", "220622", "2021-12", 7],
    )
    found = read_book(settings, path, 2021)
    assert found.rows() == [
        ("I01", "220600", "2021-01", 1234.0),
        ("I07a", "220621", "2021-12", 0.85),
        ("I04", "220622", "2021-12", 7.0),
    ]


def test_every_problem_of_a_workbook_is_told_at_once_with_its_row(
    settings: Settings, tmp_path: Path
) -> None:
    path = filled(
        settings,
        tmp_path / "基期.xlsx",
        {"E2": "很多"},
        ["I99", "", "抚松县", "2021-12", 1],
        ["I01", "", "某县", "2022-12", 1.5],
        ["I04", "", "抚松县", "2021-12", 7],
        ["I04", "", "抚松县", "2021-12", 8],
        ["I07a", "", "抚松县", "2021-12", 85],
        ["I01", "", "抚松县", "2021-12", -3],
    )
    with pytest.raises(TraceError) as caught:
        read_book(settings, path, 2021)
    said = str(caught.value).splitlines()
    assert "6 处问题" in said[0]
    assert "基期数据 第 2 行：数值“很多”不是数" in said[1]
    assert "没有“I99”这个指标" in said[2]
    assert "没有“某县”" in said[3]
    assert "不是 2021 年的月份" in said[3]
    assert "应为整数" in said[3]
    assert "重复" in said[4]
    assert "请写成 85%" in said[5]
    assert "小于 0" in said[6]


def test_a_file_that_is_no_such_workbook_is_refused_in_words(
    settings: Settings, tmp_path: Path
) -> None:
    other = tmp_path / "别的.csv"
    other.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(TraceError, match="没有一张工作表有这些列"):
        read_book(settings, other, 2021)
    with pytest.raises(TraceError, match="打不开"):
        read_book(settings, tmp_path / "不在.xlsx", 2021)
    empty = filled(settings, tmp_path / "空.xlsx", {})
    with pytest.raises(TraceError, match="没有填任何数值"):
        read_book(settings, empty, 2021)


def test_a_frozen_year_makes_the_next_refresh_rebuild(settings: Settings) -> None:
    from pipelines.publish.record import FILE_NAME, conditions, write_record

    (settings.inbox / "2021-12").mkdir(parents=True)
    (settings.inbox / "2021-12" / "x.csv").write_text("甲\n", encoding="utf-8")
    published(settings, [("I01", "220621", "2021-12", 9.0)])
    write_record(settings.published / FILE_NAME, {"standings": {}, **conditions(settings)})
    assert "基期" not in plan_refresh(settings).reason
    freeze(settings, 2021, BY, never)
    plan = plan_refresh(settings)
    assert plan.months == ("2021-12",)
    assert "基期有变化" in plan.reason


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2021-12", "2021-12"),
        ("2021年3月", "2021-03"),
        ("2021/3", "2021-03"),
        ("2021-12-01", "2021-12"),
        ("2021-12-01 00:00:00", "2021-12"),
        ("2021-13", None),
        ("12月", None),
        ("", None),
    ],
)
def test_months_are_read_as_people_write_them(text: str, month: str | None) -> None:
    assert month_of(text) == month


def test_values_are_shown_with_their_unit() -> None:
    assert with_unit(0.9851, "%") == "98.51%"
    assert with_unit(12345.0, "人") == "12,345 人"
    assert with_unit(3200.5, "元/月") == "3,200.5 元/月"
    assert with_unit(None, "人") == "无"
