"""The values that pass between this room's modules, and the reports it returns.

Belongs here: plain frozen data. Does not belong here: wording, files, or any identity
that is not masked already.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import polars as pl

from pipelines.errors import EmploymentError

Progress = Callable[[str], None]

ACCEPTED, HELD, REFUSED, MISSING = "accepted", "held", "refused", "missing"
TOO_MANY_QUARANTINED = "Q5"
SEVERITIES = ("E", "W", "I")
NEW, CONTINUING, OVERDUE = "新增", "持续", "逾期"


class AlertError(EmploymentError):
    """The alerts of a month or a county cannot be made; the message is Chinese."""


@dataclass(frozen=True)
class Verdict:
    """What became of one table of one county in the month, or of one more file that was refused.

    Rows are those of all files that count (``parts``). ``wrong_files`` are the ones of several
    that hold the others up. A refused file beside counting ones is no ``is_lead``.
    """

    county_code: str
    source: str
    table_name: str
    delivery_id: str | None
    state: str
    reason: str
    blocking_rules: tuple[str, ...]
    rows_data: int
    rows_accepted: int
    rows_quarantined: int
    is_lead: bool = True
    file_name: str = ""
    parts: int = 1
    wrong_files: tuple[str, ...] = ()

    @property
    def is_screened(self) -> bool:
        """Whether its rows were looked at; a file rule that blocks comes before them."""
        only_too_many = self.blocking_rules == (TOO_MANY_QUARANTINED,)
        return self.state == ACCEPTED or (self.state == HELD and only_too_many)


@dataclass(frozen=True)
class Counts:
    """Problems of one county (or the city) in one month; all are numbers of findings.

    ``closed`` were there last month, were looked for again and are gone. ``unconfirmed`` are gone
    only because their table was not looked at this month. ``is_first``: no month before.
    """

    total: int = 0
    new: int = 0
    continuing: int = 0
    closed: int = 0
    unconfirmed: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    quarantined: int = 0
    overdue: int = 0
    """Told before and not mended by their date, whether or not they could be looked at."""
    escalated: int = 0
    """Of these: overdue for so long that the city is told."""
    exempt: int = 0
    requested: int = 0
    """Approved exemptions, which are not listed; asked for and not decided, which are."""
    is_first: bool = True

    def __add__(self, other: Counts) -> Counts:
        """Add two areas of the same month."""
        names = [field.name for field in fields(self) if field.name != "is_first"]
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        return Counts(**sums, is_first=self.is_first and other.is_first)


@dataclass(frozen=True)
class RuleGroup:
    """All findings of one rule in one county; ``rows``: see :func:`identity.describe`."""

    rule_id: str
    rule_name: str
    severity: str
    owner: str
    action: str
    how_to_fix: str
    rows: pl.DataFrame
    new: int
    can_be_exempted: bool = True

    @property
    def count(self) -> int:
        """Number of findings."""
        return self.rows.height

    @property
    def continuing(self) -> int:
        """Findings that were there last month too."""
        return self.rows.height - self.new

    @property
    def overdue(self) -> int:
        """Findings that were told before and not mended by their date."""
        return int(self.rows["status_kind"].str.starts_with(OVERDUE).sum())


@dataclass(frozen=True)
class CountyFacts:
    """Everything a county's digest and workbook say."""

    county_code: str
    county_name: str
    month: str
    deadline: str
    city_office: str
    counts: Counts
    verdicts: tuple[Verdict, ...]
    groups: tuple[RuleGroup, ...]
    noted: int = 0
    """Findings that are only counted: nothing needs to be done about them."""
    place: str = ""
    """Where the county finds the whole list, in words."""
    oldest: tuple[str, ...] = ()
    """Numbers of the problems that are overdue longest, of those that the city is told of."""


@dataclass(frozen=True)
class WrittenAlert:
    """One folder of alerts; ``issue`` is n of 第n次."""

    county_code: str
    county_name: str
    folder: Path
    counts: Counts
    issue: int
    is_changed: bool


@dataclass(frozen=True)
class AlertReport:
    """What :func:`write_alerts` did; ``failed`` holds one Chinese sentence a county."""

    month: str
    alerts: tuple[WrittenAlert, ...]
    failed: tuple[str, ...] = ()
