"""Names, numbers and telephones of drawn persons, and what was answered earlier in the year.

Belongs here: the only place of this room that opens the vault, for the rows of one sample alone.
Nothing of it leaves but into the protected workbook. Does not belong here: the sheets (``sheets``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from pipelines.quality import read_verdicts
from pipelines.settings import Settings
from pipelines.spotcheck.frame import REGISTERED, ROW, SOURCE, TABLE

ANSWERS = (
    "is_reached", "state_is_true", "region_is_true", "training_is_true", "skill_is_true",
    "wage_is_true", "checked_date",
)  # fmt: skip
IDENTITY = ("person_name", "id_no", "phone")
_BOOK = ("spot_check", "T-S1")


def of_sample(settings: Settings, county: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the drawn rows with village, what is registered, and who it is.

    ``rows``: of the record: delivery_id, sheet_name, row_no, slot_month and more.
    """
    drawn = pl.DataFrame(rows, infer_schema_length=None).with_columns(
        pl.col("row_no").cast(pl.Int32)
    )
    known = []
    for (month, delivery), part in drawn.group_by("slot_month", "delivery_id"):
        lake = _lake_file(settings, (SOURCE, TABLE), str(month), county, str(delivery))
        held = _read(lake, ["village_name", *REGISTERED])
        known.append(
            part.join(held, on=list(ROW), how="left", nulls_equal=True).join(
                _identities(settings, str(month), str(delivery)),
                on=list(ROW),
                how="left",
                nulls_equal=True,
            )
        )
    return pl.concat(known).sort("sample_no").to_dicts()


def answered_before(settings: Settings, county: str, month: str) -> list[dict[str, Any]]:
    """Return what the county's newest book of the year says of earlier samples, with who it is.

    A returned book replaces the one before, so that the next one must have these rows too.
    """
    books = read_verdicts(settings).filter(
        pl.col("table_name") == _BOOK[1],
        pl.col("county_code") == county,
        pl.col("state") == "accepted",
        pl.col("report_month").str.starts_with(month[:4]),
    )
    newest = books.filter(pl.col("report_month") == pl.col("report_month").max())
    found = []
    for of_month, delivery in (
        newest.select("report_month", "delivery_id").sort("delivery_id").rows()
    ):
        path = _lake_file(settings, _BOOK, of_month, county, delivery)
        columns = ["town_code", "village_name", "round_no", "sample_no", "checked_table", *ANSWERS]
        rows = _read(path, [*columns, "has_checker"])
        people = _identities(settings, of_month, delivery)
        found += rows.join(people, on=list(ROW), how="left", nulls_equal=True).sort(ROW).to_dicts()
    return found


def _lake_file(
    settings: Settings, table: tuple[str, str], month: str, county: str, delivery: str
) -> Path:
    place = Path(f"report_month={month}") / f"county_code={county}" / f"{delivery}.parquet"
    return settings.lake.joinpath(*table) / place


def _read(path: Path, columns: list[str]) -> pl.DataFrame:
    return pl.read_parquet(path, columns=[*ROW, *columns], hive_partitioning=False)


def _identities(settings: Settings, month: str, delivery: str) -> pl.DataFrame:
    folder = settings.vault / "identities" / f"report_month={month}"
    return _read(folder / f"{delivery}.parquet", list(IDENTITY))
