"""The raw frame of a file becomes lake rows, vault rows and counts of unreadable cells.

Belongs here: which expression reads which column of the layout, and what comes out in which
order. Pure: bytes, layouts, reference data and the secret come in, frames go out.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.intake import values
from pipelines.intake.errors import NO_REGION, Refusal
from pipelines.intake.hashing import content_hash, with_row_hash
from pipelines.intake.identity import normal_name, normal_phone, with_identity, with_person_key
from pipelines.intake.layouts import Column, ColumnType, Layouts
from pipelines.intake.places import with_region, with_work_region
from pipelines.intake.reading import read_sheets
from pipelines.intake.regions import Regions
from pipelines.intake.schemas import lake_schema, vault_schema
from pipelines.intake.sheets import RawTable, gather, missing_columns

Problems = dict[str, dict[str, int]]

_PROBLEM_OF = {"code": "not_in_code_list"}


@dataclass(frozen=True)
class Conformed:
    """One readable file. Frames lack ``delivery_id``, which depends on the claimed county."""

    raw: RawTable
    lake: pl.DataFrame
    vault: pl.DataFrame
    content_county: str | None
    content_hash: str
    problems: Problems
    synthetic_rows: int


def conform(
    content: bytes,
    file_name: str,
    month: str,
    folder_county: str | None,
    layouts: Layouts,
    regions: Regions,
    secret: str,
    passwords: tuple[str, ...] = (),
) -> Conformed:
    """Return the file's rows, conformed; ``passwords`` open a workbook that asks for one.

    Raises:
        Refusal: unreadable, not a known table, a required column or every region missing.
    """
    raw = gather(read_sheets(content, file_name, passwords), layouts, month, file_name)
    placed, county = with_region(raw.frame, regions)
    if raw.missing:
        refusal = missing_columns(raw, layouts, file_name)
        refusal.county = county
        raise refusal
    if not placed.height or (county is None and folder_county is None):
        raise _no_region(raw, file_name, is_empty=not placed.height)
    typed, problems = _typed(placed, raw.table, layouts)
    if any(column.type == "derived" for column in layouts.tables[raw.table].columns):
        typed = with_work_region(typed, regions, layouts.places)
        unclear = pl.col("work_province").is_not_null() & pl.col("work_region").is_null()
        if count := typed.filter(unclear).height:
            problems["work_region"] = {"not_recognised": count}
    full = with_person_key(with_identity(typed, last_day(month)), secret)
    full = with_row_hash(full, _tracked(raw.table, layouts))
    return Conformed(
        raw=raw,
        lake=_ordered(full, lake_schema(raw.table, layouts)),
        vault=_ordered(full, vault_schema()),
        content_county=county,
        content_hash=content_hash(full),
        problems=problems,
        synthetic_rows=int(full["is_synthetic"].sum()),
    )


def last_day(month: str) -> date:
    """Return the last day of a month written ``YYYY-MM``."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, calendar.monthrange(year, number)[1])


def _typed(frame: pl.DataFrame, table: str, layouts: Layouts) -> tuple[pl.DataFrame, Problems]:
    layout = layouts.tables[table]
    read = [column for column in layout.columns if column.type != "derived"]
    plain = frame.with_columns(
        pl.when(~pl.col(c.name).is_in(list(values.ERRORS))).then(pl.col(c.name)).alias(c.name)
        for c in read
    )
    said = plain.select(values.known(pl.col(c.name), _blanks(c, table, layouts)) for c in read)
    result = plain.with_columns(
        *(
            _reading(c, table, layouts, said[c.name]).alias(c.name)
            for c in read
            if c.type not in _REGIONS
        ),
        normal_village(pl.col("village")).alias("village_name"),
    )
    result = result.with_columns(
        pl.col("person_name").is_not_null().alias("has_name"),
        pl.col("phone").is_not_null().alias("has_phone"),
    )
    return result, _problems(frame, plain, said, result, read)


_REGIONS = ("region_county", "region_town", "region_village", "region_code")
_NEVER_UNREADABLE = (*_REGIONS, "id", "name", "phone", "text", "record_no", "presence")


_READERS: dict[ColumnType, Callable[[pl.Expr], pl.Expr]] = {
    "boolean": values.to_boolean,
    "integer": values.to_integer,
    "wage": values.to_wage,
    "date": values.to_date,
    "month": values.to_month,
    "presence": values.to_presence,
    "record_no": values.to_record_no,
    "text": values.to_text,
    "name": normal_name,
    "phone": normal_phone,
}


def _reading(column: Column, table: str, layouts: Layouts, said: pl.Series) -> pl.Expr:
    if column.type == "id":
        return pl.col(column.name)
    if column.type == "code":
        return values.to_code(pl.lit(said), layouts.codes(table, column))
    return _READERS[column.type](pl.lit(said))


def normal_village(text: pl.Expr) -> pl.Expr:
    """Return a village's name without blanks."""
    return text.str.replace_all(r"\s+", "")


def _blanks(column: Column, table: str, layouts: Layouts) -> tuple[str, ...]:
    """Texts that mean nothing in this column: 无 is nothing, unless its code list has it."""
    words = {*values.BLANKS, *map(values.clean_label, column.blanks)}
    if column.type in ("date", "month"):
        words |= set(values.OPEN_ENDS)
    if column.type == "code":
        codes = layouts.codes(table, column)
        words -= {other for label, others in codes.items() for other in (label, *others)}
    if column.type == "boolean":
        words -= {*values.TRUE, *values.FALSE}
    return tuple(sorted(words))


def _problems(
    found: pl.DataFrame,
    plain: pl.DataFrame,
    said: pl.DataFrame,
    result: pl.DataFrame,
    columns: list[Column],
) -> Problems:
    problems: Problems = {}

    def note(column: str, kind: str, count: int) -> None:
        if count:
            problems.setdefault(column, {})[kind] = count

    for column in columns:
        name = column.name
        note(name, "formula_error", plain[name].null_count() - found[name].null_count())
        if column.type not in _NEVER_UNREADABLE:
            unread = int((result[name].is_null() & said[name].is_not_null()).sum())
            note(name, _PROBLEM_OF.get(column.type, "unparsable"), unread)
    for name, code in (("county", "home_county_code"), ("town", "town_code")):
        unknown = int((found[name].is_not_null() & result[code].is_null()).sum())
        note(name, "not_recognised", unknown)
    return problems


def _tracked(table: str, layouts: Layouts) -> list[str]:
    own = [column.name for column in layouts.tables[table].stored if column.tracked]
    return ["home_county_code", "town_code", "village_name", *own]


def _ordered(frame: pl.DataFrame, schema: dict[str, pl.DataType]) -> pl.DataFrame:
    columns = [
        (pl.lit("") if name == "delivery_id" else pl.col(name)).cast(kind).alias(name)
        for name, kind in schema.items()
    ]
    return frame.select(columns).sort("sheet_name", "row_no", maintain_order=True)


def _no_region(raw: RawTable, file_name: str, *, is_empty: bool) -> Refusal:
    what = (
        "有表头但没有任何人员记录"
        if is_empty
        else "的地区列认不出属于白山市哪个县（市、区），文件也没有放在县区目录里"
    )
    return Refusal(
        NO_REGION,
        f"文件“{file_name}”{what}。请核对导出条件，重新导出后放入收件目录中该县区的子目录。",
        table=raw.table,
        unknown=raw.unknown,
        rows_read=raw.rows_read,
        dropped=raw.dropped,
        content_month=raw.content_month,
    )
