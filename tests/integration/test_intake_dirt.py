"""Every kind of dirt that offices send, in real files: read, put right, or counted.

One test a kind. What must come out was worked out by hand.
"""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter

from pipelines.intake import run_month
from pipelines.intake.errors import Refusal
from pipelines.settings import Settings
from tests.intake_files import (
    H1_HEADER,
    N1_HEADER,
    N2_HEADER,
    conformed,
    csv_file,
    drop,
    h1_row,
    h1_sheet,
    html,
    id_number,
    locked,
    n1_row,
    n2_row,
    xls,
    xlsx,
)

WAGE, STARTED = "务工月收入(元)", "就业(转移)时间"
TOWN, VILLAGE, COUNTY = "乡镇（街道）", "行政村（社区）", "县（市、区）"


def h1(*rows: Any, **options: Any) -> Any:
    return conformed(xlsx({"Sheet1": h1_sheet(rows)}), **options)


def column(result: Any, name: str) -> list[Any]:
    return list(result.lake[name])


def test_01_an_id_that_excel_took_for_a_number_is_damaged_and_not_repaired() -> None:
    number = id_number(1)
    rounded = number[:15] + "000"
    result = h1(
        h1_row(1, 公民身份号码=float(int(number[:17]) * 10)),
        h1_row(2, 公民身份号码="2.29621E+17"),
        h1_row(3, 公民身份号码=rounded),
    )
    assert column(result, "id_problem") == ["excel_damaged"] * 3
    assert result.vault["id_no"][1] == "2.29621E+17"


def test_02_an_id_in_any_wrapping_is_the_same_id() -> None:
    number = next(n for serial in range(99) if (n := id_number(serial)).endswith("X"))
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    ways = (
        f"'{number}", f"G{number}", f"\t{number} ", f"\u00a0{number}", wide, number.lower(),
        f"{number[:17]}х", f"{number[:17]}×", f"{number[:6]} {number[6:14]} {number[14:]}",
    )  # fmt: skip
    result = h1(*(h1_row(i, 公民身份号码=way) for i, way in enumerate(ways)))
    assert set(result.vault["id_no"]) == {number}
    assert column(result, "id_problem") == [None] * len(ways)


def test_03_leading_zeros_of_text_stay_and_lost_ones_are_not_invented() -> None:
    rows = [n1_row(1, 户编号="007147"), n1_row(2, 户编号=7147), n1_row(3, 户编号="7147")]
    for write in (xlsx, xls):
        result = conformed(write({"S": [N1_HEADER, *rows]}))
        assert column(result, "household_no") == ["007147", "7147", "7147"]
        assert result.problems == {"household_no": {"number_cell": 1}}


def test_04_text_numbers_lose_their_point_zero() -> None:
    row = h1_row(1, 联系手机="19900000000.0", 本年度已经务工时长="3.0", **{STARTED: "20220315.0"})
    result = h1(row)
    assert result.vault["phone"].to_list() == ["19900000000"]
    assert (column(result, "months_worked"), column(result, "start_date")) == (
        [3],
        [date(2022, 3, 15)],
    )


def test_05_dates_in_every_form_and_open_ends() -> None:
    days = ("2022.3.15", "22/3/15", "2022/3/15", "44635", "2022年3月15日", "2022-03-15 08:30:00")
    months = ("2022年3月", "202203", "2022-3", "2022.3", "Mar-22")
    result = h1(*(h1_row(i, **{STARTED: text}) for i, text in enumerate((*days, *months))))
    assert column(result, "start_date") == [date(2022, 3, 15)] * 6 + [date(2022, 3, 1)] * 5
    open_ended = [n2_row(i, 结束时间=text) for i, text in enumerate(("至今", "长期", "2022年4月"))]
    result = conformed(csv_file([N2_HEADER, *open_ended]))
    assert column(result, "end_month") == [None, None, date(2022, 4, 1)]
    assert result.problems == {}


