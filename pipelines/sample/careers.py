"""Month by month: who starts, who comes home, who starts again.

Belongs here: the state of everyone's work and the step from one month to the next. The same state
fills both systems, so that in a clean sample they agree.
Does not belong here: how the systems write it down (``registers``), the curves (``curves``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.sample.city import City
from pipelines.sample.curves import POVERTY_PACE, TRANSFER_PACE, cumulative, on_post
from pipelines.sample.likeness import like
from pipelines.sample.people import LABOUR_AGES

WORKING_AGE_AT_START = 19
"""Workers are at least this old when the first year opens, so nobody started before 16."""
SECOND_SPELL_CAP = 0.11
"""Second spells per candidate: the episode table must not shrink by a fifth each January."""
AUTUMN_CAP = 0.13
"""The same with those who leave again after the harvest."""
AUTUMN = (10, 11)
AUTUMN_ONE_IN = 100
"""Of those who worked this year one, and one more of so many, leaves again after the harvest."""
RAISE_SHARE = 0.03
RAISE_CNY = 50
ALWAYS_RAISED = 2
"""A planted defect may hide one of them."""
FLIP_SHARE = 0.01
EXTRA_WORKER_SHARE = 0.3


@dataclass
class Group:
    """People of one county whose work follows one pair of curves during one year.

    ``order`` are persons in the order in which they start; ``ytd`` and ``stock`` have shape 12.
    """

    order: np.ndarray
    ytd: np.ndarray
    stock: np.ndarray
    spells_left: int


class Careers:
    """The work of everyone, at the end of one month. Arrays have one entry a person.

    ``start`` and ``back`` are days since 1970 (0: none) of the current or last spell; ``begin`` and
    ``end`` are month indexes (year * 12 + month - 1; 0: none), shape (2, people): the spells of the
    year as the national system lists them.
    """

    def __init__(self, people: pl.DataFrame, city: City, first_year: int, seed: int) -> None:
        """Start before the first January: nobody works; some came home the year before."""
        n = people.height
        self.city = city
        self.first_year = first_year
        self.rng = np.random.default_rng([seed, 7])
        self.year = first_year - 1
        self.month = 12
        self.entered = np.zeros(n, dtype=bool)
        self.on = np.zeros(n, dtype=bool)
        self.was_on = np.zeros(n, dtype=bool)
        self.months = np.zeros(n, dtype=np.int32)
        self.last_months = np.zeros(n, dtype=np.int32)
        self.start = np.zeros(n, dtype=np.int32)
        self.back = np.zeros(n, dtype=np.int32)
        self.begin = np.zeros((2, n), dtype=np.int32)
        self.end = np.zeros((2, n), dtype=np.int32)
        self.wage = people["wage_base"].to_numpy().copy()
        self.flips = np.zeros(n, dtype=np.int32)
        self.changed = np.full(n, (first_year - 1) * 12 + 11, dtype=np.int32)
        self._county = people["county_index"].to_numpy()
        self._town = people["town_code"].rank("dense").to_numpy()
        self._birth_year = people["birth_year"].to_numpy()
        self._candidate = people["is_candidate"].to_numpy()
        self._poor = people["is_poor"].to_numpy()
        self._able = people["is_able"].to_numpy()
        self._counted = (people["is_rural"] & ~people["is_excluded"]).to_numpy()
        self._excluded = people["is_excluded"].to_numpy()
        self._far = (people["region_class"] != "县内").to_numpy()
        self._askable = (people["blank_training"] >= 1.0).to_numpy() & ~self._poor
        self._shows_wage = (people["blank_wage"] >= 1.0).to_numpy()
        self._groups: list[Group] = []
        earlier = people["returned_before"].to_numpy()
        self.start[earlier] = _day(first_year - 2, self._draw_months(n)[earlier], 5)
        self.back[earlier] = _day(first_year - 1, self._draw_months(n)[earlier], 10)

    @property
    def index(self) -> int:
        """The month index of the state: year * 12 + month - 1."""
        return self.year * 12 + self.month - 1

    def in_labour_register(self) -> np.ndarray:
        """Who is listed this year: 16 to 59 on the last day of the year before."""
        age = self.year - 1 - self._birth_year
        return (age >= LABOUR_AGES[0]) & (age <= LABOUR_AGES[1])

    def step(self) -> None:
        """Advance to the end of the next month."""
        before = (self.on.copy(), self.start.copy(), self.wage.copy(), self.flips.copy())
        self.was_on = before[0]
        if self.month == 12:
            self._open_year()
        else:
            self.month += 1
            for group in self._groups:
                self._enter(group, int(group.ytd[self.month - 2]))
                self._balance(group)
        self.months = np.where(self.on, self.months + 1, self.months)
        self._raise_wages()
        self._flip_wishes()
        after = (self.on, self.start, self.wage, self.flips)
        moved = self.on.copy()
        for old, new in zip(before, after, strict=True):
            moved |= old != new
        self.changed[moved] = self.index

    def _draw_months(self, n: int) -> np.ndarray:
        return self.rng.integers(1, 13, n)

    def _open_year(self) -> None:
        """Everybody starts the year uncounted; most of those on post in December simply go on."""
        working, worked = self.on.copy(), self.entered.copy()
        self.year, self.month = self.year + 1, 1
        self.on[:], self.entered[:] = False, False
        self.last_months, self.months = self.months, np.zeros_like(self.months)
        self.begin[:], self.end[:] = 0, 0
        self._groups = self._plan_year(working, worked)
        for group in self._groups:
            self._enter(group, 0)
        joined = self.on
        goes_on = joined & (working | (self.year == self.first_year))
        new_veterans = goes_on & ~working
        self._sign_again(goes_on & working)
        self.start[new_veterans] = _day(
            self.year - 1, self._draw_months(len(joined))[new_veterans], 12
        )
        fresh = joined & ~goes_on
        self.start[fresh] = _day(self.year, np.ones(int(fresh.sum()), dtype=int), 9)
        self.back[joined] = 0
        self.begin[0, joined] = _month_index(self.start[joined])
        came_home = working & ~joined
        self.back[came_home] = _day(self.year - 1, np.full(int(came_home.sum()), 12), 24)
        self.changed[worked] = self.index

    def _sign_again(self, goes_on: np.ndarray) -> None:
        """Who stays longer than a year signs again: no spell is older than two years."""
        begun = _month_index(self.start)
        old = np.flatnonzero(goes_on & (begun // 12 < self.year - 1))
        self.start[old] = _day(self.year - 1, begun[old] % 12 + 1, 12)

    def _plan_year(self, working: np.ndarray, worked: np.ndarray) -> list[Group]:
        listed = self.in_labour_register()
        old_enough = self.first_year - 1 - self._birth_year >= WORKING_AGE_AT_START
        able = self._able & old_enough
        keys = self.rng.random(len(working)) + np.where(working, 0, np.where(worked, 0.5, 0.9))
        groups: list[Group] = []
        for county in self.city.counties:
            own = self._county == county.index
            pace = TRANSFER_PACE[like(county.code)]
            poor = self._group(
                own & self._candidate & ~self._excluded,
                keys,
                county.poverty_workers,
                POVERTY_PACE[like(county.code)],
            )
            inside = np.array([int(listed[poor.order[:k]].sum()) for k in poor.ytd])
            all_workers = cumulative(county.transferred, self.year, pace)
            general = own & listed & able & ~self._poor & self._counted
            members = np.flatnonzero(general)
            members = members[np.argsort(keys[members], kind="stable")]
            ytd = np.maximum.accumulate(np.maximum(all_workers - inside, 0))
            ytd = np.minimum(ytd, len(members))
            stock = np.minimum(ytd, on_post(county.transferred, self.year, pace))
            groups += [poor, Group(members, ytd, stock, len(members))]
            uncounted = own & listed & able & ~self._poor & ~self._counted
            for rest in (uncounted, own & self._candidate & self._excluded):
                if rest.any():
                    few = max(1, int(rest.sum() * EXTRA_WORKER_SHARE))
                    groups.append(self._group(rest, keys, few, 1.0))
        return groups

    def _group(self, members: np.ndarray, keys: np.ndarray, full_year: int, pace: float) -> Group:
        order = np.flatnonzero(members)
        order = order[np.argsort(keys[order], kind="stable")]
        ytd = np.minimum(cumulative(full_year, self.year, pace), len(order))
        stock = np.minimum(on_post(full_year, self.year, pace), ytd)
        return Group(order, ytd, stock, int(len(order) * SECOND_SPELL_CAP))

    def _enter(self, group: Group, already: int) -> None:
        new = group.order[already : int(group.ytd[self.month - 1])]
        self.on[new] = True
        self.entered[new] = True
        if self.month > 1:
            self.start[new] = _day(self.year, np.full(len(new), self.month), new % 19 + 1)
            self.back[new] = 0
            self.begin[0, new] = self.index

    def _balance(self, group: Group) -> None:
        """Send people home, or back to work, until the stock curve is met."""
        counted = group.order[: int(group.ytd[self.month - 1])]
        surplus = int(self.on[counted].sum()) - int(group.stock[self.month - 1])
        if self.month in AUTUMN:
            surplus += self._leave_after_harvest(group, counted)
        if surplus > 0:
            settled = counted[self.on[counted] & self.was_on[counted]]
            self._send_home(self.rng.permutation(settled)[:surplus])
        elif surplus < 0:
            idle = counted[
                ~self.on[counted] & ~self.was_on[counted] & (self.begin[1, counted] == 0)
            ]
            again = self.rng.permutation(idle)[: min(-surplus, group.spells_left)]
            group.spells_left -= len(again)
            self._begin_again(again)

    def _leave_after_harvest(self, group: Group, counted: np.ndarray) -> int:
        """Let a few who were idle go far away again; return how many, others come home for them."""
        idle = counted[
            ~self.on[counted]
            & ~self.was_on[counted]
            & (self.begin[1, counted] == 0)
            & self._far[counted]
        ]
        few = 1 + len(counted) // AUTUMN_ONE_IN
        room = int(len(group.order) * AUTUMN_CAP) - int((self.begin[1, group.order] > 0).sum())
        # as many must be able to come home
        settled = int((self.on[counted] & self.was_on[counted]).sum())
        few = max(0, min(few, room, settled // 2))
        self._begin_again(idle[:few])
        return len(idle[:few])

    def _begin_again(self, again: np.ndarray) -> None:
        self.on[again] = True
        self.start[again] = _day(self.year, np.full(len(again), self.month), again % 19 + 1)
        self.back[again] = 0
        self.begin[1, again] = self.index

    def _send_home(self, home: np.ndarray) -> None:
        """They left at the end of last month: both systems say so this month."""
        self.on[home] = False
        self.back[home] = _day(self.year, np.full(len(home), self.month - 1), home % 3 + 26)
        second = self.begin[1, home] > 0
        self.end[0, home[~second]] = self.index - 1
        self.end[1, home[second]] = self.index - 1

    def _raise_wages(self) -> None:
        """Raise some wages, two poor workers' in each county always, so that no file repeats."""
        lucky = self.on & (self.rng.random(len(self.on)) < RAISE_SHARE)
        for county in self.city.counties:
            workers = np.flatnonzero(
                self.on
                & self._candidate
                & ~self._excluded
                & self._shows_wage
                & (self._county == county.index)
            )
            lucky[self.rng.permutation(workers)[:ALWAYS_RAISED]] = True
        self.wage[lucky] += RAISE_CNY

    def _flip_wishes(self) -> None:
        """Somebody in every township changes their mind about training every month."""
        askable = np.flatnonzero(self._askable & self.in_labour_register())
        u = self.rng.random(len(askable))
        order = np.lexsort((u, self._town[askable]))
        towns = self._town[askable][order]
        is_first = np.r_[True, towns[1:] != towns[:-1]] if len(towns) else np.array([], dtype=bool)
        chosen = np.zeros(len(askable), dtype=bool)
        chosen[order[is_first]] = True
        self.flips[askable[chosen | (u < FLIP_SHARE)]] += 1


def _day(year: int, months: np.ndarray, day: int | np.ndarray) -> np.ndarray:
    """Return days since 1970 of the given day in each of ``months`` (1-12) of ``year``."""
    first = np.datetime64(f"{year:04d}-01", "M") + (np.asarray(months) - 1)
    days: np.ndarray = first.astype("datetime64[D]").astype(np.int64) + np.asarray(day) - 1
    return days.astype(np.int32)


def _month_index(days: np.ndarray) -> np.ndarray:
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return (months + 1970 * 12).astype(np.int32)
