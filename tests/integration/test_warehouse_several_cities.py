"""Two cities in one lake: each as if it were alone, and the province above them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from pipelines.settings import Settings, load_settings
from pipelines.warehouse import build, promote
from tests.integration.warehouse_city import PLAN, city
from tests.warehouse_lake import Lake, episode, labour, member

PROVINCE, BAISHAN, TONGHUA = "220000", "220600", "220500"
COUNTIES = ("220502", "220503", "220521", "220523", "220524", "220581", "220582")
LARGE = "220521"
HEADER, *LINES = PLAN.splitlines()
OTHER_LINES = ["2022,I01,220500,10,task,通化市方案", "2022,I01,220521,4,task,通化市方案"]
OF_NO_AREA = {"dim_publication", "dim_month", "dim_rule", "dim_indicator"}


def tonghua(lake: Lake) -> None:
    """Seven counties of a worker each, one of three workers; in January 2021 one table only."""
    lake.deliver("T-H1", COUNTIES[0], "2021-01", [labour(1000)])
    for month in ("2021-12", "2022-01", "2022-02"):
        for number, county in enumerate(COUNTIES):
            workers = [1000 + 10 * number + n for n in range(3 if county == LARGE else 1)]
            if (county, month) == (LARGE, "2022-02"):
                lake.miss("T-H1", county, month)
            else:
                lake.deliver("T-H1", county, month, [labour(n) for n in workers])
            lake.deliver("T-N1", county, month, [member(n) for n in workers])
            lake.deliver("T-N2", county, month, [episode(n) for n in workers])
    lake.write()


@dataclass(frozen=True)
class Home:
    """A home's warehouse, open for reading."""

    settings: Settings
    connection: duckdb.DuckDBPyConnection

    def rows(self, mart: str, codes: set[str]) -> list[tuple[object, ...]]:
        """Return a mart's rows of some areas, as texts in order."""
        columns = [
            name
            for (name,) in self.connection.execute(
                "select column_name from duckdb_columns() where schema_name = 'marts'"
                " and table_name = ? order by column_index",
                [mart],
            ).fetchall()
        ]
        key = "area_code" if "area_code" in columns else "county_code"
        listed = ", ".join(f"{name}::varchar" for name in columns if name not in _NAMED_BY_ORDER)
        found = self.connection.execute(
            f"select {listed} from marts.{mart} where list_contains($codes, {key}) order by all",  # noqa: S608
            {"codes": sorted(codes)},
        )
        return found.fetchall()

    def areas(self) -> set[str]:
        """Return the codes of its areas."""
        found = self.connection.execute("select county_code from marts.dim_county").fetchall()
        return {code for (code,) in found}

    def figure(self, indicator: str, month: str, column: str = "value") -> dict[str, float | None]:
        """Return one figure of every area."""
        found = self.connection.execute(
            f"select county_code, {column} from marts.fct_indicator"  # noqa: S608
            " where indicator_id = ? and report_month = (? || '-01')::date",
            [indicator, month],
        )
        return dict(found.fetchall())


_NAMED_BY_ORDER = {"delivery_id", "finding_id", "sha256", "sort_order"}
"""A delivery is numbered in the order of the whole lake."""


def _is_of(line: str, regions: str) -> bool:
    return f"{line.split(',')[2][:4]}00" in regions


def home(folder: Path, regions: str) -> Home:
    folder.mkdir()
    (folder / "settings.yml").write_text(f"regions: {regions}\nworkers: 2\n", encoding="utf-8")
    plan = [
        line
        for line in [HEADER, *LINES, *OTHER_LINES]
        if line[:4] != "2022" or _is_of(line, regions)
    ]
    (folder / "plan_targets.csv").write_text("\n".join([*plan, ""]), encoding="utf-8")
    settings = load_settings(folder)
    lake = city(settings) if BAISHAN in regions else Lake(settings.lake)
    if TONGHUA in regions:
        tonghua(lake)
    promote(settings, build(settings, None))
    return Home(settings, duckdb.connect(str(settings.warehouse_file), read_only=True))


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Home]]:
    folder = tmp_path_factory.mktemp("several")
    found = {
        "both": home(folder / "both", "[220600, 220500]"),
        BAISHAN: home(folder / "baishan", "[220600]"),
        TONGHUA: home(folder / "tonghua", "[220500]"),
    }
    yield found
    for one in found.values():
        one.connection.close()


