"""A month in parts: groups of counties judged by themselves, and what they say put together.

Belongs here: which rules and counties may be judged apart, one part's work, and the sum of them.
The rest of the rules compare counties; the whole month judges them, with the parts' findings taken
in stage by stage, so that nothing that follows can tell the two ways apart. Does not belong here:
where a part is worked on (``workforce``, ``cluster``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from pipelines.areas import covered_areas
from pipelines.quality.catalogue import Catalogue, load_catalogue
from pipelines.quality.issues.run import exempt_problems
from pipelines.quality.reference import first_day_of
from pipelines.quality.relations import register_path
from pipelines.quality.rules import Rule, Verdict
from pipelines.quality.stages import Share, Told, open_month, run_stages
from pipelines.settings import Settings

_REMOVES_ROWS = ("B", "Q")
_PLAN = "plan"


@dataclass(frozen=True)
class Part:
    """Some counties of a month, and all that a process elsewhere needs to judge them."""

    settings: Settings
    month: str
    counties: tuple[str, ...]
    exempt: pl.DataFrame
    """As ``issues.run.exempt_problems``: it is read from the archive, which stays at home."""


PartsRunner = Callable[[Sequence[Part]], Iterable[Told]]
"""Works on parts somewhere, and gives what each said, in any order."""


def can_be_parted(rules: Iterable[Rule]) -> bool:
    """Whether all that decides which rows a county's later rules see is the county's own.

    A finding of the plan holds the publication and takes no row from anybody.
    """
    return all(
        rule.is_by_county or set(rule.tables) == {_PLAN}
        for rule in rules
        if rule.action in _REMOVES_ROWS
    )


def parts_of(settings: Settings, month: str, groups: int) -> list[Part]:
    """Return the month in at most so many parts of about as many rows each, the largest first.

    Every county code of the register and of the covered areas is in exactly one of them.
    """
    known = covered_areas(settings.seeds, settings.cities)["county_code"]
    register = pl.read_parquet(register_path(settings), hive_partitioning=False)
    here = register.filter(pl.col("report_month") == month, pl.col("standing") == "counts")
    rows = dict(here.group_by("county_code").agg(pl.col("rows_data").sum()).iter_rows())
    codes = sorted({*known, *register["county_code"]}, key=lambda code: (-rows.get(code, 0), code))
    loads = [0] * max(1, min(groups, len(rows)))
    members: list[list[str]] = [[] for _ in loads]
    for code in codes:
        least = loads.index(min(loads))
        loads[least] += rows.get(code, 0)
        members[least].append(code)
    exempt = exempt_problems(settings, month)
    return [
        Part(settings, month, tuple(sorted(own)), exempt)
        for _, own in sorted(zip(loads, members, strict=True), key=lambda pair: -pair[0])
    ]


def judge_part(part: Part) -> Told:
    """Judge the rules that need nothing but a county's own deliveries, for the part's counties.

    Reads the lake and the rules, writes scratch on the machine where it runs.

    Raises:
        QualityError: a file of the lake is not there. RuleError: a rule cannot be run.
    """
    catalogue = load_catalogue(part.settings.expectations)
    rules = by_county(catalogue, part.month)
    settings = replace(part.settings, workers=1)
    with tempfile.TemporaryDirectory(prefix="employment-") as folder:
        share = Share(part.counties, part.exempt, Path(folder))
        with open_month(settings, catalogue, part.month, share) as connection:
            judged = run_stages(connection, settings, catalogue, rules, part.month, share=share)
            return Told(judged, connection.execute("from found").pl())


def by_county(catalogue: Catalogue, month: str) -> tuple[Rule, ...]:
    """Return the rules of a month that a part judges."""
    return tuple(rule for rule in catalogue.in_force(first_day_of(month)) if rule.is_by_county)


def together(told: Iterable[Told]) -> Told:
    """Return what the parts said as if one had said it: counts added up, findings in one frame."""
    judged: dict[str, Verdict] = {}
    found: list[pl.DataFrame] = []
    for one in told:
        found.append(one.found)
        for rule, verdict in one.judged.items():
            before = judged.get(rule, Verdict(success=True, unexpected_count=0))
            judged[rule] = Verdict(
                before.success and verdict.success,
                before.unexpected_count + verdict.unexpected_count,
            )
    return Told(judged, pl.concat(found))
