"""重点群体: the groups the plan names, by county, against target and the same month of 2021."""

from __future__ import annotations

from dashboards import indicators, sentences
from dashboards.blocks import Block, Figure, Page, Row, one
from dashboards.indicator_charts import BEFORE
from dashboards.indicator_tables import Column
from dashboards.marts import Marts
from dashboards.pages.common import site_title
from dashboards.pages.topics import (
    BESIDE,
    city_figure,
    county_figure,
    figure_of_2021,
    headline_cards,
    listing,
)

HEADLINES = ("I04", "I37", "I39", "I05")
AGAIN = (("I46a", "30天内"), ("I46b", "60天内"), ("I46c", "90天内"))
CHECKS = "疑点待核实，不等于违规。"


def page(marts: Marts) -> Page:
    """Return the page on the groups that the plan names."""
    return Page(
        name="groups",
        label="重点群体",
        title=site_title(marts, "重点群体"),
        conclusion=indicators.conclusion(marts, HEADLINES),
        rows=(
            one(headline_cards(marts, ("I37", "I39", "I05", "I59"))),
            Row(
                (
                    figure_of_2021(marts, "I04", sentences.multiples_title(marts)),
                    county_figure(marts, "I37"),
                ),
                "halves",
            ),
            one(_relieved(marts)),
            one(_relocated(marts)),
            Row((_posts_figure(marts), _doubts(marts)), "halves"),
            one(_posts(marts)),
            Row((_monitored(marts), _low_income(marts)), "halves"),
            Row((_again_figure(marts), _again(marts)), "halves"),
        ),
    )


def _relieved(marts: Marts) -> Block:
    return listing(
        marts,
        f"脱贫人口：全市{indicators.city_line(marts, 'I04')}",
        "脱贫人口（含监测对象）务工",
        [
            Column("I04", "务工规模", with_2021=True),
            Column("I04p", "期末在岗", with_2021=True),
            Column("I04c", "同口径人群与2021年同月之比"),
            Column("I43a", "动态监测覆盖率"),
        ],
    )


def _relocated(marts: Marts) -> Block:
    return listing(
        marts,
        f"易地搬迁：{indicators.answer(marts, 'I37')}",
        "易地搬迁家庭和人口",
        [
            Column("I37", "家庭就业率", with_2021=True),
            Column("I37b", "待录入"),
            Column("I34", "就业清单完整率"),
            Column("I35", "需求调查率"),
            Column("I36", "“一对一”帮扶率"),
            Column("I38", "培训率"),
            Column("I43c", "动态监测覆盖率"),
        ],
    )


def _posts_figure(marts: Marts) -> Figure:
    return figure_of_2021(marts, "I39", indicators.answer(marts, "I39"))


def _posts(marts: Marts) -> Block:
    return listing(
        marts,
        f"公益性岗位待遇和管理：全市{indicators.city_line(marts, 'I41')}",
        "乡村公益性岗位",
        [
            Column("I39", "在岗人数", with_2021=True),
            Column("I39b", "月均在岗"),
            Column("I40", "弱劳力半劳力占比"),
            Column("I41", "待遇最高最低比"),
            Column("I42a", "实名制率"),
        ],
    )


def _doubts(marts: Marts) -> Block:
    shown = (
        ("I42b", "同月双岗"),
        ("I42c", "县外务工"),
        ("I42d", "70周岁以上"),
        ("I42e", "死亡注销"),
        ("I42f", "一户多岗"),
        ("I42g", "无考勤发放"),
    )
    return listing(
        marts,
        indicators.rates_title(marts, f"公益性岗位疑点（{CHECKS.rstrip('。')}）", shown),
        "公益性岗位疑点",
        [Column(key, short) for key, short in shown],
    )


def _monitored(marts: Marts) -> Block:
    return listing(
        marts,
        f"监测对象：{indicators.answer(marts, 'I05')}",
        "因务工就业不稳的监测户",
        [Column("I05", "当年纳入监测", with_2021=True), Column("I05p", "风险未消除")],
    )


def _low_income(marts: Marts) -> Block:
    return listing(
        marts,
        f"低收入人口：{indicators.answer(marts, 'I43b')}",
        "农村低收入人口和就业援助",
        [Column("I43b", "动态监测覆盖率"), Column("I44", "援助对象纳入率")],
    )


def _again_figure(marts: Marts) -> Figure:
    title = indicators.rates_title(marts, "失业后再就业率", AGAIN)
    return city_figure(marts, title, "again", "失业后再就业率", AGAIN, BEFORE, BESIDE)


def _again(marts: Marts) -> Block:
    return listing(
        marts,
        f"出现一人帮扶一人：{indicators.answer(marts, 'I59')}",
        "失业后再就业和帮扶",
        [
            *(Column(key, short) for key, short in AGAIN),
            Column("I46d", "再就业天数中位数"),
            Column("I59", "帮扶及时率"),
        ],
    )
