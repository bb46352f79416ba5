"""The one error this room raises.

Belongs here: the exception class. Does not belong here: deciding what is wrong.
"""

from __future__ import annotations

from pipelines.errors import EmploymentError


class SampleError(EmploymentError):
    """The sample cannot be written as asked; the message is Chinese and says what to do."""
