"""The raw frame of a table in a file becomes lake rows, vault rows, bridge rows and counts.

Belongs here: the steps from bytes to frames, and what comes out in which order. Pure: bytes,
layouts, reference data and the secret come in, frames go out. Cells by type: ``cells``.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from pipelines.intake.archive_file import INSIDE
from pipelines.intake.cells import typed
from pipelines.intake.city import with_city
from pipelines.intake.errors import NO_REGION, Refusal
from pipelines.intake.hashing import content_hash, with_row_hash
from pipelines.intake.identity import with_identity, with_person_key
from pipelines.intake.layouts import Layouts, TableLayout
from pipelines.intake.likeness import with_employer_key, with_likeness
from pipelines.intake.multi_valued import bridge, joined
from pipelines.intake.number_columns import NUMBER_CELL
from pipelines.intake.observations import DATES_1904
from pipelines.intake.places import county_of_sheets, with_region
from pipelines.intake.reading import read_sheets
from pipelines.intake.regions import Regions
from pipelines.intake.schemas import lake_schema, values_schema, vault_schema
from pipelines.intake.sheets import RawTable, gather, missing_columns
from pipelines.intake.unread import with_unread
from pipelines.intake.work_regions import with_work_regions


@dataclass(frozen=True)
class Conformed:
    """One readable table of a file. Frames lack ``delivery_id``: it follows the claimed county."""

    raw: RawTable
    lake: pl.DataFrame
    vault: pl.DataFrame | None
    """None in a table without persons."""
    values: pl.DataFrame | None
    """The bridge of the multi-valued cells; None where the table has none."""
    content_county: str | None
    content_hash: str
    problems: dict[str, dict[str, int]]
    synthetic_rows: int
    town_rows: dict[str, int]
    """Data rows by town code; "" where the township is not known."""


def conform(
    content: bytes,
    file_name: str,
    month: str,
    folder_county: str | None,
    layouts: Layouts,
    regions: Regions,
    secret: str,
    passwords: tuple[str, ...] = (),
) -> list[tuple[str, Conformed | Refusal]]:
    """Return the file's rows, conformed; ``passwords`` open a workbook that asks for one.

    A workbook of several tables gives each of them, or why it is refused, behind the names of
    its sheets; any other file itself behind nothing.

    Raises:
        Refusal: unreadable, not a known table, a required column or every region missing.
    """
    tables = gather(read_sheets(content, file_name, passwords), layouts, month, file_name)
    given = (month, folder_county, layouts, regions, secret)
    if len(tables) == 1:
        return [("", _conformed(tables[0], file_name, *given))]
    found: list[tuple[str, Conformed | Refusal]] = []
    for raw in tables:
        names = "、".join(raw.sheet_names)
        try:
            found.append((names, _conformed(raw, f"{file_name}{INSIDE}{names}", *given)))
        except Refusal as refusal:
            found.append((names, refusal))
    return found


def _conformed(
    raw: RawTable,
    file_name: str,
    month: str,
    folder_county: str | None,
    layouts: Layouts,
    regions: Regions,
    secret: str,
) -> Conformed:
    placed, county = with_region(raw.frame, regions)
    if layouts.tables[raw.table].city_may_deliver:
        placed, county = with_city(placed, county, regions, folder_county)
    raw = _without_town(raw, layouts.tables[raw.table], regions)
    if raw.missing:
        refusal = missing_columns(raw, layouts, file_name)
        refusal.county = county
        raise refusal
    if county is None and (folder_county is None or not placed.height):
        layout = layouts.tables[raw.table]
        _check_region(raw, file_name, layout, regions, has_folder=bool(folder_county))
    layout = layouts.tables[raw.table]
    is_1904 = DATES_1904 in raw.observations
    full, problems = typed(placed, raw.table, layouts, dates_1904=is_1904)
    for name, count in raw.number_cells.items():
        problems.note(name, NUMBER_CELL, count)
    full = with_work_regions(full, placed, layout, regions, layouts.places, problems)
    full = with_unread(full, problems.unread)
    if layout.has_persons:
        full = _with_persons(full, month, secret)
    full = with_employer_key(full, placed, secret)
    values = _bridge(full, layout)
    full = full.with_columns(joined(column.name) for column in layout.multi)
    full = with_row_hash(full, _tracked(raw.table, layouts))
    if len(raw.sheet_names) > 1:  # the rows of one are in order
        full = full.sort("sheet_name", "row_no", maintain_order=True)
    return Conformed(
        raw=raw,
        lake=_ordered(full, lake_schema(raw.table, layouts)),
        vault=_ordered(full, vault_schema()) if layout.has_persons else None,
        values=values,
        content_county=county,
        content_hash=content_hash(full),
        problems=problems.counts,
        synthetic_rows=int(full["is_synthetic"].sum()) if layout.has_persons else 0,
        town_rows=dict(full["town_code"].fill_null("").value_counts().rows()),
    )


def _without_town(raw: RawTable, layout: TableLayout, regions: Regions) -> RawTable:
    """Let the township's column be absent where every sheet is named after a township."""
    town = next((c.header for c in layout.columns if c.type == "region_town"), None)
    if raw.missing != (town,):
        return raw
    sheets = raw.frame["sheet_name"].unique().to_list()
    return raw if county_of_sheets(sheets, regions) is None else replace(raw, missing=())


