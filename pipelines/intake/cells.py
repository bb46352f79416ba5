"""The text cells of a delivery become typed columns, and what could not be read is counted.

Belongs here: which expression reads which type of column, what means nothing in it, and the
counts by column. Does not belong here: the expressions (``values``, ``quantities``,
``multi_valued``), regions (``places``) and identities (``identity``).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial

import polars as pl

from pipelines.intake import values
from pipelines.intake.contacts import name_problems, phone_problems
from pipelines.intake.identity import normal_name, normal_phone
from pipelines.intake.layout_columns import FORM, IDENTITY, MULTI, REGION
from pipelines.intake.layouts import Column, ColumnType, Layouts
from pipelines.intake.money import NOTES, read_money
from pipelines.intake.multi_valued import JOINED, split_cells
from pipelines.intake.places import ADDRESS, REGION_CELLS
from pipelines.intake.quantities import to_count, to_number
from pipelines.intake.sheets import unit_cell
from pipelines.intake.shortcuts import PLAIN, TEXT, days, query, selected, unless_plain
from pipelines.intake.unread import KINDS, UnreadCells

_NEVER_UNREADABLE = (*IDENTITY, "text", "record_no", "presence")
_FEW, _MANY_ROWS = 4, 2_000
"""In a long table a column with at most a quarter as many texts as cells is read text by text."""
_ONES_OWN = ("id", "name", "phone", "record_no")  # texts that hardly repeat are not counted
_TIMES, _VALUE = "times of it", "value of it"
_NO_ERROR = pl.when(~pl.col(TEXT).is_in(list(values.ERRORS))).then(pl.col(TEXT))


@dataclass
class Problems:
    """Counts of cells by column and kind, and which cells could not be read."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    unread: UnreadCells = field(default_factory=UnreadCells)

    def note(self, column: str, kind: str, count: int) -> None:
        """Add ``count`` cells of a column; nothing where it is zero."""
        if count:
            kinds = self.counts.setdefault(column, {})
            kinds[kind] = kinds.get(kind, 0) + count

    def take_back(self, column: str, kind: str, count: int) -> None:
        """Take ``count`` cells off again: something else told their value."""
        kinds = self.counts.get(column, {})
        kinds[kind] = kinds.get(kind, 0) - count
        if kinds[kind] <= 0:
            del kinds[kind]
            if not kinds:
                self.counts.pop(column, None)


def typed(
    frame: pl.DataFrame, table: str, layouts: Layouts, *, dates_1904: bool = False
) -> tuple[pl.DataFrame, Problems]:
    """Return ``frame`` with every column of the layout read; multi-valued cells are lists.

    ``dates_1904``: day numbers count from 1904. Adds ``village_name``; in a table of persons
    also ``has_name`` and ``has_phone``.
    """
    layout = layouts.tables[table]
    problems = Problems()
    read = [column for column in layout.columns if column.type != "derived"]
    words = {column.name: _blanks(column, table, layouts) for column in read}
    cells = _cells(frame, read, words, problems)
    plainly = [c for c in read if c.type not in (*REGION, *MULTI, "id", "wage")]
    value_of = _alike_together(
        {c.name: cells[c.name].said for c in plainly},
        {c.name: _kind(c) for c in plainly},
        {c.name: partial(_read, c, table, layouts, dates_1904) for c in plainly},
    )
    found: list[pl.Series] = []
    for column in read:
        its = cells[column.name]
        if column.type in (*REGION, "id"):
            found.append(its.on_every_row(its.plain))
        elif column.type in MULTI:
            found.append(_multi(column, its, table, layouts, problems))
        elif column.type == "wage":
            said = its.on_every_row(its.said)
            money = _money(column, frame, said, problems)
            its.note_rows("unparsable", money[0].is_null() & said.is_not_null(), said)
            found += money
        else:
            value = value_of[column.name]
            if column.type not in _NEVER_UNREADABLE:
                kind = "not_in_code_list" if column.type == "code" else "unparsable"
                its.note(kind, its.said, value)
            found.append(its.on_every_row(value))
    result = frame.with_columns(found)
    result = result.with_columns(values.normal_village(pl.col("village")).alias("village_name"))
    if layout.has_persons:
        result = result.with_columns(
            (pl.col(name).is_not_null() if name in result.columns else pl.lit(False)).alias(has)
            for name, has in (("person_name", "has_name"), ("phone", "has_phone"))
        ).with_columns(name_problems(result["person_name"]), phone_problems(result["phone"]))
    _count_unplaced(problems, frame, result)
    return result, problems


