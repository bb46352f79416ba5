"""Room of the office's papers: the 通报, the analysis and the list of problems as files.

Belongs here: writing .docx and .xlsx, their pictures, the gate and the swap. Does not belong
here: what a paper says (``dashboards/papers``), any number (``dbt_project/``).
"""

from __future__ import annotations

from pipelines.papers.errors import PapersError
from pipelines.papers.run import PapersReport, write_papers

__all__ = ["PapersError", "PapersReport", "write_papers"]
