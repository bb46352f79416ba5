"""One file's sheets become one raw frame of data rows a table, every row accounted for.

Belongs here: which sheets are one table, counting what is dropped, refusing a file.
Does not belong here: the meaning of cells (``conform``) and reading bytes (``reading``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

from pipelines.intake.errors import MISSING_COLUMNS, UNRECOGNISED, Refusal
from pipelines.intake.headers import Header, find_header, other_table, rather_another
from pipelines.intake.layouts import Layouts, TableLayout
from pipelines.intake.number_columns import doubtful_months, lost_zeros, number_columns
from pipelines.intake.observations import observe
from pipelines.intake.places import REGION_CELLS, filled_down
from pipelines.intake.reading import Sheet
from pipelines.intake.rows import DATA, content_month, is_only_text, row_kinds


@dataclass(frozen=True)
class RawTable:
    """The data rows of a file that are of one table, as text.

    ``frame`` has one text column per layout column (null where the file lacks it), the four
    region cells, the unit that each money column's header names (``unit_cell``; null: the
    layout's), ``sheet_name``, ``row_no`` and ``id_is_number``.
    """

    table: str
    frame: pl.DataFrame
    rows_read: int
    dropped: dict[str, int]
    content_month: str | None
    missing: tuple[str, ...]
    missing_sheets: tuple[str, ...]
    unknown: tuple[str, ...]
    sheets: tuple[dict[str, str | int], ...] = ()
    """Per sheet that was read: name, rows_read, rows_data, last_row (0: no data row)."""
    sheet_names: tuple[str, ...] = ()
    """The sheets that hold the table."""
    observations: dict[str, int] = field(default_factory=dict)
    """Counts of ``observations.observe``."""
    number_cells: dict[str, int] = field(default_factory=dict)
    """Data cells by column of record numbers that the workbook holds as numbers."""


def gather(sheets: list[Sheet], layouts: Layouts, month: str, file_name: str) -> list[RawTable]:
    """Return the data rows of all visible sheets, by table in the order of the book.

    Sheets that hold no table, hidden ones among them, are counted with the first table.

    Raises:
        Refusal: a sheet is no known table, or one that is not wanted.
    """
    rows_read = sum(sheet.cells.height for sheet in sheets)
    dropped: Counter[str] = Counter()
    beside: list[Sheet] = []
    by_table: dict[str, list[tuple[Sheet, Header]]] = {}
    for sheet in sheets:
        if sheet.is_hidden:
            dropped["hidden_sheet"] += sheet.cells.height
            beside.append(sheet)
            continue
        header = find_header(sheet.cells, layouts, month)
        if header is not None:
            by_table.setdefault(header.table, []).append((sheet, header))
        elif is_only_text(sheet.cells):
            dropped.update(_text_kinds(sheet.cells))
            beside.append(sheet)
        else:
            raise _unrecognised(sheet, layouts, file_name, rows_read)
    if not by_table:
        raise Refusal(
            UNRECOGNISED,
            f"文件“{file_name}”中没有可识别的表。应有{_known(layouts)}的表头。"
            "请从系统用“全部字段”重新导出后放入收件目录。",
            rows_read=rows_read,
        )
    for parts in by_table.values():
        _check_wanted(parts, layouts, file_name, rows_read)
    found = []
    for table, parts in by_table.items():
        own = [sheet for sheet, _ in parts] + beside
        in_order = [sheet for sheet in sheets if any(sheet is one for one in own)]
        found.append(_raw_table(table, layouts, parts, in_order, dropped))
        dropped, beside = Counter(), []
    return found


def _raw_table(
    table: str,
    layouts: Layouts,
    parts: list[tuple[Sheet, Header]],
    sheets: list[Sheet],
    dropped: Counter[str],
) -> RawTable:
    """Return the rows of one table; ``sheets`` are its own and those counted with it."""
    layout = layouts.tables[table]
    frames: list[pl.DataFrame] = []
    kinds_of: list[pl.Series] = []
    titles: list[str] = []
    number_cells: Counter[str] = Counter()
    for sheet, header in parts:
        kinds = row_kinds(sheet.cells, header, layout)
        dropped.update(kinds.filter(kinds != DATA).to_list())
        kinds_of.append(kinds)
        numbers = number_columns(sheet, header, layout)
        number_cells.update(lost_zeros(numbers, layout, kinds == DATA))
        frames.append(_rows(sheet, header, layout, kinds, numbers))
        above = sheet.cells.head(header.first_row)
        titles += [text for row in above.rows() for text in row if text]
    return RawTable(
        table=table,
        frame=pl.concat(frames),
        rows_read=sum(sheet.cells.height for sheet in sheets),
        dropped=dict(dropped),
        content_month=content_month(titles),
        missing=_in_order(header.missing for _, header in parts),
        missing_sheets=tuple(sheet.name for sheet, header in parts if header.missing),
        unknown=_in_order(header.unknown for _, header in parts),
        sheets=tuple(_counts(sheet, frames) for sheet in sheets if not sheet.is_hidden),
        sheet_names=tuple(sheet.name for sheet, _ in parts),
        observations=observe([sheet for sheet, _ in parts], kinds_of, frames),
        number_cells=dict(number_cells),
    )


def _counts(sheet: Sheet, frames: list[pl.DataFrame]) -> dict[str, str | int]:
    own = next((f for f in frames if f.height and f["sheet_name"][0] == sheet.name), None)
    return {
        "name": sheet.name,
        "rows_read": sheet.cells.height,
        "rows_data": own.height if own is not None else 0,
        "last_row": int(str(own["row_no"].max())) if own is not None else 0,
    }


def missing_columns(raw: RawTable, layouts: Layouts, file_name: str) -> Refusal:
    """Return the refusal of a file that lacks required columns."""
    lacking = "、".join(raw.missing)
    return Refusal(
        MISSING_COLUMNS,
        f"文件“{file_name}”的工作表“{'、'.join(raw.missing_sheets)}”是"
        f"{layouts.tables[raw.table].table_name}，但缺少必需列：{lacking}。"
        "请从系统用“全部字段”重新导出后放入收件目录，不要手工删改列名。",
        table=raw.table,
        missing=raw.missing,
        unknown=raw.unknown,
        rows_read=raw.rows_read,
        dropped=raw.dropped,
        content_month=raw.content_month,
    )


def unit_cell(column: str) -> str:
    """Return the frame's column that holds the unit named by the header of a money column."""
    return f"{column} unit"


