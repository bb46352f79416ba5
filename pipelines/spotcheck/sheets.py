"""The checkers' workbook of one county: a sheet a township, to be filled in and sent back as T-S1.

Belongs here: what stands where. Headers are the layout's, so that intake reads the book; the
registered values stand under headers that it knows and leaves out. Does not belong here: who is
in it (``people``), encryption (``offices.protected_book``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.intake.layouts import Layouts
from pipelines.offices.checks import Places, check_of
from pipelines.offices.columns import ColumnFacts, facts_of
from pipelines.offices.guide import HOW
from pipelines.offices.look import Book, height, set_page
from pipelines.offices.protected_book import Watermark, set_watermark

EARLIER = "以前各轮"
NO_TOWN = "乡镇不明"
HEADER_ROW = 2
REGISTERED = {
    "state_is_true": ("登记就业状态", "employment_state"),
    "region_is_true": ("登记就业地域", "work_region"),
    "training_is_true": ("登记培训意愿", "wants_training"),
    "skill_is_true": ("登记技能等级", "skill_level"),
    "wage_is_true": ("登记务工月收入", "wage_cny"),
}
"""Question -> header and column of what is registered, which stands before it."""
_GIVEN = (
    "county", "town", "village", "round_no", "sample_no", "checked_table", "person_name", "id_no",
    "phone",
)  # fmt: skip
_ASKED = ("is_reached", *REGISTERED, "checked_date", "has_checker")
_WIDTHS = {
    "county": 12, "town": 12, "village": 13, "round_no": 12, "sample_no": 14, "checked_table": 9,
    "person_name": 11, "id_no": 22, "phone": 14, "checked_date": 13, "has_checker": 11,
}  # fmt: skip
_HELD = _GIVEN.index("person_name")
_HOW_WIDTHS = (16, 96)
_NOTHING = Places(lists={}, counties=(), town="")
_TO_FILL = {"bg_color": "#FFF9DB", "border": 1, "border_color": "#8A949E", "font_name": "宋体"}
_BEFORE = {True: "是", False: "否"}


@dataclass(frozen=True)
class CountyBook:
    """What a county's workbook is made of.

    ``towns``: name and rows of each township; a row is a dict of ``people.of_sample`` with the
    names ``county`` and ``town``. ``earlier``: rows answered before in the year.
    """

    county: str
    round_no: str
    towns: Sequence[tuple[str, Sequence[dict[str, Any]]]]
    earlier: Sequence[dict[str, Any]]
    mark: Watermark
    office: str


def county_book(layouts: Layouts, content: CountyBook) -> bytes:
    """Return the workbook, not yet encrypted."""
    facts = {fact.column.name: fact for fact in facts_of(layouts, "T-S1")}
    book = Book(f"抽检表 {content.county} {content.round_no}", content.office)
    for name, rows in content.towns:
        _sheet(book, facts, name, rows, content.mark, f"抽检表　{content.county}{name}")
    if content.earlier:
        title = f"抽检表　{content.county}{EARLIER}（照原样保留，不要删）"
        _sheet(book, facts, EARLIER, content.earlier, content.mark, title)
    _how_sheet(book, content)
    return book.content()


def _sheet(
    book: Book,
    facts: dict[str, ColumnFacts],
    name: str,
    rows: Sequence[dict[str, Any]],
    mark: Watermark,
    title: str,
) -> None:
    sheet = book.sheet(name)
    sheet.write_string(0, 0, title, book.styles["title"])
    sheet.set_row(0, 28)
    sheet.write_string(1, 0, "只填黄色的格；没有联系上的，其余留空。", book.styles["line"])
    look = {
        kind: book.book.add_format({**_TO_FILL, "num_format": form})
        for kind, form in (("date", "yyyy-mm-dd"), ("text", "@"))
    }
    last = HEADER_ROW + len(rows)
    at = 0
    for column in (*_GIVEN, *_ASKED):
        if column in REGISTERED:
            header, source = REGISTERED[column]
            _column(book, sheet, at, header, 12, [_shown(row.get(source)) for row in rows])
            at += 1
        width = _WIDTHS.get(column, 10)
        cells = [_answer(row.get(column)) for row in rows]
        style = None if column in _GIVEN else look["date" if column == "checked_date" else "text"]
        _column(book, sheet, at, facts[column].header, width, cells, style)
        if style is not None and rows:
            check = check_of(facts[column], _NOTHING)
            sheet.data_validation(HEADER_ROW + 1, at, last, at, check)
        at += 1
    sheet.set_row(HEADER_ROW, 34)
    sheet.freeze_panes(HEADER_ROW + 1, _HELD + 1)
    sheet.autofilter(HEADER_ROW, 0, last, at - 1)
    set_page(sheet, pages_wide=2, header_row=HEADER_ROW)
    sheet.repeat_columns(_HELD - 2, _HELD)
    set_watermark(sheet, mark)


def _column(
    book: Book, sheet: Any, at: int, title: str, width: int, cells: Iterable[Any], style: Any = None
) -> None:
    sheet.set_column(at, at, width)
    sheet.write_string(HEADER_ROW, at, title, book.styles["required" if style else "header"])
    for row, cell in enumerate(cells, start=HEADER_ROW + 1):
        if hasattr(cell, "isoformat"):
            sheet.write_datetime(row, at, cell, style)
        elif cell == "":
            sheet.write_blank(row, at, None, style or book.styles["cell"])
        else:
            sheet.write_string(row, at, cell, style or book.styles["cell"])


def _answer(value: Any) -> Any:
    if isinstance(value, bool):
        return _BEFORE[value]
    return "" if value is None else value


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _BEFORE[value]
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _how_sheet(book: Book, content: CountyBook) -> None:
    sheet = book.sheet(HOW)
    for at, width in enumerate(_HOW_WIDTHS):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, "抽检表：填写说明", book.styles["title"])
    sheet.set_row(0, 28)
    for row, line in enumerate(how_lines(content), start=1):
        sheet.write_string(row, 0, line[0], book.styles["name"])
        sheet.write_string(row, 1, line[1], book.styles["cell"])
        sheet.set_row(row, height(line, _HOW_WIDTHS))
    set_page(sheet, pages_wide=1)


def how_lines(content: CountyBook) -> list[tuple[str, str]]:
    """Return the lines of 填写说明: at most two cells a row, which intake takes for a remark."""
    return [
        ("怎么核查", "逐人打电话或入户。先问本人情况，"
         "再与“登记”各列比较，一致选“是”，不一致选“否”。"),
        ("没有联系上", "“是否联系上”选“否”，五项留空，仍要填核查日期和核查人。"),
        ("没有问到的项", "留空。留空不算不属实。"),
        ("不要改的", "样本编号、抽检批次、姓名、身份证号和各列列名；不要增删行，不要换人。"),
        ("以前各轮", "这张工作表（如有）是今年以前各轮的结果，照原样保留：交回的代替以前交的。"),
        ("交回", f"各乡镇填好后合成这一个文件，报{content.office}，放入收件目录当月、"
         f"{content.county}的文件夹。打开密码不要去掉，系统能读。"),
        ("保密", "内有身份证号和电话：只在内部电脑上用，不发微信、QQ群和互联网邮箱，"
         "30天内交回并删除；密码另行告知，不与文件一起发送。"),
    ]  # fmt: skip
