"""Rows of the ledgers for a lake by hand: one function a table, every item filled plainly.

Belongs here: what a row of a ledger looks like. Does not belong here: writing them
(``warehouse_lake``) and expected figures (they stand in the tests).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.warehouse_lake import person

Row = dict[str, Any]
ANSWERS = ("state_is_true", "region_is_true", "training_is_true", "skill_is_true", "wage_is_true")


def trained(number: int, closed: date, **changes: Any) -> Row:
    """One T-H2 row: a person who passed a class in a skill, of no particular group."""
    return {
        "person_key": person(number),
        "class_no": "一班",
        "training_kind": "就业技能",
        "training_mode": "其他",
        "closed_date": closed,
        "is_qualified": True,
        **changes,
    }


def served(number: int, day: date, kind: str, **changes: Any) -> Row:
    """One T-H3 row: a service that somebody gave to a person."""
    return {
        "person_key": person(number),
        "service_date": day,
        "service_kind": kind,
        "has_helper": True,
        **changes,
    }


def base(name: str, level: str, approved: date, **changes: Any) -> Row:
    """One T-H4 row: a base in operation with its approval."""
    return {
        "base_name": name,
        "base_level": level,
        "approved_date": approved,
        "base_state": "正常",
        **changes,
    }


def event(campaign: str, day: date, **changes: Any) -> Row:
    """One T-H5 row: an event that nobody counted anything at."""
    return {
        "event_name": f"{campaign}活动",
        "campaign": campaign,
        "event_date": day,
        "event_form": "线下",
        **changes,
    }


def paid(number: int, policy: str, month: date, **changes: Any) -> Row:
    """One T-H8 row: a payment to a person."""
    return {
        "person_key": person(number),
        "policy": policy,
        "beneficiary_kind": "个人",
        "subsidy_month": month,
        "amount_cny": 800.0,
        **changes,
    }


def sampled(day: date, **changes: Any) -> Row:
    """One T-S1 row: a person who was reached and for whom everything is true."""
    return {
        "round_no": "一",
        "sample_no": "1",
        "checked_date": day,
        "is_reached": True,
        **dict.fromkeys(ANSWERS, True),
        **changes,
    }


def filled(indicator: str, month: date, value: float | None = None, **changes: Any) -> Row:
    """One T-M1 row: a figure of a month, filled in by hand."""
    return {"indicator_id": indicator, "period_month": month, "value": value, **changes}


def village(name: str, **changes: Any) -> Row:
    """One T-N5 row: a village that is assisted."""
    return {"village_name": name, "is_assisted": True, **changes}
