"""Room 1: exports become conformed Parquet; every row accounted for.

Belongs here: reading files of the inbox, the archive, the lake, the vault and the register.
Does not belong here: judging rows (quality) and every number that a reader could quote.
"""

from pipelines.intake.errors import IntakeError, LayoutError
from pipelines.intake.inbox import months_in_inbox, strange_inbox_entries, waiting_files
from pipelines.intake.layouts import Layouts, load_layouts
from pipelines.intake.manifests import Manifest, read_register
from pipelines.intake.run import MonthIntake, run_month
from pipelines.intake.schemas import lake_schema, register_schema
from pipelines.intake.store import ensure_empty_tables
from pipelines.intake.workers import Readers

__all__ = [
    "IntakeError",
    "LayoutError",
    "Layouts",
    "Manifest",
    "MonthIntake",
    "Readers",
    "ensure_empty_tables",
    "lake_schema",
    "load_layouts",
    "months_in_inbox",
    "read_register",
    "register_schema",
    "run_month",
    "strange_inbox_entries",
    "waiting_files",
]
