"""Sentences on whether the data can be trusted: completeness, held deliveries, every row's fate.

Belongs here: wording of data quality from counts of the marts. Does not belong here: tables.
"""

from __future__ import annotations

from dashboards import numbers
from dashboards.marts import Area, Marts, Screening
from dashboards.sentences import MONTHLY_TABLES, TABLE_NAMES, UNKNOWN_TABLE, Part
from dashboards.theme import status_of

FIVE_ITEMS = ("I07a", "I07b", "I07c", "I07d", "I07e")


def completeness_title(marts: Marts) -> str:
    """Which of the five items some county does not fill as it should."""
    known = {
        indicator: row
        for indicator in FIVE_ITEMS
        if (row := marts.area_count(indicator)) is not None and row.with_value
    }
    if not known:
        return f"{marts.as_of.month}月五项信息完整率未填报"
    behind = [
        marts.definitions[indicator].indicator_name.removesuffix("完整率")
        for indicator, row in known.items()
        if (row.near_count or row.late_count) and indicator in marts.definitions
    ]
    text = "五项信息完整率均达标"
    if behind:
        text = f"{'、'.join(behind)}完整率有未达标的县（市、区）"
    carried = any(row.carried_count for row in known.values())
    return text + ("（另有县沿用以前月份）" if carried else "")


def screening_notes(marts: Marts, area: Area | None = None) -> list[str]:
    """One sentence per expected table that was not accepted this month."""
    names = {known.county_code: known.short_name for known in marts.areas}
    notes = []
    for row in marts.screenings:
        if row.state == "已采用" or (area and row.county_code != area.county_code):
            continue
        table = TABLE_NAMES.get(row.table_name, row.table_name)
        reason = f"（{row.reason.rstrip('。')}）" if row.reason else ""
        place = names.get(row.county_code, "未识别县区")
        notes.append(f"{place}《{table}》{row.state}{reason}{_used(row)}。")
    return notes


def trust_line(marts: Marts, area: Area) -> tuple[Part, ...]:
    """Say in one line whether the month's data can be relied on: what came, agrees, is fresh."""
    held = [row for row in marts.screenings if row.state != "已采用"
            and (area.is_city or row.county_code == area.county_code)]  # fmt: skip
    if not held:
        parts = [Part("数据：本月应报数据全部采用；")]
    else:
        names = {known.county_code: known.short_name for known in marts.areas}
        places = dict.fromkeys(names.get(row.county_code, "未识别县区") for row in held)
        late = (
            f"{'、'.join(places)}有数据未按期采用；" if area.is_city else "本月有数据未按期采用；"
        )
        parts = [Part("数据："), Part(late, status_of("未更新"))]
    for indicator in ("I12", "I09"):
        value = marts.value(indicator, area)
        known_as = marts.definitions.get(indicator)
        if known_as is None:
            continue
        name = known_as.indicator_name
        if value is None or value.value is None:
            withheld = value is not None and value.is_suppressed
            shown = numbers.WITHHELD if withheld else numbers.MISSING
            parts.append(Part(f"{name}{shown}；"))
        else:
            text = f"{name}{numbers.percent(value.value)}；"
            parts.append(Part(text, status_of(value.status) if value.status else None))
    last = parts[-1]
    return (*parts[:-1], Part(f"{last.text.removesuffix('；')}。", last.status))


def _used(row: Screening) -> str:
    """Say which data the figures take instead; a file of no known table stands for none."""
    if row.table_name == UNKNOWN_TABLE:
        return ""
    if row.used_month is not None:
        return f"，沿用{numbers.year_month(row.used_month)}数据"
    if row.table_name in MONTHLY_TABLES:
        return "，此前没有可用数据，相关指标未填报"
    return "，此前没有可用数据"


def conservation(marts: Marts, area: Area | None = None) -> str:
    """Say what became of every row received this month; the terms add up to the first number."""
    code = (area or marts.city).county_code
    of_state = {row.state: row for row in marts.delivery_counts if row.county_code == code}
    if not of_state:
        return f"{marts.as_of.month}月没有收到数据。"
    total = of_state.pop(None)
    text = f"{marts.as_of.month}月收到{total.file_count}份、{numbers.count(total.rows_read)}行 ＝ "
    used = of_state.pop("已采用", None)
    parts = []
    if used is not None:
        parts = [
            f"采用{numbers.count(used.rows_accepted)}行",
            f"隔离{numbers.count(used.rows_quarantined)}行",
            f"非数据{numbers.count(used.rows_dropped)}行",
        ]
        if used.rows_superseded:
            parts.append(f"已由重报替代{numbers.count(used.rows_superseded)}行")
    parts += [
        f"{state}{row.file_count}份{numbers.count(row.rows_read)}行"
        for state, row in of_state.items()
    ]
    return text + " ＋ ".join(parts) + "。"
