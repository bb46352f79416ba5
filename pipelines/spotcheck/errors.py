"""The room's exception, so that every module of it can raise it."""

from __future__ import annotations

from pipelines.errors import EmploymentError


class SpotCheckError(EmploymentError):
    """A sample cannot be drawn or shown; the message is Chinese."""
