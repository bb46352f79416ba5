"""What this room can refuse. Messages are Chinese: place, expectation, finding, next step.

Does not belong here: defects of the data themselves (they are findings, not errors).
"""

from __future__ import annotations

from pipelines.errors import EmploymentError


class QualityError(EmploymentError):
    """The screening cannot run; the message says what to do."""


class RuleError(QualityError):
    """An entry of the rule catalogue is wrong; the message names file, line and reason."""
