"""A county's 问题清单.xlsx: 概况, 问题汇总, and one sheet per rule.

Belongs here: what stands in which sheet and column. The created date is fixed, so that bytes
repeat. Does not belong here: the look (``sheets``), counting, masking, wording of sentences.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
import xlsxwriter

from pipelines.alerts.digest import inbox_folder
from pipelines.alerts.identity import NATIONAL_TABLES
from pipelines.alerts.model import ACCEPTED, CountyFacts, RuleGroup, Verdict
from pipelines.alerts.render import text_width
from pipelines.alerts.sheets import (
    make_styles,
    row_height,
    set_page,
    set_widths,
    write_header,
    write_row,
    write_title,
)
from pipelines.alerts.words import (
    OWNER,
    SEVERITY,
    STATE,
    amount,
    closed_words,
    delivery_name,
    file_words,
    headline,
    progress_words,
    rule_title,
    sentence,
    table_label,
    what_to_do,
)
from pipelines.quality.issues.returned import CHECK, CHECK_LENGTH, CHOICES, HANDLING, NOTE

_CREATED = datetime(2022, 1, 1)
_SHEET_NAME_LIMIT = 31
_FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_SAMPLED_ROWS = 500


@dataclass(frozen=True)
class _Column:
    """One column of a rule sheet; widths in characters of the sheet, Chinese counts two."""

    title: str
    source: str
    least: int
    most: int
    style: str = "cell"


_COLUMNS = (
    _Column("问题编号", "finding_id", 21, 24),
    _Column("新旧", "age_label", 6, 6, "middle"),
    _Column("表", "table_label", 12, 14),
    _Column("文件名", "file_name", 14, 20),
    _Column("工作表", "sheet_name", 8, 10),
    _Column("行号", "row_no", 8, 8, "row_no"),
    _Column("乡镇", "town_name", 9, 11),
    _Column("村", "village_name", 9, 11),
    _Column("户编号\n后4位", "household_tail", 8, 8, "middle"),
    _Column("人编号\n后4位", "person_tail", 8, 8, "middle"),
    _Column("姓名", "masked_name", 9, 12),
    _Column("证件号码", "masked_id", 20, 20),
    _Column("问题说明", "message", 24, 34),
    _Column(HANDLING, "", 15, 15),
    _Column(NOTE, "", 16, 16),
    _Column(CHECK, "check", 14, 14),
)
_OVERVIEW_WIDTHS = (50, 10, 11, 11, 11, 50)
_SUMMARY_WIDTHS = (8, 38, 10, 8, 8, 8, 16, 15, 54)
_PERSON = ("row_no", "village_name", "masked_name", "masked_id", "sheet_name")
_NATIONAL = ("household_tail", "person_tail")


def build_workbook(facts: CountyFacts, issue: int) -> bytes:
    """Return the workbook of one county; the same facts give the same bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    title = headline(facts.county_name, facts.month, issue)
    book.set_properties({"title": title, "author": facts.city_office, "created": _CREATED})
    styles = make_styles(book)
    _overview(book.add_worksheet("概况"), styles, facts, title)
    _summary(book.add_worksheet("问题汇总"), styles, facts)
    for group in facts.groups:
        _rule_sheet(book.add_worksheet(sheet_name(group)), styles, facts, group)
    book.close()
    return buffer.getvalue()


def sheet_name(group: RuleGroup) -> str:
    """``R43 务工未满16周岁``, within what Excel allows."""
    name = _FORBIDDEN_IN_SHEET_NAME.sub("、", f"{group.rule_id} {group.rule_name}")
    return name[:_SHEET_NAME_LIMIT].strip()


