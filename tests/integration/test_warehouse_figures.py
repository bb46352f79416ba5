"""The warehouse of a small city says what can be worked out by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.settings import Settings
from pipelines.warehouse import BuildReport, build, promote
from tests.integration.warehouse_city import DBT, MODELS, VIEWS, city, home

CITY = "220600"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, BuildReport]:
    settings = home(tmp_path_factory.mktemp("figures"))
    city(settings)
    report = build(settings, None)
    promote(settings, report)
    return settings, report


@pytest.fixture(scope="module")
def warehouse(
    built: tuple[Settings, BuildReport],
) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(built[0].warehouse_file), read_only=True) as connection:
        yield connection


def figure(
    warehouse: duckdb.DuckDBPyConnection, indicator: str, month: str
) -> dict[str, tuple[Any, ...]]:
    rows = warehouse.execute(
        "select county_code, numerator, denominator, status, data_state from marts.fct_indicator"
        " where indicator_id = ? and report_month = (? || '-01')::date",
        [indicator, month],
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


@pytest.mark.parametrize(
    ("indicator", "month", "county", "expected"),
    [
        ("I01", "2021-01", "220621", (2, None, None, "按期")),
        ("I01", "2021-01", CITY, (7, None, None, "按期")),
        ("I01", "2021-02", CITY, (7, None, "未更新", "沿用")),
        ("I01", "2021-12", "220622", (1, None, None, "按期")),
        ("I01", "2021-12", CITY, (8, None, None, "按期")),
        # 102 is quarantined, 199 lives in an excluded town, 203 counts at home in 靖宇.
        ("I01", "2022-01", "220621", (2, None, "滞后", "按期")),
        ("I01", "2022-01", "220622", (3, None, "滞后", "按期")),
        ("I01", "2022-01", CITY, (9, None, "滞后", "按期")),
        # 抚松 is held and carries January; 靖宇 re-delivered.
        ("I01", "2022-02", "220621", (2, None, "未更新", "沿用")),
        ("I01", "2022-02", "220622", (4, None, "滞后", "按期")),
        ("I01", "2022-02", CITY, (10, None, "未更新", "沿用")),
        ("I01b", "2021-12", CITY, (None, None, "未填报", "按期")),
        ("I01b", "2022-01", "220621", (2, 4, "滞后", "按期")),
        ("I01b", "2022-01", CITY, (9, 17, "滞后", "按期")),
        ("I04", "2021-12", CITY, (7, None, None, "按期")),
        ("I04", "2022-01", "220621", (2, None, "达标", "按期")),
        ("I04", "2022-01", "220622", (2, None, "达标", "按期")),
        ("I04", "2022-01", CITY, (8, None, "达标", "按期")),
        ("I04", "2022-02", "220621", (3, None, "达标", "按期")),
        ("I04", "2022-02", "220622", (2, None, "未更新", "沿用")),
        ("I04", "2022-02", "220623", (1, None, "未更新", "沿用")),
        ("I04", "2022-02", CITY, (9, None, "未更新", "沿用")),
        # Three workers of T-H1 are left, one without a wage, and two episodes of T-N2.
        ("I07e", "2022-01", "220621", (4, 5, "滞后", "按期")),
        ("I07a", "2022-01", "220621", (5, 5, "达标", "按期")),
        ("I09", "2021-01", "220621", (None, None, "未填报", "按期")),
        ("I09", "2021-02", "220621", (0, 1, "未更新", "沿用")),
        ("I09", "2022-01", "220621", (1, 1, "达标", "按期")),
        ("I09", "2022-01", "220602", (0, 1, "滞后", "按期")),
        ("I09", "2022-01", CITY, (2, 6, "滞后", "按期")),
        ("I09", "2022-02", CITY, (1, 6, "未更新", "沿用")),
        # Of 抚松's only 101 is in both; of 靖宇's 201 and 203, who does not work in T-H1.
        ("I12", "2022-01", "220621", (1, 1, "达标", "按期")),
        ("I12", "2022-01", "220622", (1, 2, "滞后", "按期")),
        ("I12", "2022-01", CITY, (6, 7, "滞后", "按期")),
        # All began to work two years before, outside the province, and signed nothing.
        ("I01p", "2022-01", CITY, (9, None, None, "按期")),
        ("I06b", "2022-01", "220622", (0, 3, None, "按期")),
        ("I10b", "2022-01", CITY, (4, None, "滞后", "按期")),
        ("I10b", "2021-01", CITY, (None, None, "未填报", "按期")),
        ("I14b", "2022-01", "220621", (0, 2, None, "按期")),
        ("I17a", "2022-02", "220622", (0, None, None, "按期")),
        # Nobody filled in or delivered a ledger: nothing, and not zero.
        ("I02", "2022-01", CITY, (None, None, "未填报", "缺报")),
        ("I13", "2022-01", CITY, (None, None, "未填报", "缺报")),
        ("I04b", "2022-01", "220621", (2, None, None, "按期")),
        ("I04b", "2021-12", "220621", (None, None, "未填报", "按期")),
    ],
)
def test_a_figure_is_what_counting_by_hand_gives(
    warehouse: duckdb.DuckDBPyConnection,
    indicator: str,
    month: str,
    county: str,
    expected: tuple[Any, ...],
) -> None:
    assert figure(warehouse, indicator, month)[county] == expected


@pytest.mark.parametrize(
    ("indicator", "month", "county", "value"),
    [
        ("I06d", "2022-01", "220622", 4000.0),
        # Received on the 28th of their month, every one.
        ("I10", "2022-01", CITY, 0.0),
        ("I10", "2022-02", "220621", None),
    ],
)
def test_a_statistic_has_a_value_and_no_parts(
    warehouse: duckdb.DuckDBPyConnection,
    indicator: str,
    month: str,
    county: str,
    value: float | None,
) -> None:
    row = warehouse.execute(
        "select value, numerator, denominator from marts.fct_indicator where indicator_id = ?"
        " and county_code = ? and report_month = (? || '-01')::date",
        [indicator, county, month],
    ).fetchone()
    assert row == (value, None, None)


def test_so_few_persons_leave_the_office_in_no_figure(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.execute(
        "select county_code, value, is_suppressed from marts.fct_indicator_published"
        " where indicator_id = 'I01' and report_month = '2022-02-01' order by county_code"
    ).fetchall()
    assert rows[0] == (CITY, 10, False)
    assert all(row[1:] == (None, True) for row in rows[1:])
    shares = warehouse.execute(
        "select count(*) from marts.fct_indicator_published where indicator_id = 'I12'"
        " and value is not null"
    ).fetchone()
    assert shares == (0,)


def test_townships_and_parts_add_up_to_the_county(warehouse: duckdb.DuckDBPyConnection) -> None:
    towns = warehouse.execute(
        "select town_code, numerator from marts.fct_indicator_town where indicator_id = 'I01'"
        " and county_code = '220621' and report_month = '2022-01-01'"
    ).fetchall()
    assert towns == [("220621100", 1)], "the other one has no known township"
    parts = warehouse.execute(
        "select category, person_count, share from marts.fct_composition where indicator_id ="
        " 'I01p' and dimension = 'region_class' and county_code = ? and report_month ="
        " '2022-01-01'",
        [CITY],
    ).fetchall()
    assert parts == [("省外", 9, 1.0)]


def test_every_month_county_and_indicator_has_a_row(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    with (DBT / "seeds" / "indicators.csv").open(encoding="utf-8") as file:
        indicators = len(list(csv.DictReader(file)))
    row = warehouse.execute("select count(*) from marts.fct_indicator").fetchone()
    assert row == (14 * 7 * indicators,)


def test_2022_is_compared_with_the_task_with_2021_and_with_the_month_before(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    row = warehouse.execute(
        "select value, year_end_baseline, same_month_baseline, task_target, to_year_end_ratio,"
        " to_task_ratio, change_from_baseline, change_ratio, pace_ratio, pace_gap,"
        " change_from_last_month, rank, rank_last_month, source_month::varchar"
        " from marts.fct_comparison where indicator_id = 'I04' and county_code = '220621'"
        " and report_month = '2022-02-01'"
    ).fetchone()
    assert row == (3, 2, 1, None, 1.5, None, 2, 2.0, 0.5, 1.0, 1, 2, 2, "2022-02-01")
    ranks = warehouse.execute(
        "select county_code, rank from marts.fct_comparison where indicator_id = 'I01'"
        " and report_month = '2022-02-01' order by county_code"
    ).fetchall()
    assert dict(ranks) == {
        CITY: None, "220602": 2, "220605": 2, "220621": 2, "220622": 1, "220623": 2, "220681": 2
    }  # fmt: skip


def test_a_carried_county_says_whose_month_it_shows(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    months = warehouse.execute(
        "select county_code, source_month::varchar from marts.fct_comparison"
        " where indicator_id = 'I01' and report_month = '2022-02-01'"
        " and county_code in ('220621', '220622') order by county_code"
    ).fetchall()
    assert months == [("220621", "2022-01-01"), ("220622", "2022-02-01")]


def test_every_delivery_has_a_state_and_keeps_its_rows(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    rows = warehouse.execute(
        "select state, rows_read, rows_accepted, rows_quarantined, rows_superseded, rows_dropped"
        " from marts.fct_delivery where report_month >= '2022-01-01'"
        " and county_code in ('220621', '220622', '220623') and (state <> '已采用'"
        " or rows_quarantined > 0) order by rows_read, state"
    ).fetchall()
    assert rows == [
        ("已暂停", 4, 1, 0, 0, 3),
        ("已替代", 4, 0, 0, 1, 3),
        ("拒收", 7, 0, 0, 0, 7),
        ("已采用", 8, 4, 1, 0, 3),
    ]


def test_what_did_not_arrive_is_in_the_screening(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        "select county_code, table_name, state, delivery_id from marts.fct_screening"
        " where state = '缺报'"
    ).fetchall()
    assert rows == [("220622", "T-N2", "缺报", None)]


def test_the_publication_says_that_it_is_a_sample(warehouse: duckdb.DuckDBPyConnection) -> None:
    row = warehouse.execute(
        "select as_of_month::varchar, is_sample, definition_version, length(rules_version)"
        " from marts.dim_publication"
    ).fetchone()
    assert row == ("2022-02-01", True, "v1", 12)


def test_schemas_are_the_four_and_nothing_is_prefixed(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    schemas = warehouse.execute(
        "select distinct table_schema from information_schema.tables order by 1"
    ).fetchall()
    assert schemas == [("intermediate",), ("marts",), ("seeds",), ("staging",)]


def test_the_views_still_read_after_the_file_was_renamed(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    views = warehouse.execute(
        "select schema_name || '.' || view_name from duckdb_views() where not internal"
    ).fetchall()
    assert len(views) == len(VIEWS)
    for (view,) in views:
        warehouse.execute(f"select count(*) from {view}")  # noqa: S608


def test_a_month_of_the_lake_is_read_without_opening_the_others(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    views = warehouse.execute(
        "select table_name from duckdb_columns() where schema_name = 'intermediate'"
        " and column_name = 'delivery_month' and table_name like 'int_row_month__%'"
    ).fetchall()
    assert len(views) > 10
    opened_all = [
        name
        for (name,) in views
        if "Scanning Files"
        not in warehouse.execute(
            f"explain analyze select count(*) from intermediate.{name}"  # noqa: S608
            " where delivery_month in (date '2022-01-01', date '2022-02-01')"
        ).fetchall()[0][1]
    ]
    assert opened_all == []


def test_every_table_and_column_says_in_the_file_what_it_means(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    silent = warehouse.execute(
        "select table_name, column_name from duckdb_columns()"
        " where schema_name in ('intermediate', 'marts', 'staging') and comment is null"
    ).fetchall()
    assert not silent
    tables = warehouse.execute(
        "select table_name, comment from duckdb_tables()"
        " where schema_name in ('intermediate', 'marts')"
    ).fetchall()
    assert not [name for name, comment in tables if "一行" not in (comment or "")]


@pytest.mark.parametrize(
    ("county", "month", "expected"),
    [
        # 4 + 3 + 2 rows (one of 5 lives in an excluded town); one error costs its cap of 12.
        ("220621", "2022-01", (9, 1, 12, 20, 20, 88, 6)),
        # The held T-H1 was not looked at; 3 + 3 rows without a problem, all in time.
        ("220621", "2022-02", (6, 0, 0, 20, 20, 100, 1)),
        # 4 + 2 rows: of the roster delivered twice the newer; T-N2 is missing.
        ("220622", "2022-02", (6, 0, 0, 20 * 2 / 3, 20, 80 + 20 * 2 / 3, 5)),
        # Nobody delivered anything.
        ("220622", "2021-06", (0, 0, 60, 0, 20, 20, 1)),
    ],
)
def test_the_score_of_a_county_is_its_problems_timeliness_and_closure(
    warehouse: duckdb.DuckDBPyConnection, county: str, month: str, expected: tuple[float, ...]
) -> None:
    row = warehouse.execute(
        "select rows_checked, problems_e, deduction, timeliness_points, closure_points, score, rank"
        " from marts.fct_quality_score where county_code = ? and town_code is null"
        " and report_month = (? || '-01')::date",
        [county, month],
    ).fetchone()
    assert row is not None
    assert row == pytest.approx(expected)


def test_only_the_office_may_read_the_file(built: tuple[Settings, BuildReport]) -> None:
    settings, report = built
    assert settings.warehouse_file.stat().st_mode & 0o777 == 0o600
    assert not report.work_file.exists()
    assert list(settings.work.glob("*.duckdb*")) == []
    assert report.full_refresh
    assert report.models == len(MODELS)


def test_every_definition_passes_its_own_unit_tests(
    built: tuple[Settings, BuildReport], tmp_path: Path
) -> None:
    import shutil

    from dbt.cli.main import dbtRunner

    from pipelines.warehouse.dbt import read_manifest, release_database
    from pipelines.warehouse.project import arguments, dbt_folder, place_variables, profile_text

    settings = built[0]
    copy = tmp_path / "warehouse.duckdb"  # the name that the manifest knows the database by
    shutil.copy(settings.warehouse_file, copy)
    manifest = read_manifest(settings)
    (dbt_folder(settings) / "profiles.yml").write_text(
        profile_text(settings, copy), encoding="utf-8"
    )
    words = arguments(settings, "test", place_variables(settings), "--select", "test_type:unit")
    outcome = dbtRunner(manifest=manifest).invoke(words)
    release_database()
    # Before them a hook runs, which does nothing on DuckDB.
    results = [r for r in outcome.result.results if r.node.resource_type == "unit_test"]
    assert [r.node.name for r in results if r.status != "pass"] == []
    assert outcome.success
    tested = [result.node.name for result in results]
    assert len(tested) >= 80
