"""Headers are found, tables recognised, and every row of a sheet has exactly one kind."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
import pytest

from pipelines.intake.errors import Refusal
from pipelines.intake.headers import find_header
from pipelines.intake.reading import read_sheets
from pipelines.intake.rows import content_month, row_kinds
from pipelines.intake.sheets import RawTable, gather
from tests.intake_files import (
    H1_HEADER,
    H1_REPORT,
    H1_TITLE,
    MONTH,
    N1_HEADER,
    N2_HEADER,
    csv_file,
    h1_row,
    h1_sheet,
    layouts,
    n1_row,
    n2_row,
    name,
    xlsx,
)


def gathered(sheets: dict[str, Any], hidden: tuple[str, ...] = ()) -> RawTable:
    content = xlsx(sheets, hidden)
    (raw,) = gather(read_sheets(content, "表.xlsx"), layouts(), MONTH, "表.xlsx")
    return raw


def refusal(sheets: dict[str, Any]) -> Refusal:
    with pytest.raises(Refusal) as refused:
        gathered(sheets)
    return refused.value


def header_of(*rows: Any) -> Any:
    (sheet,) = read_sheets(xlsx({"S": rows}), "表.xlsx")
    return find_header(sheet.cells, layouts(), MONTH)


@pytest.mark.parametrize(
    ("table", "header", "row"),
    [
        ("T-H1", H1_HEADER, h1_row(1)),
        ("T-N1", N1_HEADER, n1_row(1)),
        ("T-N2", N2_HEADER, n2_row(1)),
    ],
)
def test_a_table_is_recognised_from_its_header(table: str, header: Any, row: Any) -> None:
    found = header_of(("某某表",), header, row)
    assert (found.table, found.first_row, found.depth) == (table, 1, 1)
    assert found.missing == ()
    assert found.unknown == ()


def test_the_second_column_of_the_same_name_is_another_column() -> None:
    columns = header_of(N1_HEADER, n1_row(1)).columns
    first = N1_HEADER.index("风险是否已消除")
    assert columns["is_risk_eliminated"] == first
    assert columns["is_risk_eliminated_2"] == N1_HEADER.index("风险是否已消除", first + 1)


def test_a_numbered_second_column_is_recognised_too() -> None:
    header = list(N1_HEADER)
    header[len(header) - 1 - header[::-1].index("风险是否已消除")] = "风险是否已消除0"
    columns = header_of(header, n1_row(1)).columns
    assert columns["is_risk_eliminated_2"] > columns["is_risk_eliminated"]


def test_headers_may_carry_marks_line_breaks_and_full_width_signs() -> None:
    marked = [f"{h[:2]}\n{h[2:]} （必填）".replace("(", "（").replace(")", "）") for h in H1_HEADER]
    found = header_of(marked, h1_row(1))
    assert len(found.columns) == len(header_of(H1_HEADER, h1_row(1)).columns)
    assert found.unknown == ()


def test_a_two_level_header_is_joined_over_its_merged_cells() -> None:
    upper, lower = list(H1_HEADER), [""] * len(H1_HEADER)
    start = H1_HEADER.index("务工地所在省")
    upper[start : start + 3] = ["务工地", "", ""]
    lower[start : start + 3] = ["省", "市", "县（区）"]
    lower[start + 2] = "区县"
    region = H1_HEADER.index("县（市、区）")
    upper[region : region + 3] = ["户籍地", "", ""]
    lower[region : region + 3] = ["县（市、区）", "乡镇（街道）", "行政村（社区）"]
    found = header_of(H1_TITLE, upper, lower, h1_row(1))
    assert (found.first_row, found.depth) == (1, 2)
    assert [found.columns[c] for c in ("work_province", "work_city", "work_county")] == [
        start,
        start + 1,
        start + 2,
    ]
    assert found.columns["county"] == region
    assert found.missing == ()
    assert found.unknown == ()


def test_unknown_headers_are_reported_and_known_ones_are_not() -> None:
    found = header_of((*H1_HEADER, "政治面貌", "新增指标"), (*h1_row(1), "群众", "1"))
    assert found.unknown == ("新增指标",)


def test_a_number_in_a_header_row_is_never_reported() -> None:
    found = header_of((*H1_HEADER, "13900000001"), h1_row(1))
    assert found.unknown == ()


def test_without_required_columns_the_table_is_still_recognised() -> None:
    at = H1_HEADER.index("就业地域")
    found = header_of(H1_HEADER[:at] + H1_HEADER[at + 1 :], h1_row(1))
    assert found.table == "T-H1"
    assert found.missing == ("就业地域",)


def test_an_alias_counts_only_in_the_months_in_which_it_is_valid() -> None:
    table = layouts().tables["T-H1"]
    town = table.column("town")
    dated = town.model_copy(
        update={"aliases": [type(town.aliases[0])(header="街镇", valid_from="2022-06")]}
    )
    columns = [dated if column.name == "town" else column for column in table.columns]
    changed = table.model_copy(update={"columns": columns})
    changed.__dict__.pop("index", None)
    entries = changed.index["街镇"]
    assert [(first, last) for *_, first, last in entries] == [("2022-06", "9999-99")]


def test_a_sheet_that_is_no_table_is_refused_with_file_sheet_and_advice() -> None:
    found = refusal({"花名册": [("甲", "乙", "丙"), ("1", "2", "3")]})
    assert found.code == "unrecognised_table"
    for words in ("表.xlsx", "花名册", "重新导出"):
        assert words in found.message
    assert found.rows_read == 2


def test_two_tables_in_one_file_are_told_apart_and_every_row_is_counted_once() -> None:
    sheets = {
        "说明": [("请按要求填报",), ("第二条",)],
        "一": h1_sheet([h1_row(1)]),
        "二": [N2_HEADER, n2_row(1)],
        "三": h1_sheet([h1_row(2), h1_row(3)]),
        "字典": [("是",)],
    }
    content = xlsx(sheets, ("字典",))
    first, second = gather(read_sheets(content, "表.xlsx"), layouts(), MONTH, "表.xlsx")
    assert (first.table, second.table) == ("T-H1", "T-N2")
    assert (first.sheet_names, second.sheet_names) == (("一", "三"), ("二",))
    assert (first.frame.height, second.frame.height) == (3, 1)
    assert [s["name"] for s in first.sheets] == ["说明", "一", "三"]
    for raw in (first, second):
        assert raw.rows_read == raw.frame.height + sum(raw.dropped.values())
    assert first.rows_read + second.rows_read == sum(map(len, sheets.values()))


def test_an_empty_workbook_is_refused() -> None:
    assert refusal({"S": []}).code == "unrecognised_table"


def test_titles_blanks_totals_footers_and_hidden_sheets_are_counted() -> None:
    raw = gathered(
        {
            "说明": [("请按要求填报",), (), ("第二条",)],
            "Sheet1": [
                H1_TITLE,
                H1_REPORT,
                H1_HEADER,
                [str(i + 1) for i in range(len(H1_HEADER))],
                h1_row(1),
                ("万良镇小计", "", "", "", "1"),
                (),
                H1_TITLE,
                H1_HEADER,
                h1_row(2),
                ("3",),
                ("", "", "合  计", "", "2"),
                ("单位负责人：", "", "", "", "制表人：", "", "联系电话：04393221234"),
                ("", "", "", "", "", "", "联系电话：0439-3221234"),
                ("以上数据已核对",),
            ],
            "字典": [("农业户口",), ("非农业户口",)],
        },
        hidden=("字典",),
    )
    assert raw.frame["row_no"].to_list() == [5, 10]
    assert raw.dropped == {
        "title": 5,
        "blank": 3,
        "header": 3,
        "total": 2,
        "footer": 3,
        "hidden_sheet": 2,
    }
    assert raw.rows_read == raw.frame.height + sum(raw.dropped.values())


def test_a_person_without_name_or_number_is_still_a_row() -> None:
    raw = gathered(
        {
            "S": [
                H1_HEADER,
                h1_row(1, 姓名=""),
                h1_row(2, 公民身份号码=""),
                h1_row(3, 姓名="", 公民身份号码=""),
            ]
        }
    )
    assert raw.frame.height == 3


def test_sheets_that_continue_the_table_are_one_delivery() -> None:
    raw = gathered(
        {"Sheet1": h1_sheet([h1_row(1)]), "Sheet1(2)": [H1_HEADER, h1_row(2), h1_row(3)]}
    )
    assert raw.frame.select("sheet_name", "row_no").rows() == [
        ("Sheet1", 4),
        ("Sheet1(2)", 2),
        ("Sheet1(2)", 3),
    ]


@pytest.mark.parametrize("seed", range(25))
def test_whatever_a_sheet_holds_its_rows_add_up(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311
    odd: list[Any] = [
        (),
        H1_TITLE,
        H1_HEADER,
        ("合计",),
        ("", "小计", "", "3"),
        ("制表人：", "", "", ""),
        ("备注：无", "x"),
        ("7",),
        ("", "", "", "", name(1)),
        ("", "抚松县", "", "", "合计"),
        (" ", "\u00a0"),
    ]
    body = [rng.choice([*odd, h1_row(rng.randrange(99))]) for _ in range(rng.randrange(40))]
    raw = gathered({"一": [H1_TITLE, H1_HEADER, h1_row(1), *body], "二": [], "三": [("说明",)]})
    read = read_sheets(xlsx({"一": [H1_TITLE, H1_HEADER, h1_row(1), *body]}), "x")[0]
    assert raw.rows_read == read.cells.height + 1
    assert raw.rows_read == raw.frame.height + sum(raw.dropped.values())
    people = sum(1 for row in body if len(row) == len(H1_HEADER) and row != H1_HEADER)
    assert raw.frame.height >= people + 1


def test_every_row_has_one_kind() -> None:
    (sheet,) = read_sheets(xlsx({"S": h1_sheet([h1_row(1), h1_row(2)])}), "x")
    header = find_header(sheet.cells, layouts(), MONTH)
    assert header is not None
    kinds = row_kinds(sheet.cells, header, layouts().tables["T-H1"])
    assert kinds.to_list() == ["title", "title", "header", "data", "data", "total"]
    assert kinds.dtype == pl.String


def test_rows_of_a_csv_file_have_their_physical_lines() -> None:
    row = n2_row(1, 务工企业名称="甲公司\n乙分厂")
    content = csv_file([N2_HEADER, row, [], n2_row(2)])
    (raw,) = gather(read_sheets(content, "表.csv"), layouts(), MONTH, "表.csv")
    assert raw.frame["row_no"].to_list() == [2, 5]
    assert raw.frame["sheet_name"].unique().to_list() == ["CSV"]
    assert raw.rows_read == 4


@pytest.mark.parametrize(
    ("titles", "month"),
    [
        (["填报单位:抚松县 填报时间:2022年5月 单位:人、元"], "2022-05"),
        (["统计月份:2022-05", "导出时间:2022-06-02 10:30"], "2022-05"),
        (["统计月份:202205"], "2022-05"),
        (["导出时间:2022年5月28日"], None),
        (["导出时间:2022-05-28 10:30:00"], None),
        (["打印日期 2022年5月28日", "抚松县2022年4月农村劳动力台账"], "2022-04"),
        (["填报时间:2022年5月25日"], "2022-05"),
        (["填报时间:2022年6月2日"], None),
        (["统计时间:2022年6月2日"], "2022-06"),
        (["抚松县2022年5月农村劳动力转移就业实名制台账"], "2022-05"),
        (["2022年5月28日"], None),
        (["统计月份:2022年4月 填报时间:2022年5月20日", "统计月份:2022年4月"], "2022-04"),
        (["年度:2022"], None),
        (["填报时间:2022年13月"], None),
        ([], None),
    ],
)
def test_the_month_is_read_from_the_title(titles: list[str], month: str | None) -> None:
    assert content_month(titles) == month