def _overview(sheet: Any, styles: dict[str, Any], facts: CountyFacts, title: str) -> None:
    set_widths(sheet, _OVERVIEW_WIDTHS)
    write_title(sheet, title, styles)
    lines = _overview_lines(facts)
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, line, styles["line"])
    row = len(lines) + 2
    titles = ("表", "状态", "总行数", "计入", "暂不计入", "说明")
    write_header(sheet, row, titles, styles, _OVERVIEW_WIDTHS)
    inbox = inbox_folder(facts)
    for row, verdict in enumerate(facts.verdicts, start=row + 1):  # noqa: B020
        note = sentence(verdict.reason) + what_to_do(verdict, inbox)
        counted = _counted(verdict)
        state = STATE.get(verdict.state, verdict.state)
        values = (delivery_name(verdict) + file_words(verdict), state, *counted, note)
        write_row(sheet, row, values, styles, _OVERVIEW_WIDTHS)
    _town_table(sheet, styles, facts, row + 2)
    set_page(sheet)


def _counted(verdict: Verdict) -> tuple[int, str | int, str | int]:
    """Rows in all, counted, not counted; of a table that was not adopted nothing is counted."""
    if verdict.state != ACCEPTED:
        return verdict.rows_data, "—", "—"
    return verdict.rows_data, verdict.rows_accepted, verdict.rows_quarantined


def _overview_lines(facts: CountyFacts) -> list[str]:
    counts = facts.counts
    if not counts.total:
        return ["本期没有列出问题。" + closed_words(counts)]
    return [
        f"本期问题 {amount(counts.total)} 条（{progress_words(counts)}）。{closed_words(counts)}",
        f"必须更正 {amount(counts.errors)} 条，请核实 {amount(counts.warnings)} 条，"
        f"提示 {amount(counts.infos)} 条；其中 {amount(counts.quarantined)} 条所在的行，"
        "更正之前不计入统计。",
        f"请于{facts.deadline}前在源系统更正（不要改导出表），更正后重新导出报送。",
        f"更正后在该行“{HANDLING}”栏选“{CHOICES[0]}”；确属实情、不必更正的选“{CHOICES[1]}”，"
        f"并在“{NOTE}”栏写明理由。填好后把本表交回{facts.city_office}。",
        "每条规则一张工作表；按“文件名、工作表、行号”可在原导出表中找到那一行。",
    ]


def _town_table(sheet: Any, styles: dict[str, Any], facts: CountyFacts, row: int) -> None:
    if not facts.groups:
        return
    rows = pl.concat([group.rows.select("town_name", "severity") for group in facts.groups])
    towns = (
        rows.with_columns(pl.col("town_name").replace("", "（不分乡镇）"))
        .group_by("town_name")
        .agg(
            pl.len().alias("all"),
            *((pl.col("severity") == level).sum().alias(level) for level in SEVERITY),
        )
        .sort("all", "town_name", descending=[True, False])
    )
    titles = ("乡镇", "问题", *SEVERITY.values())
    write_header(sheet, row, titles, styles, _OVERVIEW_WIDTHS)
    for number, values in enumerate(towns.iter_rows(), start=row + 1):
        write_row(sheet, number, values, styles, _OVERVIEW_WIDTHS)


def _summary(sheet: Any, styles: dict[str, Any], facts: CountyFacts) -> None:
    titles = ("规则", "问题", "轻重", "条数", "新增", "持续", "谁来办", "是否计入统计", "更正办法")
    set_widths(sheet, _SUMMARY_WIDTHS)
    write_header(sheet, 0, titles, styles, _SUMMARY_WIDTHS)
    for row, group in enumerate(facts.groups, start=1):
        counted = {"Q": "更正前不计入", "B": "整份暂停"}.get(group.action, "计入")
        values = (
            group.rule_id,
            group.rule_name,
            SEVERITY.get(group.severity, group.severity),
            group.count,
            group.new,
            group.continuing,
            OWNER.get(group.owner, group.owner),
            counted,
            sentence(group.how_to_fix),
        )
        write_row(sheet, row, values, styles, _SUMMARY_WIDTHS)
    if facts.groups:
        sheet.autofilter(0, 0, len(facts.groups), len(titles) - 1)
    else:
        sheet.write_string(1, 0, "本期没有列出问题。", styles["line"])
    sheet.freeze_panes(1, 2)
    set_page(sheet, header_row=0)


