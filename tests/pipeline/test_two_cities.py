"""Exports of two cities in one home, the whole way, beside a home that has one of them."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.settings import load_settings
from pipelines.trace.baseline import frozen_year
from pipelines.trace.facts import connect, read_facts
from pipelines.trace.names import Names
from pipelines.trace.row_list import find_units
from tests.pipeline import compare
from tests.pipeline.conftest import employment

pytestmark = pytest.mark.pipeline
BAISHAN, TONGHUA, PROVINCE = "220600", "220500", "220000"
COUNTIES = {
    BAISHAN: ("220602", "220605", "220621", "220622", "220623", "220681"),
    TONGHUA: ("220502", "220503", "220521", "220523", "220524", "220581", "220582"),
}
KEYS = {BAISHAN: "answer_key", TONGHUA: "answer_key_220500"}
HELD_BACK = 3
"""Exit code: in both cities a file of the second month lacks a column; all else is published."""

OF_THE_OFFICE = {
    # Numbered in the order in which the whole office's findings come.
    "finding_id",
    # Also of what a county means to the reader (the covered divisions): a change reads anew.
    *("layout_version", "content_hash"),
}
NUMBERS_HIDDEN_WITH = {
    "fct_indicator_published",
    "fct_comparison_published",
    "fct_composition_published",
    "fct_composition_shown",
    "fct_duty",
}
"""Where a small figure of the other city could be told from the province's and 白山's, 白山's is
hidden too: these marts may say less than in a home without a province, never anything else."""


@dataclass(frozen=True)
class Refreshed:
    """A home after one refresh."""

    home: Path
    exit_code: int
    output: str

    def rows(self, mart: str, columns: list[str], codes: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Return rows of some areas as texts, in order."""
        own = area_column(columns)
        shown = [name for name in columns if name not in OF_THE_OFFICE]
        rows = compare.mart(self.home, mart).filter(pl.col(own).is_in(codes))
        texts = rows.select(pl.col(shown).cast(pl.String)).fill_null("")
        return sorted(texts.rows())


def area_column(columns: list[str]) -> str:
    return "area_code" if "area_code" in columns else "county_code"


def refreshed(home: Path, settings: str) -> Refreshed:
    pages = "pages:\n  forms: [figures]\n"  # printing takes as long as all else
    (home / "settings.yml").write_text(settings + pages, encoding="utf-8")
    answer = employment("refresh", home=home)
    return Refreshed(home, answer.returncode, answer.stdout + answer.stderr)


def sample(home: Path, city: str) -> None:
    months = ("--from", "2021-12", "--to", "2022-01")
    written = employment("sample", "--out", str(home), "--scale", "0.005", "--city", city, *months)
    assert written.returncode == 0, written.stdout + written.stderr


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("two_cities") / "alone"
    sample(home, BAISHAN)
    return home


@pytest.fixture(scope="module")
def both(exports: Path) -> Refreshed:
    home = exports.with_name("both")
    shutil.copytree(exports, home)
    sample(home, TONGHUA)
    return refreshed(home, f"regions: [{BAISHAN}, {TONGHUA}]\n")


@pytest.fixture(scope="module")
def alone(exports: Path, both: Refreshed) -> Refreshed:
    # Persons and their problems are named by a secret that every home would draw for itself.
    (exports / "vault").mkdir(mode=0o700)
    shutil.copy2(both.home / "vault" / "secret.key", exports / "vault")
    return refreshed(exports, "")