def marts_of(one: Home) -> list[str]:
    found = one.connection.execute(
        "select distinct table_name from duckdb_columns() where schema_name = 'marts'"
        " and column_name in ('county_code', 'area_code')"
    ).fetchall()
    return sorted(name for (name,) in found if name not in OF_NO_AREA)


@pytest.mark.parametrize("alone", [BAISHAN, TONGHUA])
def test_a_city_has_the_same_figures_beside_another_one(homes: dict[str, Home], alone: str) -> None:
    mine, both = homes[alone], homes["both"]
    compared = marts_of(mine)
    assert len(compared) >= 20
    areas = mine.areas()
    assert len(mine.rows("fct_indicator", areas)) > 1000
    different = {mart for mart in compared if mine.rows(mart, areas) != both.rows(mart, areas)}
    # Nothing depends on the other one: no person lives in both, and nothing is too small to tell.
    assert different == set()


def test_a_city_alone_knows_no_area_of_the_other_nor_the_province(homes: dict[str, Home]) -> None:
    assert all(code.startswith("2206") for code in homes[BAISHAN].areas())
    assert all(code.startswith("2205") for code in homes[TONGHUA].areas())
    for mart in ("fct_indicator", "fct_comparison", "fct_quality_score", "fct_issue_count"):
        assert homes[BAISHAN].rows(mart, {TONGHUA, LARGE, PROVINCE}) == []


def test_the_province_is_the_sum_of_all_counties(homes: dict[str, Home]) -> None:
    both = homes["both"]
    now = both.figure("I01", "2022-01")
    # 通化: six counties with one and one with three.
    assert (now[TONGHUA], now[PROVINCE]) == (9, now[BAISHAN] + 9)
    assert now[PROVINCE] == sum(v for code, v in now.items() if code[4:] != "00")
    # A month later the larger one is carried, and so are its city and the province.
    assert both.figure("I01", "2022-02")[TONGHUA] == 9
    state = both.figure("I01", "2022-02", "data_state")
    assert {state[TONGHUA], state[PROVINCE]} == {"沿用"}


def test_a_missing_county_leaves_the_province_without_a_count(homes: dict[str, Home]) -> None:
    before = homes["both"].figure("I01", "2021-01")
    assert before[BAISHAN] is not None
    assert (before[TONGHUA], before[PROVINCE]) == (None, None)


def test_the_province_owes_what_its_cities_owe_where_its_plan_says_nothing(
    homes: dict[str, Home],
) -> None:
    target = homes["both"].figure("I01", "2022-01", "target_value")
    assert (target[BAISHAN], target[TONGHUA], target[PROVINCE]) == (17, 10, 27)
    # Not every city has a target of I02 or any other: then nobody knows the sum.
    assert homes["both"].figure("I02", "2022-01", "target_value")[PROVINCE] is None


def test_a_rate_of_the_province_is_of_all_its_parts(homes: dict[str, Home]) -> None:
    parts = {
        column: homes["both"].figure("I12", "2022-01", column)
        for column in ("numerator", "denominator", "value")
    }
    whole = [
        sum(parts[part][code] or 0 for code in (BAISHAN, TONGHUA))
        for part in ("numerator", "denominator")
    ]
    assert whole[1] > 0
    assert parts["value"][PROVINCE] == pytest.approx(whole[0] / whole[1])


def test_a_province_counts_how_its_cities_stand(homes: dict[str, Home]) -> None:
    found = homes["both"].connection.execute(
        "select area_code, area_count from marts.fct_area_count"
        " where indicator_id = 'I01' and report_month = '2022-01-01' order by area_code"
    )
    assert found.fetchall() == [(PROVINCE, 2), (TONGHUA, 7), (BAISHAN, 6)]
