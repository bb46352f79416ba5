"""Tables of the state of the data: scores, problems, closure, timeliness, checks, deliveries.

Belongs here: columns and cells from the counts and scores of the marts. Does not belong here: rates
of the catalogue (``indicator_tables``), titles (``quality_sentences``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dashboards import indicators, numbers
from dashboards.facts import IssueCount, QualityScore, SpotCheck, TownValue
from dashboards.marts import Area, DeliveryCount, FindingCount, Marts
from dashboards.tables import SEVERITIES, Cell, Row, Table

SHOWN_RULES = 15
ISSUE_STATES = ("新增", "已派发", "整改中", "逾期", "申请豁免", "已豁免", "已整改", "已关闭")

_SCORE: dict[str, Callable[[QualityScore], str]] = {
    "得分": lambda row: numbers.decimal(row.score),
    "比上月": lambda row: numbers.signed_decimal(row.change_from_last_month),
    "问题扣分（共60分）": lambda row: numbers.decimal(row.deduction),
    "及时分（20分）": lambda row: numbers.decimal(row.timeliness_points),
    "办结分（20分）": lambda row: numbers.decimal(row.closure_points),
    "办结率": lambda row: numbers.percent(row.closure_rate),
    "检查行数": lambda row: numbers.count(row.rows_checked),
    "每千行问题（条）": lambda row: numbers.decimal(row.problem_rate),
}


def county_score(marts: Marts, area: Area, month: date | None = None) -> QualityScore | None:
    """Return a county's score of a month, the page's own unless told."""
    wanted = (area.county_code, None, month or marts.as_of)
    return next(
        (
            row
            for row in marts.all(QualityScore)
            if (row.county_code, row.town_code, row.report_month) == wanted
        ),
        None,
    )


def scored(marts: Marts) -> list[tuple[Area, QualityScore]]:
    """Counties with a score this month, best first; ties in the office's order."""
    found = [(area, row) for area in marts.counties if (row := county_score(marts, area))]
    return sorted(found, key=lambda pair: pair[1].rank or len(found) + 1)


def score_table(marts: Marts) -> Table:
    """Counties by rank: score, change, its three parts, what they come from."""
    rows = []
    for area, row in scored(marts):
        rank = numbers.count(row.rank)
        rows.append(Row(area.label, (Cell(rank), *(Cell(write(row)) for write in _SCORE.values()))))
    return Table(
        f"{marts.as_of.month}月数据质量得分（满分100分）", ("地区", "排名", *_SCORE), tuple(rows)
    )


def town_table(marts: Marts) -> Table:
    """Townships in the order of their codes, without a rank: scores and their parts."""
    names = {row.town_code: row.town_name for row in marts.all(TownValue)}
    counties = {area.county_code: area.label for area in marts.counties}
    rows = tuple(
        Row(
            f"{counties[row.county_code]}{names.get(row.town_code, row.town_code)}",
            tuple(Cell(write(row)) for write in _SCORE.values()),
        )
        for row in marts.all(QualityScore)
        if row.town_code and row.report_month == marts.as_of and row.county_code in counties
    )
    return Table(f"{marts.as_of.month}月乡镇数据质量得分", ("乡镇", *_SCORE), rows)


def trend_table(marts: Marts) -> Table:
    """Each county's score by month of the year."""
    rows = []
    for area in marts.counties:
        found = [county_score(marts, area, month) for month in marts.year_months]
        rows.append(
            Row(
                area.label,
                tuple(Cell(numbers.decimal(row.score if row else None)) for row in found),
            )
        )
    columns = ("地区", *(f"{month.month}月" for month in marts.year_months))
    return Table("各月数据质量得分", columns, tuple(rows))


def rule_table(marts: Marts) -> Table:
    """List the city's most frequent problems by severity, with each county's count."""
    by_area = {(row.county_code, row.rule_id): row for row in marts.finding_counts if row.rule_id}
    areas = [*marts.counties, marts.city]
    rows = []
    for rule in city_rules(marts)[:SHOWN_RULES]:
        found = [by_area.get((area.county_code, rule.rule_id or "")) for area in areas]
        counts = tuple(Cell(numbers.count(row.finding_count if row else 0)) for row in found)
        before = Cell(numbers.count(rule.finding_count_last_month))
        severity = Cell(SEVERITIES.get(rule.severity or "", "—"), kind="text")
        name = f"{rule.rule_id} {rule.rule_name or ''}".strip()
        rows.append(Row(name, (severity, *counts, before)))
    columns = ("问题", "轻重", *(area.label for area in areas), "全市上月")
    caption = f"{marts.as_of.month}月问题按规则和县（市、区）（条，最多{SHOWN_RULES}类）"
    return Table(caption, columns, tuple(rows))


