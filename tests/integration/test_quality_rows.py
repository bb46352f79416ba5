"""Every row rule finds its planted defect and leaves the clean twin alone (May 2022)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import polars as pl
import pytest

from pipelines.quality import read_findings, screen_month
from tests.quality_lake import new_lake, row

D = dt.date
H1, N1, N2 = "T-H1", "T-N1", "T-N2"
ANY = (H1, N1, N2)
JOBLESS = {"employment_state": "未就业", "wage_cny": None, "has_employer": False}

# rule, tables, planted changes, changes of the clean twin
CASES: list[tuple[str, tuple[str, ...], dict[str, Any], dict[str, Any]]] = [
    ("R13", ANY, {"id_problem": "blank"}, {}),
    ("R13", ANY, {"id_problem": "placeholder"}, {"id_problem": "birth_date"}),
    ("R14", ANY, {"has_name": False}, {}),
    ("R22", ANY, {"id_problem": "length", "id_length": 15}, {"id_length": 20}),
    ("R23", ANY, {"id_problem": "checksum"}, {}),
    ("R24", ANY, {"id_problem": "excel_damaged"}, {}),
    ("R39", (H1, N1), {"months_worked": 6}, {"months_worked": 5}),
    # Wages: the limits themselves are fine.
    ("R33", (H1, N2), {"wage_cny": 99.99}, {"wage_cny": 100.0}),
    ("R33", (H1, N2), {"wage_cny": 30000.01}, {"wage_cny": 30000.0}),
    ("R33", (H1, N2), {"wage_cny": 0.0}, {"wage_cny": None}),
    ("R33", (H1,), {"wage_cny": 50.0}, {"wage_cny": 50.0, "employment_state": "务农"}),
    # Sixteen to fifty-nine on the last day of the month.
    ("R15", (H1,), {"employment_state": None}, {"employment_state": None, "id_birth_date": None}),
    *(
        ("R15", (table,), {column: None, start: None, "id_birth_date": in_age},
         {column: None, start: None, "id_birth_date": out_of_age})
        for table, column, start in (
            (H1, "employment_state", "start_date"), (N2, "has_worked", "start_month"))
        for in_age, out_of_age in (
            (D(2006, 5, 31), D(2006, 6, 1)),
            (D(1962, 6, 1), D(1962, 5, 31)),
        )
    ),
    # The day before the sixteenth birthday, and the birthday; in T-N2 the month's last day.
    ("R43", (H1,), {"id_birth_date": D(2005, 3, 2)}, {"id_birth_date": D(2005, 3, 1)}),
    ("R43", (N2,), {"id_birth_date": D(2005, 4, 1)}, {"id_birth_date": D(2005, 3, 31)}),
    ("R43", (H1,), {"start_date": D(2001, 12, 31)}, {"id_birth_date": None}),
    ("R43", (H1,), {"id_birth_date": D(2004, 2, 29), "start_date": D(2020, 2, 28)},
     {"id_birth_date": D(2004, 2, 29), "start_date": D(2020, 2, 29)}),
    ("R37", (H1,), JOBLESS | {"wage_cny": 1.0}, JOBLESS | {"wage_cny": 0.0}),
    ("R37", (H1,), JOBLESS | {"has_employer": True}, JOBLESS | {"has_employer": None}),
    ("R37", (H1,), JOBLESS | {"months_worked": 3},
     JOBLESS | {"months_worked": 3, "return_date": D(2022, 4, 1)}),
    ("R37", (H1,), {"employment_state": "无就业意愿"}, {"employment_state": "务农"}),
    ("R37", (N2,), {"has_worked": False}, {"has_worked": None}),
    ("R37", (N2,), {"has_worked": False, "wage_cny": None, "has_employer": True},
     {"has_worked": False, "wage_cny": None, "has_employer": False}),
]  # fmt: skip
PLANTED = [
    (rule, table, number) for number, (rule, tables, _, _) in enumerate(CASES) for table in tables
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    lake = new_lake(tmp_path_factory.mktemp("rows"))
    for table in ANY:
        rows = []
        for number, (_, tables, defect, twin) in enumerate(CASES):
            if table in tables:
                rows.append(row(table, f"defect{number}", **defect))
                rows.append(row(table, f"twin{number}", **twin))
        lake.deliver(table, rows)
    settings = lake.write()
    screen_month(settings, "2022-05")
    return read_findings(settings, "2022-05")


def _of(found: pl.DataFrame, rule: str, table: str, person: str) -> pl.DataFrame:
    return found.filter(rule_id=rule, table_name=table, person_key=person)


@pytest.mark.parametrize(("rule", "table", "number"), PLANTED)
def test_a_planted_defect_is_found_and_its_clean_twin_is_left_alone(
    found: pl.DataFrame, rule: str, table: str, number: int
) -> None:
    assert _of(found, rule, table, f"defect{number}").height == 1
    assert _of(found, rule, table, f"twin{number}").height == 0


def test_a_finding_says_where_what_and_who(found: pl.DataFrame) -> None:
    number = next(i for i, case in enumerate(CASES) if case[2].get("wage_cny") == 99.99)
    finding = _of(found, "R33", H1, f"defect{number}").row(0, named=True)
    assert finding["county_code"] == "220621"
    assert finding["town_code"] == "220621100"
    assert finding["column_name"] == "务工月收入(元)"
    assert finding["source"] == "jilin_employment"
    assert finding["row_no"] >= 4
    assert json.loads(finding["facts"]) == {"值": "99.99"}
    assert finding["message"] == "该人员务工月收入99.99元不合理，请确认单位为“元/月”。"


@pytest.mark.parametrize(
    ("rule", "table", "message"),
    [
        ("R13", H1, "抚松县抚松镇甲村：该人员无有效身份证号，无法统计，请补录。"),
        ("R15", N2, "该人员“是否已务工”为空。"),
        ("R22", N1, "该人员证件号码15位，应为18位（残疾人证20/22位）。"),
        (
            "R24",
            N2,
            "已外出务工信息证件号码列被表格软件破坏（1行），请以文本格式重新导出，勿手工改。",
        ),
        ("R39", H1, "该人员截至5月，本年务工月数6大于5。"),
        ("R43", N2, "该人员务工开始时未满16周岁。"),
        ("R37", N2, "该人员登记未就业，却有务工收入，请更正其一。"),
    ],
)
def test_a_message_is_filled_from_its_facts(
    found: pl.DataFrame, rule: str, table: str, message: str
) -> None:
    assert message in found.filter(rule_id=rule, table_name=table)["message"].to_list()


def test_nothing_else_is_found_in_the_clean_twins(found: pl.DataFrame) -> None:
    twins = found.filter(pl.col("person_key").str.starts_with("twin"), pl.col("action") == "Q")
    assert twins.height == 0


def test_no_message_keeps_a_placeholder(found: pl.DataFrame) -> None:
    assert not found["message"].str.contains(r"[{}]").any()