@dataclass(frozen=True)
class _Cells:
    """One column's cells: each different text once where there are few, else every cell."""

    column: pl.Series
    texts: pl.Series
    plain: pl.Series
    """``texts`` without failed formulas."""
    said: pl.Series
    """``plain`` without what means nothing."""
    times: pl.Series | None
    """How often each text stands in the column; None: ``texts`` are all cells in order."""
    problems: Problems

    def note(self, kind: str, before: pl.Series, after: pl.Series) -> None:
        """Count the cells that are something in ``before`` and, read on, nothing in ``after``."""
        if after.null_count() == before.null_count():
            return  # what is nothing before is nothing after
        is_lost = after.is_null() & before.is_not_null()
        if self.times is None:
            self.note_rows(kind, is_lost, self.column)
        else:
            of_these = self.texts.filter(is_lost)
            self.note_rows(kind, self.column.is_in(of_these.implode()), self.column)

    def note_rows(self, kind: str, is_lost: pl.Series, texts: pl.Series) -> None:
        """Count and remember the cells of the rows ``is_lost``; ``texts`` one a row."""
        rows = is_lost.arg_true()
        self.problems.note(self.column.name, kind, len(rows))
        if kind in KINDS and len(rows):
            self.problems.unread.note(self.column.name, rows, texts.gather(rows))

    def on_every_row(self, values_of_texts: pl.Series) -> pl.Series:
        """Return one value a row, given one a text."""
        name = self.column.name
        if self.times is None:
            return values_of_texts.alias(name)
        if values_of_texts.dtype == pl.String and values_of_texts.equals(self.texts):
            return self.column
        looked_up = pl.DataFrame([self.texts.alias(name), values_of_texts.alias(_VALUE)])
        rows = self.column.to_frame().join(
            looked_up, on=name, how="left", nulls_equal=True, maintain_order="left"
        )
        return rows[_VALUE].alias(name)


def _cells(
    frame: pl.DataFrame, read: list[Column], words: dict[str, tuple[str, ...]], problems: Problems
) -> dict[str, _Cells]:
    """Return the cells of every column of ``words``, which says what means nothing in each."""
    few: dict[str, pl.DataFrame] = {}
    if frame.height >= _MANY_ROWS:
        repeating = [column.name for column in read if column.type not in _ONES_OWN]
        counted = {name: frame[name].value_counts(name=_TIMES) for name in repeating}
        few = {n: texts for n, texts in counted.items() if texts.height * _FEW <= frame.height}
    texts = {name: few[name][name] if name in few else frame[name] for name in words}
    plain = _alike_together(texts, dict.fromkeys(words), dict.fromkeys(words, _without_errors))
    known = {name: partial(_known, words[name]) for name in words}
    said = _alike_together(plain, words, known)
    found = {}
    for name in words:
        times = few[name][_TIMES] if name in few else None
        found[name] = _Cells(frame[name], texts[name], plain[name], said[name], times, problems)
        found[name].note("formula_error", texts[name], plain[name])
    return found


def _without_errors(texts: pl.Series) -> pl.Series:
    return selected(texts, _NO_ERROR)


def _known(blanks: tuple[str, ...], texts: pl.Series) -> pl.Series:
    return query(texts, lambda text: values.known(text, blanks))


def _alike_together(
    columns: dict[str, pl.Series],
    kinds: Mapping[str, Hashable],
    how: Mapping[str, Callable[[pl.Series], pl.Series]],
) -> dict[str, pl.Series]:
    """Return what ``how`` makes of each column; those of one kind are read one below the other.

    In a short table a query takes longer than the cells that it reads.
    """
    groups: dict[Hashable, list[str]] = {}
    for name in columns:
        groups.setdefault(kinds[name], []).append(name)
    found: dict[str, pl.Series] = {}
    for names in groups.values():
        made = how[names[0]](pl.concat([columns[name].alias("stacked") for name in names]))
        at = 0
        for name in names:
            found[name] = made.slice(at, columns[name].len())
            at += columns[name].len()
    return found


