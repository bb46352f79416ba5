"""What the warehouse reads and no delivery fills: the frozen year.

Belongs here: where the file is, its columns, its empty form. Does not belong here: freezing a year.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from pipelines.intake.files import write_parquet

if TYPE_CHECKING:
    from pipelines.settings import Settings

BASELINE_SCHEMA: dict[str, pl.DataType] = {
    "baseline_version": pl.Int32(),
    "baseline_year": pl.Int32(),
    "indicator_id": pl.String(),
    "county_code": pl.String(),
    "report_month": pl.String(),
    "numerator": pl.Float64(),
    "denominator": pl.Float64(),
    "value": pl.Float64(),
    "origin": pl.String(),
    "definition_version": pl.String(),
    "delivery_sha256s": pl.String(),
    "signed_by": pl.String(),
    "signed_at": pl.String(),
    "reason": pl.String(),
}


def baseline_path(settings: Settings) -> Path:
    """Return where the frozen years are."""
    return settings.lake / "baseline" / "values.parquet"


def ensure_kept_tables(settings: Settings) -> None:
    """Write the typed file without rows where there is none; what is there stays as it is."""
    path = baseline_path(settings)
    if not path.exists():
        write_parquet(path, pl.DataFrame(schema=BASELINE_SCHEMA))
