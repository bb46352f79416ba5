"""Spot checks: who is called, the sheets for those who call, and what came of it.

Belongs here: drawing samples, the checkers' workbooks, telling results. Does not belong here:
reading returned sheets (intake takes them as T-S1), any figure (dbt).
"""

from pipelines.spotcheck.errors import SpotCheckError

__all__ = ["SpotCheckError"]
