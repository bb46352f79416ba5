"""The room's exceptions, so that every module of it can raise them."""

from __future__ import annotations

from pipelines.errors import EmploymentError


class TraceError(EmploymentError):
    """A figure cannot be frozen, explained or made again; the message is Chinese."""
