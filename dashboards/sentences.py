"""Every sentence with a number in it: conclusions, chart titles, picture descriptions.

Belongs here: wording chosen from the figures of the marts. Does not belong here: markup,
fixed labels of a table (``tables``), making a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dashboards import numbers
from dashboards.marts import BASELINE_YEAR, Area, Comparison, Marts, Value
from dashboards.theme import Status, status_of

COUNTIES = "县（市、区）"
MEMBERS = {"province": "市"}
"""What a whole is made of, where not of counties."""
MONTHLY_TABLES = ("T-H1", "T-N1", "T-N2")
UNKNOWN_TABLE = "unknown"
TABLE_NAMES = {
    "T-H1": "农村劳动力实名制信息",
    "T-H2": "培训台账",
    "T-H3": "就业服务记录",
    "T-H4": "返乡创业基地台账",
    "T-H5": "招聘活动台账",
    "T-H6": "就业援助对象认定",
    "T-H7": "就业失业登记",
    "T-H8": "政策享受信息",
    "T-N1": "脱贫户监测对象信息",
    "T-N2": "已外出务工信息",
    "T-N3": "计划外出务工信息",
    "T-N4": "户信息",
    "T-N5": "行政村信息",
    "T-N6a": "公益性岗位名单",
    "T-N6b": "帮扶车间名单",
    "T-C1": "低收入人口花名册",
    "T-S1": "抽检表",
    "T-M1": "人工填报指标",
    UNKNOWN_TABLE: "认不出是哪张表的文件",
}
NOUNS = {"I01": "农村劳动力转移就业", "I02": "重点群体培训", "I04": "脱贫人口务工规模"}


@dataclass(frozen=True)
class Part:
    """A piece of a sentence; with a status it is shown with shape and colour."""

    text: str
    status: Status | None = None


def plain(parts: Iterable[Part]) -> str:
    """Return the sentence as text, shapes included."""
    return "".join(
        f"{part.status.shape}{part.text}" if part.status else part.text for part in parts
    )


def conclusion(marts: Marts, area: Area) -> list[Part]:
    """Give the page's answer in one sentence: how much, against 2021 and its pace, who lags."""
    who = area.label if area.is_city else area.county_name
    row = marts.comparison("I04", area)
    start = f"截至{numbers.day(numbers.month_end(marts.as_of))}，{who}脱贫人口务工规模"
    if row is not None and row.is_suppressed:
        return [Part(f"{start}人数太少，为保护个人信息不公布。")]
    if row is None or row.value is None:
        return [Part(f"{start}尚未填报，暂无结论。")]
    text = f"{start}{numbers.people_text(row.value)}{_against_2021(row, marts.as_of)}"
    if row.rank is not None:
        text += f"，列全市第{row.rank}位{rank_movement_words(row)}"
    ending = _counties_by_status(marts) if area.is_city else _county_status(marts, area)
    return _punctuated([Part(text), *ending])


def _punctuated(parts: list[Part]) -> list[Part]:
    """Close every part with ；and the last with 。, so that no line begins with a stop."""
    last = len(parts) - 1
    return [
        Part(f"{part.text}{'。' if place == last else '；'}", part.status)
        for place, part in enumerate(parts)
    ]


def _against_2021(row: Comparison, as_of: date) -> str:
    if as_of.year == BASELINE_YEAR:
        return f"；{BASELINE_YEAR}年为比较基数年"
    if row.to_year_end_ratio is None:
        return f"；{BASELINE_YEAR}年全年数据缺失，暂不能比较"
    text = f"，达到{BASELINE_YEAR}年全年的{numbers.percent(row.to_year_end_ratio)}"
    if row.pace_gap is None:
        return f"{text}；{BASELINE_YEAR}年同月数据缺失，进度暂不能比较"
    words = numbers.points_words(row.pace_gap)
    link = "与" if words == "持平" else "比"
    return f"{text}，{link}{BASELINE_YEAR}年同期进度{words}"


def _counties_by_status(marts: Marts) -> list[Part]:
    groups: dict[str, list[Area]] = {}
    for county in marts.counties:
        groups.setdefault(status_word(marts, "I04", county), []).append(county)
    members = MEMBERS.get(marts.city.level, COUNTIES)
    known = marts.area_count("I04")
    reached = known.good_count if known is not None else 0
    if set(groups) == {"达标"}:
        return [Part(f"{reached}个{members}全部达标", status_of("达标"))]
    parts = [
        Part(_named(marts, word, groups[word]), status_of(word))
        for word in ("滞后", "临近", "未更新", "未填报")
        if word in groups
    ]
    if reached:
        parts.append(Part(f"其余{reached}个{members}达标", status_of("达标")))
    return parts


