"""How a text cell becomes money: plain sums, bands, rounded sums, 万元, sums of a year.

Belongs here: what the words around a number mean, and the unit it ends up in. A cell that is
not clearly one of these is not read. Does not belong here: which column has which unit.
"""

from __future__ import annotations

import re
from typing import Any

import polars as pl

PLAIN, BAND, APPROXIMATE, CONVERTED = "数值", "区间", "约数", "换算"
NOTES = {BAND: "band", APPROXIMATE: "approximate", CONVERTED: "converted"}
"""Form -> the kind under which ``cell_problems`` counts it."""

_WAN = "万"
_TEN_THOUSAND, _MONTHS = 10_000, 12
_FEN = 2
"""Decimals of a sum in yuan: 0.57 times ten thousand is 5700, not 5699.99…."""
_MAX_MONEY = 1e12

_PLAIN_NUMBER = r"^¥?(-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?)$"
_NUMBER = r"(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?"
_UNIT = r"(?:万元|万块钱|万块|万圆|万|元|圆|块钱|块)"
_ROUGHLY = r"(?:左右|上下|多|余|以上|以下)"
_MONTH = r"每个月|每月|一个月|月收入|月工资|月薪|月均|月"
_YEAR = r"每年|一年|全年|年收入|年工资|年薪|年均|年"
_CELL = re.compile(
    rf"(?:人民币)?(?P<before>{_MONTH}|{_YEAR})?:?(?P<about>大约|大概|约)?¥?"
    rf"(?P<low>{_NUMBER})(?P<low_unit>{_UNIT})?"
    rf"(?:(?:--?|[~–—―至到]|——)¥?(?P<high>{_NUMBER}))?"
    rf"(?P<more>{_ROUGHLY})?(?P<unit>{_UNIT})?"
    rf"(?:/?(?P<after>{_MONTH}|{_YEAR}))?(?P<later>{_ROUGHLY})?"
)


def read_money(cells: pl.Series, stated: pl.Series, unit: str) -> pl.DataFrame:
    """Return ``value`` (in ``unit``) and ``form`` of every cell; both null where it is not read.

    ``unit`` is 元/月, 元/年 or 元; ``stated`` is what the header of the cell says instead
    (万元/年), null where it says nothing.
    """
    every = pl.DataFrame({"cell": cells, "stated": stated.fill_null(unit)})
    pairs = every.unique()
    found = pairs.hstack(_read(pairs, unit))
    rows = every.join(
        found, on=["cell", "stated"], how="left", nulls_equal=True, maintain_order="left"
    )
    return rows.select("value", "form")


def _read(pairs: pl.DataFrame, unit: str) -> pl.DataFrame:
    frame = pairs.with_columns(pl.col("cell").str.replace_all(r"\s+", ""))
    digits = pl.col("cell").str.extract(_PLAIN_NUMBER).str.replace_all(",", "")
    frame = frame.with_columns(digits.cast(pl.Float64, strict=False).alias("value"))
    frame = frame.with_columns(
        pl.when(pl.col("value").is_not_null())
        .then(pl.when(pl.col("stated") == unit).then(pl.lit(PLAIN)).otherwise(pl.lit(CONVERTED)))
        .alias("form"),
        _in_unit(frame, unit),
    )
    worded = frame.filter(pl.col("form").is_null() & pl.col("cell").is_not_null())
    words = worded.select("cell", "stated").unique().rows()
    said = [
        (*pair, *found) for pair in words if (found := _worded(pair[0], pair[1], unit)) is not None
    ]
    if said:
        names = {"cell": pl.String, "stated": pl.String, "v": pl.Float64, "f": pl.String}
        looked_up = pl.DataFrame(said, schema=names, orient="row")
        frame = frame.join(looked_up, on=["cell", "stated"], how="left", maintain_order="left")
        frame = frame.with_columns(pl.coalesce("value", "v"), pl.coalesce("form", "f"))
    sane = pl.col("value").abs() < _MAX_MONEY
    return frame.select(pl.when(sane).then(pl.col(name)).alias(name) for name in ("value", "form"))


def _in_unit(frame: pl.DataFrame, unit: str) -> pl.Expr:
    """Return the plain numbers in ``unit``; headers with another unit are few."""
    value = pl.col("value")
    for stated in frame["stated"].unique():
        if stated != unit:
            converted = value * _TEN_THOUSAND if stated.startswith(_WAN) else value
            converted = _per(converted.round(_FEN), _period(stated), _period(unit))
            value = pl.when(pl.col("stated") == stated).then(converted).otherwise(value)
    return value.alias("value")


def _worded(cell: str, stated: str, unit: str) -> tuple[float, str] | None:
    """Return the sum that a cell with words means, and its form."""
    found = _CELL.fullmatch(cell)
    if found is None:
        return None
    low_unit, high, last_unit = found["low_unit"], found["high"], found["unit"]
    periods = {_period_of(word) for word in (found["before"], found["after"]) if word}
    if len(periods) > 1 or (periods and not _period(unit)):
        return None
    period = next(iter(periods), _period(stated))
    if high is None:
        if low_unit and last_unit:
            return None
        sums = [_yuan(found["low"], low_unit or last_unit, stated)]
    else:
        if low_unit and not last_unit and low_unit.startswith(_WAN):
            return None  # 3万-4: four what?
        sums = [
            _yuan(found["low"], low_unit or last_unit, stated),
            _yuan(high, last_unit or low_unit, stated),
        ]
        if sums[0] > sums[1]:
            return None
    value = float(_per(sum(sums) / len(sums), period, _period(unit)))
    if high is not None:
        return value, BAND
    if found["about"] or found["more"] or found["later"]:
        return value, APPROXIMATE
    many = (low_unit or last_unit or stated).startswith(_WAN)
    return value, CONVERTED if many or period != _period(unit) else PLAIN


def _yuan(digits: str, written: str | None, stated: str) -> float:
    number = float(digits.replace(",", ""))
    many = (written or stated).startswith(_WAN)
    return round(number * _TEN_THOUSAND, _FEN) if many else number


def _per(value: Any, period: str, wanted: str) -> Any:
    """Return a sum of one period as a sum of the wanted one; a sum of none stays as it is."""
    if (period, wanted) == ("年", "月"):
        return value / _MONTHS
    if (period, wanted) == ("月", "年"):
        return value * _MONTHS
    return value


def _period(unit: str) -> str:
    """Return 月 or 年 of 元/月, 万元/年; nothing of 元."""
    return unit.partition("/")[2]


def _period_of(word: str) -> str:
    return "年" if "年" in word else "月"
