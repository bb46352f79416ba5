"""What each defect of a single row looks like in the values an ideal reader sees.

Belongs here: per rule, which rows can bear the defect and what it changes.
Does not belong here: how many, where and how long (``plant``); the damaged cells (``render``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

QUARANTINING = frozenset({"R13", "R14", "R22", "R23", "R24", "R39", "R43", "R61"})
ADDING = frozenset({"R61", "R62"})
"""Rules whose defect is a row too many, not a changed one."""

RULES = {
    "T-H1": (
        *("R13", "R14", "R15", "R22", "R23", "R24", "R33"),
        *("R37", "R39", "R43", "R61", "R62", "R66"),
    ),
    "T-N1": ("R13", "R14", "R22", "R23", "R24", "R39", "R61"),
    "T-N2": ("R13", "R14", "R15", "R22", "R23", "R24", "R33", "R37", "R43", "R67"),
}
NOTES = {
    "R13": "身份证号缺失或为占位号",
    "R14": "姓名空白",
    "R15": "就业状态空白",
    "R22": "身份证号少位",
    "R23": "身份证号校验位错误",
    "R24": "身份证号被存成数字",
    "R33": "月收入离谱",
    "R37": "未就业却填了收入或单位",
    "R39": "本年务工月数大于月份",
    "R43": "务工开始时未满16岁",
    "R61": "同一人在本县登记两次",
    "R62": "同一人在两个县登记",
    "R66": "就业系统未更新为已就业",
    "R67": "防返贫系统漏录务工",
}
LATEST_MONTH_FOR_R39 = 10
_YOUNG_ENOUGH = 1985
"""Born since: a start at fifteen then falls into years that a reader takes seriously."""


@dataclass(frozen=True)
class Moment:
    """The month in which a defect shows."""

    number: int
    """Month of the year, 1 to 12."""


_EMPLOYED = {"T-H1": pl.col("employment_state") == "已就业", "T-N2": pl.col("has_worked")}
_IDLE = {
    "T-H1": pl.col("employment_state").is_in(["未就业", "无就业意愿"])
    & pl.col("return_date").is_null(),
    "T-N2": ~pl.col("has_worked"),
}
_START = {"T-H1": "start_date", "T-N2": "start_month"}
_STATE = {"T-H1": "employment_state", "T-N2": "has_worked"}
_WHILE_WORKING = {
    "T-H1": (
        *("employment_form", "transfer_mode", "work_region", "work_province", "work_city"),
        *("work_county", "industry", "start_date", "return_date", "wage_cny", "months_worked"),
    ),
    "T-N2": (
        *("start_month", "end_month", "work_province", "work_city", "work_county", "work_town"),
        *("work_region", "industry", "channel", "is_point_to_point", "wage_cny"),
        "transport_subsidy_cny",
    ),
}


def bearable(rule: str, table: str, moment: Moment) -> pl.Expr:
    """Return which sound rows can bear the defect; needs ``is_digits`` and ``is_settled``.

    ``is_digits``: the ID can be taken for a number. ``is_settled``: in both systems, and on post
    this month and last.
    """
    anyone = pl.lit(True)
    if rule == "R24":
        return pl.col("is_digits")
    if rule in ("R66", "R67"):
        return pl.col("is_settled") & (_EMPLOYED[table] if rule == "R66" else anyone)
    if rule == "R15":
        sixty = pl.col("id_birth_date").dt.offset_by("60y") > pl.col("as_of")
        return sixty & (pl.col("as_of") >= pl.col("id_birth_date").dt.offset_by("16y"))
    if rule == "R33":
        return _EMPLOYED[table] & pl.col("wage_cny").is_not_null()
    if rule == "R37":
        return _IDLE[table]
    if rule == "R39":
        timely = pl.lit(moment.number <= LATEST_MONTH_FOR_R39)
        return pl.col("months_worked").is_not_null() & timely
    if rule == "R43":
        young = pl.col("id_birth_date").dt.year() >= _YOUNG_ENOUGH
        return _EMPLOYED[table] & young & pl.col(_START[table]).is_not_null()
    return anyone


def changes(rule: str, table: str, moment: Moment) -> dict[str, pl.Expr]:
    """Return column -> value of the damaged row. Draws on ``person`` for variety."""
    odd = pl.col("person") % 2 == 1
    if change := _identity_change(rule, odd):
        return change
    build: dict[str, Callable[[], dict[str, pl.Expr]]] = {
        "R15": lambda: {_STATE[table]: pl.lit(None)},
        "R33": lambda: {"wage_cny": pl.when(odd).then(36_000.0).otherwise(60.0) + moment.number},
        "R37": lambda: {
            "wage_cny": pl.lit(2_600.0),
            "has_employer": odd,
        },
        "R39": lambda: {"months_worked": pl.lit(moment.number + 2, pl.Int32)},
        "R43": lambda: {
            _START[table]: pl.col("id_birth_date").dt.offset_by("15y").dt.month_start()
        },
        "R66": lambda: (
            _not_working("T-H1")
            | {
                "employment_state": pl.lit("未就业"),
                "transfer_state": pl.lit("无转移"),
                "is_returnee": pl.lit(False),
            }
        ),
        "R67": lambda: _not_working("T-N2") | {"has_worked": pl.lit(False)},
    }
    return build[rule]()


def _identity_change(rule: str, odd: pl.Expr) -> dict[str, pl.Expr]:
    forms = {
        "R13": pl.when(odd).then(pl.lit("blank")).otherwise(pl.lit("placeholder")),
        "R22": pl.lit("short"),
        "R23": pl.lit("checksum"),
        "R24": pl.lit("number"),
    }
    if rule == "R14":
        return {"has_name": pl.lit(False)}
    return {"id_form": forms[rule]} if rule in forms else {}


def _not_working(table: str) -> dict[str, pl.Expr]:
    blank: dict[str, pl.Expr] = {name: pl.lit(None) for name in _WHILE_WORKING[table]}
    return blank | {"has_employer": pl.lit(False)}
