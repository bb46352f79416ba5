"""Room 4: the site, from the marts to a swapped folder, behind the personal-data gate.

Belongs here: drawing, writing, checking and swapping the site, and the publication record.
Does not belong here: what pages look like (``dashboards/``), any number (``dbt_project/``).
"""

from __future__ import annotations

from pipelines.publish.errors import PublishError
from pipelines.publish.gate import GateResult
from pipelines.publish.publication import PublishReport, publish

__all__ = ["GateResult", "PublishError", "PublishReport", "publish"]
