"""Choosing persons: how many of each township, who of them. Pure; the same seed, the same choice.

Belongs here: the sampling design (docs/figures.md 11). Does not belong here: who there is to
choose from (``frame``), estimating from what came back (dbt: ``fct_spot_check``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

RANDOM, FLAGGED, FILLED = "随机", "重点", "补足"
"""How a person came into the sample: drawn from all; from those with findings; in their stead."""


@dataclass(frozen=True)
class Person:
    """One person to choose from. ``is_flagged``: the month's screening found something."""

    person_key: str
    town_code: str
    is_flagged: bool


@dataclass(frozen=True)
class Chosen:
    """One person of the sample and how they came into it."""

    person: Person
    part: str


def default_seed(month: str, round_number: int) -> int:
    """Return the seed of a round that has no other: the same month and round, the same seed."""
    return int(hashlib.sha256(f"{month}|{round_number}".encode()).hexdigest()[:8], 16)


def draw(persons: Sequence[Person], size: int, seed: int, flagged_share: float) -> list[Chosen]:
    """Return ``size`` persons of one county (all when there are fewer), townships in order.

    Townships get places in proportion to their persons, at least one each where ``size`` allows.
    ``1 - flagged_share`` of the places are drawn from everybody of the township; the others from
    those with findings, and from the rest where there are too few of these.
    """
    by_town: dict[str, list[Person]] = {}
    for person in persons:
        by_town.setdefault(person.town_code, []).append(person)
    places = allocate({town: len(of_it) for town, of_it in by_town.items()}, size)
    open_to_all = _share_out(places, round(sum(places.values()) * (1 - flagged_share)))
    chosen = []
    for town in sorted(by_town):
        chosen += _of_town(by_town[town], places[town], open_to_all[town], seed)
    return chosen


def allocate(persons: Mapping[str, int], size: int) -> dict[str, int]:
    """Return places per township: one each as far as they go, then by size, never more than all.

    With fewer places than townships the largest ones get them.
    """
    largest = sorted((town for town, n in persons.items() if n), key=lambda t: (-persons[t], t))
    places = dict.fromkeys(persons, 0)
    for town in largest[:size]:
        places[town] = 1
    return _by_size(places, persons, min(size, sum(persons.values())))


def _share_out(places: Mapping[str, int], count: int) -> dict[str, int]:
    """Return how many of each township's places are open to everybody, ``count`` in all."""
    return _by_size(dict.fromkeys(places, 0), places, count)


def _by_size(given: dict[str, int], weights: Mapping[str, int], total: int) -> dict[str, int]:
    """Give places one by one to whoever has the fewest for its weight (Sainte-Laguë)."""
    given = dict(given)
    while sum(given.values()) < total:
        waiting = [town for town in weights if given[town] < weights[town]]
        next_town = max(waiting, key=lambda t: (weights[t] / (2 * given[t] + 1), t))
        given[next_town] += 1
    return given


def _of_town(persons: Sequence[Person], places: int, open_to_all: int, seed: int) -> list[Chosen]:
    ordered = sorted(persons, key=lambda person: _lot(person, seed))
    chosen = [Chosen(person, RANDOM) for person in ordered[:open_to_all]]
    rest = ordered[open_to_all:]
    flagged = [person for person in rest if person.is_flagged]
    others = [person for person in rest if not person.is_flagged]
    wanted = places - open_to_all
    chosen += [Chosen(person, FLAGGED) for person in flagged[:wanted]]
    return chosen + [Chosen(person, FILLED) for person in others[: max(0, wanted - len(flagged))]]


def _lot(person: Person, seed: int) -> str:
    """Return the person's lot: nothing but the seed and the person decides it."""
    return hashlib.sha256(f"{seed}|{person.person_key}".encode()).hexdigest()
