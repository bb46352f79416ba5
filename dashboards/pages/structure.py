"""去向与结构: where people work and who they are, beside the same month of 2021."""

from __future__ import annotations

from dashboards import composition, indicators, numbers, peaks
from dashboards.blocks import Block, Figure, Page, Remarks, Row, one
from dashboards.charts.shares import SHOWN_CLASSES, class_bars, region_stacks
from dashboards.composition import REGIONS
from dashboards.indicator_charts import BEFORE
from dashboards.indicator_tables import Column
from dashboards.marts import Marts
from dashboards.pages.common import site_title, source_note
from dashboards.pages.topics import BESIDE, city_figure, listing
from dashboards.sentences import Part

REGISTER, RELIEVED = "I01p", "I04"
BATCHES = (
    ("I15a", "产业稳定"),
    ("I15b", "新业态培育"),
    ("I15c", "基础设施吸纳"),
    ("I15d", "创业带动"),
    ("I15e", "公益岗安置"),
)
BATCH_NOTE = (
    "口径：脱贫人口务工规模中，按最近一段务工的就业渠道、所属行业的关键词分批，为估计数，"
    "不属于任何一批的不列。来源：《脱贫户监测对象信息》、《已外出务工信息》。"
)
QUALITY = (("I06a", "有技能等级"), ("I06b", "签订劳动合同"), ("I06c", "务工满6个月"))


def page(marts: Marts) -> Page:
    """Return the page on regions, channels, industries and who the persons are."""
    start = f"截至{numbers.day(numbers.month_end(marts.as_of))}，全市"
    told = [composition.region_sentence(marts, one) for one in (REGISTER, RELIEVED)]
    return Page(
        name="structure",
        label="去向与结构",
        title=site_title(marts, "去向与结构"),
        conclusion=(Part(f"{start}{'；'.join(told)}。"),),
        rows=(
            _pair(marts, "work_region"),
            Row(tuple(_regions(marts, one) for one in (REGISTER, RELIEVED)), "halves"),
            one(_local(marts)),
            _peaks(marts),
            Row((_classes(marts, RELIEVED, "channel", by_size=True), _batches(marts)), "halves"),
            _pair(marts, "industry_class", by_size=True),
            _pair(marts, "wage_band"),
            _pair(marts, "age_band"),
            Row((_classes(marts, REGISTER, "skill_level"), _classes(marts, REGISTER, "education")),
                "halves"),
            Row((_quality(marts), _quality_by_county(marts)), "halves"),
        ),
    )  # fmt: skip


def _pair(marts: Marts, dimension: str, *, by_size: bool = False) -> Row:
    return Row(
        tuple(_classes(marts, one, dimension, by_size=by_size) for one in (REGISTER, RELIEVED)),
        "halves",
    )


def _classes(marts: Marts, indicator: str, dimension: str, *, by_size: bool = False) -> Figure:
    category = "省外" if dimension == "work_region" else ""
    shown = f"，人数最多的{SHOWN_CLASSES}类" if by_size else ""
    return Figure(
        title=composition.class_title(marts, indicator, dimension, category),
        subtitle=f"全市按{composition.DIMENSIONS[dimension]}的占比（占已知的比例）{shown}；"
        f"竖线为{BEFORE}",
        picture=class_bars(marts, indicator, dimension, by_size=by_size),
        table=composition.class_table(marts, indicator, dimension, marts.city),
        note=source_note(marts, [indicator]) if dimension == "work_region" else "",
    )


def _regions(marts: Marts, indicator: str) -> Figure:
    return Figure(
        title=composition.region_title(marts, indicator),
        subtitle=f"{marts.as_of.month}月各地按{composition.DIMENSIONS[REGIONS]}的占比",
        picture=region_stacks(marts, indicator),
        table=composition.region_table(marts, indicator),
    )


def _local(marts: Marts) -> Block:
    return listing(
        marts,
        f"就地就近：全市{indicators.city_line(marts, 'I14b')}",
        "就地就近就业",
        [
            Column("I14a", "在岗人数"),
            Column("I14b", "占比", with_2021=True),
            Column("I14c", "脱贫人口"),
            Column("I14d", "脱贫人口占比", with_2021=True),
        ],
    )


def _peaks(marts: Marts) -> Row:
    blocks: list[Block] = []
    for ids, who in ((peaks.REGISTER, "农村劳动力"), (peaks.RELIEVED, "脱贫人口")):
        known = peaks.begun(marts, ids)
        title = peaks.peak_title(marts, ids, who)
        shown = [Column(key, peak, with_2021=True) for key, peak in known]
        block = listing(marts, title, f"{who}高峰期外出", shown) if shown else None
        blocks.append(block or Remarks("外出高峰", (f"{title}。",)))
    return Row(tuple(blocks), "halves")


def _batches(marts: Marts) -> Figure:
    told = "，".join(
        f"{short}{indicators.figure_text(marts, key, marts.city)}" for key, short in BATCHES
    )
    title = f"“五个一批”：{told}"
    return city_figure(marts, title, "batches", "“五个一批”", BATCHES, BEFORE, BATCH_NOTE)


def _quality(marts: Marts) -> Figure:
    told = "，".join(
        f"{short}占{indicators.beside_2021(marts, key, marts.city)}" for key, short in QUALITY
    )
    return city_figure(
        marts, f"转移就业人员中{told}", "skills", "技能质量", QUALITY, BEFORE, BESIDE
    )


def _quality_by_county(marts: Marts) -> Block:
    return listing(
        marts,
        f"全市{indicators.city_line(marts, 'I06d')}",
        "各地技能质量",
        [
            *(Column(key, short) for key, short in QUALITY),
            Column("I06d", "月收入中位数", with_2021=True),
        ],
    )
