"""R55 to R60: once a household, at the head's row; the clean twin of every case is left alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from pipelines.quality import read_findings, screen_month
from tests.quality_lake import Lake, new_lake, row
from tests.rule_cases import Case, Row, both_ways, filler, rules_of, screened

D = dt.date
ABLE, WEAK, NONE = "普通劳动力", "弱劳动力或半劳动力", "无劳动力"
HEAD = {"relation": "户主", "id_sex": "男", "labour_skill": NONE}
WIFE = {"relation": "配偶", "id_sex": "女", "labour_skill": NONE}
SON = {"relation": "之子", "id_sex": "男", "labour_skill": NONE}
OPEN = {"has_worked": True}
IDLE = {"has_worked": False, "start_month": None, "work_region": None, "wage_cny": None}
UNSTEADY = {"monitor_kind": "脱贫不稳定户", "risk_kinds": "因病、因务工就业不稳"}
MOVED = {"is_relocated": True}


def home(*members: Row, work: Row | None = None, labour: Row | None = None) -> dict[str, list[Row]]:
    """Return a household; ``work`` and ``labour``: rows of its head in the other two tables."""
    rows: dict[str, list[Row]] = {"T-N1": list(members)}
    if work is not None:
        rows["T-N2"] = [work]
    if labour is not None:
        rows["T-H1"] = [labour]
    return rows


AT_HOME = {"employment_state": "务农", "start_date": None, "wage_cny": None, "has_employer": False}
CASES = [
    Case("R55", "nobody is the head", True, home(WIFE, SON)),
    Case("R55", "two are the head", True, home(HEAD, HEAD | {"id_sex": "女"})),
    Case("R55", "one is", False, home(HEAD, WIFE, SON)),
    Case("R55", "the head's cell is blank: R18's", False, home(HEAD | {"relation": None}, WIFE)),
    Case("R55", "the head's row is quarantined", False,
         home(HEAD | {"id_problem": "checksum"}, WIFE)),
    Case("R56", "head and spouse of one sex", True, home(HEAD, WIFE | {"id_sex": "男"})),
    Case("R56", "two spouses", True, home(HEAD, WIFE, WIFE)),
    Case("R56", "a daughter with a man's number", True, home(HEAD, SON | {"relation": "之女"})),
    Case("R56", "a family", False, home(HEAD, WIFE, SON)),
    Case("R56", "the sex is not known", False, home(HEAD, WIFE | {"id_sex": None})),
    Case("R57", "relocated, able, idle", True, home(HEAD | MOVED | {"labour_skill": ABLE}, WIFE)),
    Case("R57", "relocated, able, at work", False,
         home(HEAD | MOVED | {"labour_skill": ABLE}, work=OPEN)),
    Case("R57", "relocated, at work as the labour roster says", False,
         home(HEAD | MOVED | {"labour_skill": ABLE}, labour={})),
    Case("R57", "relocated, came home in March", True,
         home(HEAD | MOVED | {"labour_skill": ABLE}, work=OPEN | {"end_month": D(2022, 3, 1)})),
    Case("R57", "only half able", False, home(HEAD | MOVED | {"labour_skill": WEAK})),
    Case("R57", "sixty years old", False,
         home(HEAD | MOVED | {"labour_skill": ABLE, "id_birth_date": D(1962, 5, 31)})),
    Case("R57", "fifty-nine years old", True,
         home(HEAD | MOVED | {"labour_skill": ABLE, "id_birth_date": D(1962, 6, 1)})),
    Case("R57", "not relocated", False, home(HEAD | {"labour_skill": ABLE})),
    Case("R58", "nobody is able", True, home(HEAD | UNSTEADY, work=OPEN)),
    Case("R58", "nobody has ever worked", True,
         home(HEAD | UNSTEADY | {"labour_skill": ABLE}, work=IDLE, labour=AT_HOME)),
    Case("R58", "worked last year", False,
         home(HEAD | UNSTEADY | {"labour_skill": ABLE}, labour=AT_HOME | {"last_year_months": 3})),
    Case("R58", "works", False, home(HEAD | UNSTEADY | {"labour_skill": ABLE}, work=OPEN)),
    Case("R58", "the risk is over", False, home(HEAD | UNSTEADY | {"is_risk_eliminated": True})),
    Case("R58", "another risk", False, home(HEAD | UNSTEADY | {"risk_kinds": "因病"})),
    Case("R58", "a blank ability may hide one", False,
         home(HEAD | UNSTEADY, SON | {"labour_skill": None}, work=OPEN)),
    Case("R59", "sent out, and nobody goes", True, home(HEAD | {"job_help": "技能培训、劳务输出"})),
    Case("R59", "helped by a post that nobody has", True, home(HEAD | {"post_help": "保洁员"})),
    Case("R59", "trained only", False, home(HEAD | {"job_help": "技能培训、其他"})),
    Case("R59", "sent out, and somebody goes", False,
         home(HEAD | {"job_help": "劳务输出"}, WIFE, work=OPEN)),
    Case("R60", "wages of nobody", True, home(HEAD | {"wage_income_cny": 9000.0})),
    Case("R60", "work without wages", True,
         home(HEAD | {"wage_income_cny": 0.0, "months_worked": 3}, work=OPEN)),
    Case("R60", "work of two months without wages", False,
         home(HEAD | {"wage_income_cny": 0.0, "months_worked": 2}, work=OPEN)),
    Case("R60", "wages of a worker", False, home(HEAD | {"wage_income_cny": 9000.0}, work=OPEN)),
    Case("R60", "nothing is said of wages", False, home(HEAD | {"months_worked": 5})),
]  # fmt: skip


def rows_of(number: int, case: Case) -> dict[str, list[Row]]:
    """Return the case's rows, persons named after it; the other tables are of its first person."""
    members = [
        row("T-N1", f"h{number}-{i}", household_no=f"5{number:08d}", **member)
        for i, member in enumerate(case.rows["T-N1"])
    ]
    other = {
        table: [row(table, f"h{number}-0", **item) for item in case.rows.get(table, [])]
        for table in ("T-N2", "T-H1")
    }
    return {"T-N1": members, **other}


