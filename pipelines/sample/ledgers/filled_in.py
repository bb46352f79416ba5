"""The figures that no system has: what counties and the city fill in by hand.

Belongs here: T-M1. Some indicators are left out on purpose: not reported is not zero.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.sample.ledgers.columns import TABLES
from pipelines.sample.ledgers.world import World

_INDICATORS = (
    ("I13", (6, 12), "1", "农村劳动力就业形势分析报告"),
    ("I19", (5,), "1", "返乡创业联盟成立文件"),
    ("I21", (4, 10), "1", "劳务品牌认定材料"),
    ("I21b", (7,), None, "劳务品牌研讨评审会议纪要"),
    ("I33", (8,), "1", "综合性服务机构照片"),
    ("I45", (3,), "20", "就业援助预案"),
    ("I51", (3, 6, 9, 12), "0.9", "两员一师配备表"),
    ("I52", (3, 6, 9, 12), "12", "企业用工台账"),
    ("I53", (6, 12), "0.85", "重点企业服务专员名单"),
    ("I56", (2, 5, 8, 11), "6", "政策宣传活动照片"),
    ("I58", (3, 6, 9, 12), "1", "协调会会议纪要"),
    ("I60", (4,), None, "五化材料清单"),
    ("I61", (5, 10), "2", "督导通报"),
    ("I62", (9,), "1", "典型事迹材料"),
    ("I21c", (4, 10), "320", "劳务品牌从业人员名册"),
    ("I21d", (5,), "1", "劳务品牌培育基地批复"),
    ("I21e", (5,), "2", "劳务品牌龙头企业名单"),
    ("I49", (2, 5, 8, 11), "15", "优先帮扶对象台账"),
)
"""Indicator, the months it is due in, its value (none: only done or not), the evidence."""
CITY_ONLY = frozenset({"I19", "I21b", "I60"})
UNREPORTED_ONE_IN = 9


def figures(world: World, *, is_city: bool) -> pl.DataFrame:
    """Return what the county, or the city itself, fills in this month."""
    place = world.city if is_city else world.county
    code, name = place.code, place.name
    office = f"{world.city.name[0]}就字"
    found = []
    for turn, (indicator, months, value, evidence) in enumerate(_INDICATORS):
        due = world.month in months and (is_city or indicator not in CITY_ONLY)
        left_out = (turn * 5 + int(code[3:]) + world.year) % UNREPORTED_ONE_IN == 0
        if not due or left_out:
            continue
        done = (turn + world.month + int(code[4:])) % 6 != 0
        found.append(
            {
                "indicator_id": indicator,
                "period_month": dt.date(world.year, world.month, 1),
                "value": float(value) if value is not None else None,
                "is_done": done,
                "done_date": dt.date(world.year, world.month, 5 + turn % 20) if done else None,
                "document_no": f"{office}〔{world.year}〕{turn + world.month}号" if done else None,
                "evidence": evidence if done else None,
                "has_filler": True,
            }
        )
    frame = pl.DataFrame(found, schema=TABLES["T-M1"].types())
    return frame.with_columns(
        pl.lit(code).alias("home_county_code"),
        pl.lit(name).alias("county_name"),
        *(pl.lit(None, pl.String).alias(n) for n in ("town_code", "village_name", "town_name")),
    )