def last_day(month: str) -> date:
    """Return the last day of a month written ``YYYY-MM``."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, calendar.monthrange(year, number)[1])


def _with_persons(frame: pl.DataFrame, month: str, secret: str) -> pl.DataFrame:
    return with_likeness(with_person_key(with_identity(frame, last_day(month)), secret), secret)


def _bridge(frame: pl.DataFrame, layout: TableLayout) -> pl.DataFrame | None:
    """Return the rows of the multi-valued cells; None where the table has no such column."""
    multi = [column.name for column in layout.multi]
    if not multi:
        return None
    if not layout.has_persons:
        frame = frame.with_columns(pl.lit(None, pl.String).alias("person_key"))
    return _ordered(bridge(frame, multi), values_schema())


def _tracked(table: str, layouts: Layouts) -> list[str]:
    own = [c.name for c in layouts.tables[table].stored if c.tracked]
    return ["home_county_code", "town_code", "village_name", *own]


def _ordered(frame: pl.DataFrame, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    columns = [
        (pl.lit("") if name == "delivery_id" else pl.col(name)).cast(kind).alias(name)
        for name, kind in schema.items()
    ]
    return frame.select(columns)


def _check_region(
    raw: RawTable, file_name: str, layout: TableLayout, regions: Regions, *, has_folder: bool
) -> None:
    """Refuse what is of nowhere, and a roster of nobody; a ledger may be empty: nothing this month.

    Raises:
        Refusal: nobody knows which county's it is, or a roster has no row.
    """
    is_empty = not raw.frame.height
    if is_empty and has_folder and not layout.roster:
        return
    cities = "、".join(regions.cities.values())
    what = f"的地区列认不出属于{cities}哪个县（市、区），文件也没有放在县区目录里"
    advice = "请核对导出条件，重新导出后放入收件目录中该县区的子目录。"
    if is_empty and layout.roster:
        what = f"有表头但没有任何{'人员' if layout.has_persons else ''}记录"
    elif is_empty:
        what = f"是没有任何记录的{layout.table_name}，看不出是哪个县（市、区）的"
        advice = "如果本月确实没有，请把它放入收件目录中该县区的子目录（例如“抚松县”）。"
    raise Refusal(
        NO_REGION,
        f"文件“{file_name}”{what}。{advice}",
        table=raw.table,
        unknown=raw.unknown,
        rows_read=raw.rows_read,
        dropped=raw.dropped,
        content_month=raw.content_month,
    )
