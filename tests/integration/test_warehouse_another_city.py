"""Another city and another year's plan are files: no code knows 白山市 or 2022."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.settings import PROJECT_DIR, Settings
from pipelines.warehouse import build, promote
from tests.warehouse_lake import Lake, episode, labour, member

CITY, UPPER, LOWER = "229600", "229621", "229622"
COUNTIES = (
    (CITY, "青石市", "青石市", "city", CITY, "0", "", ""),
    (UPPER, "上沟县", "上沟县", "county", CITY, "1", "1", "1"),
    (LOWER, "下沟县", "下沟县", "county", CITY, "2", "1", "2"),
)
TOWNS = (
    (f"{UPPER}100", f"{UPPER}100", "上沟镇", UPPER, "镇", "3", "1", "false"),
    (f"{LOWER}100", f"{LOWER}100", "下沟镇", LOWER, "镇", "2", "1", "false"),
    (f"{LOWER}101", f"{LOWER}101", "林场管理区", LOWER, "其他", "1", "0", "true"),
)
PLAN = f"""plan_year,indicator_id,county_code,target_value,target_kind,document
2022,I01,{CITY},6,task,青石市2022年方案
2022,I01,{UPPER},3,task,青石市2022年方案
2022,I01,{LOWER},3,task,青石市2022年方案
2023,I01,{CITY},8,task,青石市2023年方案
2023,I01,{UPPER},3,task,青石市2023年方案
2023,I01,{LOWER},5,task,青石市2023年方案
"""


def replace_seed(seeds: Path, name: str, rows: tuple[tuple[str, ...], ...]) -> None:
    """Leave the header of a seed and put ``rows`` below it."""
    path = seeds / f"{name}.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def deliver(lake: Lake, county: str, month: str, *workers: int, town: str = "100") -> None:
    """Let a county deliver its three monthly tables: all work and are members, the last in town."""
    for table, row in (("T-H1", labour), ("T-N1", member), ("T-N2", episode)):
        rows = [row(number, town_code=f"{county}100") for number in workers]
        rows[-1]["town_code"] = county + town
        lake.deliver(table, county, month, rows)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("another")
    project = folder / "project"
    shutil.copytree(
        PROJECT_DIR / "dbt_project",
        project / "dbt_project",
        ignore=shutil.ignore_patterns("target", "logs", ".user.yml"),
    )
    seeds = project / "dbt_project" / "seeds"
    replace_seed(seeds, "divisions", COUNTIES)
    replace_seed(seeds, "towns", TOWNS)
    replace_seed(seeds, "villages", ((f"{UPPER}100201", "头道村", f"{UPPER}100", UPPER, "村"),))
    replace_seed(seeds, "region_aliases", ())
    settings = Settings(
        home=folder / "home", project_dir=project, city_code=CITY, city_name="青石市", workers=2
    )
    settings.home.mkdir()
    (settings.home / "plan_targets.csv").write_text(PLAN, encoding="utf-8")
    lake = Lake(settings.lake)
    deliver(lake, UPPER, "2021-12", 1, 2)
    deliver(lake, LOWER, "2021-12", 11, 12)
    deliver(lake, UPPER, "2022-12", 1, 2, 3)
    deliver(lake, LOWER, "2022-12", 11, 12)
    deliver(lake, UPPER, "2023-01", 1, 2, 3, 4)
    deliver(lake, LOWER, "2023-01", 11, 12, 13, town="101")
    lake.write()
    promote(settings, build(settings, None))
    with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(
    ("indicator", "month", "expected"),
    [
        ("I01", "2021-12", {UPPER: (2, None, None), LOWER: (2, None, None), CITY: (4, None, None)}),
        ("I01", "2022-12", {UPPER: (3, 3, 2), LOWER: (2, 3, 2), CITY: (5, 6, 4)}),
        # The new year has a plan of its own; 13 lives where nobody is counted.
        ("I01", "2023-01", {UPPER: (4, 3, None), LOWER: (2, 5, None), CITY: (6, 8, None)}),
        (
            "I01b",
            "2023-01",
            {UPPER: (4 / 3, 1, None), LOWER: (0.4, 1, None), CITY: (0.75, 1, None)},
        ),
        ("I04", "2023-01", {UPPER: (4, 2, None), LOWER: (2, 2, None), CITY: (6, 4, None)}),
    ],
)
def test_its_figures_are_what_counting_by_hand_gives(
    warehouse: duckdb.DuckDBPyConnection,
    indicator: str,
    month: str,
    expected: dict[str, tuple[float | None, ...]],
) -> None:
    rows = warehouse.execute(
        "select county_code, value, target_value, baseline_value from marts.fct_indicator"
        " where indicator_id = ? and report_month = (? || '-01')::date",
        [indicator, month],
    ).fetchall()
    assert {row[0]: row[1:] for row in rows} == {
        county: tuple(pytest.approx(value) for value in values)
        for county, values in expected.items()
    }


def test_only_its_own_areas_are_in_the_marts(warehouse: duckdb.DuckDBPyConnection) -> None:
    areas = warehouse.execute("select county_code, county_name from marts.dim_county").fetchall()
    assert set(areas) == {(code, name) for code, name, *_ in COUNTIES}
    (inside,) = warehouse.execute(
        "select count(distinct county_code) from marts.fct_comparison"
    ).fetchall()
    assert inside == (3,)
