"""重点问题: the list that leaders go through, the overdue first; no person on it."""

from __future__ import annotations

from dashboards import numbers, targets
from dashboards.blocks import Listing, Page, one
from dashboards.facts import KeyProblem
from dashboards.marts import Marts
from dashboards.pages.common import site_title
from dashboards.sentences import Part
from dashboards.theme import PROBLEM_KINDS


def page(marts: Marts) -> Page:
    """Return the page of key problems."""
    return Page(
        name="problems",
        label="重点问题",
        title=site_title(marts, "重点问题清单"),
        conclusion=_conclusion(marts),
        rows=(
            one(
                Listing(
                    title="重点问题清单",
                    table=targets.problem_table(marts),
                    subtitle="逾期未改的在前，其次滞后、临近；最多15项。人员明细只在发给各县（市、区）的提醒里",
                    note="“轻重”：逾期＝数据问题过了整改时限；滞后＝低于目标或2021年同期进度3个百分点以上；"
                    "临近＝差距在3个百分点以内。涉及人数太少的写“不公布”。",
                )
            ),
        ),
    )


def _conclusion(marts: Marts) -> tuple[Part, ...]:
    """Name the counties of the most pressing kind."""
    day = numbers.day(numbers.month_end(marts.as_of))
    rows = marts.all(KeyProblem)
    if not rows:
        return (Part(f"截至{day}，没有列入清单的重点问题。"),)
    parts = [Part(f"截至{day}，列入清单的重点问题{rows[-1].row_no}项：")]
    kinds = [kind for kind in PROBLEM_KINDS if any(row.kind == kind for row in rows)]
    for place, kind in enumerate(kinds):
        named = dict.fromkeys(marts.label(row.county_code) for row in rows if row.kind == kind)
        stop = "。" if place == len(kinds) - 1 else "；"
        look = PROBLEM_KINDS[kind]
        parts.append(Part(f"{look.word}：{'、'.join(named)}{stop}", look))
    return tuple(parts)
