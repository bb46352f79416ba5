"""What each county and the city are told this month, before anything is written.

Belongs here: putting findings, verdicts, standing and identities together into drafts, and that
one county's trouble does not stop the others. Does not belong here: files (``write``), sending.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from pipelines.alerts.brief import city_brief, county_brief
from pipelines.alerts.city import CITY_OWNER, city_digest
from pipelines.alerts.digest import Digest, county_digest
from pipelines.alerts.due import date_label
from pipelines.alerts.group import by_slot, group_by_rule
from pipelines.alerts.identity import describe
from pipelines.alerts.model import AlertError, Counts, CountyFacts, RuleGroup
from pipelines.alerts.render import to_text
from pipelines.alerts.source import MonthData, cities_of, county_names, read_month
from pipelines.alerts.standing import Standing, standing_of
from pipelines.settings import Settings

_NOWHERE = "未识别县区"
_WRONG_FILE = "R03"
Places = Callable[[str, str], str]
"""Where a county finds its list: of (county_code, month), in words."""


@dataclass(frozen=True)
class Draft:
    """One alert: what it says is fixed but for the date by which to mend.

    ``content`` (SHA-256) is the same as long as there is nothing new to say: neither the date, nor
    how many days something is overdue, nor where the list lies count. ``listed`` is None for the
    city.
    """

    county_code: str
    county_name: str
    month: str
    counts: Counts
    content: str
    problem_keys: tuple[str, ...]
    digest: Callable[[date], Digest]
    brief: Callable[[date], str]
    listed: Callable[[date], CountyFacts] | None = None


@dataclass(frozen=True)
class Trouble:
    """A county whose alert cannot be made, and why: a Chinese sentence."""

    county_name: str
    reason: str


@dataclass(frozen=True)
class _Month:
    settings: Settings
    data: MonthData
    standing: Standing
    places: Places
    names: dict[str, str]


def compose(
    settings: Settings, month: str, today: date, places: Places
) -> Iterator[Draft | Trouble]:
    """Yield every county's draft in the office's order, then each city's, the whole office's last.

    Raises:
        AlertError: nothing can be told at all (not screened, results unreadable).
    """
    data = read_month(settings, month)
    standing = standing_of(settings, data, today)
    here = _Month(settings, data, standing, places, county_names(settings))
    counties = []
    for code, name in data.counties:
        facts = _county_facts(here, code, name)
        counties.append(facts)
        try:
            yield _county_draft(here, _with_groups(here, facts))
        except AlertError as error:
            yield Trouble(name, str(error))
    for whole in _wholes(settings, data):
        own = tuple(facts for facts in counties if facts.county_code in whole.counties)
        try:
            yield _city_draft(here, whole, own)
        except AlertError as error:
            yield Trouble(whole.name, str(error))


@dataclass(frozen=True)
class _Whole:
    """A city or the province: its counties, and the headline's word for all of them."""

    code: str
    name: str
    counties: frozenset[str]
    word: str
    elsewhere: pl.Expr
    """Which findings are its own: of no county; of a city below a province those in its name."""


def _wholes(settings: Settings, data: MonthData) -> Iterator[_Whole]:
    cities = cities_of(settings)
    for code, name, counties in cities:
        yield _Whole(code, name, counties, "全市", _of(code).fill_null(value=False))
    every = frozenset(code for code, _ in data.counties)
    placed = [*every, *(code for code, _, _ in cities)]
    nowhere = ~pl.col("county_code").is_in(placed).fill_null(value=False)
    word = "全省" if cities else "全市"
    yield _Whole(settings.city_code, settings.city_name, every, word, nowhere)


def _of(code: str) -> pl.Expr:
    return pl.col("county_code") == code


