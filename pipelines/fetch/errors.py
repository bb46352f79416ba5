"""Errors of this room; every message is Chinese, complete and without a secret."""

from __future__ import annotations

from pipelines.errors import EmploymentError


class FetchError(EmploymentError):
    """Fetching cannot start: ``sources.yml`` is wrong, or another fetch is running."""


class PlaceError(EmploymentError):
    """A place refuses or cannot be trusted; trying again would not help."""


class FileRefusedError(EmploymentError):
    """One file cannot be taken; the others of its source can."""


class ChangedError(EmploymentError):
    """A file changed while it was copied: not yet finished at the source."""


class StoppedError(EmploymentError):
    """The source was given up because nothing came for too long."""


class FetchBusyError(FetchError):
    """Another fetch of the same home folder is running."""