def _kind(column: Column) -> Hashable:
    """Return what two columns have in common that are read alike."""
    return column.type, column.codes, tuple(column.true_words), tuple(column.false_words)


def _multi(
    column: Column, cells: _Cells, table: str, layouts: Layouts, problems: Problems
) -> pl.Series:
    codes = layouts.codes(table, column) if column.codes is not None else None
    said = cells.on_every_row(cells.said)
    found, left_out = split_cells(said, codes, _blanks(column, table, layouts))
    if left_out:
        rows = said.is_in(list(left_out)).arg_true()
        cells_with = said.gather(rows)
        texts = pl.Series([JOINED.join(left_out[cell]) for cell in cells_with], dtype=pl.String)
        problems.note(
            column.name, "not_in_code_list", sum(len(left_out[cell]) for cell in cells_with)
        )
        problems.unread.note(column.name, rows, texts)
    return found


def _money(
    column: Column, frame: pl.DataFrame, said: pl.Series, problems: Problems
) -> list[pl.Series]:
    """Return a column of money and the one that says how each sum was written."""
    found = read_money(said, frame[unit_cell(column.name)], column.unit or "")
    for form, kind in NOTES.items():
        problems.note(column.name, kind, int((found["form"] == form).sum()))
    form_name = f"{column.name.removesuffix('_cny')}{FORM}"
    return [found["value"].alias(column.name), found["form"].alias(form_name)]


_READERS: dict[ColumnType, Callable[[pl.Expr], pl.Expr]] = {
    "integer": values.to_integer,
    "count": to_count,
    "number": to_number,
    "presence": values.to_presence,
    "record_no": values.to_record_no,
    "text": values.to_text,
    "name": normal_name,
    "phone": normal_phone,
}


def _read(
    column: Column, table: str, layouts: Layouts, dates_1904: bool, said: pl.Series
) -> pl.Series:
    """Return what the texts of a column mean."""
    if column.type in ("date", "month"):
        found = days(said, is_1904=dates_1904)
        return found if column.type == "date" else found.dt.month_start()
    if column.type in PLAIN:
        return unless_plain(said, PLAIN[column.type], _READERS[column.type])
    return selected(said, _reading(layouts, table, column.name))


@lru_cache(maxsize=1024)
def _reading(layouts: Layouts, table: str, name: str) -> pl.Expr:
    column, said = layouts.tables[table].column(name), pl.col(TEXT)
    if column.type == "code":
        return values.to_code(said, layouts.codes(table, column))
    if column.type == "boolean":
        return pl.coalesce(_own_words(column, said), values.to_boolean(said))
    return _READERS[column.type](said)


def _own_words(column: Column, text: pl.Expr) -> pl.Expr:
    """Return what the column's own words for yes and no say."""
    words = dict.fromkeys(map(values.squeeze, column.true_words), True)
    words |= dict.fromkeys(map(values.squeeze, column.false_words), False)
    plain = text.str.replace_all(r"\s+", "")
    return plain.replace_strict(words, default=None, return_dtype=pl.Boolean)


def _blanks(column: Column, table: str, layouts: Layouts) -> tuple[str, ...]:
    """Texts that mean nothing in this column: 无 is nothing, unless its code list has it."""
    words = {*values.BLANKS, *map(values.clean_label, column.blanks)}
    if column.type in ("date", "month"):
        words |= set(values.OPEN_ENDS)
    if column.type in ("code", "codes"):
        codes = layouts.codes(table, column)
        words -= {other for label, others in codes.items() for other in (label, *others)}
    if column.type == "boolean":
        words -= {*values.TRUE, *values.FALSE, *column.true_words, *column.false_words}
    return tuple(sorted(words))


def _count_unplaced(problems: Problems, found: pl.DataFrame, result: pl.DataFrame) -> None:
    for name, code in (("county", "home_county_code"), ("town", "town_code")):
        unknown = int((found[name].is_not_null() & result[code].is_null()).sum())
        problems.note(name, "not_recognised", unknown)
    if ADDRESS in found.columns:
        nothing = pl.all_horizontal([pl.col(name).is_null() for name in REGION_CELLS])
        nowhere = found.filter(pl.col(ADDRESS).is_not_null() & nothing).height
        problems.note(ADDRESS, "not_recognised", nowhere)
