"""The workbook with full identities: own county's problems, a watermark on every sheet, encrypted.

Belongs here: reading the identities behind one county's findings and drawing that workbook. What
leaves this module is encrypted. Does not belong here: who may have it and until when
(``identities``), what everybody sees (``identity``, ``workbook``).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import xlsxwriter

from pipelines.alerts.identity import NATIONAL_TABLES, lake_file, only_rows, vault_file
from pipelines.alerts.model import RuleGroup
from pipelines.alerts.sheets import make_styles, set_page, set_widths, write_header, write_row
from pipelines.alerts.source import read_columns
from pipelines.alerts.words import rule_title, table_label
from pipelines.alerts.workbook import BOOK_OPTIONS, sheet_name
from pipelines.settings import Settings

_KEY = ["delivery_id", "sheet_name", "row_no"]
_TEXT = pl.String()
_WHO = ["person_name", "id_no", "household_no", "person_no"]
_TITLES = (
    "编号",
    "乡镇",
    "村",
    "表",
    "工作表",
    "行",
    "户编号",
    "人编号",
    "姓名",
    "证件号码",
    "问题",
)
_WIDTHS = (23, 12, 12, 16, 10, 7, 18, 18, 12, 24, 40)
_MARK_POINTS = 22
_SHOWN = [
    *("finding_id", "town_name", "village_name", "table_name", "sheet_name", "row_no"),
    *("household_no", "person_no", "person_name", "id_no", "message"),
]


@dataclass(frozen=True)
class Watermark:
    """Whose copy it is; stands on every sheet and every printed page."""

    county_name: str
    receiver: str
    made_on: date
    expires_on: date

    @property
    def words(self) -> str:
        """The line that is printed."""
        return (
            f"{self.county_name}　交 {self.receiver}　{self.made_on.isoformat()} 生成　"
            f"有效至 {self.expires_on.isoformat()}，到期销毁　含个人信息，严禁复制、转发"
        )


def add_identities(settings: Settings, month: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``person_name, id_no, household_no, person_no`` (text) to findings of one county.

    Rows without a person are left out.
    """
    wanted = rows.drop_nulls(["delivery_id", "row_no"])
    parts = [
        _one_delivery(settings, month, found)
        for _, found in wanted.group_by("delivery_id", maintain_order=True)
    ]
    schema = {**dict.fromkeys(_KEY, _TEXT), "row_no": pl.Int64(), **dict.fromkeys(_WHO, _TEXT)}
    people = pl.concat([pl.DataFrame(schema=schema), *parts])
    return wanted.join(people, on=_KEY, how="left", nulls_equal=True, maintain_order="left")


def _one_delivery(settings: Settings, month: str, rows: pl.DataFrame) -> pl.DataFrame:
    delivery_id, table = str(rows["delivery_id"][0]), str(rows["table_name"][0])
    wanted = rows.select("sheet_name", "row_no").unique()
    here = ["sheet_name", "row_no"]
    found = wanted
    vault = vault_file(settings.vault, month, delivery_id)
    if vault.exists():
        people = only_rows(read_columns(vault, [*here, "person_name", "id_no"]), wanted)
        found = found.join(people, on=here, how="left", nulls_equal=True)
    lake = lake_file(settings.lake, month, delivery_id, table)
    if lake is not None and table in NATIONAL_TABLES:
        numbers = only_rows(read_columns(lake, [*here, "household_no", "person_no"]), wanted)
        found = found.join(numbers, on=here, how="left", nulls_equal=True)
    missing = [pl.lit(None, dtype=_TEXT).alias(n) for n in _WHO if n not in found.columns]
    return found.with_columns(pl.lit(delivery_id).alias("delivery_id"), *missing).select(
        *_KEY, *_WHO
    )


def locked_book(groups: tuple[RuleGroup, ...], mark: Watermark, password: str) -> bytes:
    """Return the workbook, encrypted by ``password`` (AES, as Excel does it)."""
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, BOOK_OPTIONS)
    styles = make_styles(book)
    for group in groups:
        _sheet(book.add_worksheet(sheet_name(group)), styles, group, mark)
    book.close()
    buffer.seek(0)
    locked = io.BytesIO()
    OOXMLFile(buffer).encrypt(password, locked)
    return locked.getvalue()


def _sheet(sheet: Any, styles: dict[str, Any], group: RuleGroup, mark: Watermark) -> None:
    set_widths(sheet, _WIDTHS)
    sheet.write_string(0, 0, mark.words, styles["mark"])
    sheet.write_string(1, 0, rule_title(group), styles["title"])
    sheet.set_row(0, _MARK_POINTS)
    sheet.set_row(1, _MARK_POINTS)
    write_header(sheet, 2, _TITLES, styles, _WIDTHS)
    rows = group.rows.with_columns(
        pl.col("table_name").map_elements(table_label, return_dtype=_TEXT)
    ).select(pl.col(_SHOWN).cast(_TEXT).fill_null(""))
    for at, (width, column) in enumerate(zip(_WIDTHS, rows.iter_columns(), strict=True)):
        if (column == "").all():
            sheet.set_column(at, at, width, None, {"hidden": True})
    for number, values in enumerate(rows.iter_rows(), start=3):
        write_row(sheet, number, values, styles, _WIDTHS)
    sheet.autofilter(2, 0, 2 + rows.height, len(_TITLES) - 1)
    sheet.freeze_panes(3, 1)
    set_page(sheet, header_row=2)
    # A single & begins a code in a header.
    words = mark.words.replace("&", "&&")
    sheet.set_header(f"&C&14&B{words}")
    sheet.set_footer(f"&L{words}&R第 &P 页，共 &N 页")
