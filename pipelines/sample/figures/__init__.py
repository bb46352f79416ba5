"""The true figures of the made-up city: every indicator of every county and month.

Belongs here: what each figure means, written from the documents and from the generator's own
frames, independently of the models that are tested against it.
Does not belong here: what is screened and accepted (``screen``, ``ledgers.key``).
"""

from __future__ import annotations

from pipelines.sample.figures.catalogue import CATALOGUE
from pipelines.sample.figures.figure import Figure
from pipelines.sample.figures.progress import judge
from pipelines.sample.figures.timeline import Timeline

__all__ = ["CATALOGUE", "Figure", "Timeline", "judge"]
