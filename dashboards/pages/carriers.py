"""载体与服务: workshops, bases, brands, training, actions, policies and services."""

from __future__ import annotations

from dashboards import indicators
from dashboards.blocks import Block, Page, Row, one
from dashboards.indicator_tables import Column
from dashboards.marts import Marts
from dashboards.pages.common import site_title
from dashboards.pages.topics import (
    BESIDE,
    city_figure,
    city_listing,
    county_figure,
    headline_cards,
    listing,
)

HEADLINES = ("I02", "I03", "I31b", "I50")
TRAINING = (
    ("I20", "返乡创业培训覆盖"),
    ("I24", "培训意愿满足"),
    ("I25a", "训后就业跟进"),
    ("I25b", "训后90天就业"),
    ("I26", "订单定向顶岗占比"),
    ("I29", "培训补贴落实"),
)
SERVICES = (
    ("I50", "“131”服务"),
    ("I47", "有需求者服务"),
    ("I48", "创业服务"),
    ("I51", "两员一师配备"),
    ("I53", "重点企业一对一"),
)
VILLAGES = (("I22a", "专场招聘会"), ("I22b", "三送下乡"), ("I22c", "送人到企"))
CAMPAIGNS = (
    ("I16a", "载体活动"),
    ("I16b", "载体活动企业"),
    ("I16c", "载体活动岗位"),
    ("I16e", "载体活动意向"),
    ("I54a", "专项行动"),
    ("I54b", "专项行动岗位"),
    ("I54d", "专项行动签约"),
    ("I55a", "直播带岗"),
    ("I55c", "直播带岗意向"),
)


def page(marts: Marts) -> Page:
    """Return the page on what carries employment and what serves it."""
    return Page(
        name="carriers",
        label="载体与服务",
        title=site_title(marts, "载体与服务"),
        conclusion=indicators.conclusion(marts, HEADLINES),
        rows=(
            one(headline_cards(marts, HEADLINES)),
            Row((county_figure(marts, "I31"), _workshops(marts)), "halves"),
            one(_bases(marts)),
            Row(
                (
                    _figure(marts, "training", "培训", TRAINING),
                    _figure(marts, "services", "服务", SERVICES),
                ),
                "halves",
            ),
            one(_trained(marts)),
            one(_served(marts)),
            Row((_figure(marts, "villages", "帮扶村“3个1”", VILLAGES), _villages(marts)),
                "halves"),
            Row((county_figure(marts, "I57"), _policies(marts)), "halves"),
            Row((_campaigns(marts), _special(marts)), "halves"),
            Row((_streams(marts), _brands(marts)), "halves"),
            one(_campaigns_by_county(marts)),
        ),
    )  # fmt: skip


def _figure(marts: Marts, name: str, what: str, ids: tuple[tuple[str, str], ...]) -> Block:
    title = indicators.rates_title(marts, what, ids)
    return city_figure(marts, title, name, what, ids, note=BESIDE)


def _workshops(marts: Marts) -> Block:
    return listing(
        marts,
        f"全市{indicators.city_line(marts, 'I30')}，{indicators.city_line(marts, 'I32a')}",
        "就业帮扶车间",
        [
            Column("I30", "原有稳定率"),
            Column("I31", "新增"),
            Column("I31b", "目标达成"),
            Column("I32a", "吸纳人数"),
            Column("I32b", "其中脱贫人口"),
            Column("I32c", "脱贫人口（监测系统）"),
        ],
    )


def _bases(marts: Marts) -> Block:
    return listing(
        marts,
        indicators.answer(marts, "I03"),
        "返乡创业基地",
        [
            Column("I03", "新增"),
            Column("I03p", "省级"),
            Column("I03s", "市级"),
            Column("I03x", "县级"),
            Column("I03a", "认定次数"),
            Column("I03b", "在运营"),
            Column("I18a", "返乡创业"),
            Column("I18b", "带动就业"),
            Column("I18c", "带动创业"),
        ],
    )


def _trained(marts: Marts) -> Block:
    return listing(
        marts,
        f"全市{indicators.city_line(marts, 'I02')}，{indicators.city_line(marts, 'I23')}",
        "各地培训",
        [
            Column("I02", "重点群体"),
            Column("I23", "培训人次"),
            Column("I28", "致富带头人"),
            Column("I20", "创业培训覆盖率"),
            Column("I24", "意愿满足率"),
            Column("I25a", "就业跟进率"),
            Column("I25b", "90天就业率"),
            Column("I26", "订单定向顶岗占比"),
            Column("I29", "补贴落实率"),
        ],
    )


def _served(marts: Marts) -> Block:
    return listing(
        marts,
        indicators.answer(marts, "I50"),
        "各地就业服务",
        [*(Column(key, short) for key, short in SERVICES), Column("I52", "用工台账")],
    )


def _villages(marts: Marts) -> Block:
    return listing(
        marts,
        indicators.answer(marts, "I22a"),
        "各地帮扶村“3个1”",
        [Column(key, short) for key, short in VILLAGES],
    )


def _policies(marts: Marts) -> Block:
    return listing(
        marts,
        f"全市{indicators.city_line(marts, 'I57b')}，{indicators.city_line(marts, 'I56')}",
        "政策落实",
        [
            Column("I57", "交通补助享受率"),
            Column("I57b", "政策空白乡镇"),
            Column("I56", "政策宣传"),
        ],
    )


def _campaigns(marts: Marts) -> Block:
    ids = ("I16a", "I16b", "I16c", "I16d", "I16e")
    title = f"春风行动等载体活动：{indicators.beside_2021(marts, 'I16a', marts.city)}"
    return city_listing(marts, title, "载体活动", ids)


def _special(marts: Marts) -> Block:
    title = f"专项行动：{indicators.beside_2021(marts, 'I54a', marts.city)}"
    return city_listing(marts, title, "专项行动", ("I54a", "I54b", "I54c", "I54d"))


def _streams(marts: Marts) -> Block:
    title = f"直播带岗：{indicators.beside_2021(marts, 'I55a', marts.city)}"
    return city_listing(marts, title, "直播带岗", ("I55a", "I55b", "I55c"))


def _brands(marts: Marts) -> Block:
    title = f"劳务品牌：{indicators.beside_2021(marts, 'I21', marts.city)}"
    return city_listing(marts, title, "劳务品牌", ("I21", "I21b", "I21c", "I21d", "I21e"))


def _campaigns_by_county(marts: Marts) -> Block:
    return listing(
        marts,
        "各地载体活动、专项行动、直播带岗",
        "活动和行动",
        [Column(key, short) for key, short in CAMPAIGNS],
        is_folded=True,
    )
