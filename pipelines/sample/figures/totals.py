"""From what the groups measured to figures: no slot no value, carried slots, the city.

Belongs here: the rules that hold for every figure alike.
Does not belong here: single figures (the groups), targets and status (``progress``).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.sample.figures.catalogue import CATALOGUE, Indicator
from pipelines.sample.figures.figure import NO_VALUE, Counties, Figure, Measured, Pair
from pipelines.sample.figures.snapshot import Snapshot


def figures_of(snapshot: Snapshot, measured: Measured) -> list[Figure]:
    """Return the month's figures (without targets and status): the city, then its counties."""
    found: list[Figure] = []
    for name, counties in measured.items():
        indicator = CATALOGUE[name]
        own = [_county(indicator, code, snapshot, counties) for code in snapshot.counties]
        found += [_city(indicator, snapshot, counties, own), *own]
    return found


def _county(indicator: Indicator, code: str, snapshot: Snapshot, counties: Counties) -> Figure:
    states = [snapshot.state(table, code) for table in indicator.tables]
    if "缺报" in states:
        return _figure(indicator, code, snapshot.month, NO_VALUE, "缺报")
    nobody: Pair = {"count": (0.0, None), "ratio": (0.0, 0.0)}.get(indicator.kind, NO_VALUE)
    state = "沿用" if "沿用" in states else "按期"
    return _figure(indicator, code, snapshot.month, counties.get(code, nobody), state)


def _figure(indicator: Indicator, code: str, month: str, pair: Pair, state: str) -> Figure:
    first, second = pair
    if indicator.kind == "ratio":
        value = first / second if first is not None and second else None
        return Figure(indicator.indicator_id, code, month, first, second, value, state)
    numerator = first if indicator.kind == "count" else None
    return Figure(indicator.indicator_id, code, month, numerator, None, first, state)


def _city(
    indicator: Indicator, snapshot: Snapshot, counties: Counties, own: Sequence[Figure]
) -> Figure:
    """Return the city's figure.

    What a group says of the city itself is added to a count and replaces any other figure.
    """
    city = snapshot.city.code
    told = [figure for figure in own if figure.value is not None]
    pair = _city_pair(indicator, counties.get(city), own, told)
    state = _city_state(own, told)
    if indicator.kind == "manual" and city in counties:
        state = snapshot.state("T-M1", city)
    return _figure(indicator, city, snapshot.month, pair, state)


def _city_pair(
    indicator: Indicator, itself: Pair | None, own: Sequence[Figure], told: Sequence[Figure]
) -> Pair:
    if itself is not None and indicator.kind != "count":
        return itself
    adds_up = indicator.kind == "count" or (indicator.kind == "manual" and indicator.unit != "%")
    if adds_up and len(told) == len(own):
        total = sum(figure.value or 0.0 for figure in told)
        return (total + ((itself[0] or 0.0) if itself else 0.0), None)
    if indicator.kind == "ratio" and told:
        numerator = sum(figure.numerator or 0.0 for figure in told)
        return (numerator, sum(figure.denominator or 0.0 for figure in told))
    return NO_VALUE


def _city_state(own: Sequence[Figure], told: Sequence[Figure]) -> str:
    states = {figure.data_state for figure in (told or own)}
    if states == {"缺报"}:
        return "缺报"
    return "沿用" if "沿用" in states else "按期"
