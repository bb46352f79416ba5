"""R63 to R65: who may be listed twice, told by keys; numbers are compared next to the vault."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from tests.quality_lake import Lake, new_lake, row
from tests.rule_cases import MAY, Case, Row, both_ways, filler, rules_of, screened

D = dt.date
NEAR = {"name_key": "n1", "registered_birth_date": D(1980, 1, 2)}
ID = "229621198001020017"
"""Nobody's: there is no such place."""
NUMBERS = {"1": ID, "2": ID[:16] + "33", "3": ID[:14] + "0333"}
"""The second differs from the first in two places, the third in three."""


def _pair(second: str, table: str = "T-H1", **changes: object) -> dict[str, list[Row]]:
    return {table: [NEAR | {"no": "1"}, NEAR | {"no": second} | changes]}


def _phones(table: str, persons: int, homes: int = 0) -> dict[str, list[Row]]:
    return {
        table: [
            {"phone_key": "p"} | ({"household_no": f"{i % homes}"} if homes else {})
            for i in range(persons)
        ]
    }


OLD = {"updated_date": D(2022, 4, 1)}
CASES = [
    Case("R63", "numbers two places apart", True, _pair("2")),
    Case("R63", "of the poverty register", True, _pair("2", "T-N1")),
    Case("R63", "numbers three places apart", False, _pair("3")),
    Case("R63", "another name", False, _pair("2", name_key="n2")),
    Case("R63", "no name", False, _pair("2", name_key=None)),
    Case("R63", "another village", False, _pair("2", village_name="乙村")),
    Case("R63", "another birth date", False, _pair("2", registered_birth_date=D(1980, 1, 3))),
    Case("R64", "six persons", True, _phones("T-H1", 6)),
    Case("R64", "five persons", False, _phones("T-H1", 5)),
    Case("R64", "four households", True, _phones("T-N1", 4, 4)),
    Case("R64", "three households", False, _phones("T-N1", 3, 3)),
    Case("R64", "six persons of two households", True, _phones("T-N1", 6, 2)),
    Case("R64", "seven persons of one household", False, _phones("T-N1", 7, 1)),
    Case("R65", "employed and not", True,
         {"T-H1": [{"key": "t"}, {"key": "t", "employment_state": "务农"} | OLD]}),
    Case("R65", "twice the same", False, {"T-H1": [{"key": "t"}, {"key": "t"} | OLD]}),
    Case("R65", "one says nothing", False,
         {"T-H1": [{"key": "t"}, {"key": "t", "employment_state": None} | OLD]}),
]  # fmt: skip


def _rows(number: int, case: Case, table: str) -> list[Row]:
    """Return the case's rows; what is shared within it is not shared with other cases."""
    made = []
    for i, item in enumerate(case.rows.get(table, [])):
        plain = {name: value for name, value in item.items() if name not in ("no", "key")}
        for name in ("name_key", "phone_key", "household_no"):
            if plain.get(name) is not None:
                plain[name] = f"{plain[name]}-{number}"
        key = item.get("key", item.get("no", i))
        made.append(row(table, f"c{number}-{key}", **plain))
    return made


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    lake = new_lake(tmp_path_factory.mktemp("doubles"))
    for table in ("T-H1", "T-N1"):
        rows = [item for n, case in enumerate(CASES) for item in _rows(n, case, table)]
        _vault(lake, lake.deliver(table, filler(table, *rows, count=100)), rows)
    return screened(lake)


def _vault(lake: Lake, delivery: str, rows: list[Row]) -> None:
    """Write the numbers of a delivery's persons where intake keeps them."""
    keys = sorted({str(item["person_key"]) for item in rows})
    numbers = [NUMBERS.get(key.rsplit("-", 1)[1], ID) for key in keys]
    path = lake.settings.vault / "identities" / f"report_month={MAY}" / f"{delivery}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame({"person_key": keys, "id_no": numbers}).write_parquet(path)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[str(case) for case in CASES])
def test_a_double_is_told_of_once_or_not_at_all(found: pl.DataFrame, number: int) -> None:
    case = CASES[number]
    own = pl.col("person_key").str.starts_with(f"c{number}-")
    assert found.filter(own, pl.col("rule_id") == case.rule).height == case.fires


def test_every_rule_of_the_file_has_a_case_and_its_clean_twin() -> None:
    assert both_ways(CASES) == rules_of("duplicates.yml") - {"R61"}  # it is test_quality_cross's


def test_the_finding_says_where_the_other_is_and_holds_no_number(found: pl.DataFrame) -> None:
    (finding,) = found.filter(rule_id="R63", table_name="T-N1").to_dicts()
    assert "与第4行同村、同名、同一天出生" in finding["message"]
    assert "相差2位" in finding["message"]
    assert ID[:10] not in "".join(str(value) for value in finding.values())


def test_two_states_are_told_at_the_row_that_counts(found: pl.DataFrame) -> None:
    (finding,) = found.filter(rule_id="R65").to_dicts()
    (again,) = found.filter(rule_id="R61", person_key=finding["person_key"]).to_dicts()
    assert "（务农、已就业）" in finding["message"] or "（已就业、务农）" in finding["message"]
    assert finding["row_no"] < again["row_no"]


def test_without_the_vaults_file_nobody_is_called_alike(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    rows = [item for n, case in enumerate(CASES) for item in _rows(n, case, "T-H1")]
    lake.deliver("T-H1", filler("T-H1", *rows, count=100))
    assert screened(lake).filter(rule_id="R63").is_empty()