def _county_facts(here: _Month, code: str, name: str) -> CountyFacts:
    data, settings = here.data, here.settings
    found = data.findings.filter(_of(code))
    wrong = set(found.filter(pl.col("rule_id") == _WRONG_FILE)["delivery_id"])
    return CountyFacts(
        county_code=code,
        county_name=name,
        month=data.month,
        deadline="",
        city_office=settings.city_office,
        counts=here.standing.counts(found, _of(code)),
        verdicts=by_slot([v for v in data.verdicts if v.county_code == code], wrong),
        groups=(),
        noted=data.noted.filter(_of(code)).height,
        place=here.places(code, data.month),
        oldest=here.standing.oldest(_of(code)),
    )


def _with_groups(here: _Month, facts: CountyFacts) -> CountyFacts:
    """Return the same facts with the county's findings, described and masked."""
    now = here.data.findings.filter(_of(facts.county_code))
    described = here.standing.mark(describe(here.settings, here.data, now))
    return replace(facts, groups=group_by_rule(described, here.data.rules))


def _county_draft(here: _Month, facts: CountyFacts) -> Draft:
    def by(due: date) -> CountyFacts:
        label = date_label(due, facts.month)
        return replace(facts, deadline=label, groups=_with_dates(facts.groups, label, facts.month))

    parts = [to_text(county_digest(replace(facts, place="")), issue=0)]
    parts += [
        json.dumps(group.rows.drop("status", "due_on").rows(), ensure_ascii=False)
        for group in facts.groups
    ]
    return Draft(
        county_code=facts.county_code,
        county_name=facts.county_name,
        month=facts.month,
        counts=facts.counts,
        content=_sha256(parts),
        problem_keys=_keys(facts.groups),
        digest=lambda due: county_digest(by(due)),
        brief=lambda due: county_brief(by(due)),
        listed=by,
    )


def _city_draft(here: _Month, whole: _Whole, counties: tuple[CountyFacts, ...]) -> Draft:
    data = here.data
    found = data.findings.filter(whole.elsewhere)
    counts = here.standing.counts(found, whole.elsewhere)
    groups = _city_groups(here, whole)
    is_all = len(counties) == len(data.counties)
    noted = data.noted if is_all else data.noted.filter(_in(whole))
    digest = city_digest(
        whole.name, data.month, counties, groups, counts, noted.height, word=whole.word
    )
    total = sum((facts.counts for facts in counties), counts)
    return Draft(
        county_code=whole.code,
        county_name=whole.name,
        month=data.month,
        counts=total,
        content=_sha256([to_text(digest, issue=0)]),
        problem_keys=tuple(sorted(set(found["problem_key"].drop_nulls()))),
        digest=lambda _due: digest,
        brief=lambda _due: city_brief(counties, total),
    )


def _in(whole: _Whole) -> pl.Expr:
    return pl.col("county_code").is_in([*whole.counties, whole.code]).fill_null(value=False)


def _city_groups(here: _Month, whole: _Whole) -> tuple[RuleGroup, ...]:
    """Return what the city owns, with the county's name and the file's; no identity is read."""
    asked = pl.col("owner") == CITY_OWNER
    if len(whole.counties) < len(here.data.counties):
        asked &= _in(whole)
    own = (
        here.data.findings.filter(whole.elsewhere | asked)
        .join(
            here.data.files.unique("delivery_id"),
            on="delivery_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            pl.col("file_name").fill_null(""),
            county_name=pl.col("county_code").replace_strict(here.names, default=_NOWHERE),
        )
    )
    return group_by_rule(here.standing.mark(own), here.data.rules)


def _with_dates(groups: tuple[RuleGroup, ...], label: str, month: str) -> tuple[RuleGroup, ...]:
    """Add ``due_label``: the date that the county was given first, else the alert's."""

    def dated(group: RuleGroup) -> RuleGroup:
        labels = [date_label(day, month) if day else label for day in group.rows["due_on"]]
        return replace(
            group, rows=group.rows.with_columns(due_label=pl.Series(labels, dtype=pl.String))
        )

    return tuple(map(dated, groups))


def _keys(groups: tuple[RuleGroup, ...]) -> tuple[str, ...]:
    return tuple(
        sorted({key for group in groups for key in group.rows["problem_key"].drop_nulls()})
    )


def _sha256(parts: list[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
