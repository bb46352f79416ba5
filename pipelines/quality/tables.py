"""The tables this room writes for every month, and reading them back.

Belongs here: their columns, their places in the lake, whole-or-nothing writing.
Does not belong here: what fills them (``findings``, ``verdicts``).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from pipelines.settings import Settings

EMPTY_MONTH = "0001-01"

findings_schema = pl.Schema(
    {
        "finding_id": pl.String(),
        "rule_id": pl.String(),
        "severity": pl.String(),
        "owner": pl.String(),
        "action": pl.String(),
        "county_code": pl.String(),
        "town_code": pl.String(),
        "report_month": pl.String(),
        "source": pl.String(),
        "table_name": pl.String(),
        "delivery_id": pl.String(),
        "sheet_name": pl.String(),
        "row_no": pl.Int32(),
        "person_key": pl.String(),
        "column_name": pl.String(),
        "problem_key": pl.String(),
        "facts": pl.String(),
        "message": pl.String(),
        "is_exempt": pl.Boolean(),
    }
)
"""Columns of ``findings.parquet``; one row per failing row, township or delivery."""

verdicts_schema = pl.Schema(
    {
        "report_month": pl.String(),
        "county_code": pl.String(),
        "source": pl.String(),
        "table_name": pl.String(),
        "delivery_id": pl.String(),
        "state": pl.String(),
        "reason": pl.String(),
        "blocking_rules": pl.String(),
        "is_lead": pl.Boolean(),
        "rows_data": pl.Int64(),
        "rows_accepted": pl.Int64(),
        "rows_quarantined": pl.Int64(),
    }
)
"""Columns of ``verdicts.parquet``; one row per candidate delivery or missing monthly table."""


def findings_path(settings: Settings, month: str) -> Path:
    """Return where the findings of a month (``YYYY-MM``) are."""
    return settings.lake / "quality" / "findings" / f"report_month={month}" / "findings.parquet"


def verdicts_path(settings: Settings, month: str) -> Path:
    """Return where the verdicts of a month (``YYYY-MM``) are."""
    return settings.lake / "quality" / "verdicts" / f"report_month={month}" / "verdicts.parquet"


def vanished_path(settings: Settings, month: str) -> Path:
    """Return where the findings of a month are that its newest screening no longer has."""
    return settings.lake / "quality" / "vanished" / f"report_month={month}" / "findings.parquet"


def rules_path(settings: Settings) -> Path:
    """Return where the rule catalogue is for the warehouse."""
    return settings.lake / "register" / "rules.parquet"


def read_findings(settings: Settings, month: str) -> pl.DataFrame:
    """Return the findings of a month (``YYYY-MM``); no row when it has not been screened."""
    return _read_findings(findings_path(settings, month))


def read_vanished(settings: Settings, month: str) -> pl.DataFrame:
    """Return what earlier screenings of a month found, and the newest does not."""
    return _read_findings(vanished_path(settings, month))


def _read_findings(path: Path) -> pl.DataFrame:
    if not path.exists():
        return pl.DataFrame(schema=findings_schema)
    frame = pl.read_parquet(path, hive_partitioning=False)
    if "is_exempt" not in frame.columns:
        # Written before there were exemptions.
        frame = frame.with_columns(is_exempt=False)
    return frame.select(findings_schema.names())


def read_verdicts(settings: Settings, before: str | None = None) -> pl.DataFrame:
    """Return the verdicts of all screened months (or of those before ``YYYY-MM``), by month."""
    frames = [
        _complete(pl.read_parquet(verdicts_path(settings, month), hive_partitioning=False))
        for month in screened_months(settings)
        if before is None or month < before
    ]
    empty = pl.DataFrame(schema=verdicts_schema)
    return pl.concat([empty, *(frame.select(verdicts_schema.names()) for frame in frames)])


def _complete(frame: pl.DataFrame) -> pl.DataFrame:
    """Add what files of an earlier version lack: then every verdict was its slot's only one."""
    if "is_lead" in frame.columns:
        return frame
    return frame.with_columns(pl.lit(True).alias("is_lead"))


def screened_months(settings: Settings) -> list[str]:
    """Return the months (``YYYY-MM``) that have verdicts, in order."""
    folder = settings.lake / "quality" / "verdicts"
    months = {path.parent.name.partition("=")[2] for path in folder.glob("*/verdicts.parquet")}
    return sorted(months - {EMPTY_MONTH})


def ensure_empty_tables(settings: Settings) -> None:
    """Write the typed files without rows that every reader's glob finds.

    Where they are absent, or of an earlier version.
    """
    for path, schema in (
        (findings_path(settings, EMPTY_MONTH), findings_schema),
        (verdicts_path(settings, EMPTY_MONTH), verdicts_schema),
    ):
        if not path.exists() or pl.read_parquet_schema(path) != schema:
            write_frame(pl.DataFrame(schema=schema), path)


def write_frame(frame: pl.DataFrame, path: Path) -> None:
    """Write a Parquet file, whole or not at all."""
    with replacing(path) as temporary:
        frame.write_parquet(temporary)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary name beside ``path``; rename it over ``path`` when the block succeeds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
