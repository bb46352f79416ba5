"""A county's 问题清单.xlsx: 概况, 问题汇总, and one sheet per rule.

Belongs here: the first two sheets and the order of all. The created date is fixed, so that bytes
repeat. Does not belong here: a rule's sheet (``rule_sheet``), the look (``sheets``), counting.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

import polars as pl
import xlsxwriter

from pipelines.alerts.digest import inbox_folder
from pipelines.alerts.model import ACCEPTED, CountyFacts, RuleGroup, Verdict
from pipelines.alerts.rule_sheet import rule_sheet
from pipelines.alerts.sheets import (
    make_styles,
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
    due_words,
    file_words,
    headline,
    overdue_words,
    progress_words,
    sentence,
    severity_words,
    what_to_do,
)
from pipelines.quality.issues.returned import (
    HANDLING,
    MENDED,
    NOTE,
    TRUE_AS_IT_IS,
)

BOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
"""What comes from a cell stays text, whatever it begins with."""
_CREATED = datetime(2022, 1, 1)
_SHEET_NAME_LIMIT = 31
_FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


_OVERVIEW_WIDTHS = (46, 8, 9, 9, 9, 42, 40)
_SUMMARY_WIDTHS = (8, 38, 10, 8, 8, 8, 8, 16, 15, 56)


def build_workbook(facts: CountyFacts, issue: int) -> bytes:
    """Return the workbook of one county; the same facts give the same bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, BOOK_OPTIONS)
    title = headline(facts.county_name, facts.month, issue)
    book.set_properties({"title": title, "author": facts.city_office, "created": _CREATED})
    styles = make_styles(book)
    _overview(book.add_worksheet("概况"), styles, facts, title)
    _summary(book.add_worksheet("问题汇总"), styles, facts)
    for group in facts.groups:
        rule_sheet(book.add_worksheet(sheet_name(group)), styles, facts, group)
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
    titles = ("表", "状态", "总行数", "计入", "暂不计入", "文件", "说明")
    write_header(sheet, row, titles, styles, _OVERVIEW_WIDTHS)
    inbox = inbox_folder(facts)
    for row, verdict in enumerate(facts.verdicts, start=row + 1):  # noqa: B020
        note = sentence(verdict.reason) + what_to_do(verdict, inbox)
        counted = _counted(verdict)
        state = STATE.get(verdict.state, verdict.state)
        file = verdict.file_name if verdict.parts == 1 else file_words(verdict).strip("（）")
        values = (delivery_name(verdict), state, *counted, file, note)
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
        return [f"本期没有列出问题。{closed_words(counts)}{overdue_words(counts)}"]
    return [
        f"本期问题 {amount(counts.total)} 条（{progress_words(counts)}）。"
        f"{closed_words(counts)}{overdue_words(counts)}",
        f"{severity_words(counts)}；其中 {amount(counts.quarantined)} 条所在的行，"
        "更正之前不计入统计。",
        f"请于{facts.deadline}前{due_words(counts)}。",
        "每条规则一张工作表；按“表、工作表、行”可在原导出表中找到那一行，再到源系统里更正。",
        f"已在源系统更正的，在“{HANDLING}”栏选“{MENDED}”；确属实情、不必更正的，选"
        f"“{TRUE_AS_IT_IS}”，并在“{NOTE}”栏写明理由。填好后把本文件交回{facts.city_office}。",
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
    titles = (
        "规则",
        "问题",
        "轻重",
        "条数",
        "新增",
        "持续",
        "逾期",
        "谁来办",
        "是否计入统计",
        "更正办法",
    )
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
            group.overdue,
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
