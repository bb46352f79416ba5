"""A returned 问题清单.xlsx: which rows were filled in, and what is wrong with them.

Belongs here: the columns that a county fills in (the workbook of the alerts takes them from here),
finding them in a file, judging every row. Does not belong here: what is written then (``replies``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pipelines.intake.reading import Sheet
from pipelines.quality.issues.lookup import Named, Register, parse_number
from pipelines.quality.issues.records import ReplyKind

NUMBER, HANDLING, NOTE, CHECK = "问题编号", "处理情况", "说明", "校验码"
MENDED, TRUE_AS_IT_IS = "已更正", "属实，申请豁免"
CHOICES = (MENDED, TRUE_AS_IT_IS)
CHECK_LENGTH = 12
"""The check code is the beginning of the problem's key: numbers change, the problem does not."""
_KINDS: dict[str, ReplyKind] = {MENDED: "corrected", TRUE_AS_IT_IS: "exemption"}
_HEADER_ROWS = 10
_RULE_SHEET = re.compile(r"^\s*(R\d{2}[a-z]?)\b")
_BARE = str.maketrans("", "", " \t\r\n　，,、。")

NumbersIn = Callable[[str], list[str]]
"""Which kinds of personal numbers a text holds."""


@dataclass(frozen=True)
class Filled:
    """One row that a county filled in."""

    place: str
    sheet_rule: str | None
    number: str
    check: str
    handling: str
    note: str


@dataclass
class Judged:
    """What a workbook says: rows to take, and a sentence for every row that is not taken."""

    taken: list[tuple[Named, ReplyKind, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    untouched: int = 0


def filled_rows(sheets: list[Sheet]) -> tuple[list[Filled], int, int]:
    """Return the rows with an entry, how many have none, and in how many sheets rows were found."""
    found: list[Filled] = []
    untouched = with_rows = 0
    for sheet in sheets:
        columns = _columns(sheet)
        if columns is None:
            continue
        with_rows += 1
        for row in _rows(sheet, columns):
            if row.handling or row.note:
                found.append(row)
            else:
                untouched += 1
    return found, untouched, with_rows


def _columns(sheet: Sheet) -> dict[str, int] | None:
    """Return title -> column of the header, and its row; None where the sheet has none."""
    for at in range(min(_HEADER_ROWS, sheet.cells.height)):
        titles = [re.sub(r"\s", "", text or "") for text in sheet.cells.row(at)]
        if NUMBER in titles and HANDLING in titles:
            named = {name: titles.index(name) for name in (NUMBER, HANDLING, NOTE, CHECK)
                     if name in titles}  # fmt: skip
            return named | {"row": at}
    return None


def _rows(sheet: Sheet, columns: dict[str, int]) -> Iterator[Filled]:
    rule = _RULE_SHEET.match(sheet.name)
    for at in range(columns["row"] + 1, sheet.cells.height):
        cells = sheet.cells.row(at)

        def text(title: str, cells: tuple[str | None, ...] = cells) -> str:
            return (cells[columns[title]] or "").strip() if title in columns else ""

        if not any(cells):
            continue
        yield Filled(
            place=f"工作表“{sheet.name}”第 {sheet.row_no[at]} 行",
            sheet_rule=rule[1] if rule else None,
            number=text(NUMBER),
            check=text(CHECK),
            handling=text(HANDLING),
            note=text(NOTE),
        )


def judge(
    rows: list[Filled],
    register: Register,
    names: dict[str, str],
    refusal: Callable[[Named, str], str | None],
    numbers_in: NumbersIn,
) -> tuple[str | None, Judged]:
    """Return the county that most rows are of, and what can be taken of the workbook.

    Args:
        rows: what was filled in.
        register: the findings and issues.
        names: county code -> name.
        refusal: why an exemption of an issue cannot be asked for.
        numbers_in: which personal numbers a text holds.
    """
    judged = Judged()
    known = [(row, _named(row, register)) for row in rows]
    counties = Counter(named.county_code for _, named in known if isinstance(named, Named))
    county = counties.most_common(1)[0][0] if counties else None
    places: dict[str, str] = {}
    for row, named in known:
        problem = named if isinstance(named, str) else _problem(row, named, county, names, places)
        kind = _kind(row.handling)
        if problem is None and kind is None:
            problem = _unknown_handling(row)
        if problem is None and (kinds := numbers_in(row.note)):
            problem = f"说明中疑有{'、'.join(kinds)}，不能记录，请去掉号码"
        if problem is None and kind == "exemption" and isinstance(named, Named):
            problem = refusal(named, row.note)
        if problem is not None:
            judged.problems.append(f"{row.place}：{problem.rstrip('。')}。")
        elif isinstance(named, Named) and kind is not None:
            places[named.problem_key] = row.place
            judged.taken.append((named, kind, row.note))
    return county, judged


def _named(row: Filled, register: Register) -> Named | str:
    """Return the issue of a row, or what is wrong with its number."""
    parsed = parse_number(row.number)
    if parsed is None:
        shown = "空的" if not row.number else "认不出来"
        return f"问题编号是{shown}（应形如 BS-2022-05-R43-00017），请从原清单复制回来"
    month, rule = parsed
    if row.sheet_rule not in (None, rule):
        return f"编号 {row.number} 属于规则 {rule}，却写在 {row.sheet_rule} 的工作表里，请放回原处"
    named = register.by_number(row.number)
    if row.check and (named is None or not named.problem_key.startswith(row.check)):
        # The month was screened again since: the number is another problem's, or nobody's.
        named = register.by_key(month, row.check, rule) if len(row.check) == CHECK_LENGTH else None
    if named is None:
        return f"没有编号为 {row.number} 的问题，可能已重新筛查，请对照最新的问题清单"
    return named


def _problem(
    row: Filled, named: Named, county: str | None, names: dict[str, str], places: dict[str, str]
) -> str | None:
    if named.county_code != county:
        other = names.get(named.county_code, named.county_code)
        return f"编号 {row.number} 是{other}的问题，不是{names.get(county or '', '本县')}的"
    if named.problem_key in places:
        return f"编号 {row.number} 与{places[named.problem_key]}重复"
    return None


def _kind(handling: str) -> ReplyKind | None:
    plain = handling.translate(_BARE)
    return next((kind for word, kind in _KINDS.items() if word.translate(_BARE) == plain), None)


def _unknown_handling(row: Filled) -> str:
    choices = "”或“".join(CHOICES)
    if not row.handling:
        return f"写了说明，没有选“{HANDLING}”，请选“{choices}”"
    return f"“{HANDLING}”应选“{choices}”，现在写的是别的"
