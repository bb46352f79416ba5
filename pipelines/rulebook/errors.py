"""The room's exception, so that every module of it can raise it."""

from __future__ import annotations

from pipelines.errors import EmploymentError


class RulebookError(EmploymentError):
    """A rule cannot be found, tried or written down; the message is Chinese."""
