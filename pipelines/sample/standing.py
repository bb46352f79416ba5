"""Which deliveries of a slot count, beside one another or in place of one another.

Belongs here: the walk over the deliveries of one (table, county, month), written from the contract,
and the rows that count in the end. Does not belong here: judging them (``screen``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from pipelines.sample.delivery import Delivery, cutoff

SHARED_KEYS = 0.05
"""A page shares fewer of its keys with the others."""
NOBODY = ("blank", "placeholder")


@dataclass
class _Walk:
    """The deliveries that count so far, and of each which towns were delivered again."""

    replaced: dict[str, set[str]] = field(default_factory=dict)
    counting: list[Delivery] = field(default_factory=list)


def settle(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Fill in the standing of a slot's deliveries; return them in the order they came."""
    ordered = sorted(deliveries, key=lambda d: d.received)
    if not ordered:
        return ordered
    now = _walk(ordered)
    then = _walk([d for d in ordered if d.received <= cutoff(d.month)])
    last_good = max((i for i, d in enumerate(ordered) if d.is_conformed), default=-1)
    lead = max(
        (i for i, d in enumerate(ordered) if _is_in(d, now.counting)), default=len(ordered) - 1
    )
    for index, delivery in enumerate(ordered):
        counts = _is_in(delivery, now.counting)
        refused = not delivery.is_conformed and index > last_good
        delivery.standing = "counts" if counts else "refused" if refused else "superseded"
        delivery.is_lead = index == lead
        delivery.replaced_towns = frozenset(now.replaced.get(delivery.path, ()) if counts else ())
        delivery.counted_at_cutoff = _is_in(delivery, then.counting)
        delivery.replaced_at_cutoff = frozenset(
            then.replaced.get(delivery.path, ()) if delivery.counted_at_cutoff else ()
        )
    return ordered


def rows_that_count(deliveries: Sequence[Delivery]) -> pl.DataFrame | None:
    """Return the rows of a slot that count now; None where nothing does."""
    parts = [
        d.frame.filter(~pl.col("town_code").is_in(sorted(d.replaced_towns)).fill_null(False))
        for d in deliveries
        if d.standing == "counts"
    ]
    return pl.concat(parts, how="diagonal_relaxed") if parts else None


def rows_at_cutoff(deliveries: Sequence[Delivery]) -> pl.DataFrame | None:
    """Return the rows that counted at the end of the cut-off day; None where nothing did."""
    parts = [
        d.frame.filter(~pl.col("town_code").is_in(sorted(d.replaced_at_cutoff)).fill_null(False))
        for d in deliveries
        if d.counted_at_cutoff
    ]
    return pl.concat(parts, how="diagonal_relaxed") if parts else None


def rows_superseded(delivery: Delivery) -> int:
    """Return how many rows of the delivery no longer count."""
    if not delivery.is_conformed:
        return 0
    if delivery.standing == "superseded":
        return delivery.frame.height
    return int(delivery.frame["town_code"].is_in(sorted(delivery.replaced_towns)).sum())


def _walk(deliveries: Sequence[Delivery]) -> _Walk:
    state = _Walk()
    for delivery in deliveries:
        if delivery.is_conformed:
            _join(delivery, state)
    return state


def _join(new: Delivery, state: _Walk) -> None:
    town = _only_town(new)
    if state.counting and town is not None and _is_part_of_county(state, town):
        for old in state.counting:
            state.replaced[old.path].add(town)
        state.counting = [
            old for old in state.counting if not _towns(old) <= state.replaced[old.path]
        ]
    else:
        state.counting = [old for old in state.counting if _is_page(new, old)]
    state.counting.append(new)
    state.replaced[new.path] = set()


def _is_part_of_county(state: _Walk, town: str) -> bool:
    known = set().union(*(_towns(old) for old in state.counting)) | {town}
    return len(known) > 1


def _towns(delivery: Delivery) -> set[str]:
    return set(delivery.frame["town_code"].drop_nulls())


def _only_town(delivery: Delivery) -> str | None:
    towns = _towns(delivery)
    return next(iter(towns)) if len(towns) == 1 else None


def _is_page(new: Delivery, old: Delivery) -> bool:
    for delivery in (new, old):
        told_month = delivery.content_month if delivery.has_title else delivery.month
        if delivery.content_county != delivery.county or told_month != delivery.month:
            return False
    ours, theirs = _keys(new), _keys(old)
    smaller = min(ours.height, theirs.height)
    if not smaller:
        return False
    return ours.join(theirs, on=ours.columns, how="semi", nulls_equal=True).height < (
        SHARED_KEYS * smaller
    )


def _keys(delivery: Delivery) -> pl.DataFrame:
    names = ["person", "start_month"] if delivery.table == "T-N2" else ["person"]
    known = ~pl.col("id_form").is_in(NOBODY).fill_null(False)
    return delivery.frame.filter(known).select(names).unique()


def _is_in(delivery: Delivery, those: Sequence[Delivery]) -> bool:
    return any(delivery is other for other in those)