def test_05_a_number_2022_1_is_january_or_october_and_the_text_january() -> None:
    started = ("2022.1", 2022.1, 2022.3, 22.1, 2022.11)
    rows = [h1_row(i, **{STARTED: value}) for i, value in enumerate(started)]
    for write in (xlsx, xls):
        result = conformed(write({"S": h1_sheet(rows)}))
        assert column(result, "start_date") == [
            date(2022, 1, 1), None, date(2022, 3, 1), None, date(2022, 11, 1),
        ]  # fmt: skip
        assert result.problems == {"start_date": {"unparsable": 2}}
    result = conformed(csv_file([N2_HEADER, n2_row(1, 开始时间="2022.1")]))
    assert column(result, "start_month") == [date(2022, 1, 1)]


def test_06_decimals_that_a_tool_made_dates_of_are_not_read_as_either() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    style = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for at, row in enumerate([H1_HEADER, h1_row(1), h1_row(2, **{STARTED: "397.62"})]):
        sheet.write_row(at, 0, row)
    sheet.write_datetime(1, H1_HEADER.index(WAGE), datetime(1901, 1, 31, 14, 52), style)
    book.close()
    result = conformed(buffer.getvalue())
    assert column(result, "wage_cny") == [None, 4500.0]
    assert column(result, "start_date") == [date(2022, 3, 15), None]
    assert result.problems == {"wage_cny": {"unparsable": 1}, "start_date": {"unparsable": 1}}


def test_07_titles_two_level_headers_and_marks_in_headers() -> None:
    upper = [f"{name}（必填）\n" for name in H1_HEADER]
    lower = [""] * len(H1_HEADER)
    for at, (above, below) in {
        17: ("务工地", "所在省"),
        18: ("", "所在市"),
        19: ("", "所在区县"),
    }.items():
        upper[at], lower[at] = above, f" {below} "
    upper[H1_HEADER.index(WAGE)] = "务工月收入\n（元）"
    titles = [("台账",), ("填报时间：2022年5月",), upper, lower]
    result = conformed(xlsx({"S": [*titles, h1_row(1), *titles, h1_row(2)]}))
    assert column(result, "work_city") == ["青岛市"] * 2
    assert column(result, "wage_cny") == [4500.0] * 2
    assert result.raw.dropped == {"title": 3, "header": 4, "footer": 1}


def test_08_subtotals_and_signatures_are_no_people() -> None:
    rows = [h1_row(1), ("小计", "", "", "", "1"), h1_row(2), ("合计", "", "", "", "2")]
    sheet = [
        H1_HEADER,
        *rows,
        ("单位负责人：", "", "制表人：", "", "联系电话："),
        ("备注：含返乡人员",),
    ]
    result = conformed(xlsx({"S": sheet}))
    assert result.lake.height == 2
    assert result.raw.dropped == {"header": 1, "total": 2, "footer": 2}


def test_09_empty_and_hidden_sheets_filtered_rows_and_merged_cells() -> None:
    merged = {COUNTY: "", TOWN: "", VILLAGE: ""}
    sheets = {
        "空": [],
        "台账": [
            H1_HEADER,
            h1_row(1),
            h1_row(2, **merged),
            h1_row(3, **{**merged, TOWN: "泉阳镇"}),
        ],
        "字典": [("是",), ("否",)],
    }
    result = conformed(xlsx(sheets, hidden=["字典"]))
    assert column(result, "town_code") == ["220621105", "220621105", "220621102"]
    assert column(result, "village_name") == ["万良村", "万良村", None]
    assert {kind: n for kind, n in result.raw.dropped.items() if n} == {
        "header": 1,
        "hidden_sheet": 2,
    }


def test_10_split_sheets_and_files_that_are_not_what_they_are_called() -> None:
    split = {"Sheet1": [H1_HEADER, h1_row(1)], "Sheet1(2)": [H1_HEADER, h1_row(2)]}
    contents = (
        xls(split),
        xlsx(split),
        html([H1_HEADER, h1_row(1), h1_row(2)]),
        csv_file([H1_HEADER, h1_row(1), h1_row(2)]),
    )
    hashes = {conformed(content, file_name="五月.xls").content_hash for content in contents}
    assert len(hashes) == 1


