"""Writes the answer key: what a correct pipeline must find and publish.

Belongs here: the five files, their columns and order. Nothing in them says who anybody is.
Does not belong here: working the answers out (``screen``, ``cross``, ``figures``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from pipelines.sample.delivery import Delivery
from pipelines.sample.figures import Figure
from pipelines.sample.findings import FINDINGS_SCHEMA
from pipelines.sample.pages import RowCount, observations
from pipelines.sample.standing import rows_superseded

FINDING_ORDER = (
    *("report_month", "rule_id", "county_code", "town_code"),
    *("table_name", "file", "sheet_name", "row_no"),
)
VERDICT_SCHEMA = {
    "report_month": pl.String,
    "county_code": pl.String,
    "table_name": pl.String,
    "file": pl.String,
    "state": pl.String,
    "blocking_rules": pl.String,
    "is_lead": pl.Boolean,
    "rows_data": pl.Int64,
    "rows_accepted": pl.Int64,
    "rows_quarantined": pl.Int64,
}


def write_answer_key(
    folder: Path,
    figures: Sequence[Figure],
    findings: Sequence[pl.DataFrame],
    verdicts: Sequence[dict[str, object]],
    files: Sequence[dict[str, object]],
    parameters: dict[str, object],
) -> None:
    """Write indicators, findings, verdicts, files (csv) and parameters (json) into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(_indicators(figures), folder / "indicators.csv")
    _write(findings_frame(findings), folder / "findings.csv")
    _write(pl.DataFrame(verdicts, schema=VERDICT_SCHEMA), folder / "verdicts.csv")
    _write(pl.DataFrame(files), folder / "files.csv")
    text = json.dumps(parameters, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / "parameters.json").write_text(text + "\n", encoding="utf-8")


def findings_frame(findings: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return all findings in one frame, in a fixed order."""
    if not findings:
        return pl.DataFrame(schema=FINDINGS_SCHEMA)
    return pl.concat(findings).sort(FINDING_ORDER)


def file_row(delivery: Delivery, count: RowCount) -> dict[str, object]:
    """Return one line of ``files.csv``."""
    return {
        "file": delivery.path,
        "table_name": delivery.table,
        "county_code": delivery.county,
        "report_month": delivery.month,
        "rows_read": count.rows_read,
        "rows_data": count.rows_data,
        "rows_superseded": rows_superseded(delivery),
        "standing": delivery.standing,
        "is_lead": delivery.is_lead,
        "replaced_towns": ",".join(sorted(delivery.replaced_towns)),
        "dropped": json.dumps(count.dropped, sort_keys=True),
        "observations": json.dumps(observations(delivery), sort_keys=True),
    }


def _indicators(figures: Sequence[Figure]) -> pl.DataFrame:
    names = (
        *("indicator_id", "county_code", "report_month", "numerator", "denominator", "value"),
        *("baseline_value", "target_value", "status", "data_state"),
    )
    text = {"indicator_id", "county_code", "report_month", "status", "data_state"}
    schema = {name: pl.String if name in text else pl.Float64 for name in names}
    rows = [[getattr(figure, name) for name in names] for figure in figures]
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.sort("report_month", "indicator_id", "county_code")


def _write(frame: pl.DataFrame, path: Path) -> None:
    path.write_bytes(frame.write_csv().encode("utf-8"))
