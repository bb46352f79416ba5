"""What each defect of a single row changes in the values an ideal reader sees.

Belongs here: per rule, column -> value. A column ``as:<column>`` is what stands in the cell.
Does not belong here: which rows can bear a defect (``defects``).
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from pipelines.sample.defects import START, Moment
from pipelines.sample.dirt import WRITTEN

Changes = dict[str, pl.Expr]

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
_ODD = pl.col("person") % 2 == 1
_NOTHING = pl.lit(None)


def changes(rule: str, table: str, moment: Moment) -> Changes:
    """Return column -> value of the damaged row. Draws on ``person`` for variety."""
    if rule in _FORMS:
        return {"id_form": _FORMS[rule]}
    return _DAMAGES[rule](table, moment)


_FORMS = {
    "R13": pl.when(_ODD).then(pl.lit("blank")).otherwise(pl.lit("placeholder")),
    "R22": pl.lit("short"),
    "R23": pl.lit("checksum"),
    "R24": pl.lit("number"),
    "R25": pl.lit("birth"),
    "R29": pl.lit("certificate"),
}


def _written(column: str, words: str) -> Changes:
    """Return a cell that nobody can read."""
    return {column: _NOTHING, f"{WRITTEN}{column}": pl.lit(words)}


def _blank_relation(table: str, moment: Moment) -> Changes:
    return {
        "relation": pl.when(~_ODD).then("relation"),
        "health_states": pl.when(_ODD).then("health_states"),
    }


def _months(table: str, moment: Moment) -> Changes:
    if table == "T-N1":
        return _written("months_worked", "三个多月")
    return {"last_year_months": pl.lit(14, pl.Int32)}


def _odd_date(table: str, moment: Moment) -> Changes:
    name = START[table]
    later = pl.col("as_of").dt.offset_by("200d").dt.month_start()
    if table == "T-N1":
        return {name: later}
    words = pl.when(_ODD).then(pl.lit("去年冬天" if table == "T-H1" else "2022.13"))
    return {name: pl.when(~_ODD).then(later), f"{WRITTEN}{name}": words}


def _backwards(table: str, moment: Moment) -> Changes:
    if table == "T-H1":
        return {"return_date": pl.col("start_date").dt.offset_by("-70d").dt.month_start()}
    once = pl.col("episode").max().over("person") == 1
    return {"end_month": pl.when(once).then(pl.col("start_month").dt.offset_by("-2mo"))}


def _student(table: str, moment: Moment) -> Changes:
    if table == "T-H1":
        return {"population_class": pl.lit("在校学生")}
    return {"school_state": pl.lit("普通高中二年级")}


def _unable(table: str, moment: Moment) -> Changes:
    if table == "T-H1":
        return {"population_class": pl.lit("丧失劳动能力")}
    return {"labour_skill": pl.lit("丧失劳动力")}


def _at_post(table: str, moment: Moment) -> Changes:
    if table == "T-H1":
        return {"transfer_mode": pl.lit("就业帮扶车间")}
    return {"job_channels" if table == "T-N1" else "channel": pl.lit("帮扶车间")}


def _other_region(table: str, moment: Moment) -> Changes:
    near = pl.col("work_region").is_in(["乡内", "县内乡外"])
    other = pl.when(near).then(pl.lit("省外")).otherwise(pl.lit("县内乡外"))
    return {"work_region": other}


def _paid_journey(table: str, moment: Moment) -> Changes:
    if table == "T-N1":
        return {"job_help": pl.lit("外出务工补贴")}
    return {"transport_subsidy_cny": pl.lit(500.0)}


def _not_employed(table: str, moment: Moment) -> Changes:
    return _not_working("T-H1") | {
        "employment_state": pl.lit("未就业"),
        "transfer_state": pl.lit("无转移"),
        "is_returnee": pl.lit(False),
    }


def _not_working(table: str) -> Changes:
    blank: Changes = dict.fromkeys(_WHILE_WORKING[table], _NOTHING)
    return blank | {"has_employer": pl.lit(False)}


_DAMAGES: dict[str, Callable[[str, Moment], Changes]] = {
    "R14": lambda table, moment: {"has_name": pl.lit(False)},
    "R15": lambda table, moment: {_STATE[table]: _NOTHING},
    "R16": lambda table, moment: {"work_county": _NOTHING},
    "R17": lambda table, moment: {"industry": _NOTHING},
    "R18": _blank_relation,
    "R19": lambda table, moment: {"wants_training": _NOTHING},
    "R26": lambda table, moment: {
        "registered_birth_date": pl.col("id_birth_date").dt.offset_by("1y")
    },
    "R27": lambda table, moment: {
        "registered_sex": pl.when(pl.col("id_sex") == "男")
        .then(pl.lit("女"))
        .otherwise(pl.lit("男"))
    },
    "R30": lambda table, moment: (
        _written("education", "大学肄业")
        if table == "T-H1"
        else _written("labour_skill", "强劳动力")
    ),
    "R32": _months,
    "R33": lambda table, moment: {
        "wage_cny": pl.when(_ODD).then(36_000.0).otherwise(60.0) + moment.number
    },
    "R34": lambda table, moment: {"wage_cny": pl.lit(300.0 + moment.number)},
    "R35": _odd_date,
    "R36": lambda table, moment: {
        f"{WRITTEN}person_name": pl.when(_ODD).then(pl.lit("测试")).otherwise(pl.lit("王A"))
    },
    "R37": lambda table, moment: {"wage_cny": pl.lit(2_600.0), "has_employer": _ODD},
    "R38": lambda table, moment: {START[table]: _NOTHING},
    "R39": lambda table, moment: {"months_worked": pl.lit(moment.number + 2, pl.Int32)},
    "R40": _backwards,
    "R41": lambda table, moment: {
        "start_month": pl.col("as_of").dt.offset_by("-70d").dt.month_start()
    },
    "R42": lambda table, moment: {
        "start_month": pl.col("as_of").dt.offset_by("-30mo").dt.month_start()
    },
    "R43": lambda table, moment: {
        START[table]: pl.col("id_birth_date").dt.offset_by("15y").dt.month_start()
    },
    "R44": _student,
    "R45": _unable,
    "R46": _at_post,
    "R47": _other_region,
    "R48": lambda table, moment: {"destitute_support": pl.lit("农村特困")},
    "R51": lambda table, moment: {"public_post_months": _NOTHING},
    "R52": lambda table, moment: {
        "labour_skill": pl.lit("弱劳动力或半劳动力"),
        "health_states": pl.lit("健康"),
    },
    "R53": lambda table, moment: {
        "education": pl.lit("大学专科"),
        "service_needs": _NOTHING,
        "wants_job": pl.lit(True),
    },
    "R54": _paid_journey,
    "R66": _not_employed,
    "R67": lambda table, moment: _not_working("T-N2") | {"has_worked": pl.lit(False)},
}