def _rule_sheet(sheet: Any, styles: dict[str, Any], facts: CountyFacts, group: RuleGroup) -> None:
    columns = _columns_for(group)
    rows = group.rows.with_columns(
        pl.col("table_name").map_elements(table_label, return_dtype=pl.String).alias("table_label"),
        pl.when("is_continuing").then(pl.lit("持续")).otherwise(pl.lit("新增")).alias("age_label"),
        pl.col("problem_key").str.head(CHECK_LENGTH).alias("check"),
    )
    widths = [_width(column, rows) for column in columns]
    set_widths(sheet, widths)
    level, owner = SEVERITY.get(group.severity, group.severity), OWNER.get(group.owner, group.owner)
    write_title(
        sheet,
        f"{rule_title(group)}{amount(group.count)} 条。{level}，{owner}。"
        f"请于{facts.deadline}前在源系统更正。",
        styles,
    )
    fix = f"更正办法：{sentence(group.how_to_fix)}" if group.how_to_fix else ""
    sheet.merge_range(1, 0, 1, len(columns) - 1, "", styles["plain"])
    sheet.write_string(1, 0, fix, styles["plain"])
    sheet.set_row(1, row_height([fix], [sum(widths)]))
    write_header(sheet, 2, [column.title for column in columns], styles, widths)
    cells = [_texts(column, rows) for column in columns]
    for row, texts in enumerate(zip(*cells, strict=True), start=3):
        for index, (column, text) in enumerate(zip(columns, texts, strict=True)):
            _write_cell(sheet, row, index, column, text, styles)
        sheet.set_row(row, row_height(texts, widths))
    _let_fill_in(sheet, columns, rows.height)
    sheet.autofilter(2, 0, 2 + rows.height, len(columns) - 1)
    sheet.freeze_panes(3, 1)
    set_page(sheet, header_row=2)


def _let_fill_in(sheet: Any, columns: list[_Column], count: int) -> None:
    """Offer the two choices, and hide what only tells the row when it comes back."""
    titles = [column.title for column in columns]
    at, check = titles.index(HANDLING), titles.index(CHECK)
    sheet.data_validation(
        3,
        at,
        2 + count,
        at,
        {
            "validate": "list",
            "source": list(CHOICES),
            "error_title": HANDLING,
            "error_message": "请从下拉列表中选一项。",
        },
    )
    sheet.set_column(check, check, columns[check].least, None, {"hidden": True})


def _columns_for(group: RuleGroup) -> list[_Column]:
    has_row = group.rows["row_no"].is_not_null().any()
    has_national = group.rows["table_name"].is_in(NATIONAL_TABLES).any()
    hidden = (() if has_row else _PERSON) + (() if has_row and has_national else _NATIONAL)
    return [column for column in _COLUMNS if column.source not in hidden]


def _texts(column: _Column, rows: pl.DataFrame) -> list[str]:
    if not column.source:
        return [""] * rows.height
    return rows[column.source].cast(pl.String).fill_null("").to_list()


def _width(column: _Column, rows: pl.DataFrame) -> int:
    """Wide enough for what is in it, within the column's limits; longer text wraps."""
    longest = max(map(text_width, _texts(column, rows.head(_SAMPLED_ROWS))), default=0)
    return max(column.least, min(column.most, longest + 2))


def _write_cell(
    sheet: Any, row: int, index: int, column: _Column, text: str, styles: dict[str, Any]
) -> None:
    if not column.source:
        sheet.write_blank(row, index, None, styles["to_fill"])
    elif column.style == "row_no" and text:
        sheet.write_number(row, index, int(text), styles["row_no"])
    else:
        sheet.write_string(row, index, text, styles[column.style])