def marts(home: Path) -> dict[str, list[str]]:
    """Return the columns of every mart that tells of areas."""
    with duckdb.connect(str(home / "published" / "warehouse.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "select table_name, list(column_name order by column_index) from duckdb_columns()"
            " where schema_name = 'marts' group by table_name order by table_name"
        ).fetchall()
    return {name: columns for name, columns in found if area_column(columns) in columns}


def test_two_cities_go_the_whole_way(both: Refreshed) -> None:
    assert both.exit_code == HELD_BACK, both.output
    assert "Traceback" not in both.output
    for county in ("通化县", "抚松县"):
        assert f"2022年1月 {county} T-H1" in both.output


@pytest.mark.parametrize("city", [BAISHAN, TONGHUA])
def test_each_city_is_as_its_answer_key_says(both: Refreshed, city: str) -> None:
    published, expected = compare.indicators(both.home, KEYS[city])
    assert set(expected["county_code"]) == {city, *COUNTIES[city]}
    assert published.equals(expected)
    found, planted = compare.findings(both.home, KEYS[city])
    assert len(planted) > 100
    assert found == planted


def test_a_city_has_the_same_marts_beside_another_one(alone: Refreshed, both: Refreshed) -> None:
    codes = (BAISHAN, *COUNTIES[BAISHAN])
    compared = marts(alone.home)
    assert len(compared) >= 25
    assert compared == marts(both.home)
    different = []
    for mart, columns in compared.items():
        mine, beside = (home.rows(mart, columns, codes) for home in (alone, both))
        if mart in NUMBERS_HIDDEN_WITH:
            hidden = [name for name in columns if name not in OF_THE_OFFICE].index("is_suppressed")
            more = set(beside) - set(mine)
            assert len(mine) == len(beside)
            assert all(row[hidden] == "true" for row in more)
            assert len(more) < len(mine) // 20
        elif mine != beside:
            different.append(mart)
    assert different == []


def test_counts_of_the_province_are_the_sums_of_its_cities(both: Refreshed) -> None:
    counts = compare.mart(both.home, "dim_indicator").filter(pl.col("value_kind") == "count")
    rows = compare.mart(both.home, "fct_indicator").filter(
        pl.col("indicator_id").is_in(counts["indicator_id"].implode())
    )
    key = ["indicator_id", "report_month"]
    wide = rows.pivot("county_code", index=key, values="value")
    whole, first, second = (wide[code] for code in (PROVINCE, BAISHAN, TONGHUA))
    assert whole.drop_nulls().len() > 50
    assert whole.equals(first + second, null_equal=True)


def test_the_pages_of_province_and_cities_link_to_one_another(both: Refreshed) -> None:
    site = both.home / "published" / "site"
    province = (site / "index.html").read_text(encoding="utf-8")
    for city in (BAISHAN, TONGHUA):
        assert f'href="{city}/index.html"' in province
        assert 'href="../index.html"' in (site / city / "index.html").read_text(encoding="utf-8")
        for county in COUNTIES[city]:
            assert (site / city / f"county-{county}.html").exists()


def test_there_is_a_digest_for_each_county_each_city_and_the_province(both: Refreshed) -> None:
    alerts = both.home / "alerts"
    digests = {path.parent.parent.name for path in alerts.glob("*/2022-01/提醒.txt")}
    assert digests == {PROVINCE, *COUNTIES, *COUNTIES[BAISHAN], *COUNTIES[TONGHUA]}
    city = (alerts / TONGHUA / "2022-01" / "提醒.txt").read_text("utf-8-sig")
    assert "集安市" in city
    assert "抚松县" not in city


@pytest.mark.parametrize(
    ("area", "of_areas"),
    [
        ("220521", {"220521", TONGHUA}),
        (TONGHUA, {TONGHUA, *COUNTIES[TONGHUA]}),
        (PROVINCE, {*COUNTIES, *COUNTIES[BAISHAN], *COUNTIES[TONGHUA]}),
    ],
)
def test_a_figure_is_explained_by_its_own_area_s_files_and_rows(
    both: Refreshed, area: str, of_areas: set[str]
) -> None:
    settings = load_settings(both.home)
    names, seen = Names(settings), set[str]()
    with connect(settings) as connection:
        for indicator in ("I01", "I04", "I13", "I22a"):
            facts = read_facts(
                settings, connection, names, indicator, area, "2022-01", frozen_year(settings)
            )
            seen |= {row["county_code"] for row in facts.deliveries}
            units = find_units(connection, facts)
            if units is not None and facts.figure["value"] is not None:
                shown = (facts.figure["numerator"], facts.figure["denominator"])
                assert (units.numerator, units.denominator) == shown, indicator
    assert seen == of_areas