def test_11_gbk_rare_characters_dots_and_wide_blanks_in_names() -> None:
    names = ("王　强", "阿依古丽•买买提", "阿依古丽・买买提", "阿依古丽·买买提", "甄㛃", "李 娜")
    content = csv_file([H1_HEADER, *(h1_row(i, 姓名=name) for i, name in enumerate(names))])
    result = conformed(content, file_name="x.csv")
    dotted = "阿依古丽·买买提"
    assert result.vault["person_name"].to_list() == ["王强", dotted, dotted, dotted, "甄㛃", "李娜"]


def test_12_error_texts_are_counted_and_empty() -> None:
    result = h1(*(h1_row(i, 从事行业=text) for i, text in enumerate(("#NAME?", "#N/A", "#REF!"))))
    assert column(result, "industry") == [None] * 3
    assert result.problems == {"industry": {"formula_error": 3}}


def test_13_placeholder_phones_are_kept_for_the_rules_and_no_phone_is_none() -> None:
    phones = ("13000000000", "12345678901", "无", "139 0000 0001")
    result = h1(*(h1_row(i, 联系手机=text) for i, text in enumerate(phones)))
    assert column(result, "has_phone") == [True, True, False, True]
    assert result.vault["phone"].to_list() == ["13000000000", "12345678901", None, "13900000001"]


def test_14_places_of_work_in_words() -> None:
    places = ("广东打工", "外地", "长春", "本村", "江苏省苏州市昆山市", "靖宇县")
    rows = [n1_row(i, 务工所在地=place) for i, place in enumerate(places)]
    result = conformed(xlsx({"S": [N1_HEADER, *rows]}))
    told = ["省外", None, "省内市外", "乡内", "省外", "市内县外"]
    assert column(result, "work_region") == told
    assert result.problems == {"work_region": {"not_recognised": 1}}


def test_14_a_region_of_work_that_is_blank_or_in_words_is_told_from_the_places() -> None:
    nowhere = dict.fromkeys(("务工地所在省", "务工地所在市", "务工地所在区县"), "")
    result = h1(
        h1_row(1, 就业地域="长春", **nowhere),
        h1_row(2, 就业地域=""),
        h1_row(3, 就业地域="外地", **nowhere),
        h1_row(4),
        h1_row(5, 就业地域="", **nowhere),
    )
    assert column(result, "work_region") == ["省内市外", "省外", None, "省外", None]
    assert column(result, "work_region_basis") == ["推断", "推断", None, "填报", None]
    assert result.problems == {"work_region": {"inferred": 2, "not_in_code_list": 1}}


def test_15_old_and_short_names_of_regions() -> None:
    names = ("八道江区", "江源县", "长白县", "靖宇", "白山市浑江区", "池西区")
    rows = [h1_row(i, **{COUNTY: name, TOWN: "", VILLAGE: ""}) for i, name in enumerate(names)]
    result = h1(*rows, h1_row(9))
    codes = ["220602", "220605", "220623", "220622", "220602", "220621", "220621"]
    assert column(result, "home_county_code") == codes
    assert column(result, "town_code") == [None] * 5 + ["220621120", "220621105"]


def test_15_a_book_with_nothing_but_addresses_is_placed() -> None:
    header = ["户籍地址" if name == COUNTY else name for name in H1_HEADER]
    drop_columns = (H1_HEADER.index(TOWN), H1_HEADER.index(VILLAGE))
    addresses = ("吉林省白山市抚松县万良镇万良村三组", "抚松县泉阳镇", "白山市八道江区", "三组12号")
    rows = [header, *(h1_row(i, **{COUNTY: text}) for i, text in enumerate(addresses))]
    kept = [[cell for at, cell in enumerate(row) if at not in drop_columns] for row in rows]
    result = conformed(xlsx({"S": kept}))
    assert column(result, "home_county_code") == ["220621", "220621", "220602", None]
    assert column(result, "town_code") == ["220621105", "220621102", None, None]
    assert column(result, "village_name") == ["万良村", None, None, None]
    assert result.problems == {"home_address": {"not_recognised": 1}}


