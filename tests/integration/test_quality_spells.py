"""Row rules that need more than one row: spells that overlap, posts held twice, paid journeys."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from pipelines.quality import read_findings, screen_month
from tests.quality_lake import clean_rows, new_lake, row

D = dt.date
N1, N2, N6A = "T-N1", "T-N2", "T-N6a"
HOME = {"work_region": "县内乡外"}
CUT = {"id_problem": "excel_damaged"}
HELPED = {"job_help": "技能培训、外出务工补贴"}
PAID = {"transport_subsidy_cny": 500.0}
Rows = list[tuple[str, dict[str, Any]]]


def spell(start: dt.date | None, end: dt.date | None, **more: Any) -> tuple[str, dict[str, Any]]:
    return N2, {"start_month": start, "end_month": end} | more


def post(start: dt.date | None, end: dt.date | None) -> tuple[str, dict[str, Any]]:
    return N6A, {"start_date": start, "end_date": end}


# rule, rows of one person (and household) that break it, such rows that do not
CASES: list[tuple[str, Rows, Rows]] = [
    (
        "R40",
        [spell(D(2022, 1, 1), D(2022, 4, 1)), spell(D(2022, 3, 1), None)],
        [spell(D(2022, 1, 1), D(2022, 3, 1)), spell(D(2022, 3, 1), None)],
    ),
    (
        "R40",
        [spell(D(2021, 1, 1), None), spell(D(2022, 3, 1), None)],
        [spell(D(2021, 1, 1), None, has_worked=False), spell(D(2022, 3, 1), None)],
    ),
    # The first spell lasts beyond the second: the third overlaps it too.
    (
        "R40",
        [spell(D(2022, 4, 1), None), spell(D(2021, 1, 1), D(2022, 5, 1))],
        [spell(D(2022, 4, 1), None), spell(D(2021, 1, 1), D(2022, 4, 1))],
    ),
    # Numbers that Excel cut to the same digits are not one person's, but each row tells its own.
    (
        "R40",
        [spell(D(2021, 1, 1), None, **CUT), spell(D(2022, 3, 1), D(2022, 2, 1), **CUT)],
        [spell(D(2021, 1, 1), None, **CUT), spell(D(2022, 3, 1), None, **CUT)],
    ),
    (
        "R40",
        [spell(D(2021, 1, 1), D(2022, 4, 1)), spell(D(2022, 3, 1), None)],
        [spell(D(2021, 1, 1), None, **CUT), spell(D(2022, 3, 1), None)],
    ),
    (
        "R50",
        [post(D(2022, 1, 1), None), post(D(2022, 5, 10), None)],
        [post(D(2022, 1, 1), D(2022, 5, 9)), post(D(2022, 5, 10), None)],
    ),
    (
        "R50",
        [post(None, None), post(D(2022, 1, 1), D(2022, 5, 1))],
        [post(None, None), post(D(2022, 1, 1), D(2022, 4, 30))],
    ),
    (
        "R50",
        [post(D(2022, 1, 1), None), spell(D(2022, 1, 1), None)],
        [post(D(2022, 1, 1), None), spell(D(2022, 1, 1), D(2022, 4, 1))],
    ),
    (
        "R50",
        [post(D(2022, 1, 1), None), spell(D(2022, 5, 1), None)],
        [post(D(2022, 1, 1), None), spell(D(2022, 5, 1), None, **HOME)],
    ),
    ("R54", [spell(D(2022, 1, 1), None, **HOME, **PAID)], [spell(D(2022, 1, 1), None, **PAID)]),
    (
        "R54",
        [spell(D(2022, 1, 1), None, **HOME, **PAID), spell(D(2021, 1, 1), D(2021, 2, 1), **HOME)],
        [spell(D(2022, 1, 1), None, **HOME, **PAID), spell(D(2021, 1, 1), D(2021, 2, 1))],
    ),
    # A household is told once, on its first row that says so.
    (
        "R54",
        [(N1, HELPED), (N1, HELPED), spell(D(2022, 1, 1), None, **HOME)],
        [(N1, HELPED), (N1, HELPED), spell(D(2022, 1, 1), None)],
    ),
    (
        "R54",
        [(N1, HELPED), (N1, {"months_worked": 2} | HOME)],
        [(N1, HELPED), (N1, {"months_worked": 2, "work_region": "省外"})],
    ),
    ("R54", [(N1, HELPED)], [(N1, HELPED), spell(D(2022, 1, 1), None, work_region=None)]),
    ("R54", [(N1, HELPED)], [(N1, {"job_help": "技能培训"})]),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    lake = new_lake(tmp_path_factory.mktemp("spells"))
    rows: dict[str, list[dict[str, Any]]] = {
        table: clean_rows(table, 200, first=turn * 200) for turn, table in enumerate((N1, N2, N6A))
    }
    for number, (_, *both) in enumerate(CASES):
        for who, changes in zip(("defect", "twin"), both, strict=True):
            house = f"{who}{number}"
            members = 0
            for table, change in changes:
                # of a household in T-N1 every row is another member's
                members += table == N1
                person = house if members < 2 else f"{house} member {members}"
                known = {} if table == N6A else {"household_no": house}
                rows[table].append(row(table, person, **known, **change))
    for table, own in rows.items():
        lake.deliver(table, own)
    screen_month(lake.write(), "2022-05")
    return read_findings(lake.settings, "2022-05")


@pytest.mark.parametrize("number", range(len(CASES)))
def test_what_several_rows_say_together_is_found_once_and_the_twin_left_alone(
    found: pl.DataFrame, number: int
) -> None:
    rule = CASES[number][0]
    assert found.filter(rule_id=rule, person_key=f"defect{number}").height == 1
    assert found.filter(rule_id=rule, person_key=f"twin{number}").height == 0


def test_rows_of_others_are_clean(found: pl.DataFrame) -> None:
    own = found.filter(pl.col("rule_id").is_in(["R40", "R50", "R54"]))
    assert own.filter(pl.col("person_key").str.starts_with("person")).height == 0


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("R40", "该人员两段务工时间重叠。"),
        ("R50", "该人员同月在两个公益岗，请核实是否吃空饷。"),
        ("R50", "该人员在公益岗期间又在县外务工，请核实是否吃空饷。"),
        ("R54", "该人员享受外出务工补贴，但无县外务工记录。"),
        ("R54", "该人员本户享受外出务工补贴，但无县外务工记录。"),
    ],
)
def test_the_message_says_what_does_not_fit(found: pl.DataFrame, rule: str, message: str) -> None:
    assert message in found.filter(rule_id=rule)["message"].to_list()
