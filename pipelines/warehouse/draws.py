"""The samples that were drawn for spot checks, as the warehouse reads them.

Belongs here: the records of ``archive/spotchecks`` (one file a draw, never changed) and the table
made of them. Does not belong here: drawing a sample (``spotcheck``).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.intake.files import write_parquet, write_text
from pipelines.settings import Settings
from pipelines.warehouse.report import WarehouseError

DRAWS_SCHEMA: dict[str, pl.DataType] = {
    "round_no": pl.String(),
    "report_month": pl.String(),
    "county_code": pl.String(),
    "town_code": pl.String(),
    "sample_no": pl.String(),
    "person_key": pl.String(),
    "is_flagged": pl.Boolean(),
    "flagged_population": pl.Int64(),
    "other_population": pl.Int64(),
}
"""One row per drawn person; the populations are of the county, with and without findings."""
Record = dict[str, Any]


def draw_record_path(settings: Settings, round_no: str) -> Path:
    """Return where the record of a round is."""
    return settings.archive / "spotchecks" / f"{round_no}.json"


def draws_path(settings: Settings) -> Path:
    """Return where the table of all draws is."""
    return settings.lake / "register" / "spot_draws.parquet"


def read_draw(settings: Settings, round_no: str) -> Record | None:
    """Return the record of a round; None when there is none.

    Raises:
        WarehouseError: it cannot be read.
    """
    path = draw_record_path(settings, round_no)
    if not path.exists():
        return None
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WarehouseError(f"抽检记录 {path} 已损坏，无法读取。请从备份恢复。") from error
    return dict(record)


def write_draw(settings: Settings, record: Record) -> None:
    """Put a draw on record; a record is never changed afterwards."""
    text = json.dumps(record, ensure_ascii=False, indent=1)
    write_text(draw_record_path(settings, str(record["round_no"])), f"{text}\n")


def round_names(settings: Settings) -> list[str]:
    """Return the rounds on record, in order."""
    return sorted(path.stem for path in (settings.archive / "spotchecks").glob("*.json"))


def write_draws_table(settings: Settings) -> None:
    """Make the table of all draws from the records; typed and empty when there are none."""
    records = [read_draw(settings, name) or {} for name in round_names(settings)]
    rows = [row for record in records for row in _rows(record)]
    write_parquet(draws_path(settings), pl.DataFrame(rows, schema=DRAWS_SCHEMA))


def _rows(record: Record) -> list[dict[str, Any]]:
    return [
        {
            "round_no": record["round_no"],
            "report_month": record["report_month"],
            "county_code": code,
            "town_code": row["town_code"],
            "sample_no": row["sample_no"],
            "person_key": row["person_key"],
            "is_flagged": row["is_flagged"],
            "flagged_population": county["strata"]["flagged"]["population"],
            "other_population": county["strata"]["other"]["population"],
        }
        for code, county in record["counties"].items()
        for row in county["rows"]
    ]
