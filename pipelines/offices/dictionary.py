"""The data dictionary: every column of every table, as a page and as a workbook.

Belongs here: which facts stand in which column of the dictionary. Does not belong here: the
facts themselves (``columns``), the page's markup (``dictionary.html.j2``), the look (``look``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.intake.layouts import CodeList, Layouts, SourceLayout, TableLayout
from pipelines.offices.columns import ColumnFacts, facts_of
from pipelines.offices.look import Book, height, set_page, write_table
from pipelines.offices.page import page

TITLE = "数据字典：各来源各表的列"
_COLUMN_TITLES = (
    "列名", "必填", "意思", "类型", "填法", "单位", "码表", "也认得的写法", "隐私", "是否存储",
)  # fmt: skip
_COLUMN_WIDTHS = (22, 5, 27, 15, 27, 7, 26, 32, 12, 13)
_CODE_TITLES = ("码表里的写法", "用于哪些列", "也认得的写法")
_CODE_WIDTHS = (24, 40, 56)
_IGNORED_TITLES = ("列名", "怎么处理")
_IGNORED_WIDTHS = (40, 60)
_ABOUT_WIDTHS = (20, 110)
ABOUT = (
    (
        "怎么认列",
        "只看列名，不看列的顺序。比较列名时不分全角半角，忽略空格、换行、星号和（必填）。",
    ),
    ("必填", "表里必须有这一列，缺了整份文件不能收；格里没有内容的，按填法可以留空。"),
    ("也认得的写法", "系统不同版本、各地台账用过的列名，写明起止月份的只在那几个月的报表中有效。"),
    ("身份信息", "证件号码、姓名、电话只进身份库，不进数据湖，不出现在任何页面、提醒和日志里。"),
    ("隐私等级", "身份信息（只进身份库）、敏感、内部、公开。"),
    ("认不出的列", "既不在表里、也不在“不使用的列”里的列名，会记在收件说明中，请告诉维护人员。"),
)


@dataclass(frozen=True)
class CodeWords:
    """One label of a code list."""

    label: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class CodeListWords:
    """One code list of a source, and the columns that use it."""

    name: str
    used_by: str
    words: tuple[CodeWords, ...]


@dataclass(frozen=True)
class TableWords:
    """One table of the dictionary."""

    table: str
    layout: TableLayout
    source: SourceLayout
    facts: tuple[ColumnFacts, ...]
    code_lists: tuple[CodeListWords, ...]


def tables_of(layouts: Layouts) -> list[TableWords]:
    """Return every table in the layouts' order."""
    return [
        TableWords(
            table=table,
            layout=layout,
            source=layouts.source_of[table],
            facts=tuple(facts_of(layouts, table)),
            code_lists=_code_lists(layouts, table),
        )
        for table, layout in layouts.tables.items()
    ]


def dictionary_page(layouts: Layouts) -> bytes:
    """Return the dictionary as one page that asks for nothing from anywhere."""
    return page(
        Path(__file__).with_name("dictionary.html.j2"),
        title=TITLE,
        about=ABOUT,
        sources=layouts.sources,
        tables=tables_of(layouts),
    )


def dictionary_book(layouts: Layouts, author: str) -> bytes:
    """Return the dictionary as a workbook: 说明, up to three sheets per table."""
    book = Book(TITLE, author)
    _about_sheet(book, layouts)
    for words in tables_of(layouts):
        name = words.table
        columns = book.sheet(f"{name} {words.layout.table_name}")
        write_table(
            book, columns, 0, _COLUMN_TITLES, [_row(f) for f in words.facts], _COLUMN_WIDTHS
        )
        codes = [
            (word.label, listed.used_by, "、".join(word.others))
            for listed in words.code_lists
            for word in listed.words
        ]
        if codes:
            write_table(book, book.sheet(f"{name} 码表"), 0, _CODE_TITLES, codes, _CODE_WIDTHS)
        ignored = ignored_of(words.layout)
        sheet = book.sheet(f"{name} 不使用的列")
        write_table(book, sheet, 0, _IGNORED_TITLES, ignored, _IGNORED_WIDTHS)
    return book.content()


def ignored_of(layout: TableLayout) -> list[tuple[str, str]]:
    """Return the headers that are known and not taken in, and what happens to them."""
    return [
        *((text, "序号列：只用来数行，不存") for text in layout.sequence_headers),
        *((f"{text}……", "以此开头的列：认得，不使用，不存") for text in layout.ignored_prefixes),
        *((text, "认得，不使用，不存") for text in layout.ignored),
    ]


def _about_sheet(book: Book, layouts: Layouts) -> None:
    sheet = book.sheet("说明")
    for at, width in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, TITLE, book.styles["title"])
    sheet.set_row(0, 28)
    versions = [(f"来源：{s.source}", f"{s.source_name}，版式 {s.layout_version}，"
                 f"表：{'、'.join(f'{t} {its.table_name}' for t, its in s.tables.items())}")
                for s in layouts.sources]  # fmt: skip
    for row, line in enumerate([*versions, *ABOUT], start=1):
        for at, text in enumerate(line):
            sheet.write_string(row, at, text, book.styles["cell" if at else "name"])
        sheet.set_row(row, height(line, _ABOUT_WIDTHS))
    set_page(sheet, pages_wide=1)


def _row(fact: ColumnFacts) -> tuple[str, ...]:
    return (
        fact.title,
        "是" if fact.is_required else "",
        fact.meaning,
        fact.kind,
        fact.how,
        fact.unit,
        "、".join(fact.labels),
        "、".join(fact.others),
        fact.privacy,
        fact.storage,
    )


def _code_lists(layouts: Layouts, table: str) -> tuple[CodeListWords, ...]:
    used: dict[str, list[str]] = {}
    lists: dict[str, CodeList] = {}
    for fact in facts_of(layouts, table):
        if fact.column.codes:
            used.setdefault(fact.column.codes, []).append(fact.title)
            lists[fact.column.codes] = layouts.codes(table, fact.column)
    return tuple(
        CodeListWords(
            name=name,
            used_by="、".join(titles),
            words=tuple(CodeWords(k, tuple(v)) for k, v in lists[name].items()),
        )
        for name, titles in used.items()
    )
