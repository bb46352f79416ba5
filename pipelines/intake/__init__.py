"""Room 1: exports become conformed Parquet; every row accounted for.

Belongs here: reading files of the inbox, the archive, the lake, the vault and the register.
Does not belong here: judging rows (quality) and every number that a reader could quote.
"""

from pipelines.intake.errors import IntakeError, LayoutError
from pipelines.intake.inbox import (
    copies,
    inbox_files,
    months_in_inbox,
    strange_inbox_entries,
    waiting_files,
)
from pipelines.intake.layouts import Layouts, load_layouts
from pipelines.intake.likeness import differing_digits
from pipelines.intake.manifests import Manifest, read_manifests
from pipelines.intake.region_files import load_regions
from pipelines.intake.register import read_register, standing_words, write_register
from pipelines.intake.run import MonthIntake, reading_ahead, run_month
from pipelines.intake.schemas import lake_schema, register_schema
from pipelines.intake.standing import cutoff_end
from pipelines.intake.store import ensure_empty_tables
from pipelines.intake.withdrawals import (
    Withdrawal,
    read_withdrawals,
    remove_withdrawal,
    withdrawn_among,
    write_withdrawal,
)
from pipelines.intake.workers import Readers

__all__ = [
    "IntakeError",
    "LayoutError",
    "Layouts",
    "Manifest",
    "MonthIntake",
    "Readers",
    "Withdrawal",
    "copies",
    "cutoff_end",
    "differing_digits",
    "ensure_empty_tables",
    "inbox_files",
    "lake_schema",
    "load_layouts",
    "load_regions",
    "months_in_inbox",
    "read_manifests",
    "read_register",
    "read_withdrawals",
    "reading_ahead",
    "register_schema",
    "remove_withdrawal",
    "run_month",
    "standing_words",
    "strange_inbox_entries",
    "waiting_files",
    "withdrawn_among",
    "write_register",
    "write_withdrawal",
]
