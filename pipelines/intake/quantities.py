"""How a text cell becomes a number of anything: people, firms, hours, an indicator's value.

Belongs here: counts and decimals, whole columns at a time. Does not belong here: money, months
and dates (``values``).
"""

from __future__ import annotations

import polars as pl

_WAN = 10_000
_HUNDRED = 100
_MOST = 2**31 - 1
_NUMBER = r"^([+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?)"
_MEASURE_WORDS = (
    "人次", "人", "名", "户", "家", "家企业", "个", "个岗位", "个村", "岗位", "岗", "村", "场次",
    "场", "次", "天", "日", "课时", "学时", "小时", "时", "条", "元",
)  # fmt: skip
_MEASURES = f"(?:{'|'.join(_MEASURE_WORDS)})?$"


def to_count(text: pl.Expr) -> pl.Expr:
    """Return a whole number: ``12``, ``12.0``, ``12人``, ``1,200``, ``1.2万人次``."""
    value = _scaled(text)
    is_whole = (value.round() == value) & (value.abs() <= _MOST)
    return pl.when(is_whole).then(value).cast(pl.Int32, strict=False)


def to_number(text: pl.Expr) -> pl.Expr:
    """Return a decimal: ``0.95``, ``95%``, ``1,200.5``, ``1.2万``, ``12场``."""
    plain = text.str.replace_all(r"\s+", "")
    percent = _parsed(plain.str.extract(_NUMBER + r"%$")) / _HUNDRED
    return pl.coalesce(_scaled(text), percent)


def _scaled(text: pl.Expr) -> pl.Expr:
    plain = text.str.replace_all(r"\s+", "")
    whole = _parsed(plain.str.extract(_NUMBER + _MEASURES))
    many = _parsed(plain.str.extract(_NUMBER + "万" + _MEASURES)) * _WAN
    return pl.coalesce(whole, many.round(4))


def _parsed(digits: pl.Expr) -> pl.Expr:
    return digits.str.replace_all(",", "").cast(pl.Float64, strict=False)
