"""What the warehouse room hands around: its error, the prepared build, and the finished one.

Belongs here: plain records without effects.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import EmploymentError


class WarehouseError(EmploymentError):
    """The warehouse was not built or promoted; the published one is untouched."""


@dataclass(frozen=True)
class Prepared:
    """A file beside the published warehouse, ready for dbt.

    ``first_month`` is the first month (``YYYY-MM``) to rebuild; None rebuilds everything.
    """

    building_file: Path
    first_month: str | None
    definitions_sha256: str
    views_stand: bool = False
    """The file has the views already, with the very text that they would be given."""

    until: str | None = None
    """The last month of one of several batches but the last of them: only facts by month are made
    and tested; None goes on to the newest month and makes everything."""


@dataclass(frozen=True)
class NodeResult:
    """One seed, model or test that dbt finished.

    ``status`` is dbt's own word: success, pass, warn, fail, error, skipped. ``event`` is dbt's
    structured log event, from which Dagster's materialisations and checks are made.
    """

    unique_id: str
    kind: str
    name: str
    status: str
    seconds: float
    index: int
    total: int
    event: dict[str, object]

    @property
    def failed(self) -> bool:
        """Whether this node stops the publication."""
        return self.status in ("error", "fail", "runtime error")


@dataclass(frozen=True)
class BuildReport:
    """A whole, tested warehouse that waits beside the published one.

    ``months`` is what was rebuilt from, None when everything was. Counts are of dbt nodes.
    """

    work_file: Path
    first_month: str | None
    definitions_sha256: str
    models: int
    tests: int
    seconds: float

    @property
    def full_refresh(self) -> bool:
        """Whether every month was rebuilt."""
        return self.first_month is None
