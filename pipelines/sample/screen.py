"""The answer key's own screening of a month: which findings the rules must produce, what passes.

Belongs here: the order of the rules and the verdicts, written from the contract and independently
of the rooms that are tested against it.
Does not belong here: the rules (``file_rules``, ``row_rules``, ``cross``), figures (``score``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from pipelines.sample.city import TABLES, City
from pipelines.sample.delivery import Delivery
from pipelines.sample.file_rules import BLOCKING, file_rules
from pipelines.sample.findings import missing_finding
from pipelines.sample.plant import Place
from pipelines.sample.row_rules import row_rules
from pipelines.sample.slots import Effective, Memory, Slot, contents, slots_of, town_rows

QUARANTINE_LIMIT = 0.05


@dataclass
class Screened:
    """The outcome of one month; ``accepted`` are this month's accepted rows by place."""

    findings: list[pl.DataFrame] = field(default_factory=list)
    verdicts: list[dict[str, object]] = field(default_factory=list)
    accepted: dict[Place, pl.DataFrame] = field(default_factory=dict)
    effective: dict[Place, Effective] = field(default_factory=dict)
    aside: dict[Place, pl.DataFrame] = field(default_factory=dict)
    """Rows that row rules quarantined; second rows of a person (R61) are not among them."""


def screen_month(
    month: str, deliveries: list[Delivery], city: City, memory: Memory, scale: float = 1.0
) -> Screened:
    """Judge every slot of ``month``; return the outcome and remember it in ``memory``.

    ``deliveries`` are settled and know where their rows stand.
    """
    outcome = Screened()
    slots = slots_of(deliveries)
    sent: dict[Place, tuple[str, ...]] = {}
    for county in city.counties:
        for table in TABLES:
            place = (table, county.code)
            if place not in slots:
                outcome.findings.append(missing_finding(table, county.code, month))
                outcome.verdicts.append(_verdict(place, month, None, "missing", "R01"))
                continue
            slot = slots[place]
            sent[place] = contents(slot)
            found = file_rules(place, slot, sent[place], memory, scale)
            outcome.findings += found
            _judge(place, month, slot, found, outcome)
    memory.contents = {place: content for place, content in sent.items() if content}
    memory.effective = memory.effective | outcome.effective
    outcome.effective = dict(memory.effective)
    return outcome


def _judge(
    place: Place, month: str, slot: Slot, found: list[pl.DataFrame], outcome: Screened
) -> None:
    outcome.verdicts += [_verdict(place, month, d, "refused", "R01") for d in slot.refused]
    if slot.rows is None:
        return
    # a refused file beside good ones holds nothing back
    blocking = {str(f["rule_id"][0]) for f in found} & (BLOCKING - {"R01"})
    rows, bad = slot.rows, None
    if not blocking:
        more, bad = row_rules(slot.lead, slot.rows)
        outcome.findings += more
        rows = slot.rows.filter(~bad)
        outcome.aside[place] = _set_aside(slot.rows.filter(bad), more)
    quarantined = slot.rows.height - rows.height
    rules = ",".join(sorted(blocking))
    if not rules and quarantined > QUARANTINE_LIMIT * slot.rows.height:
        rules = "Q5"
    state = "held" if rules else "accepted"
    for delivery in slot.counting:
        own = slot.rows["file"] == delivery.path
        count = int(own.sum())
        damaged = int((own & bad).sum()) if bad is not None else 0
        outcome.verdicts.append(_verdict(place, month, delivery, state, rules, count, damaged))
    if not rules:
        outcome.accepted[place] = rows
        outcome.effective[place] = Effective(month, rows, slot.rows.height, town_rows(slot.rows))


def _set_aside(bad: pl.DataFrame, found: list[pl.DataFrame]) -> pl.DataFrame:
    where = ["file", "sheet_name", "row_no"]
    again = [f.select(where) for f in found if f["rule_id"][0] == "R61"]
    return bad.join(pl.concat(again), on=where, how="anti", nulls_equal=True) if again else bad


def _verdict(
    place: Place,
    month: str,
    delivery: Delivery | None,
    state: str,
    rules: str,
    rows_data: int = 0,
    quarantined: int = 0,
) -> dict[str, object]:
    return {
        "report_month": month,
        "county_code": place[1],
        "table_name": place[0],
        "file": delivery.path if delivery is not None else None,
        "state": state,
        "blocking_rules": rules or None,
        "is_lead": delivery.is_lead if delivery is not None else True,
        "rows_data": rows_data,
        "rows_accepted": rows_data - quarantined,
        "rows_quarantined": quarantined,
    }
