"""Every table of every source is told from the others by its headers, and read by its layout."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
import pytest

from pipelines.intake import lake_schema
from pipelines.intake.errors import Refusal
from pipelines.intake.headers import Header, find_header
from pipelines.intake.schemas import PERSON_COLUMNS, values_schema
from tests.intake_book import Book
from tests.intake_files import (
    MONTH,
    N1_HEADER,
    conformed,
    csv_file,
    id_number,
    layouts,
    n1_row,
    name,
    phone,
    xlsx,
)
from tests.intake_tables import BOOKS

TABLES = sorted(BOOKS)


def found(*rows: tuple[str, ...]) -> Header | None:
    width = max(map(len, rows))
    cells = pl.DataFrame(
        {f"c{i}": [row[i] if i < len(row) else None for row in rows] for i in range(width)},
        schema={f"c{i}": pl.String for i in range(width)},
    )
    return find_header(cells, layouts(), MONTH)


def canonical(table: str) -> tuple[str, ...]:
    return tuple(c.header for c in layouts().tables[table].columns if c.header)


def test_every_table_of_the_contract_has_a_layout() -> None:
    assert set(layouts().tables) == set(BOOKS)
    assert {t: s.source for t, s in layouts().source_of.items()} == {
        table: book.source for table, book in BOOKS.items()
    }
    rosters = [table for table, layout in layouts().tables.items() if layout.roster]
    assert rosters == ["T-H1", "T-N1", "T-N2", "T-N3"]
    city = [table for table, layout in layouts().tables.items() if layout.city_may_deliver]
    assert city == ["T-H5", "T-M1"]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_told_by_its_headers_under_any_other_tables_title(table: str) -> None:
    titles = [(layout.title_keywords[0],) for layout in layouts().tables.values()]
    for header in (canonical(table), BOOKS[table].header):
        for above in ([], *([title] for title in titles)):
            header_found = found(*above, header, ("x",) * len(header))
            assert header_found is not None, above
            assert header_found.table == table, above
            assert (header_found.missing, header_found.unknown) == ((), ())


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_told_by_its_required_columns_and_one_more(table: str) -> None:
    columns = [c for c in layouts().tables[table].columns if c.header]
    required = [str(c.header) for c in columns if c.required]
    others = [str(c.header) for c in columns if not c.required and c.type != "phone"]
    shortest = [*required, *others[:3], others[-1]]
    header = found(tuple(shortest), ("x",) * len(shortest))
    assert header is not None
    assert header.table == table


@pytest.mark.parametrize("table", TABLES)
def test_without_one_required_column_the_table_is_named_and_the_column_told(table: str) -> None:
    required = [c for c in layouts().tables[table].columns if c.required]
    for left_out in required:
        if left_out.required_unless or len(required) == 1:
            continue
        header = tuple(h for h in canonical(table) if h != left_out.header)
        title = (layouts().tables[table].title_keywords[0],)
        result = found(title, header, ("x",) * len(header))
        assert result is not None
        assert (result.table, result.missing) == (table, (left_out.header,))


def test_a_file_of_a_table_that_nobody_takes_in_is_named() -> None:
    header = (
        "县",
        "乡",
        "行政村",
        "户编号",
        "户主姓名",
        "帮扶责任人姓名",
        "帮扶单位名称",
        "帮扶开始时间",
    )
    with pytest.raises(Refusal, match="帮扶责任人信息") as refused:
        conformed(xlsx({"S": [header, ("抚松县",) * len(header)]}))
    assert refused.value.code == "unrecognised_table"


def test_a_few_headers_of_another_table_do_not_make_it_one() -> None:
    book = BOOKS["T-H5"]
    more = ("招聘岗位名称", "招聘人数", "薪资待遇")
    result = conformed(xlsx({"S": [(*book.header, *more), [*book.rows[0], "普工", 30, "面议"]]}))
    assert (result.raw.table, result.raw.unknown) == ("T-H5", more)


@pytest.mark.parametrize("table", TABLES)
def test_a_book_is_read_as_its_layout_says(table: str) -> None:
    book = BOOKS[table]
    result = conformed(xlsx({"Sheet1": book.sheet()}))
    assert result.raw.table == table
    assert dict(result.lake.schema) == lake_schema(table)
    row = result.lake.row(0, named=True)
    assert {column: row[column] for column in book.first} == book.first
    assert result.content_county == book.county
    assert result.problems == book.problems
    assert result.raw.unknown == ()
    assert result.raw.dropped == {"title": 1, "header": 1, "total": 1, "footer": 1}
    assert result.raw.rows_read == result.lake.height + 4
    assert result.raw.sheets == ({"name": "Sheet1", "rows_read": 6, "rows_data": 2, "last_row": 4},)


@pytest.mark.parametrize("table", TABLES)
def test_identities_go_to_the_vault_alone(table: str) -> None:
    book = BOOKS[table]
    result = conformed(xlsx({"Sheet1": book.sheet()}))
    if not book.persons:
        assert result.vault is None
        assert not set(PERSON_COLUMNS) & set(result.lake.columns)
        assert result.synthetic_rows == 0
        return
    assert result.vault is not None
    assert result.vault["id_no"].drop_nulls().len() == book.persons
    assert result.lake["person_key"].drop_nulls().len() == book.persons
    assert result.synthetic_rows == book.persons
    everything = repr(result.lake.to_dicts()) + repr(result.values) + repr(result.problems)
    for serial in (1, 2):
        for identity in (id_number(serial), name(serial), phone(serial)):
            assert identity not in everything


@pytest.mark.parametrize("table", TABLES)
def test_every_value_of_a_cell_is_a_row_of_the_bridge(table: str) -> None:
    book = BOOKS[table]
    result = conformed(xlsx({"Sheet1": book.sheet()}))
    if not layouts().tables[table].multi:
        assert result.values is None
        return
    assert result.values is not None
    assert dict(result.values.schema) == values_schema()
    rows = result.values.select("row_no", "column_name", "value").rows()
    assert sorted(rows) == sorted(book.values)
    lake = result.lake.select("sheet_name", "row_no", "town_code")
    joined = result.values.join(lake, on=["sheet_name", "row_no", "town_code"], nulls_equal=True)
    assert joined.height == result.values.height


@pytest.mark.parametrize("table", ["T-H4", "T-H8", "T-N4", "T-N5", "T-M1"])
def test_every_row_of_a_table_without_persons_in_it_is_accounted_for(table: str) -> None:
    book: Book = BOOKS[table]
    body: list[Any] = [book.rows[0], (), book.header, ("", "", "", "", "小计", 2), book.rows[1]]
    foot = [(book.title,), ("注：以上已核对",), *([("3",)] if "序号" in book.header else [])]
    rows = [(book.title,), book.header, *body, *foot]
    result = conformed(csv_file(rows))
    assert result.lake.height == 2
    blank = len(foot) - 1
    assert result.raw.dropped == {"title": 2, "header": 2, "blank": blank, "total": 1, "footer": 1}
    assert result.raw.rows_read == len(rows)


@pytest.mark.parametrize("table", TABLES)
def test_whatever_stands_between_the_rows_of_a_book_they_add_up(table: str) -> None:
    rng = random.Random(table)  # noqa: S311
    book = BOOKS[table]
    odd: list[Any] = [
        (),
        (book.title,),
        book.header,
        ("合计",),
        ("", "小计", 3),
        ("备注：无", "x"),
        ("7",),
    ]
    rows = [row for _ in range(30) for row in (*rng.choices(odd, k=2), rng.choice(book.rows))]
    result = conformed(csv_file([(book.title,), book.header, *rows]))
    assert result.lake.height == 30
    assert result.raw.rows_read == len(rows) + 2
    assert sum(result.raw.dropped.values()) == 62


def test_a_two_level_header_of_a_ledger_is_joined() -> None:
    upper = ("序号", "县", "乡镇", "车间情况", "", "", "吸纳就业", "")
    lower = ("", "", "", "车间名称", "认定时间", "状态", "总人数", "其中脱贫人口")
    row = (1, "抚松县", "万良镇", "万良手工车间", "2021-06-01", "正常", 35, 8)
    result = conformed(xlsx({"S": [("就业帮扶车间名单",), upper, lower, row]}))
    assert result.raw.unknown == ()
    assert result.raw.dropped == {"title": 1, "header": 2}
    assert result.lake.select("workers", "relieved_workers").row(0) == (35, 8)


def test_five_equal_headers_feed_one_column() -> None:
    numbered = [f"致贫/返贫风险{n}" for n in range(1, 6)]
    for headers in (numbered, ["致贫返贫风险"] * 5):
        rows = [(*N1_HEADER, *headers), [*n1_row(1), "", "因残", "", "因病", "因残"]]
        result = conformed(xlsx({"S": rows}))
        assert result.lake["risk_kinds"].to_list() == ["因病、因残"]
        assert result.raw.unknown == ()


def test_the_unit_that_a_header_names_holds_for_its_sheet() -> None:
    book = BOOKS["T-N6a"]
    yearly = tuple("年工资(元)" if header == "月工资(元)" else header for header in book.header)
    sheets = {
        "一": [book.header, book.rows[1]],
        "二": [yearly, [*book.rows[1][:-4], 10800, *book.rows[1][-3:]]],
    }
    result = conformed(xlsx(sheets))
    assert result.lake["monthly_pay_cny"].to_list() == [900.0, 900.0]
    assert result.lake["monthly_pay_form"].to_list() == ["数值", "换算"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [("不属实", False), ("属实", True), ("否", False), ("√", True), ("无", False), ("待查", None)],
)
def test_a_column_may_have_its_own_words_for_yes_and_no(cell: str, value: bool | None) -> None:
    book = BOOKS["T-S1"]
    at = book.header.index("就业状态是否属实")
    row = [*book.rows[0][:at], cell, *book.rows[0][at + 1 :]]
    result = conformed(xlsx({"S": [book.header, row]}))
    assert result.lake["state_is_true"].to_list() == [value]
    assert result.problems == ({} if value is not None else {"state_is_true": {"unparsable": 1}})


def test_a_household_without_its_head_is_a_row_without_a_person() -> None:
    result = conformed(xlsx({"S": BOOKS["T-N4"].sheet()}))
    assert result.lake["id_problem"].to_list() == [None, "blank"]
    assert result.lake["has_name"].to_list() == [True, False]


@pytest.mark.parametrize(
    ("counties", "whose"),
    [
        (["白山市", "抚松县", "靖宇县"], "220600"),
        (["市本级"], "220600"),
        (["抚松县", "抚松县", "白山市"], "220621"),
        (["抚松县"], "220621"),
    ],
)
def test_a_book_with_rows_of_the_city_is_the_citys(counties: list[str], whose: str) -> None:
    rows = [[n, county, f"I{n}", "", "2022年5月", 1] for n, county in enumerate(counties)]
    header = BOOKS["T-M1"].header[:6]
    result = conformed(xlsx({"S": [header, *rows]}))
    assert result.content_county == whose
    assert result.problems == {}


def test_a_county_may_not_be_the_city_in_a_table_of_counties() -> None:
    book = BOOKS["T-N5"]
    rows = [[*row[:2], "白山市", "", *row[4:]] for row in book.rows]
    result = conformed(xlsx({"S": [book.header, *rows]}), folder="220621")
    assert result.lake["home_county_code"].to_list() == [None, None]
    assert result.problems == {"county": {"not_recognised": 2}}


def test_the_content_hash_of_things_knows_each_cell_and_no_order() -> None:
    book = BOOKS["T-H4"]
    changed = [[*book.rows[0][:8], 24, *book.rows[0][9:]], book.rows[1]]
    hashes = [
        conformed(csv_file([book.header, *rows])).content_hash
        for rows in (book.rows, book.rows[::-1], changed, book.rows[:1])
    ]
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


def test_the_column_that_stands_in_for_another_makes_it_optional() -> None:
    header = tuple(h for h in canonical("T-H1") if h != "乡镇")
    result = found(header, ("x",) * len(header))
    assert result is not None
    assert result.missing == ()
    neither = tuple(h for h in header if h != "户籍地址")
    result = found(neither, ("x",) * len(neither))
    assert result is not None
    assert result.missing == ("乡镇",)
