"""What this room raises, and how a file is refused.

Belongs here: the exception classes. Their messages are Chinese, name the place, say what was
expected and what to do next, and quote no cell of an export.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.errors import EmploymentError

UNREADABLE = "unreadable"
UNRECOGNISED = "unrecognised_table"
MISSING_COLUMNS = "missing_columns"
NO_REGION = "no_region"

PASSWORDS_FILE = "passwords.txt"
"""In the home folder. A refusal that names it is tried again when that file has changed."""


class IntakeError(EmploymentError):
    """The month cannot be taken in."""


class LayoutError(IntakeError):
    """A layout file has a mistake; the message names file, line and what is allowed."""


@dataclass
class Refusal(Exception):  # noqa: N818  a refused file is an outcome, not an error
    """One file cannot become a delivery. Caught where the file is conformed.

    ``code`` is one of the four refusal codes; ``message`` is what the county reads.
    """

    code: str
    message: str
    table: str | None = None
    county: str | None = None
    missing: tuple[str, ...] = field(default=())
    unknown: tuple[str, ...] = field(default=())
    rows_read: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    """Rows known to be no people; the others count as ``refused``."""
    content_month: str | None = None


class Locked(Refusal):
    """A workbook asks for a password."""
