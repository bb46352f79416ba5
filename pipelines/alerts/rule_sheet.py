"""One sheet of 问题清单.xlsx: the problems of one rule, a row each, and two columns to fill in.

Belongs here: the columns, their widths, and what a county may change. The columns are the same in
every sheet, because the answers are read back by their titles (``quality.issues.returned``); one
without content is hidden, and so is what only tells the row again when it comes back.
Does not belong here: the first two sheets (``workbook``), the look (``sheets``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.alerts.model import CountyFacts, RuleGroup
from pipelines.alerts.render import text_width
from pipelines.alerts.sheets import row_height, set_page, write_header, write_title
from pipelines.alerts.words import (
    OWNER,
    SEVERITY,
    amount,
    rule_title,
    sentence,
    table_label,
)
from pipelines.quality.issues.returned import (
    CHECK,
    CHECK_LENGTH,
    HANDLING,
    MENDED,
    NOTE,
    NUMBER,
    TRUE_AS_IT_IS,
)

_SAMPLED_ROWS = 500
_HEADER_ROW = 2
_FILTERING = {
    "autofilter": True,
    "sort": True,
    "format_columns": True,
    "format_rows": True,
}
"""What stays allowed in a protected sheet, which has no password: it only prevents slips."""


@dataclass(frozen=True)
class _Column:
    """One column; widths in characters of the sheet, a Chinese one counts two."""

    title: str
    source: str
    least: int
    most: int
    style: str = "cell"


# Together about 180 characters: A4 across prints them at three quarters of the size.
_COLUMNS = (
    _Column(NUMBER, "finding_id", 12, 12),
    _Column("乡镇", "town_name", 8, 10),
    _Column("村", "village_name", 8, 10),
    _Column("表", "table_cell", 12, 12),
    _Column("工作表", "sheet_name", 8, 10),
    _Column("行", "row_no", 6, 6, "row_no"),
    _Column("户编号\n尾号", "household_tail", 7, 7, "middle"),
    _Column("姓名\n（脱敏）", "masked_name", 8, 10),
    _Column("证件号\n（脱敏）", "masked_id", 19, 19),
    _Column("问题", "message", 24, 28),
    _Column("如何改", "how_to_fix", 18, 24),
    _Column("期限", "due_label", 8, 10, "middle"),
    _Column("状态", "status", 8, 9, "middle"),
    _Column(HANDLING, "", 11, 11, "to_fill"),
    _Column(NOTE, "", 15, 15, "to_fill"),
    _Column(CHECK, "check", CHECK_LENGTH, CHECK_LENGTH),
)
_HANDLING_AT = next(at for at, column in enumerate(_COLUMNS) if column.title == HANDLING)


def rule_sheet(sheet: Any, styles: dict[str, Any], facts: CountyFacts, group: RuleGroup) -> None:
    """Fill the sheet of one rule."""
    rows = group.rows.with_columns(
        table_cell=_table_cell(group.rows),
        how_to_fix=pl.lit(sentence(group.how_to_fix)),
        check=pl.col("problem_key").str.head(CHECK_LENGTH),
    )
    cells = [_texts(column, rows) for column in _COLUMNS]
    widths = [_width(column, texts) for column, texts in zip(_COLUMNS, cells, strict=True)]
    shown = [
        column.title != CHECK and (not column.source or any(texts))
        for column, texts in zip(_COLUMNS, cells, strict=True)
    ]
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width, None, {} if shown[at] else {"hidden": True})
    _above(sheet, styles, facts, group, sum(w for w, s in zip(widths, shown, strict=True) if s))
    titles = [column.title for column in _COLUMNS]
    write_header(sheet, _HEADER_ROW, titles, styles, widths)
    # A hidden title must not make the row taller.
    read = [title if seen else "" for title, seen in zip(titles, shown, strict=True)]
    sheet.set_row(_HEADER_ROW, row_height(read, widths))
    for row, texts in enumerate(zip(*cells, strict=True), start=_HEADER_ROW + 1):
        for at, (column, text) in enumerate(zip(_COLUMNS, texts, strict=True)):
            _write_cell(sheet, row, at, column, text, styles)
        sheet.set_row(row, row_height(texts, widths))
    last = _HEADER_ROW + rows.height
    _choices(sheet, group, last)
    sheet.autofilter(_HEADER_ROW, 0, last, len(_COLUMNS) - 1)
    sheet.freeze_panes(_HEADER_ROW + 1, 1)
    sheet.protect("", _FILTERING)
    set_page(sheet, header_row=_HEADER_ROW)


def _above(
    sheet: Any, styles: dict[str, Any], facts: CountyFacts, group: RuleGroup, width: int
) -> None:
    level, owner = SEVERITY.get(group.severity, group.severity), OWNER.get(group.owner, group.owner)
    title = f"{rule_title(group)}{amount(group.count)} 条。{level}，{owner}。"
    write_title(sheet, f"{title}请于{facts.deadline}前在源系统更正。", styles)
    answer = f"“{MENDED}”"
    if group.can_be_exempted:
        answer += f"或“{TRUE_AS_IT_IS}”（并在“{NOTE}”栏写明理由）"
    words = f"只填黄色的两栏：在“{HANDLING}”栏选{answer}。其他栏请不要改动。"
    sheet.merge_range(1, 0, 1, len(_COLUMNS) - 1, "", styles["plain"])
    sheet.write_string(1, 0, words, styles["plain"])
    sheet.set_row(1, row_height([words], [width]))


def _choices(sheet: Any, group: RuleGroup, last: int) -> None:
    choices = [MENDED, TRUE_AS_IT_IS] if group.can_be_exempted else [MENDED]
    sheet.data_validation(
        _HEADER_ROW + 1,
        _HANDLING_AT,
        last,
        _HANDLING_AT,
        {
            "validate": "list",
            "source": choices,
            "error_title": HANDLING,
            "error_message": f"请从列表中选：{'、'.join(choices)}。",
        },
    )


def _table_cell(rows: pl.DataFrame) -> pl.Series:
    """Name the table, and the file too where the rows come from several."""
    names = [table_label(table) for table in rows["table_name"]]
    if rows.filter(pl.col("file_name") != "")["file_name"].n_unique() > 1:
        files = rows["file_name"]
        names = [f"{n}\n{f}" if f else n for n, f in zip(names, files, strict=True)]
    return pl.Series(names, dtype=pl.String)


def _texts(column: _Column, rows: pl.DataFrame) -> list[str]:
    if not column.source:
        return [""] * rows.height
    return rows[column.source].cast(pl.String).fill_null("").to_list()


def _width(column: _Column, texts: list[str]) -> int:
    """Wide enough for what is in it, within the column's limits; longer text wraps."""
    longest = max((text_width(text) for text in texts[:_SAMPLED_ROWS]), default=0)
    return max(column.least, min(column.most, longest + 2))


def _write_cell(
    sheet: Any, row: int, at: int, column: _Column, text: str, styles: dict[str, Any]
) -> None:
    if not text:
        sheet.write_blank(row, at, None, styles[column.style])
    elif column.style == "row_no":
        sheet.write_number(row, at, int(text), styles["row_no"])
    else:
        sheet.write_string(row, at, text, styles[column.style])
