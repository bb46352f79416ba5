"""Which defects of a single row there are, in which table, and which rows can bear them.

Belongs here: per rule, which sound rows can bear its defect. Does not belong here: what the defect
changes (``damages``), how many, where and how long (``plant``), the damaged cells (``render``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

QUARANTINING = frozenset({"R13", "R14", "R22", "R23", "R24", "R25", "R39", "R43", "R61"})
ADDING = frozenset({"R61", "R62"})
"""Rules whose defect is a row too many, not a changed one."""

_IDENTITY = ("R13", "R14", "R22", "R23", "R24", "R25", "R36")
RULES = {
    "T-H1": (
        *_IDENTITY,
        *("R15", "R16", "R17", "R19", "R26", "R27", "R30", "R32", "R33", "R34", "R35"),
        *("R37", "R38", "R39", "R40", "R43", "R44", "R45", "R46", "R47", "R53"),
        *("R61", "R62", "R66"),
    ),
    "T-N1": (
        *_IDENTITY,
        *("R18", "R26", "R27", "R29", "R30", "R31", "R32", "R35"),
        *("R39", "R44", "R45", "R46", "R48", "R51", "R52", "R54", "R61"),
    ),
    "T-N2": (
        *_IDENTITY,
        *("R15", "R16", "R17", "R29", "R30", "R33", "R34", "R35"),
        *("R37", "R38", "R40", "R41", "R42", "R43", "R44", "R45", "R46", "R54", "R67"),
    ),
}
NOTES = {
    "R13": "身份证号缺失或为占位号",
    "R14": "姓名空白",
    "R15": "就业状态空白",
    "R16": "务工地点没有填到县",
    "R17": "务工行业或渠道空白",
    "R18": "与户主关系或健康状况空白",
    "R19": "没有登记培训意愿",
    "R22": "身份证号少位",
    "R23": "身份证号校验位错误",
    "R24": "身份证号被存成数字",
    "R25": "身份证号中的出生日期不存在",
    "R26": "登记的出生日期不同",
    "R27": "登记的性别不同",
    "R29": "残疾证号后两位不对",
    "R30": "选项以外的内容",
    "R31": "行政区划填成外县",
    "R32": "务工月数写成文字或过大",
    "R33": "月收入离谱",
    "R34": "月收入很低",
    "R35": "日期在将来或无法识别",
    "R36": "姓名是测试数据",
    "R37": "未就业却填了收入或单位",
    "R38": "没有开始时间",
    "R39": "本年务工月数大于月份",
    "R40": "起止时间颠倒或重叠",
    "R41": "未务工却有开始时间",
    "R42": "多年前开始，没有结束",
    "R43": "务工开始时未满16岁",
    "R44": "在校生",
    "R45": "丧失劳动能力",
    "R46": "县外务工却填帮扶车间或公益岗",
    "R47": "就业地域与务工地点矛盾",
    "R48": "特困供养人员在县外务工",
    "R51": "公益岗没有月数",
    "R52": "健康却登记为弱劳力",
    "R53": "大专学历未就业，没有服务需求",
    "R54": "有外出补贴，没有县外务工",
    "R61": "同一人在本县登记两次",
    "R62": "同一人在两个县登记",
    "R66": "就业系统未更新为已就业",
    "R67": "防返贫系统漏录务工",
}
LATEST_MONTH_FOR_R39 = 10
_YOUNG_ENOUGH = 1985
"""Born since: a start at fifteen then falls into years that a reader takes seriously."""
_LONG_AGO = "-30mo"


@dataclass(frozen=True)
class Moment:
    """The month in which a defect shows."""

    number: int
    """Month of the year, 1 to 12."""


EMPLOYED = {"T-H1": pl.col("employment_state") == "已就业", "T-N2": pl.col("has_worked")}
_MOVED = pl.col("transfer_state").is_in(["外出务工", "本市县就业", "自主创业", "灵活就业"])
_AT_WORK = {"T-H1": EMPLOYED["T-H1"] & _MOVED, "T-N2": EMPLOYED["T-N2"]}
_IDLE = {
    "T-H1": pl.col("employment_state").is_in(["未就业", "无就业意愿"])
    & pl.col("return_date").is_null(),
    "T-N2": ~pl.col("has_worked"),
}
START = {"T-H1": "start_date", "T-N1": "identified_month", "T-N2": "start_month"}
"""The date that a defect concerns."""
_FAR = pl.col("work_region").is_in(["市内县外", "省内市外", "省外", "境外"])
_BORN = pl.col("id_birth_date")
_GROWN = (_BORN.dt.offset_by("16y") <= pl.col("as_of")) & (
    _BORN.dt.offset_by("60y") > pl.col("as_of")
)
_NO_STUDENT = pl.col("school_state").is_null()

Bearable = Callable[[str, Moment], pl.Expr]


def bearable(rule: str, table: str, moment: Moment) -> pl.Expr:
    """Return which sound rows can bear the defect; needs the columns that ``plant`` prepares.

    ``is_digits``: the ID can be taken for a number. ``is_settled``: in both systems, and on post
    this month and last. ``is_disabled``: has a certificate. ``as_of``: last day of the month.
    """
    fitting = _FITTING.get(rule)
    return pl.lit(True) if fitting is None else fitting(table, moment)


def _settled(table: str, moment: Moment) -> pl.Expr:
    return pl.col("is_settled") & EMPLOYED[table]


def _placed(table: str, moment: Moment) -> pl.Expr:
    beyond = pl.col("work_region").is_in(["省外", "省内市外"])
    return _AT_WORK[table] & beyond & pl.col("work_county").is_not_null()


def _paid(table: str, moment: Moment) -> pl.Expr:
    return EMPLOYED[table] & pl.col("wage_cny").is_not_null()


def _many_months(table: str, moment: Moment) -> pl.Expr:
    timely = pl.lit(moment.number <= LATEST_MONTH_FOR_R39)
    return pl.col("months_worked").is_not_null() & timely


def _months(table: str, moment: Moment) -> pl.Expr:
    return pl.col("months_worked" if table == "T-N1" else "last_year_months").is_not_null()


def _dated(table: str, moment: Moment) -> pl.Expr:
    dated = pl.col(START[table]).is_not_null()
    return dated if table == "T-N1" else dated & _AT_WORK[table]


def _young(table: str, moment: Moment) -> pl.Expr:
    young = _BORN.dt.year() >= _YOUNG_ENOUGH
    return EMPLOYED[table] & young & pl.col(START[table]).is_not_null()


def _backwards(table: str, moment: Moment) -> pl.Expr:
    if table == "T-H1":
        away = pl.col("return_date").is_not_null() & pl.col("start_date").is_not_null()
        return away & (pl.col("employment_state") == "未就业")
    return EMPLOYED[table] & pl.col("start_month").is_not_null()


def _for_years(table: str, moment: Moment) -> pl.Expr:
    once = pl.col("episode").max().over("person") == 1
    old_enough = _BORN.dt.offset_by("20y") < pl.col("as_of").dt.offset_by(_LONG_AGO)
    return EMPLOYED[table] & pl.col("end_month").is_null() & once & old_enough


def _works(table: str, moment: Moment) -> pl.Expr:
    if table == "T-N1":
        return (pl.col("months_worked") > 2) & _NO_STUDENT
    return EMPLOYED[table]


def _works_far(table: str, moment: Moment) -> pl.Expr:
    if table == "T-N1":
        return (pl.col("months_worked") > 0) & _FAR
    return EMPLOYED[table] & _FAR


def _told(table: str, moment: Moment) -> pl.Expr:
    return EMPLOYED[table] & pl.all_horizontal(
        pl.col(f"work_{part}").is_not_null() for part in ("region", "province", "city", "county")
    )


def _sound_grown_up(table: str, moment: Moment) -> pl.Expr:
    able = pl.col("labour_skill").is_in(["普通劳动力", "技能劳动力"])
    return able & _GROWN & _NO_STUDENT


def _without_journey(table: str, moment: Moment) -> pl.Expr:
    if table == "T-N2":
        local = pl.col("work_region").is_in(["乡内", "县内乡外"])
        return EMPLOYED[table] & local & (pl.col("episode").max().over("person") == 1)
    nobody = (pl.col("months_worked").is_null() & ~pl.col("is_candidate")).all()
    return nobody.over("household_no")


_FITTING: dict[str, Bearable] = {
    "R15": lambda table, moment: _GROWN,
    "R16": _placed,
    "R17": lambda table, moment: _AT_WORK[table] & pl.col("industry").is_not_null(),
    "R19": lambda table, moment: (
        (pl.col("employment_state") == "未就业") & _GROWN & pl.col("wants_training").is_not_null()
    ),
    "R24": lambda table, moment: pl.col("is_digits"),
    "R29": lambda table, moment: pl.col("is_disabled"),
    "R31": lambda table, moment: pl.col("household_kind") == "脱贫户",
    "R32": _months,
    "R33": _paid,
    "R34": _paid,
    "R35": _dated,
    "R37": lambda table, moment: _IDLE[table],
    "R38": _dated,
    "R39": _many_months,
    "R40": _backwards,
    "R41": lambda table, moment: ~pl.col("has_worked"),
    "R42": _for_years,
    "R43": _young,
    "R44": _works,
    "R45": _works,
    "R46": _works_far,
    "R47": _told,
    "R48": _works_far,
    "R51": lambda table, moment: (
        pl.col("public_post_months").is_not_null() & pl.lit(moment.number > 1)
    ),
    "R52": _sound_grown_up,
    "R53": lambda table, moment: (pl.col("employment_state") == "未就业") & _GROWN,
    "R54": _without_journey,
    "R66": _settled,
    "R67": lambda table, moment: pl.col("is_settled"),
}