def deliver(lake: Lake, cases: list[Case], tables: tuple[str, ...], **manifest: Any) -> None:
    rows = [rows_of(number, case) for number, case in enumerate(cases)]
    for table in tables:
        listed = [item for one in rows for item in one[table]]
        lake.deliver(table, filler(table, *listed, count=200), **manifest)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    lake = new_lake(tmp_path_factory.mktemp("households"))
    deliver(lake, CASES, ("T-N1", "T-N2", "T-H1"))
    return lake


@pytest.fixture(scope="module")
def found(lake: Lake) -> pl.DataFrame:
    return screened(lake)


@pytest.mark.parametrize("number", range(len(CASES)), ids=[str(case) for case in CASES])
def test_a_household_is_told_of_once_or_not_at_all(found: pl.DataFrame, number: int) -> None:
    case = CASES[number]
    own = found.filter(
        pl.col("person_key").str.starts_with(f"h{number}-"), pl.col("rule_id") == case.rule
    )
    assert own.height == case.fires


def test_every_rule_of_the_file_has_a_case_and_its_clean_twin() -> None:
    assert both_ways(CASES) == rules_of("household.yml")


def test_it_stands_at_the_heads_row_and_shows_only_the_numbers_end(found: pl.DataFrame) -> None:
    number = next(i for i, case in enumerate(CASES) if case.name == "two spouses")
    (finding,) = found.filter(
        pl.col("person_key").str.starts_with(f"h{number}-"), pl.col("rule_id") == "R56"
    ).to_dicts()
    assert finding["person_key"] == f"h{number}-0"
    assert "户编号尾号0" in finding["message"]
    assert f"5{number:08d}" not in finding["message"] + finding["facts"]


def test_a_household_is_the_same_problem_next_month(lake: Lake, found: pl.DataFrame) -> None:
    deliver(lake, CASES, ("T-N1", "T-N2", "T-H1"), month="2022-06")
    settings = lake.write()
    screen_month(settings, "2022-06")
    again = read_findings(settings, "2022-06")
    rules = pl.col("rule_id").is_in(sorted(rules_of("household.yml")))
    keys = set(again.filter(rules)["problem_key"])
    assert len(keys) > 10
    assert keys < set(found.filter(rules)["problem_key"])  # one has turned sixty


@pytest.mark.parametrize("absent", ["T-H1", "T-N2"])
def test_nobody_is_called_idle_where_a_table_did_not_come(
    tmp_path_factory: pytest.TempPathFactory, absent: str
) -> None:
    lake = new_lake(tmp_path_factory.mktemp("absent"))
    tables = tuple(table for table in ("T-N1", "T-N2", "T-H1") if table != absent)
    deliver(lake, CASES, tables)
    rules = set(screened(lake)["rule_id"])
    assert not rules & {"R57", "R59"}
    assert {"R55", "R56", "R58", "R60"} <= rules  # what needs no other table
