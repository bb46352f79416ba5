"""Results of spot checks are told as the marts have them; records become the warehouse's table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import typer.testing

from pipelines import cli
from pipelines.settings import Settings
from pipelines.spotcheck import SpotCheckError
from pipelines.spotcheck.show import TITLES, show
from pipelines.warehouse import WarehouseError, draw_record_path, round_names, write_draws_table
from pipelines.warehouse.draws import DRAWS_SCHEMA, draws_path, read_draw, write_draw

COUNTS = ("drawn_count", "checked_count", "reached_count", "accurate_count")
RATIOS = ("accuracy_ratio", "estimate_ratio", "estimate_lower_ratio", "estimate_upper_ratio")
RESULTS: dict[str, Any] = {
    "report_month": pl.Date,
    "county_code": pl.String,
    "scope_kind": pl.String,
    "scope_name": pl.String,
    **dict.fromkeys(COUNTS, pl.Int64),
    **dict.fromkeys(RATIOS, pl.Float64),
    "estimate_basis": pl.String,
}
MATCHED: dict[str, Any] = {
    "report_month": pl.Date,
    **dict.fromkeys(("county_code", "round_no", "sample_no", "match_state"), pl.String),
    **dict.fromkeys(("delivery_id", "sheet_name"), pl.String),
    "row_no": pl.Int32,
}
FIGURES: dict[str, Any] = {
    "report_month": pl.Date,
    **dict.fromkeys(("indicator_id", "county_code"), pl.String),
    **dict.fromkeys(("numerator", "denominator", "value"), pl.Float64),
}
DAY = pl.date(2022, 5, 1)


def published(home: Path, results: list[Any], matched: list[Any], figures: list[Any]) -> Settings:
    """Write a warehouse with these rows of May 2022 (without the month)."""
    settings = Settings(home=home)
    settings.published.mkdir()
    with duckdb.connect(str(settings.warehouse_file)) as connection:
        for schema, table, types, rows in (
            ("marts", "fct_spot_check", RESULTS, results),
            ("intermediate", "int_spot_check_month__matched", MATCHED, matched),
            ("marts", "fct_indicator", FIGURES, figures),
        ):
            frame = pl.DataFrame(
                [(None, *row) for row in rows], schema=types, orient="row"
            ).with_columns(DAY.alias("report_month"))
            connection.execute(f"create schema if not exists {schema}")
            connection.register("incoming", frame)
            connection.execute(f"create table {schema}.{table} as from incoming")
            connection.unregister("incoming")
    return settings


def test_what_came_back_is_told_with_its_interval_and_its_basis(tmp_path: Path) -> None:
    row = ("220621", "当年", "2022年", None, 12, 10, 6, 0.6, 0.95, 0.7, 0.99, "按抽样加权")
    waiting = ("220622", "批次", "2022-05-1", 30, 0, 0, 0, *[None] * 5)
    covered = ("I11a", "220621", 3.0, 14.0, 3 / 14)
    shown = show(published(tmp_path, [waiting, row], [], [covered]), "2022-05")
    assert all(len(line) == len(TITLES) for line in shown.rows)
    assert shown.rows == [
        ("抚松县", "当年 2022年", "", "12", "10", "6", "60%", "95%（70%—99%）", "按抽样加权"),
        ("靖宇县", "批次 2022-05-1", "30", "0", "0", "0", "", "", "还没有交回"),
    ]
    assert any("抚松县 3/14" in line for line in shown.lines)


def test_rows_of_somebody_else_are_named_by_their_place(tmp_path: Path) -> None:
    row = ("220621", "当年", "2022年", None, 12, 10, 6, 0.6, 0.6, 0.3, 0.8, "未加权")
    matched = [
        ("220621", "r", f"220621-{n:04d}", state, "T-S1-x", "万良镇", n)
        for n, state in enumerate(("抽中", "换了人", "没有抽中", "重复"), start=4)
    ]
    lines = show(published(tmp_path, [row], matched, []), "2022-05").lines
    text = "\n".join(lines)
    assert "有 3 行不是抽中的人的回答" in text
    assert "抚松县 r 批 220621-0005：编号对、人不对（T-S1-x 万良镇 第5行）" in text
    assert "220621-0004" not in text


def test_a_month_without_spot_checks_and_a_home_without_a_warehouse_are_told(
    tmp_path: Path,
) -> None:
    with pytest.raises(SpotCheckError, match="请先运行 employment refresh"):
        show(Settings(home=tmp_path), "2022-05")
    settings = published(tmp_path, [], [], [])
    answer = typer.testing.CliRunner().invoke(
        cli.app, ["spotcheck", "show", "--month", "2022-05", "--home", str(settings.home)]
    )
    assert answer.exit_code == 0
    assert "2022年5月为止今年没有抽检" in answer.stdout
    with pytest.raises(SpotCheckError, match="月份应写成"):
        show(settings, "5月")


def record(round_no: str) -> dict[str, Any]:
    rows = [
        {"sample_no": f"{n}", "town_code": "t", "person_key": f"p{n}", "is_flagged": n == 1}
        for n in (1, 2)
    ]
    strata = {"flagged": {"population": 7, "drawn": 1}, "other": {"population": 90, "drawn": 1}}
    counties = {"220621": {"strata": strata, "towns": {}, "rows": rows}}
    return {"round_no": round_no, "report_month": "2022-05", "counties": counties}


def test_every_record_is_in_the_table_that_the_warehouse_reads(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    write_draws_table(settings)
    assert pl.read_parquet_schema(draws_path(settings)) == pl.Schema(DRAWS_SCHEMA)
    for round_no in ("2022-05-2", "2022-05-1"):
        write_draw(settings, record(round_no))
    write_draws_table(settings)
    assert round_names(settings) == ["2022-05-1", "2022-05-2"]
    table = pl.read_parquet(draws_path(settings))
    assert table.filter(round_no="2022-05-1").drop("round_no").rows() == [
        ("2022-05", "220621", "t", "1", "p1", True, 7, 90),
        ("2022-05", "220621", "t", "2", "p2", False, 7, 90),
    ]


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    path = draw_record_path(settings, "2022-05-1")
    path.parent.mkdir(parents=True)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(WarehouseError, match="从备份恢复"):
        read_draw(settings, "2022-05-1")
