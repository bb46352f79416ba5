"""Room 3: dbt turns the lake into the warehouse, built aside, tested, then promoted.

Belongs here: running dbt over the lake, and putting the finished file in place.
Does not belong here: what a figure means (``dbt_project``), and pages (``publish``).
"""

from pipelines.warehouse.aside import built_file, prepare, promote
from pipelines.warehouse.build import build
from pipelines.warehouse.cluster import check_cluster
from pipelines.warehouse.draws import draw_record_path, round_names, write_draws_table
from pipelines.warehouse.kept import (
    BASELINE_SCHEMA,
    HISTORY_SCHEMA,
    baseline_path,
    baseline_sha256,
    ensure_kept_tables,
    frozen_text,
    history_path,
    newest_version,
    read_baseline,
    read_history,
)
from pipelines.warehouse.project import definitions_sha256
from pipelines.warehouse.report import BuildReport, NodeResult, Prepared, WarehouseError

__all__ = [
    "BASELINE_SCHEMA",
    "HISTORY_SCHEMA",
    "BuildReport",
    "NodeResult",
    "Prepared",
    "WarehouseError",
    "baseline_path",
    "baseline_sha256",
    "build",
    "built_file",
    "check_cluster",
    "definitions_sha256",
    "draw_record_path",
    "ensure_kept_tables",
    "frozen_text",
    "history_path",
    "newest_version",
    "prepare",
    "promote",
    "read_baseline",
    "read_history",
    "round_names",
    "write_draws_table",
]
