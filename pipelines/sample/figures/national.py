"""The figures of the national monitoring system.

Belongs here: figures whose units are people of the poverty register and of the month monitor.
"""

from __future__ import annotations

from pipelines.sample.figures import sets
from pipelines.sample.figures.counting import counted
from pipelines.sample.figures.figure import Measured
from pipelines.sample.figures.snapshot import Past, Snapshot


def workers(snapshot: Snapshot, past: Past) -> Measured:
    """Return I04: people lifted out of poverty, or monitored, who worked this year."""
    return {"I04": counted(sets.poverty_workers(snapshot))}
