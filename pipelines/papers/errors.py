"""The room's one exception, so that every module of it can raise it."""

from __future__ import annotations

from pipelines.errors import EmploymentError


class PapersError(EmploymentError):
    """The papers were not written; the message is Chinese and says what to do next."""
