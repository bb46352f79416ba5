"""Every row rule finds its planted defect and leaves the clean twin alone (May 2022)."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from pipelines.quality import read_findings, screen_month
from pipelines.quality.catalogue import load_rules
from pipelines.settings import PROJECT_DIR
from tests.quality_lake import new_lake, row
from tests.row_cases import CASES, H1, N1, N2, SEVERAL_ROWS

PLANTED = [
    (rule, table, number) for number, (rule, tables, _, _) in enumerate(CASES) for table in tables
]


def rows_of(table: str) -> dict[str, dict[str, Any]]:
    """Return the rows of a table by whose they are: clean ones, defects and twins."""
    rows = {f"clean{number}": {} for number in range(3)}
    for number, (_, tables, defect, twin) in enumerate(CASES):
        if table in tables:
            rows |= {f"defect{number}": defect, f"twin{number}": twin}
    return {who: row(table, who, **changes) for who, changes in rows.items()}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    lake = new_lake(tmp_path_factory.mktemp("rows"))
    places: list[tuple[str, int, str]] = []
    for table in dict.fromkeys(table for _, tables, _, _ in CASES for table in tables):
        rows = rows_of(table)
        lake.deliver(table, list(rows.values()))
        places += [(table, number, who) for number, who in enumerate(rows, 4)]
    settings = lake.write()
    screen_month(settings, "2022-05")
    names = pl.DataFrame(places, schema=["table_name", "row_no", "who"], orient="row")
    return read_findings(settings, "2022-05").join(
        names.cast({"row_no": pl.Int32}), on=["table_name", "row_no"], how="left"
    )


def _of(found: pl.DataFrame, rule: str, table: str, who: str) -> pl.DataFrame:
    return found.filter(rule_id=rule, table_name=table, who=who)


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
        ("R16", N1, "该人员务工地点未填到县级（现填“广东打工”）。"),
        ("R16", N1, "该人员务工地点未填到县级（现填“较长，请在系统中查看”）。"),
        ("R32", N1, "该人员公益性岗位月数应为0—12的整数。"),
        ("R17", H1, "该人员已务工但缺少：务工月收入。"),
        ("R19", H1, "该人员未就业但未登记培训意愿。"),
        ("R21", N2, "该人员联系电话不是11位手机号。"),
        ("R28", H1, "该人员身份证前6位“990101”查无此地区，请核对。"),
        ("R29", N1, "该人员残疾证号等级位异常。"),
        ("R30", N2, "该人员劳动技能“强劳动力”不在规定选项内。"),
        ("R30", N2, "该人员就业渠道“不清楚”不在规定选项内。"),
        ("R31", N1, "该人员所在靖宇县抚松镇甲村不属于本县，请核对行政区划。"),
        ("R32", N1, "该人员务工月数“三个多月”应为0—12的整数。"),
        (
            "R35",
            N2,
            "该人员结束时间“2022.13”无法识别，请按“2022年3月”或“2022-03-15”的格式填写实际日期。",
        ),
        (
            "R35",
            "T-H5",
            "该行日期“2023-05-01”在将来，请按“2022年3月”或“2022-03-15”的格式填写实际日期。",
        ),
        ("R36", H1, "该人员姓名含数字，请对照身份证更正。"),
        ("R38", H1, "该人员已务工但本年务工月数为0。"),
        ("R42", N2, "该人员自2020年4月务工至今未更新，请电话核实是否仍在岗。"),
        ("R46", N2, "该人员务工地为大连市金州区，就业渠道却填公益岗（车间），请更正。"),
        ("R47", H1, "该人员就业地域“县内乡外”与务工地点“辽宁省大连市金州区”矛盾。"),
        ("R49", "T-N6a", "该人员70岁在公益岗，请按退出规定核实。"),
    ],
)
def test_a_message_is_filled_from_its_facts(
    found: pl.DataFrame, rule: str, table: str, message: str
) -> None:
    assert message in found.filter(rule_id=rule, table_name=table)["message"].to_list()


def test_nothing_at_all_is_found_in_clean_rows(found: pl.DataFrame) -> None:
    assert found.filter(pl.col("who").str.starts_with("clean")).height == 0
    twins = found.filter(pl.col("who").str.starts_with("twin"), pl.col("action") == "Q")
    assert twins.height == 0


def test_every_rule_of_single_rows_has_a_case() -> None:
    rules = load_rules(PROJECT_DIR / "expectations")
    of_rows = {rule.id for rule in rules if "R13" <= rule.id < "R55"}
    assert {case[0] for case in CASES} | set(SEVERAL_ROWS) == of_rows | {"R61"}


def test_no_message_has_a_number_that_may_be_somebodys(found: pl.DataFrame) -> None:
    assert not found["message"].str.contains(r"\d{7}").any()
    assert not found["facts"].str.contains(r"\d{7}").any()


def test_no_message_keeps_a_placeholder(found: pl.DataFrame) -> None:
    assert not found["message"].str.contains(r"[{}]").any()
