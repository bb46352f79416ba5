"""dbt's documentation of the project: every model, column and test, with what feeds what.

Belongs here: having dbt write it. Does not belong here: where it goes (``trace``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.warehouse.dbt import generate_docs
from pipelines.warehouse.project import dbt_folder

if TYPE_CHECKING:
    from pipelines.settings import Settings


def static_docs(settings: Settings) -> str:
    """Return dbt's documentation as one HTML text.

    Raises:
        WarehouseError: dbt cannot make it.
    """
    generate_docs(settings)
    return (dbt_folder(settings) / "target" / "static_index.html").read_text(encoding="utf-8")