def test_15_a_book_with_one_sheet_a_township_needs_no_township_column() -> None:
    rows = [H1_HEADER, h1_row(1), h1_row(2, **{VILLAGE: ""})]
    at = H1_HEADER.index(TOWN)
    header, first, second = [[*row[:at], *row[at + 1 :]] for row in rows]
    result = conformed(xlsx({"万良镇": [header, first], "泉阳镇": [header, second]}))
    assert dict(result.lake.select("sheet_name", "town_code").rows()) == {
        "万良镇": "220621105",
        "泉阳镇": "220621102",
    }
    with pytest.raises(Refusal, match="缺少必需列：乡镇"):
        conformed(xlsx({"万良镇": [header, first], "抚松": [header, second]}))


def test_16_wages_in_other_units_bands_and_round_numbers() -> None:
    wages = ("0.35万", "3.6万/年", "3000-4000", "3000左右", "¥4,500.00元", "面议")
    result = h1(*(h1_row(i, **{WAGE: text}) for i, text in enumerate(wages)))
    assert column(result, "wage_cny") == [3500.0, 3000.0, 3500.0, 3000.0, 4500.0, None]
    assert column(result, "wage_form") == ["换算", "换算", "区间", "约数", "数值", None]
    assert result.problems == {
        "wage_cny": {"converted": 2, "band": 1, "approximate": 1, "unparsable": 1}
    }


def test_17_a_month_copied_forward_has_the_same_content() -> None:
    rows = [h1_row(i) for i in range(1, 4)]
    may, june = ([("台账",), (f"统计月份：2022年{month}月",), H1_HEADER, *rows] for month in (5, 6))
    first, second = conformed(xlsx({"S": may})), conformed(xlsx({"S": june}), month="2022-06")
    assert first.content_hash == second.content_hash
    assert (first.raw.content_month, second.raw.content_month) == ("2022-05", "2022-06")


def test_19_reordered_and_added_columns_are_no_matter() -> None:
    rows = [[*reversed(row), extra] for row, extra in ((H1_HEADER, "新增字段"), (h1_row(1), "某"))]
    result = conformed(xlsx({"S": rows}))
    assert result.raw.unknown == ("新增字段",)
    assert result.content_hash == h1(h1_row(1)).content_hash


def test_20_a_wps_file_is_read_and_what_cannot_be_opened_says_what_to_do() -> None:
    content = xls({"S": h1_sheet([h1_row(1)])})
    assert conformed(content, file_name="台账.et").lake.height == 1
    closed = locked(xlsx({"S": h1_sheet([h1_row(1)])}), "一个密码")
    for content, said in ((closed, "打开密码"), (b"Rar!\x1a\x07\x01\x00" + b"\0" * 99, "RAR")):
        with pytest.raises(Refusal, match=said) as refused:
            conformed(content, file_name="台账.xlsx")
        assert "请" in refused.value.message


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_text_files_in_every_dress_are_the_same_table(encoding: str, separator: str) -> None:
    id_at = H1_HEADER.index("公民身份号码")
    rows = [list(H1_HEADER), h1_row(1), h1_row(2, 工作单位名称='"海润",水产')]
    for row in rows[1:]:
        row[id_at] = f'="{row[id_at]}"'
    lines = [
        separator.join(
            '"' + cell.replace('"', '""') + '"' if set(cell) & {'"', separator} else cell
            for cell in row
        )
        for row in rows
    ]
    result = conformed("\r\n".join(lines).encode(encoding), file_name="五月.xls")
    assert column(result, "id_problem") == [None, None]
    assert column(result, "has_employer") == [True, True]


def test_what_was_noticed_stands_in_the_manifest(tmp_path: Any) -> None:
    settings = Settings(home=tmp_path / "home")
    content = csv_file([H1_HEADER, h1_row(1, 从事行业="锟斤拷"), h1_row(2)], "utf-8")
    drop(settings.inbox, "2022-05/抚松县/台账.csv", content)
    run_month(settings, "2022-05")
    (path,) = (settings.archive / "manifests" / "2022-05").glob("*.json")
    noticed = json.loads(json.loads(path.read_text(encoding="utf-8"))["observations"])
    assert noticed == {"cells": sum(bool(c) for c in [*h1_row(1), *h1_row(2)]), "garbled_cells": 1}
