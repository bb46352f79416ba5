"""The room's one exception, so that every module of it can raise it."""

from __future__ import annotations

from pipelines.errors import EmploymentError


class PublishError(EmploymentError):
    """The site was not published; the message is Chinese and says what to do next."""
