"""Who the counted persons are: shares of the classes beside the same month of 2021.

Belongs here: looking up, naming and tabling compositions, their sentences. Does not belong here:
drawing (``charts``), which compositions stand on which page.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboards import numbers
from dashboards.facts import Composition
from dashboards.marts import BASELINE_YEAR, Area, Marts
from dashboards.sentences import COUNTIES
from dashboards.tables import Cell, Row, Table

UNKNOWN, OTHER = "未填", "其他"
REGIONS = "region_class"
SUBJECTS = {"I01p": "月末在岗的转移就业人员", "I04": "脱贫人口务工规模"}
"""Whom an indicator's classes are of."""
DIMENSIONS = {
    "work_region": "就业地域",
    REGIONS: "就业地域（三类）",
    "channel": "就业渠道",
    "industry_class": "行业",
    "age_band": "年龄",
    "education": "文化程度",
    "skill_level": "技能等级",
    "wage_band": "月收入",
}


def classes(marts: Marts, indicator: str, dimension: str, area: Area) -> list[Composition]:
    """Return the classes of one area this month, in the order of the marts."""
    return [
        row
        for row in marts.all(Composition)
        if (row.indicator_id, row.dimension, row.county_code)
        == (indicator, dimension, area.county_code)
        and row.report_month == marts.as_of
    ]


def known(rows: Sequence[Composition]) -> list[Composition]:
    """Leave out who is of no known class: they have no share."""
    return [row for row in rows if row.category != UNKNOWN]


def largest_first(rows: Sequence[Composition]) -> list[Composition]:
    """Sort by share; classes without one last, in their own order."""
    return sorted(known(rows), key=lambda row: -1.0 if row.share is None else -row.share)


def class_name(row: Composition) -> str:
    """Return the class as people say it: ages in 岁, wages in 元."""
    name = row.category
    if row.dimension == "age_band" and name != UNKNOWN and "岁" not in name:
        return f"{name.removesuffix('及以上')}岁及以上" if name.endswith("及以上") else f"{name}岁"
    if row.dimension == "wage_band" and name != UNKNOWN and "元" not in name:
        return f"{name}元"
    return "无等级" if row.dimension == "skill_level" and name == "无" else name


def share_text(row: Composition) -> str:
    """Write the share; 不公布 where it is withheld, — where there is none."""
    if row.is_suppressed:
        return numbers.WITHHELD
    return numbers.percent(row.share)


def beside(row: Composition) -> str:
    """``23.4%，2021年同月为21.0%``; the second only where 2021 has one."""
    text = share_text(row)
    if row.share is None or row.baseline_share is None:
        return text
    return f"{text}，{BASELINE_YEAR}年同月为{numbers.percent(row.baseline_share)}"


def class_table(marts: Marts, indicator: str, dimension: str, area: Area) -> Table:
    """Persons and shares of each class, this month and in the same month of 2021."""
    rows = tuple(
        Row(
            class_name(row),
            (
                Cell(numbers.count(row.person_count, _absent(row))),
                Cell(share_text(row)),
                Cell(numbers.count(row.baseline_person_count)),
                Cell(numbers.percent(row.baseline_share)),
            ),
        )
        for row in classes(marts, indicator, dimension, area)
    )
    columns = ("类别", "人数", "占比", f"{BASELINE_YEAR}年同月人数", f"{BASELINE_YEAR}年同月占比")
    caption = f"{area.label}{SUBJECTS[indicator]}按{DIMENSIONS[dimension]}"
    return Table(f"{caption}（{numbers.year_month(marts.as_of)}）", columns, rows)


def _absent(row: Composition) -> str:
    return numbers.WITHHELD if row.is_suppressed else numbers.NOT_APPLICABLE


def region_table(marts: Marts, indicator: str) -> Table:
    """Counties and the city × the three classes of region: share, and that of 2021."""
    names = list(dict.fromkeys(
        row.category
        for area in marts.areas
        for row in known(classes(marts, indicator, REGIONS, area))
    ))  # fmt: skip
    rows = []
    for area in [*marts.counties, marts.city]:
        of_class = {row.category: row for row in classes(marts, indicator, REGIONS, area)}
        cells = []
        for name in names:
            row = of_class.get(name)
            cells.append(Cell(share_text(row) if row else numbers.NOT_APPLICABLE))
            cells.append(Cell(numbers.percent(row.baseline_share if row else None)))
        rows.append(Row(area.label, tuple(cells), area.is_city))
    headers = [header for name in names for header in (name, f"{BASELINE_YEAR}年同月")]
    caption = f"各地{SUBJECTS[indicator]}的就业地域（占比，{numbers.year_month(marts.as_of)}）"
    return Table(caption, ("地区", *headers), tuple(rows) if names else ())


def class_title(marts: Marts, indicator: str, dimension: str, category: str = "") -> str:
    """Give a figure's answer: the share of a class, of the largest where none is named."""
    subject, what = SUBJECTS[indicator], DIMENSIONS[dimension]
    rows = largest_first(classes(marts, indicator, dimension, marts.city))
    chosen = next((row for row in rows if row.category == category), None) if category else None
    if chosen is None and (not rows or rows[0].share is None):
        return f"{subject}的{what}：没有可公布的数据"
    if chosen is not None:
        return f"{subject}中，{class_name(chosen)}占{_share(chosen)}"
    named = next((row for row in rows if row.category != OTHER), rows[0])
    return f"{subject}中，{class_name(named)}最多，占{_share(named)}"


def _share(row: Composition) -> str:
    return f"比{numbers.WITHHELD}" if row.share is None else beside(row)


def region_title(marts: Marts, indicator: str, category: str = "县内") -> str:
    """Name the counties with the highest and the lowest share of a class of region."""
    shares = {
        area.label: row.share
        for area in marts.counties
        for row in classes(marts, indicator, REGIONS, area)
        if row.category == category and row.share is not None
    }
    if not shares:
        return f"各{COUNTIES}{SUBJECTS[indicator]}的就业地域：没有可公布的数据"
    high, low = max(shares.values()), min(shares.values())
    if high == low:
        return f"{SUBJECTS[indicator]}：可比的{COUNTIES}{category}占比均为{numbers.percent(high)}"
    return (
        f"{SUBJECTS[indicator]}：{category}占比最高的是{_named(shares, high)}，"
        f"最低的是{_named(shares, low)}"
    )


def _named(shares: dict[str, float], share: float) -> str:
    names = "、".join(name for name, one in shares.items() if one == share)
    return f"{names}（{numbers.percent(share)}）"


def region_sentence(marts: Marts, indicator: str) -> str:
    """Tell the city's three classes of region in one sentence."""
    rows = known(classes(marts, indicator, REGIONS, marts.city))
    if not any(row.share is not None for row in rows):
        return f"{SUBJECTS[indicator]}的就业地域没有可公布的数据"
    told = "、".join(f"{row.category}占{share_text(row)}" for row in rows)
    before = [
        f"{row.category}{numbers.percent(row.baseline_share)}"
        for row in rows
        if row.baseline_share is not None
    ]
    ending = f"（{BASELINE_YEAR}年同月{'、'.join(before)}）" if before else ""
    return f"{SUBJECTS[indicator]}中{told}{ending}"
