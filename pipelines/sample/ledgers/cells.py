"""From ideal values to the cells of a book, in the ways its office writes.

Belongs here: dates, yes and no, sums, labels, several values, identity numbers.
Does not belong here: headers and rows that are nobody's (``book``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from pipelines.sample.dirt import ERROR_CELL
from pipelines.sample.handwriting import SEPARATORS, damaged
from pipelines.sample.ledgers.shapes import LedgerColumn

_EPOCH = dt.date(1899, 12, 30)
_YES = (("是", "否"), ("是", "否"), ("√", "否"), ("是", "否"), ("1", "0"), ("有", "无"))
_OTHER_LABELS = {
    "就业技能": "就业技能培训",
    "岗位提升": "岗位技能提升",
    "创业": "创业培训",
    "订单": "订单式",
    "定向": "定向培训",
    "初级工": "五级/初级工",
    "中级工": "四级",
    "农村劳动力": "农民工",
    "脱贫人口": "脱贫劳动力",
    "培训推荐": "培训信息",
    "职业指导": "就业指导",
    "已推荐": "推荐",
    "省级": "省级基地",
    "市级": "市",
    "正常": "正常运营",
    "三送下乡": "送岗位、送技能、送政策下乡",
    "专场招聘会": "专场招聘",
    "线下": "现场",
    "大龄人员": "4050人员",
    "连续失业一年": "连续失业1年以上",
    "失业登记": "失业",
    "个人": "劳动者",
    "单位": "企业",
    "脱贫户": "一般贫困户",
    "护林员": "生态护林员",
    "村级协管": "信息员",
    "农村低保对象": "农村低保",
    "农村特困人员": "特困人员",
    "防返贫监测对象": "监测对象",
}
"""What offices of one style call things."""
_OTHER_STYLE = (1, 4)
FIRM = "长白山参业有限公司"
"""The employer of every ledger."""
_NAMES = {
    "has_certificate": "ZS2022{:06d}",
    "has_helper": "驻村协理员",
    "has_employer": FIRM,
    "has_unemployment_no": "SY{:08d}",
    "has_checker": "抽检组",
    "has_filler": "综合科",
}
_MEASURES = {"workers": "人", "households": "户", "firms": "家", "posts": "个"}

Cells = list[object]


def cells_of(
    column: LedgerColumn, values: Iterable[object], *, style: int, header: str, is_text: bool
) -> Cells:
    """Return one cell for each value. ``header`` may name another unit; a csv has only text."""
    write = _WRITERS.get(column.kind, _text)
    written: Cells = []
    for row, value in enumerate(values):
        if column.kind == "presence":
            written.append(_NAMES[column.name].format(row + 1) if value else None)
        elif value is None:
            written.append(None)
        else:
            cell = write(column, value, style, row, header)
            written.append(_as_text(cell) if is_text else cell)
    return written


def with_error(cells: Cells, row: int) -> Cells:
    """Return the cells with one that shows an error."""
    return [*cells[:row], ERROR_CELL, *cells[row + 1 :]]


def identity_cells(
    numbers: Iterable[str | None], forms: Iterable[str | None], *, is_text: bool
) -> Cells:
    """Return numbers as they stand in the book; ``forms`` say which cannot be used."""
    return [
        number if form is None or number is None else damaged(number, form, is_text)
        for number, form in zip(numbers, forms, strict=True)
    ]


def _as_text(cell: object) -> str:
    """Return a cell of a csv; without line breaks, so that a row of it is a line."""
    if isinstance(cell, str):
        return cell.replace("\n", "；")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def _text(column: LedgerColumn, value: object, style: int, row: int, header: str) -> object:
    return value


def _label(column: LedgerColumn, value: object, style: int, row: int, header: str) -> object:
    if style not in _OTHER_STYLE:
        return value
    return _OTHER_LABELS.get(str(value), value)


def _several(column: LedgerColumn, value: object, style: int, row: int, header: str) -> object:
    parts = str(value).split("、")
    if column.kind == "codes" and style in _OTHER_STYLE:
        parts = [_OTHER_LABELS.get(part, part) for part in parts]
    if row % 2:
        parts.reverse()
    return SEPARATORS[(style + row) % len(SEPARATORS)].join(parts)


def _boolean(column: LedgerColumn, value: object, style: int, row: int, header: str) -> object:
    pair = _YES[style % len(_YES)]
    if pair == ("有", "无") and column.name not in ("can_work", "has_insurance", "has_work_team"):
        pair = ("是", "否")
    return pair[0] if value else pair[1]


def _count(column: LedgerColumn, value: object, style: int, row: int, header: str) -> object:
    if style == 2 and row % 5 == 0 and column.name in _MEASURES:
        return f"{value}{_MEASURES[column.name]}"
    return str(value) if style == 4 else value


def _money(column: LedgerColumn, value: object, style: int, row: int, header: str) -> object:
    number = float(str(value))
    if "万元" in header:
        return f"{number / 10_000:g}"
    if header.startswith("年"):
        return number * 12
    return f"{number:g}元" if style == 3 and row % 4 == 0 else number


def _date(column: LedgerColumn, value: object, style: int, row: int, header: str) -> object:
    day = value
    assert isinstance(day, dt.date)  # noqa: S101
    ways: tuple[Callable[[dt.date], object], ...] = (
        lambda d: d,
        lambda d: d.strftime("%Y-%m-%d"),
        lambda d: f"{d.year}年{d.month}月{d.day}日",
        lambda d: f"{d.year}/{d.month}/{d.day}",
        lambda d: d.strftime("%Y%m%d"),
        lambda d: f"{d.year}.{d.month}.{d.day}",
        lambda d: (d - _EPOCH).days,
    )
    return ways[(style if row % 6 else style + 1) % len(ways)](day)


def _month(column: LedgerColumn, value: object, style: int, row: int, header: str) -> object:
    day = value
    assert isinstance(day, dt.date)  # noqa: S101
    ways = (f"{day.year}年{day.month}月", f"{day:%Y%m}", f"{day:%Y-%m}", f"{day.year}.{day.month}")
    return ways[(style + (row % 6 == 0)) % len(ways)]


_WRITERS: dict[str, Callable[[LedgerColumn, object, int, int, str], object]] = {
    "code": _label,
    "codes": _several,
    "texts": _several,
    "boolean": _boolean,
    "count": _count,
    "money": _money,
    "date": _date,
    "month": _month,
}
