"""Findings of one county, described so that a person can be found: file, row, masked name and ID.

Belongs here: opening the vault for what everybody may see: identities are read for the rows of the
findings alone, masked before they leave a function, and never logged. Besides this module only
``unmasked`` opens it.
Does not belong here: how a name is masked (``masking``), what the list looks like (``workbook``).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.alerts.masking import (
    BLANK_NAME,
    UNKNOWN_ID,
    UNKNOWN_NAME,
    mask_id,
    mask_name,
)
from pipelines.alerts.source import MonthData, read_columns
from pipelines.settings import Settings

NATIONAL_TABLES = ("T-N1", "T-N2", "T-N3")
_ANYONE = "该人员"
_ROW = ["sheet_name", "row_no"]
_KEY = ["delivery_id", *_ROW]
_TEXT = pl.String()
_TAILS = {"household_tail": "household_no", "person_tail": "person_no"}
_ADDED = ["village_name", *_TAILS, "masked_name", "masked_id"]


def describe(settings: Settings, data: MonthData, findings: pl.DataFrame) -> pl.DataFrame:
    """Add what an administrator needs to find each row.

    Args:
        settings: where the vault and the lake are.
        data: the month, for towns and file names.
        findings: rows of one county.

    Returns:
        ``findings`` plus ``file_name, town_name, village_name, household_tail, person_tail,
        masked_name, masked_id`` (text, never null; the last two empty where there is no row), and
        ``message`` with the masked name in the place of 该人员.
    """
    deliveries = findings.drop_nulls(["delivery_id", "row_no"]).select(*_KEY, "table_name").unique()
    parts = [
        _one_delivery(settings, data.month, rows)
        for _, rows in deliveries.group_by("delivery_id", maintain_order=False)
    ]
    schema = {
        **{"delivery_id": _TEXT, "sheet_name": _TEXT, "row_no": pl.Int64()},
        **dict.fromkeys(_ADDED, _TEXT),
    }
    people = pl.concat([pl.DataFrame(schema=schema), *parts])
    described = (
        findings.with_columns(pl.col("row_no").cast(pl.Int64), pl.col("sheet_name").cast(_TEXT))
        .join(people, on=_KEY, how="left", nulls_equal=True, maintain_order="left")
        .join(data.files.unique("delivery_id"), on="delivery_id", how="left", maintain_order="left")
        .join(data.towns, on="town_code", how="left", maintain_order="left")
    )
    return described.with_columns(
        pl.col("file_name", "town_name", "message", *_ADDED).fill_null("")
    ).with_columns(message=_named_message())


def _named_message() -> pl.Expr:
    is_nameless = pl.col("masked_name").is_in(["", UNKNOWN_NAME, BLANK_NAME])
    # str.replace_all with a column as the value fails on a frame without rows.
    filled = pl.col("message").str.split(_ANYONE).list.join(pl.col("masked_name"))
    return pl.when(is_nameless).then(pl.col("message")).otherwise(filled)


def _one_delivery(settings: Settings, month: str, rows: pl.DataFrame) -> pl.DataFrame:
    delivery_id, table = rows.row(0, named=True)["delivery_id"], rows["table_name"][0]
    wanted = rows.select("sheet_name", pl.col("row_no").cast(pl.Int64)).unique()
    masked = _masked_people(vault_file(settings.vault, month, delivery_id), wanted)
    places = _places(settings.lake, month, delivery_id, str(table), wanted)
    return (
        wanted.join(places, on=_ROW, nulls_equal=True, how="left")
        .join(masked, on=_ROW, nulls_equal=True, how="left")
        .select(
            pl.lit(delivery_id).alias("delivery_id"),
            pl.col("sheet_name").cast(_TEXT),
            "row_no",
            pl.col("village_name", *_TAILS).fill_null(""),
            pl.col("masked_name").fill_null(UNKNOWN_NAME),
            pl.col("masked_id").fill_null(UNKNOWN_ID),
        )
    )


def _masked_people(path: Path, wanted: pl.DataFrame) -> pl.DataFrame:
    """``sheet_name, row_no, masked_name, masked_id`` of the wanted rows; a missing file: none."""
    if not path.exists():
        columns = {"sheet_name": _TEXT, "masked_name": _TEXT, "masked_id": _TEXT}
        return pl.DataFrame(schema={**columns, "row_no": pl.Int64()})
    found = only_rows(read_columns(path, ["sheet_name", "row_no", "person_name", "id_no"]), wanted)
    names = [mask_name(name or "") for name in found["person_name"]]
    numbers = [mask_id(number or "") for number in found["id_no"]]
    return found.select(
        "sheet_name",
        "row_no",
        pl.Series("masked_name", names, dtype=_TEXT),
        pl.Series("masked_id", numbers, dtype=_TEXT),
    )


def _places(
    lake: Path, month: str, delivery_id: str, table: str, wanted: pl.DataFrame
) -> pl.DataFrame:
    """``sheet_name, row_no, village_name, household_tail, person_tail`` of the wanted rows."""
    path = lake_file(lake, month, delivery_id, table)
    if path is None:
        columns = dict.fromkeys(["sheet_name", "village_name", *_TAILS], _TEXT)
        return pl.DataFrame(schema={**columns, "row_no": pl.Int64()})
    if table not in NATIONAL_TABLES:
        tails = [pl.lit("").alias(tail) for tail in _TAILS]
        numbers = []
    else:
        tails = [pl.col(no).str.strip_chars().str.tail(4).alias(t) for t, no in _TAILS.items()]
        numbers = list(_TAILS.values())
    found = only_rows(
        read_columns(path, ["sheet_name", "row_no", "village_name", *numbers]), wanted
    )
    return found.select("sheet_name", "row_no", "village_name", *tails)


def lake_file(lake: Path, month: str, delivery_id: str, table: str) -> Path | None:
    """Return where the rows of a delivery are; None when they are gone."""
    pattern = f"*/{table}/report_month={month}/county_code=*/{delivery_id}.parquet"
    return next(iter(sorted(lake.glob(pattern))), None)


def vault_file(vault: Path, month: str, delivery_id: str) -> Path:
    """Return where the identities of a delivery are."""
    return vault / "identities" / f"report_month={month}" / f"{delivery_id}.parquet"


def only_rows(frame: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of ``frame`` that ``wanted`` (``sheet_name, row_no``) names, each once."""
    typed = frame.with_columns(pl.col("row_no").cast(pl.Int64), pl.col("sheet_name").cast(_TEXT))
    return typed.join(wanted, on=_ROW, nulls_equal=True, how="semi").unique(
        _ROW, keep="first", maintain_order=True
    )
