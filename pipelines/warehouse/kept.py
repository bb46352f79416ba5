"""What the warehouse reads and no delivery fills: the frozen year, and what was published before.

Belongs here: where these two files are, their columns, their empty form, reading them, and the
digest of what is frozen. Does not belong here: freezing a year, numbering a publication
(``trace``).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl

from pipelines.intake.files import write_parquet
from pipelines.settings import Settings
from pipelines.warehouse.report import WarehouseError

BASELINE_KEYS = ("baseline_year", "indicator_id", "county_code", "report_month")
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
HISTORY_SCHEMA: dict[str, pl.DataType] = {
    "publication_id": pl.String(),
    "published_order": pl.Int32(),
    "as_of_month": pl.String(),
    "indicator_id": pl.String(),
    "county_code": pl.String(),
    "report_month": pl.String(),
    "value": pl.Float64(),
    "definition_version": pl.String(),
    "inputs": pl.String(),
}


def baseline_path(settings: Settings) -> Path:
    """Return where the frozen years are."""
    return settings.lake / "baseline" / "values.parquet"


def history_path(settings: Settings) -> Path:
    """Return where the figures published before are."""
    return settings.lake / "history" / "publications.parquet"


def read_baseline(settings: Settings) -> pl.DataFrame:
    """Return every version of the frozen year; typed and empty when nothing is frozen.

    Raises:
        WarehouseError: the file is damaged, or another version of this program wrote it.
    """
    return _read(baseline_path(settings), BASELINE_SCHEMA, "基期数据")


def read_history(settings: Settings) -> pl.DataFrame:
    """Return the figures published before; typed and empty before the first publication.

    Raises:
        WarehouseError: the file is damaged, or another version of this program wrote it.
    """
    return _read(history_path(settings), HISTORY_SCHEMA, "历次发布的数值")


def ensure_kept_tables(settings: Settings) -> None:
    """Write the typed files without rows where there are none; what is there stays as it is."""
    for path, schema in (
        (baseline_path(settings), BASELINE_SCHEMA),
        (history_path(settings), HISTORY_SCHEMA),
    ):
        if not path.exists():
            write_parquet(path, pl.DataFrame(schema=schema))


def newest_version(baseline: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that count: those of the newest version of each frozen year."""
    newest = pl.col("baseline_version") == pl.col("baseline_version").max().over("baseline_year")
    return baseline.filter(newest).sort(BASELINE_KEYS)


def frozen_text(baseline: pl.DataFrame) -> str:
    """Return what counts of the frozen years as CSV text: the same rows, the same text."""
    return newest_version(baseline).write_csv()


def baseline_sha256(settings: Settings) -> str:
    """Return the SHA-256 of what counts of the frozen years; empty when nothing is frozen."""
    baseline = read_baseline(settings)
    if baseline.is_empty():
        return ""
    return hashlib.sha256(frozen_text(baseline).encode()).hexdigest()


def _read(path: Path, schema: dict[str, pl.DataType], what: str) -> pl.DataFrame:
    if not path.exists():
        return pl.DataFrame(schema=schema)
    try:
        frame = pl.read_parquet(path, hive_partitioning=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise WarehouseError(f"{what} {path} 已损坏，无法读取。请从备份恢复这个文件。") from error
    if frame.schema != pl.Schema(schema):
        raise WarehouseError(
            f"{what} {path} 的列与本程序不符（可能由别的版本写成）。"
            "请从备份恢复这个文件，或联系维护人员。"
        )
    return frame
