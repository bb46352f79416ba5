"""A whole file becomes lake rows: cells, identities, hashes, counts, refusals."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.intake import lake_schema
from pipelines.intake.errors import Refusal
from tests.intake_files import (
    H1_HEADER,
    H1_REPORT,
    H1_TITLE,
    N1_HEADER,
    N2_HEADER,
    conformed,
    csv_file,
    h1_row,
    h1_sheet,
    id_number,
    n1_row,
    n2_row,
    xls,
    xlsx,
)


def h1(*rows: Any, **options: Any) -> Any:
    return conformed(xlsx({"Sheet1": h1_sheet(rows)}), **options)


def lake_row(result: Any) -> dict[str, Any]:
    (row,) = result.lake.to_dicts()
    return dict(row)


def refusal(content: bytes, **options: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        conformed(content, file_name="抚松.xlsx", **options)
    return refused.value


def test_a_t_h1_row_is_typed_as_the_contract_says() -> None:
    result = h1(h1_row(1))
    assert dict(result.lake.schema) == lake_schema("T-H1")
    row = lake_row(result)
    expected = {
        "sheet_name": "Sheet1",
        "row_no": 4,
        "home_county_code": "220621",
        "town_code": "220621105",
        "village_name": "万良村",
        "id_problem": None,
        "id_length": 18,
        "id_birth_date": date(1985, 6, 15),
        "id_prefix": "229621",
        "has_name": True,
        "has_phone": True,
        "is_synthetic": True,
        "hukou_kind": "农业户口",
        "education": "初级中学",
        "population_class": "适龄劳动力",
        "is_poverty_relieved": False,
        "is_monitored": None,
        "employment_state": "已就业",
        "transfer_state": "外出务工",
        "transfer_mode": "自发",
        "work_region": "省外",
        "work_province": "山东省",
        "has_employer": True,
        "start_date": date(2022, 3, 15),
        "return_date": None,
        "wage_cny": 4500.0,
        "months_worked": 2,
        "skill_level": "无",
        "wants_job": True,
        "wants_training": False,
        "startup_state": "无",
        "updated_date": date(2022, 5, 20),
    }
    assert {key: row[key] for key in expected} == expected
    assert result.raw.table == "T-H1"
    assert result.content_county == "220621"
    assert result.raw.content_month == "2022-05"
    assert result.problems == {}
    assert result.synthetic_rows == 1


def test_a_t_n1_row_is_typed_as_the_contract_says() -> None:
    result = conformed(xlsx({"S": [("标题",), ("条件",), N1_HEADER, n1_row(7, 户编号="007147")]}))
    assert dict(result.lake.schema) == lake_schema("T-N1")
    row = lake_row(result)
    assert row["row_no"] == 4
    assert row["household_no"] == "007147"
    assert row["monitor_kind"] is None
    assert row["months_worked"] == 3
    assert row["identified_month"] == date(2021, 8, 1)
    assert row["is_risk_eliminated"] is False
    assert row["is_relocated"] is False
    assert row["school_state"] is None
    assert result.problems == {}


def test_a_t_n2_row_is_typed_and_its_region_of_work_derived() -> None:
    nowhere = dict.fromkeys(("务工所在省", "务工所在市", "务工所在县"), "")
    rows = [
        n2_row(1),
        n2_row(
            2, 务工所在省="吉林省", 务工所在市="白山市", 务工所在县="抚松县", 务工所在乡="万良镇"
        ),
        n2_row(3, 是否已务工="否", 开始时间="", 务工月收入="", **nowhere),
    ]
    result = conformed(csv_file([N2_HEADER, *rows]), file_name="x.csv")
    assert dict(result.lake.schema) == lake_schema("T-N2")
    assert result.lake["work_region"].to_list() == ["省外", "乡内", None]
    assert result.lake["has_worked"].to_list() == [True, True, False]
    assert result.lake["start_month"].to_list() == [date(2022, 3, 1), date(2022, 3, 1), None]
    assert result.raw.content_month is None
    assert result.problems == {}


def test_what_cannot_be_read_becomes_null_and_is_counted() -> None:
    result = h1(
        h1_row(1, **{"就业状态": "打工", "务工月收入(元)": "2000-3000元", "返乡时间": "下个月"}),
        h1_row(2, **{"务工月收入(元)": "0.35万元", "返乡时间": "至今", "就业地域": "市外"}),
        h1_row(3, **{"是否有培训意愿": "#N/A", "乡镇（街道）": "某某镇"}),
    )
    assert result.problems == {
        "employment_state": {"not_in_code_list": 1},
        "wage_cny": {"band": 1, "converted": 1},
        "return_date": {"unparsable": 1},
        "work_region": {"inferred": 1},
        "wants_training": {"formula_error": 1},
        "town": {"not_recognised": 1},
    }
    assert result.lake["wage_cny"].to_list() == [2500.0, 3500.0, 4500.0]
    assert result.lake["employment_state"].to_list() == [None, "已就业", "已就业"]


def test_a_place_of_work_that_is_not_clear_is_counted() -> None:
    rows = [n2_row(1, 务工所在省="外地"), n2_row(2, 务工所在省="吉林省", 务工所在市=""), n2_row(3)]
    result = conformed(csv_file([N2_HEADER, *rows]))
    assert result.lake["work_region"].to_list() == [None, None, "省外"]
    assert result.problems == {"work_region": {"not_recognised": 2}}


def test_blank_words_are_null_without_being_a_problem() -> None:
    row = h1_row(1, 从事行业="/", 返乡时间="长期", **{"工作单位名称": "无", "务工月收入(元)": "无"})
    result = h1(row)
    assert result.problems == {}
    found = lake_row(result)
    assert (found["industry"], found["return_date"], found["wage_cny"]) == (None, None, None)
    assert found["has_employer"] is False


def test_an_id_stored_as_a_number_is_damaged_even_if_its_checksum_holds() -> None:
    exact = next(
        number
        for serial in range(999)
        if not (number := id_number(serial)).endswith("X") and int(number) % 32 == 0
    )
    result = h1(h1_row(1, 公民身份号码=int(exact)), h1_row(2, 公民身份号码=exact))
    assert result.vault["id_no"].to_list() == [exact, exact]
    assert result.lake["id_problem"].to_list() == ["excel_damaged", None]


def test_names_and_phones_are_in_the_vault_only() -> None:
    result = h1(h1_row(1, 姓名="甄　强", 联系手机="13900000001.0"), h1_row(2, 姓名="", 联系手机=""))
    assert result.vault["person_name"].to_list() == ["甄强", None]
    assert result.vault["phone"].to_list() == ["13900000001", None]
    assert result.lake["has_name"].to_list() == [True, False]
    assert result.lake["has_phone"].to_list() == [True, False]
    assert not {"id_no", "person_name", "phone"} & set(result.lake.columns)


def test_the_content_hash_ignores_order_title_sheets_format_and_update_times() -> None:
    rows = [h1_row(serial) for serial in range(1, 6)]
    later = [h1_row(serial, 最后更新时间="2022-05-21") for serial in range(1, 6)]
    other_title = [("另一标题",), ("统计月份：2022年4月",), H1_HEADER, *rows[:2]]
    hashes = {
        conformed(content, month=month).content_hash
        for content, month in (
            (xlsx({"S": h1_sheet(rows)}), "2022-05"),
            (xlsx({"S": h1_sheet(rows[::-1])}), "2022-06"),
            (xls({"一": other_title, "二": [H1_HEADER, *rows[2:]]}), "2022-05"),
            (csv_file([H1_HEADER, *rows]), "2022-05"),
            (xlsx({"S": h1_sheet(later)}), "2022-05"),
        )
    }
    assert len(hashes) == 1


def test_the_content_hash_knows_a_changed_cell_a_changed_person_and_a_missing_row() -> None:
    rows = [h1_row(serial) for serial in range(1, 4)]
    hashes = [
        h1(*changed).content_hash
        for changed in (
            rows,
            rows[:2],
            [*rows[:2], h1_row(3, 公民身份号码=id_number(30))],
            [*rows[:2], h1_row(3, **{"务工月收入(元)": "4500.01"})],
            [*rows[:2], h1_row(3, 是否有培训意愿="")],
            [*rows[:2], h1_row(3, **{"行政村（社区）": "大房子村"})],
        )
    ]
    assert len(set(hashes)) == len(hashes)


def test_hashes_stay_the_same_from_version_to_version() -> None:
    row = lake_row(h1(h1_row(1)))
    assert row["row_hash"] == "768adcc6fb12c7fa70e5c603297dd335"


def test_merged_region_cells_are_filled_down() -> None:
    rows = [
        h1_row(1),
        h1_row(2, **{"县（市、区）": "", "乡镇（街道）": "", "行政村（社区）": ""}),
        h1_row(3, **{"县（市、区）": "", "乡镇（街道）": "泉阳镇", "行政村（社区）": ""}),
    ]
    result = h1(*rows)
    assert result.lake.select("home_county_code", "town_code", "village_name").rows() == [
        ("220621", "220621105", "万良村"),
        ("220621", "220621105", "万良村"),
        ("220621", "220621102", None),
    ]


def test_rows_of_other_counties_keep_their_own_home() -> None:
    other = {"县（市、区）": "靖宇县", "乡镇（街道）": "赤松镇", "行政村（社区）": ""}
    result = h1(h1_row(1), h1_row(2), h1_row(3, **other), folder="220622")
    assert result.content_county == "220621"
    assert result.lake["home_county_code"].to_list() == ["220621", "220621", "220622"]


def test_a_file_without_required_columns_is_refused_with_their_names() -> None:
    keep = [i for i, header in enumerate(H1_HEADER) if header not in ("就业地域", "返乡时间")]
    rows = [[row[i] for i in keep] for row in (H1_HEADER, h1_row(1), h1_row(2))]
    found = refusal(xlsx({"万良镇": [H1_TITLE, H1_REPORT, *rows]}))
    assert found.code == "missing_columns"
    assert found.missing == ("就业地域", "返乡时间")
    assert found.county == "220621"
    assert found.content_month == "2022-05"
    for words in ("抚松.xlsx", "万良镇", "就业地域、返乡时间", "重新导出"):
        assert words in found.message
    assert found.rows_read == 5
    assert found.dropped == {"title": 2, "header": 1}


def test_a_file_of_nowhere_is_refused_unless_its_folder_says_where() -> None:
    row = h1_row(1, **{"县（市、区）": "敦化市", "乡镇（街道）": "江南镇"})
    content = xlsx({"S": h1_sheet([row])})
    assert refusal(content).code == "no_region"
    result = conformed(content, folder="220621")
    assert result.content_county is None
    assert result.lake["home_county_code"].to_list() == [None]


def test_a_header_without_people_is_refused() -> None:
    found = refusal(xlsx({"S": [H1_TITLE, H1_REPORT, H1_HEADER]}), folder="220621")
    assert found.code == "no_region"
    assert "没有任何人员记录" in found.message


def test_refusals_and_counts_quote_no_person() -> None:
    keep = [i for i, header in enumerate(H1_HEADER) if header != "就业地域"]
    rows = [[row[i] for i in keep] for row in (H1_HEADER, h1_row(1))]
    message = refusal(xlsx({"S": rows})).message
    assert id_number(1) not in message
    assert "甄" not in message


def test_conforming_twice_gives_the_same_frames() -> None:
    content = xlsx({"S": h1_sheet([h1_row(serial) for serial in range(20)])})
    first, second = conformed(content), conformed(content)
    assert first.lake.equals(second.lake)
    assert first.vault.equals(second.vault)
    assert first.content_hash == second.content_hash


def test_rows_are_sorted_as_the_sheets_show_them() -> None:
    result = conformed(xlsx({"S": h1_sheet([h1_row(serial) for serial in range(9, 0, -1)])}))
    assert result.lake["row_no"].to_list() == list(range(4, 13))
    assert isinstance(result.lake.schema["row_no"], pl.Int32)
