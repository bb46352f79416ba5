"""Ten findings of a trial as an administrator sees them: place, row, masked name and number.

Belongs here: the only place of this room that opens the vault, for these rows alone.
Does not belong here: how a name is masked (``alerts.masking``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from pipelines.alerts.masking import BLANK_NAME, UNKNOWN_NAME, mask_id, mask_name
from pipelines.quality.query import PERSON_IN_FINDINGS
from pipelines.settings import Settings

SHOWN = 10


def examples(
    settings: Settings, month: str, found: pl.DataFrame, places: dict[str, str]
) -> list[str]:
    """Return up to ten lines; the counties take turns, so that each has some.

    ``places``: names of counties and townships by code.
    """
    turn = pl.int_range(pl.len()).over("county_code").alias("turn")
    chosen = found.with_columns(turn).sort("turn", "county_code", maintain_order=True).head(SHOWN)
    return [_line(settings, month, row, places) for row in chosen.to_dicts()]


def _line(settings: Settings, month: str, row: dict[str, Any], places: dict[str, str]) -> str:
    place = "".join(places.get(row[code] or "", "") for code in ("county_code", "town_code"))
    if row["row_no"] is None:
        return f"{place}　{row['message']}"
    person = _of_row(settings.vault / "identities" / f"report_month={month}", row)
    name = mask_name(None if person is None else person["person_name"] or "")
    number = mask_id(None if person is None else person["id_no"] or "")
    message = str(row["message"])
    if name not in (UNKNOWN_NAME, BLANK_NAME):
        message = message.replace(PERSON_IN_FINDINGS, name)
    where = f"{row['table_name']} {row['sheet_name']} 第{row['row_no']}行"
    return f"{place}　{where}　{name} {number}　{message}"


def _of_row(folder: Path, row: dict[str, Any]) -> dict[str, Any] | None:
    path = folder / f"{row['delivery_id']}.parquet"
    if not path.exists():
        return None
    people = pl.scan_parquet(path, hive_partitioning=False)
    of_row = people.filter(pl.col("row_no") == row["row_no"]).collect().to_dicts()
    return next((it for it in of_row if it["sheet_name"] == row["sheet_name"]), None)
