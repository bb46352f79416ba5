"""Phrases about one figure, in the words of official papers; joined to sentences elsewhere.

Belongs here: 占…的…%, 个百分点, 增长/下降 with %, 增加/减少 with the unit, what stands for a figure
that is missing, withheld or carried. Does not belong here: which figures a paper names, causes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboards import numbers
from dashboards.facts import Composition
from dashboards.marts import BASELINE_YEAR
from dashboards.papers.lookup import Figure
from dashboards.tables import Cell
from dashboards.theme import status_of

COUNTIES = "县（市、区）"
ORDINALS = "一二三四五六七八九十"
SMALL = 10
"""Below this an amount a month is written with a decimal: 1.5 bases a month are not 2."""

REGION_WORDS = {"省外": "省外就业", "省内县外": "省内县外就业", "县内": "就地就近就业"}


def as_at(month: date) -> str:
    """``截至2022年6月底``."""
    return f"截至{numbers.year_month(month)}底"


def versus(month: date) -> str:
    """``同比`` in the year after the baseline year, else ``比2021年同期``."""
    return "同比" if month.year == BASELINE_YEAR + 1 else f"比{BASELINE_YEAR}年同期"


def amount(value: float | None, unit: str) -> str:
    """Write a figure with its unit: ``6.31万人``, ``4,318人``, ``13个``, ``98.4%``."""
    if value is None:
        return numbers.MISSING
    if unit == "%":
        return numbers.percent(value)
    if unit in ("人", "人次"):
        figure, written = numbers.people(value)
        return f"{figure}{written.replace('人', unit)}"
    return f"{_plain(value)}{unit.removesuffix('/月')}"


def _plain(value: float) -> str:
    return numbers.count(value) if float(value).is_integer() else f"{numbers.rounded(value, 1):,}"


def absent(figure: Figure | None, who: str, noun: str) -> str | None:
    """Say that there is no figure to be told, and why; None where there is one."""
    if figure is not None and figure.is_known:
        return None
    if figure is not None and figure.is_suppressed:
        few = "涉及人数太少" if figure.unit == "%" else "人数太少"
        return f"{who}{noun}{few}，为保护个人信息{numbers.WITHHELD}"
    return f"{who}{noun}{numbers.MISSING}"


def carried(figure: Figure, *, is_city: bool) -> str:
    """``（沿用5月数据）``; empty for a figure of its own month."""
    if figure.data_state != "沿用":
        return ""
    if is_city:
        return "（含沿用数据）"
    if figure.source_month is None or figure.source_month >= figure.report_month:
        return "（沿用以前月份数据）"
    return f"（沿用{numbers.month_near(figure.source_month, figure.report_month)}数据）"


def of_task(figure: Figure) -> str:
    """``占年度任务数6.50万人的97.1%``; empty without a task."""
    if figure.task_target is None or figure.to_task_ratio is None:
        return ""
    task = amount(figure.task_target, figure.unit)
    return f"占年度任务数{task}的{numbers.percent(figure.to_task_ratio)}"


def of_baseline(figure: Figure) -> str:
    """``达到2021年全年4,390人的98.4%``; says so where 2021 is missing."""
    if figure.report_month.year == BASELINE_YEAR:
        return ""
    if figure.to_year_end_ratio is None:
        return f"{BASELINE_YEAR}年全年数据缺失，暂不能比较"
    end = amount(figure.year_end_baseline, figure.unit)
    return f"达到{BASELINE_YEAR}年全年{end}的{numbers.percent(figure.to_year_end_ratio)}"


def pace(figure: Figure) -> str:
    """``比2021年同期进度快0.6个百分点``; empty where it cannot be compared."""
    if figure.pace_gap is None:
        return ""
    words = numbers.points_words(figure.pace_gap)
    return f"{'与' if words == '持平' else '比'}{BASELINE_YEAR}年同期进度{words}"


def change(figure: Figure) -> str:
    """``同比增加312人，增长6.9%``; a rate ``同比提高0.6个百分点``; empty without a comparison."""
    by = figure.change_from_baseline
    if by is None or figure.report_month.year == BASELINE_YEAR:
        return ""
    since = versus(figure.report_month)
    if by == 0:
        return f"{since.replace('比', '与', 1) if since != '同比' else since}持平"
    if figure.unit == "%":
        return f"{since}{moved_points(by)}"
    verb = "增加" if by > 0 else "减少"
    return f"{since}{verb}{amount(abs(by), figure.unit)}{_growth(figure.change_ratio)}"


def _growth(ratio: float | None) -> str:
    if not ratio:
        return ""
    verb = "增长" if ratio > 0 else "下降"
    if numbers.rounded(ratio * 100, 1) == 0:
        return f"，{verb}不足0.1%"
    return f"，{verb}{numbers.percent(abs(ratio))}"


def moved_points(gap: float) -> str:
    """``提高0.6个百分点``, ``降低1.2个百分点``; what rounds to nothing keeps its direction."""
    verb = "提高" if gap > 0 else "降低"
    if numbers.rounded(gap * 100, 1) == 0:
        return f"{verb}不足0.1个百分点"
    return f"{verb}{numbers.rounded(abs(gap) * 100, 1)}个百分点"


def month_change(figure: Figure) -> str:
    """``环比增加26人``; a sum over the year that falls was corrected, which the office explains."""
    by = figure.change_from_last_month
    if by is None:
        return ""
    if by == 0:
        return "环比持平"
    if figure.unit == "%":
        return f"环比{moved_points(by)}"
    if by > 0:
        return f"环比增加{amount(by, figure.unit)}"
    return f"环比减少{amount(abs(by), figure.unit)}【请说明累计数减少的原因：……】"


def needed(figure: Figure) -> str:
    """Say what is to be done until December, by month, beside what 2021 added from here on."""
    if figure.year_target is None or figure.still_needed is None:
        return ""
    goal = f"年底目标{amount(figure.year_target, figure.unit)}"
    if figure.still_needed == 0:
        return f"已达到{goal}"
    text = f"距{goal}还差{amount(figure.still_needed, figure.unit)}"
    if figure.needed_per_month is None:
        return text
    text += (
        f"，余下{figure.remaining_months}个月平均每月需新增"
        f"{per_month(figure.needed_per_month, figure.unit)}"
    )
    if figure.baseline_per_month is None:
        return text
    then = per_month(figure.baseline_per_month, figure.unit)
    return f"{text}（{BASELINE_YEAR}年同期以后平均每月新增{then}）"


def per_month(value: float | None, unit: str) -> str:
    """Write an amount a month: ``12人``, ``1.5个``; of things a small one has a decimal."""
    if value is None:
        return numbers.NOT_APPLICABLE
    if unit == "人" and value < SMALL:
        return f"不足1{unit}" if 0 < value < 1 else amount(float(numbers.rounded(value, 0)), unit)
    if abs(value) >= SMALL or float(value).is_integer():
        return amount(float(numbers.rounded(value, 0)), unit)
    if value > 0 and numbers.rounded(value, 1) == 0:
        return f"不足0.1{unit}"
    return f"{numbers.rounded(value, 1)}{unit}"


def fact(figure: Figure | None, noun: str, who: str = "") -> str:
    """``帮扶车间吸纳630人，同比增加22人，增长3.6%``; also where there is no figure to tell."""
    if (missing := absent(figure, who, noun)) is not None or figure is None:
        return missing or ""
    text = f"{who}{noun}{amount(figure.value, figure.unit)}"
    return joined([f"{text}{carried(figure, is_city=True)}", target_word(figure), change(figure)])


def target_word(figure: Figure) -> str:
    """``未达到100%的目标``; empty where the mart gives no verdict."""
    if figure.target_value is None or figure.unit != "%":
        return ""
    goal = f"{numbers.whole_percent(figure.target_value)}的目标"
    words = {"达标": f"达到{goal}", "临近": f"未达到{goal}", "滞后": f"未达到{goal}"}
    return words.get(figure.status or "", "")


def composition(parts: Sequence[Composition], names: dict[str, str] | None = None) -> str:
    """``省外就业174人，占15.4%；就地就近就业840人，占74.0%``; empty without classes."""
    written = []
    for part in parts:
        if part.category == "未填":
            continue
        name = (names or {}).get(part.category, part.category)
        if part.person_count is None:
            written.append(f"{name}{numbers.WITHHELD}")
        else:
            share = f"，占{numbers.percent(part.share)}" if part.share is not None else ""
            written.append(f"{name}{numbers.count(part.person_count)}人{share}")
    return "；".join(written)


def ages(parts: Sequence[Composition]) -> str:
    """``16—24岁4,896人，占8.0%``; empty without classes."""
    names = {p.category: _age(p.category) for p in parts}
    return composition(parts, names)


def _age(category: str) -> str:
    if category.endswith("及以上"):
        return f"{category.removesuffix('及以上')}岁及以上"
    return f"{category}岁"


def joined(phrases: Sequence[str], between: str = "，") -> str:
    """Join the phrases that say something."""
    return between.join(phrase for phrase in phrases if phrase)


def listed(names: Sequence[str]) -> str:
    """``浑江区、抚松县``."""
    return "、".join(names)


def numbered(items: Sequence[str]) -> list[str]:
    """``一是…``, ``二是…``."""
    return [f"{ORDINALS[place]}是{item}" for place, item in enumerate(items)]


def headings(titles: Sequence[str]) -> list[str]:
    """``一、…``, ``二、…``."""
    return [f"{ORDINALS[place]}、{title}" for place, title in enumerate(titles)]


def shown(value: float | None, figure: Figure | None, unit: str) -> Cell:
    """Return a cell: 不公布 where the figure is withheld, 未填报 where there is none."""
    if figure is None or not (figure.is_known or figure.is_suppressed):
        return Cell(numbers.MISSING)
    if figure.is_suppressed:
        return Cell(numbers.WITHHELD)
    if value is None:
        return Cell(numbers.NOT_APPLICABLE)
    return Cell(numbers.percent(value) if unit == "%" else _plain(value))


def status_cell(figure: Figure | None) -> Cell:
    """Return shape and word of the status, and the month of a carried figure."""
    status = status_of("未填报" if figure is None else figure.status)
    if figure is not None and figure.data_state == "沿用":
        return Cell(
            carried(figure, is_city=False).strip("（）").removesuffix("数据"), status, "status"
        )
    return Cell(status.word, status, "status")


def movement(figure: Figure) -> str:
    """``↑1``, ``↓2``, ``→``; ``—`` without a rank last month."""
    by = figure.rank_change
    if by is None:
        return numbers.NOT_APPLICABLE
    return "→" if by == 0 else f"{'↑' if by > 0 else '↓'}{abs(by)}"


def movement_words(figure: Figure) -> str:
    """``，比上月上升1位``; empty without a rank last month or when it is the same."""
    by = figure.rank_change
    if not by:
        return ""
    return f"，比上月{'上升' if by > 0 else '下降'}{abs(by)}位"
