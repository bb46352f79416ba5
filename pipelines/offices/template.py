"""The workbook that an office fills in and sends back: 填报, 填写说明, hidden 字典.

Belongs here: what stands where in it. The reader takes 填报 as an export of the table, 填写说明
as a remark (two cells a row at most) and leaves hidden sheets out. Look: ``look``.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_col_to_name

from pipelines.intake.layouts import Layouts, TableLayout
from pipelines.offices.checks import Places, check_of, how_to_fill, is_long
from pipelines.offices.columns import ColumnFacts, facts_of, to_fill_in
from pipelines.offices.guide import (
    FILL,
    FIRST_ROW,
    HEADER_ROW,
    HOW,
    LISTS,
    REQUIRED,
    Office,
    how_lines,
)
from pipelines.offices.look import Book, height, set_page, text_width

LAST_ROW = 99_999
"""Last row (0-based) in which cells are checked; the largest county has about 52,000 people."""
_WARNING = "内部资料，含身份信息，不要发到微信、QQ群"
_WARNING_OF_THINGS = "内部资料，不要发到微信、QQ群"
_CHARACTERS_A_PAGE = 190
"""Characters across A4 landscape at about two thirds of the size: still readable."""
_NOTE_WIDTH, _NOTE_CHARACTERS = 330, 44
_LINE_PIXELS = 19
_HOW_WIDTHS = (18, 96)
_STYLE_OF = {
    "id": "text", "phone": "text", "record_no": "text", "region_code": "text", "date": "date",
    "month": "month", "wage": "money", "integer": "integer", "count": "integer",
}  # fmt: skip
_LEAST_WIDTH = {
    "id": 23, "phone": 14, "record_no": 17, "region_code": 15, "date": 13, "month": 13,
    "presence": 24, "region_county": 16, "region_town": 14, "region_village": 14, "text": 14,
    "texts": 24, "codes": 24, "region_address": 24,
}  # fmt: skip


def template_bytes(layouts: Layouts, table: str, office: Office) -> bytes:
    """Return the template of ``table``; the same layouts and places give the same bytes."""
    facts = to_fill_in(facts_of(layouts, table))
    name = layouts.tables[table].table_name
    book = Book(f"{name}填报模板", office.name)
    fill, how = book.sheet(FILL), book.sheet(HOW)
    city_too = layouts.tables[table].city_may_deliver
    places = _write_lists(book, facts, layouts, office, city_too=city_too)
    _fill_sheet(book, fill, facts, places, layouts.tables[table])
    _how_sheet(book, how, facts, layouts, table, office)
    fill.activate()
    return book.content()


def _fill_sheet(
    book: Book, sheet: Any, facts: list[ColumnFacts], places: Places, layout: TableLayout
) -> None:
    sheet.write_string(0, 0, layout.table_name, book.styles["title"])
    sheet.set_row(0, 28)
    sheet.write_string(
        1, 0, "填报单位（盖章）：　　　　　　　　　报表月份：　　　　年　　月", book.styles["line"]
    )
    sheet.set_row(1, 22)
    widths = [_width(fact) for fact in facts]
    titles = [_title(fact) for fact in facts]
    for at, (fact, title, width) in enumerate(zip(facts, titles, widths, strict=True)):
        look = book.styles[_STYLE_OF.get(fact.column.type, "line")]
        sheet.set_column(at, at, width, look)
        sheet.write_string(
            HEADER_ROW, at, title, book.styles["required" if fact.is_required else "header"]
        )
        note = _note(fact)
        sheet.write_comment(
            HEADER_ROW,
            at,
            note,
            {
                "author": HOW,
                "font_name": "宋体",
                "font_size": 10,
                "width": _NOTE_WIDTH,
                "height": _note_height(note),
            },
        )
        sheet.data_validation(FIRST_ROW, at, LAST_ROW, at, check_of(fact, places))
    sheet.set_row(HEADER_ROW, height(titles, widths))
    held = _held(facts, layout)
    sheet.freeze_panes(FIRST_ROW, held + 1)
    sheet.autofilter(HEADER_ROW, 0, HEADER_ROW, len(facts) - 1)
    sheet.hide_gridlines(0)
    pages = -(-sum(widths) // _CHARACTERS_A_PAGE)
    warning = _WARNING if layout.has_persons else _WARNING_OF_THINGS
    set_page(sheet, pages_wide=pages, header_row=HEADER_ROW, warning=warning)
    sheet.repeat_columns(held)


def _held(facts: list[ColumnFacts], layout: TableLayout) -> int:
    """Return the column that stays in sight: whom or what a row is about."""
    return next(
        at
        for at, fact in enumerate(facts)
        if fact.column.type == "name"
        or (not layout.has_persons and fact.column.name in layout.anchors)
    )


def _title(fact: ColumnFacts) -> str:
    return f"{fact.header}\n{REQUIRED}" if fact.is_required else fact.header


def _width(fact: ColumnFacts) -> int:
    """Wide enough for the header on two lines, the filter's arrow and what is filled in."""
    longest = max((text_width(label) for label in fact.labels), default=0)
    header = text_width(fact.header)
    return max(
        _LEAST_WIDTH.get(fact.column.type, 10),
        min(header, max(header // 2 + 2, 14)) + 3,
        min(longest + 3, 22),
        text_width(REQUIRED) + 3 if fact.is_required else 0,
    )


def _note(fact: ColumnFacts) -> str:
    parts = [
        fact.title + ("（必须有这一列，不能删）" if fact.is_required else ""),
        f"意思：{fact.meaning}" if fact.meaning else "",
        f"类型：{fact.kind}",
        f"填法：{how_to_fill(fact)}" if how_to_fill(fact) else "",
        f"单位：{fact.unit}" if fact.unit else "",
        f"码表：{'、'.join(fact.labels)}" if fact.labels else "",
    ]
    return "\n".join(part for part in parts if part)


def _note_height(note: str) -> int:
    lines = sum(max(1, -(-text_width(line) // _NOTE_CHARACTERS)) for line in note.split("\n"))
    return (lines + 1) * _LINE_PIXELS


def _write_lists(
    book: Book, facts: list[ColumnFacts], layouts: Layouts, office: Office, *, city_too: bool
) -> Places:
    """Write the hidden sheet and return where its lists are."""
    sheet = book.sheet(LISTS)
    sheet.hide()
    for row, (county_name, town_name) in enumerate(office.towns, start=1):
        sheet.write_string(row, 0, county_name)
        sheet.write_string(row, 1, town_name)
    sheet.write_string(0, 0, "县（市、区）")
    sheet.write_string(0, 1, "乡镇（街道）")
    known = layouts.places
    provinces = [known.home_province[0], *(p for p in known.provinces if not _is_short(p, known))]
    lists = {"provinces": tuple(provinces)}
    lists |= {f.column.codes or "": f.labels for f in facts if is_long(f.labels)}
    found: dict[str, str] = {}
    for at, (name, labels) in enumerate(lists.items(), start=2):
        sheet.write_string(0, at, name)
        for row, label in enumerate(labels, start=1):
            sheet.write_string(row, at, label)
        letter = xl_col_to_name(at)
        found[name] = f"={LISTS}!${letter}$2:${letter}${len(labels) + 1}"
    county = next(at for at, f in enumerate(facts) if f.column.type == "region_county")
    return Places(
        lists=found,
        counties=(
            *(office.cities if city_too else ()),
            *dict.fromkeys(name for name, _ in office.towns),
        ),
        town=_towns_of(f"${xl_col_to_name(county)}{FIRST_ROW + 1}", len(office.towns) + 1),
    )


def _towns_of(county: str, last: int) -> str:
    """Return the towns of the county chosen in the same row; all of them before one is chosen."""
    counties, towns = f"{LISTS}!$A$2:$A${last}", f"{LISTS}!$B$2:$B${last}"
    count = f"COUNTIF({counties},{county})"
    first = f"OFFSET({LISTS}!$B$1,MATCH({county},{counties},0),0,{count},1)"
    return f"=IF({count}=0,{towns},{first})"


def _is_short(province: str, known: Any) -> bool:
    """Tell 广西 from 广西壮族自治区: only full names are offered."""
    return any(other != province and other.startswith(province) for other in known.provinces)


def _how_sheet(
    book: Book, sheet: Any, facts: list[ColumnFacts], layouts: Layouts, table: str, office: Office
) -> None:
    for at, width in enumerate(_HOW_WIDTHS):
        sheet.set_column(at, at, width)
    name = layouts.tables[table].table_name
    sheet.write_string(0, 0, f"{name}：填写说明", book.styles["title"])
    sheet.set_row(0, 28)
    for row, (what, words) in enumerate(how_lines(facts, layouts, table, office), start=1):
        sheet.write_string(row, 0, what, book.styles["name"])
        sheet.write_string(row, 1, words, book.styles["cell"])
        sheet.set_row(row, height((what, words), _HOW_WIDTHS))
    set_page(sheet, pages_wide=1)
