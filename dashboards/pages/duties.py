"""任务清单: every duty of the plan, who owes it, by when, how it stands, what proves it."""

from __future__ import annotations

from dashboards import numbers, targets
from dashboards.blocks import Listing, Page, one
from dashboards.facts import DutyCount
from dashboards.marts import Marts
from dashboards.pages.common import site_title
from dashboards.sentences import Part
from dashboards.theme import DUTY_STATES


def page(marts: Marts) -> Page:
    """Return the page of duties."""
    counted = targets.duty_counts_table(marts, marts.city)
    return Page(
        name="duties",
        label="任务清单",
        title=site_title(marts, "任务清单"),
        conclusion=_conclusion(marts),
        rows=(
            one(
                Listing(
                    title=counted.caption,
                    table=counted,
                    note="已完成：达到目标，要全年保持的为现在达到；推进中：有进展而未达到目标，或没有规定目标；"
                    "未启动：数为0；未填报：没有数据，不等于0；逾期未完成：过了时限仍未达到目标。",
                )
            ),
            *(
                one(Listing(title=table.caption, table=table))
                for table in targets.duty_tables(marts, marts.city)
            ),
        ),
    )


def _conclusion(marts: Marts) -> tuple[Part, ...]:
    """Count the city's duties by state."""
    found = {
        row.duty_state: row.duty_count
        for row in marts.all(DutyCount)
        if row.chapter is None and row.county_code == marts.city.county_code
    }
    start = f"截至{numbers.day(numbers.month_end(marts.as_of))}，方案各项任务"
    if not any(found.values()):
        return (Part(f"{start}尚未填报。"),)
    named = [state for state in DUTY_STATES if found.get(state)]
    parts = [Part(f"{start}：")]
    for place, state in enumerate(named):
        stop = "。" if place == len(named) - 1 else "；"
        parts.append(Part(f"{state}{found[state]}项{stop}", DUTY_STATES[state]))
    return tuple(parts)