def _rows(
    sheet: Sheet,
    header: Header,
    layout: TableLayout,
    kinds: pl.Series,
    numbers: dict[str, pl.Series],
) -> pl.DataFrame:
    id_column = next((column.name for column in layout.columns if column.type == "id"), "")
    id_is_number = numbers.get(id_column)
    wanted = {c.name for c in layout.columns if c.type != "derived"} | set(REGION_CELLS)
    money = [column.name for column in layout.columns if column.type == "wage"]
    frame = sheet.cells.select(
        *(_cell(sheet.cells, header, name).alias(name) for name in sorted(wanted)),
        *(pl.lit(header.units.get(name), pl.String).alias(unit_cell(name)) for name in money),
        sheet.row_no.alias("row_no"),
        pl.lit(sheet.name).alias("sheet_name"),
        (pl.lit(False) if id_is_number is None else pl.lit(id_is_number)).alias("id_is_number"),
    )
    frame = frame.with_columns(doubtful_months(frame, numbers, layout))
    return filled_down(frame.filter(kinds == DATA))


def _cell(cells: pl.DataFrame, header: Header, name: str) -> pl.Expr:
    """Return the text of a column; that of several headers stands on several lines."""
    if name not in header.columns:
        return pl.lit(None, pl.String)
    found = [pl.col(cells.columns[header.columns[name]])]
    found += [pl.col(cells.columns[at]) for at in header.beside.get(name, ())]
    if len(found) == 1:
        return found[0]
    joined = pl.concat_str(found, separator="\n", ignore_nulls=True)
    return pl.when(pl.any_horizontal([cell.is_not_null() for cell in found])).then(joined)


def _check_wanted(
    parts: list[tuple[Sheet, Header]], layouts: Layouts, file_name: str, rows_read: int
) -> None:
    others = (rather_another(header, layouts) for _, header in parts)
    other = next((name for name in others if name is not None), None)
    if other is not None:
        raise Refusal(
            UNRECOGNISED,
            f"文件“{file_name}”看来是{other}，本系统不收这张表。应收{_known(layouts)}。"
            "请核对后重新导出，或把它移出收件目录。",
            rows_read=rows_read,
        )


def _unrecognised(sheet: Sheet, layouts: Layouts, file_name: str, rows_read: int) -> Refusal:
    head = sheet.cells.head(16).rows()
    names = tuple(str(cell) for row in head for cell in row if cell)
    other = other_table(names, layouts)
    what = f"看来是{other}，本系统不收这张表" if other else "找不到可识别的表头"
    return Refusal(
        UNRECOGNISED,
        f"文件“{file_name}”的工作表“{sheet.name}”{what}。应为{_known(layouts)}，"
        "表头在前16行内。请从系统用“全部字段”重新导出；与统计无关的工作表请删除后再放入收件目录。",
        rows_read=rows_read,
    )


def _known(layouts: Layouts) -> str:
    return "、".join(layout.table_name for layout in layouts.tables.values())


def _text_kinds(cells: pl.DataFrame) -> Counter[str]:
    if cells.width == 0:
        return Counter({"blank": cells.height})
    blank = int(cells.select(pl.all_horizontal(pl.all().is_null()).sum()).item())
    return Counter({"blank": blank, "title": cells.height - blank})


def _in_order(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for group in groups for text in group))
