"""The other books of the offices: trainings, services, posts, households, spot checks and so on.

Belongs here: every table beside the three monthly ones, told from the same people and careers.
Does not belong here: the monthly tables (``registers``).
"""

from __future__ import annotations

from pipelines.sample.ledgers.ledger import Ledger
from pipelines.sample.ledgers.year import Ledgers

__all__ = ["Ledger", "Ledgers"]