def city_rules(marts: Marts) -> list[FindingCount]:
    """Rules with problems in the city, the severest and most frequent first."""
    order = list(SEVERITIES)
    found = [
        row
        for row in marts.finding_counts
        if row.county_code == marts.city.county_code
        and row.rule_id
        and row.severity in SEVERITIES
        and row.finding_count > 0
    ]
    return sorted(
        found, key=lambda row: (order.index(row.severity or ""), -row.finding_count, row.rule_id)
    )


def issues(marts: Marts, area: Area, state: str | None = None) -> IssueCount | None:
    """Return an area's tracked problems of one state, of all (None), this month."""
    wanted = (area.county_code, None, marts.as_of, None, state)
    return next(
        (
            row
            for row in marts.all(IssueCount)
            if (row.county_code, row.town_code, row.report_month, row.severity, row.state) == wanted
        ),
        None,
    )


def issue_table(marts: Marts) -> Table:
    """Tracked problems by county: open, new, closed, overdue, and how many of each state."""
    states = [s for s in ISSUE_STATES if any(issues(marts, area, s) for area in marts.areas)]
    rows = []
    for area in [*marts.counties, marts.city]:
        every = issues(marts, area)
        if every is None:
            continue
        score = county_score(marts, area)
        counts = (every.open_count, every.opened, every.closed, every.overdue)
        of_state = [issues(marts, area, state) for state in states]
        cells = (
            *(Cell(numbers.count(number)) for number in counts),
            Cell(numbers.percent(score.closure_rate if score else None)),
            *(Cell(numbers.count(row.issue_count if row else 0)) for row in of_state),
        )
        rows.append(Row(area.label, cells, area.is_city))
    columns = ("地区", "没有办结的问题", "本月新增", "本月办结", "逾期", "办结率",
               *(f"状态：{state}" for state in states))  # fmt: skip
    return Table(f"{marts.as_of.month}月问题整改（条）", columns, tuple(rows))


def spot_table(marts: Marts) -> Table:
    """List this year's spot checks by county: checked, reached, right, and the estimate."""
    rows = []
    for area in [*marts.counties, marts.city]:
        row = _spot(marts, area)
        if row is None:
            continue
        share = marts.value("I08", area)
        hidden = share is not None and share.is_suppressed
        estimate = numbers.percent(row.estimate_ratio)
        span = _span(row)
        cells = (
            Cell(numbers.count(row.checked_count)),
            Cell(numbers.count(row.reached_count)),
            Cell(indicators.shown(marts, "I08", area), indicators.status(marts, "I08", area)),
            Cell(numbers.WITHHELD if hidden else estimate),
            Cell(numbers.WITHHELD if hidden else span),
        )
        rows.append(Row(area.label, cells, area.is_city))
    columns = ("地区", "核查（人）", "联系上（人）", "属实的比例", "全体推算", "95%区间")
    return Table(f"{marts.as_of.year}年1至{marts.as_of.month}月抽检", columns, tuple(rows))


def _spot(marts: Marts, area: Area) -> SpotCheck | None:
    return next(
        (
            row
            for row in marts.all(SpotCheck)
            if row.county_code == area.county_code
            and row.scope_kind == "当年"
            and row.report_month == marts.as_of
        ),
        None,
    )


def _span(row: SpotCheck) -> str:
    if row.estimate_lower_ratio is None or row.estimate_upper_ratio is None:
        return numbers.NOT_APPLICABLE
    low, high = row.estimate_lower_ratio, row.estimate_upper_ratio
    return f"{numbers.percent(low)}—{numbers.percent(high)}"


_DELIVERED: dict[str, Callable[[DeliveryCount], int]] = {
    "文件（份）": lambda row: row.file_count,
    "行数": lambda row: row.rows_read,
    "采用": lambda row: row.rows_accepted,
    "隔离": lambda row: row.rows_quarantined,
    "重报替代": lambda row: row.rows_superseded,
    "非数据行": lambda row: row.rows_dropped,
}


def delivery_table(marts: Marts) -> Table:
    """List what was delivered by county, and what became of the rows of used files."""
    rows = []
    for area in [*marts.counties, marts.city]:
        found = next(
            (
                row
                for row in marts.delivery_counts
                if row.county_code == area.county_code and row.state is None
            ),
            None,
        )
        cells = tuple(
            Cell(numbers.count(read(found)) if found else numbers.NOT_APPLICABLE)
            for read in _DELIVERED.values()
        )
        rows.append(Row(area.label, cells, area.is_city))
    caption = f"{marts.as_of.month}月收到的数据和每一行的去向"
    return Table(caption, ("地区", *_DELIVERED), tuple(rows))