def _named(marts: Marts, word: str, areas: Sequence[Area]) -> str:
    if word != "未更新":
        return "、".join(area.short_name for area in areas) + word
    return "、".join(f"{area.short_name}{carried_note(marts, 'I04', area)}" for area in areas)


def _county_status(marts: Marts, area: Area) -> list[Part]:
    word = status_word(marts, "I04", area)
    if word != "未更新":
        return [Part(word, status_of(word))] if word else []
    text = f"{carried_note(marts, 'I04', area)}，进度仅供参考"
    return [Part(text, status_of(word))]


def status_word(marts: Marts, indicator: str, area: Area) -> str:
    """Return the status of the marts: ``""`` without a target, 未填报 without a row."""
    row = marts.value(indicator, area)
    return "未填报" if row is None else row.status or ""


def shown_count(value: Value | None, missing: str) -> str:
    """Return the figure in words: ``missing`` where there is none, 不公布 where it is withheld."""
    if value is None:
        return missing
    return numbers.count(value.value, numbers.WITHHELD if value.is_suppressed else missing)


def carried_note(marts: Marts, indicator: str, area: Area) -> str:
    """``沿用5月数据``, of the month the marts name; without it just 沿用以前月份数据."""
    row = marts.comparison(indicator, area)
    if area.is_city:
        return "含沿用数据"
    if row is None or row.source_month is None or row.source_month >= marts.as_of:
        return "沿用以前月份数据"
    return f"沿用{numbers.month_near(row.source_month, marts.as_of)}数据"


def rank_movement_words(row: Comparison) -> str:
    """``（比上月上升1位）``; empty without a rank last month."""
    moved = row.rank_change
    if moved is None:
        return ""
    if moved == 0:
        return "（与上月相同）"
    return f"（比上月{'上升' if moved > 0 else '下降'}{abs(moved)}位）"


def rank_movement(row: Comparison) -> str:
    """``↑1``, ``↓2``, ``→``; empty without a rank last month."""
    moved = row.rank_change
    if moved is None:
        return ""
    return "→" if moved == 0 else f"{'↑' if moved > 0 else '↓'}{abs(moved)}"


def curve_title(marts: Marts, indicator: str, area: Area) -> str:
    """Answer 'is this year above 2021?' over the months of the year that can be compared."""
    noun = NOUNS[indicator]
    row = marts.comparison(indicator, area)
    if row is None or (row.value is None and not row.months_compared):
        return f"{noun}：{marts.as_of.year}年尚未填报"
    if marts.as_of.year == BASELINE_YEAR:
        return f"{BASELINE_YEAR}年各月{noun}（比较基数年）"
    if not row.months_compared:
        return f"{noun}：没有{BASELINE_YEAR}年同月数据，暂不能比较"
    return f"{marts.as_of.year}年{_months_above(row, noun, marts.as_of.month)}"


def _months_above(row: Comparison, noun: str, last_month: int) -> str:
    above, every = row.months_not_below, row.months_compared
    versus = f"{BASELINE_YEAR}年同月"
    if every == 1:
        return f"{last_month}月{noun}{'不' if above else ''}低于{versus}"
    span = f"1至{last_month}月{noun}"
    if above == every:
        return f"{span}各月均不低于{versus}"
    if above == 0:
        return f"{span}各月均低于{versus}"
    return f"{span}可比的{every}个月中，{above}个月不低于{versus}"


def ranking_title(marts: Marts) -> str:
    """How many counties are at or ahead of the pace of 2021 and how many behind."""
    known = marts.area_count("I04")
    if known is None or not (known.not_slower or known.slower):
        return f"各{COUNTIES}进度：没有可比的{BASELINE_YEAR}年数据"
    versus = f"{BASELINE_YEAR}年同期进度"
    ending = (f"，{known.withheld}个不公布" if known.withheld else "") + (
        f"，{known.missing}个未填报" if known.missing else ""
    )
    if not known.slower:
        return f"{known.not_slower}个{COUNTIES}均不慢于{versus}{ending}"
    if not known.not_slower:
        return f"{known.slower}个{COUNTIES}均慢于{versus}{ending}"
    return f"{known.not_slower}个{COUNTIES}不慢于{versus}，{known.slower}个慢于{ending}"


def multiples_title(marts: Marts) -> str:
    """How many counties hold at least as many persons as in the same month of 2021."""
    known = marts.area_count("I04")
    if known is None or not known.compared:
        return f"各{COUNTIES}走势：没有可比的{BASELINE_YEAR}年同月数据"
    above = known.not_below_baseline
    if above == known.compared:
        return f"{above}个{COUNTIES}的规模均不低于{BASELINE_YEAR}年同月"
    return f"{known.compared}个{COUNTIES}中，{above}个的规模不低于{BASELINE_YEAR}年同月"
