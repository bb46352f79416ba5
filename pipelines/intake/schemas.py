"""Column names and types of what this room writes.

Belongs here: schemas. Does not belong here: filling them.
"""

from __future__ import annotations

import polars as pl

from pipelines.intake.layouts import ColumnType, Layouts, shipped_layouts

COMMON: dict[str, pl.DataType] = {
    "delivery_id": pl.String(),
    "sheet_name": pl.String(),
    "row_no": pl.Int32(),
    "home_county_code": pl.String(),
    "town_code": pl.String(),
    "village_name": pl.String(),
    "person_key": pl.String(),
    "id_problem": pl.String(),
    "id_length": pl.Int32(),
    "id_birth_date": pl.Date(),
    "id_sex": pl.String(),
    "id_prefix": pl.String(),
    "has_name": pl.Boolean(),
    "has_phone": pl.Boolean(),
    "name_key": pl.String(),
    "phone_key": pl.String(),
    "name_problem": pl.String(),
    "phone_problem": pl.String(),
    "certificate_problem": pl.String(),
    "is_synthetic": pl.Boolean(),
    "unread_cells": pl.String(),
    "row_hash": pl.String(),
}

PERSON_COLUMNS = (
    "person_key", "id_problem", "id_length", "id_birth_date", "id_sex", "id_prefix", "has_name",
    "has_phone", "name_key", "phone_key", "name_problem", "phone_problem",
    "certificate_problem", "is_synthetic",
)  # fmt: skip
"""Not in tables without persons."""

EMPLOYER_KEY = "employer_key"
EMPLOYERS = ("has_employer", "workshop_name", "base_name")
"""Columns that name who employs; a table with one of them has ``employer_key``."""

VALUES: dict[str, pl.DataType] = {
    "delivery_id": pl.String(),
    "sheet_name": pl.String(),
    "row_no": pl.Int32(),
    "person_key": pl.String(),
    "town_code": pl.String(),
    "column_name": pl.String(),
    "value": pl.String(),
}

VAULT: dict[str, pl.DataType] = {
    "delivery_id": pl.String(),
    "sheet_name": pl.String(),
    "row_no": pl.Int32(),
    "person_key": pl.String(),
    "id_no": pl.String(),
    "person_name": pl.String(),
    "phone": pl.String(),
}

_TYPES: dict[ColumnType, pl.DataType] = {
    "boolean": pl.Boolean(),
    "presence": pl.Boolean(),
    "integer": pl.Int32(),
    "count": pl.Int32(),
    "number": pl.Float64(),
    "wage": pl.Float64(),
    "date": pl.Date(),
    "month": pl.Date(),
}


def lake_schema(table: str, layouts: Layouts | None = None) -> dict[str, pl.DataType]:
    """Return column -> type of a lake table, in file order (without partition columns)."""
    layout = (layouts or shipped_layouts()).tables[table]
    own = {column.name: _TYPES.get(column.type, pl.String()) for column in layout.stored}
    common = {
        name: kind
        for name, kind in COMMON.items()
        if layout.has_persons or name not in PERSON_COLUMNS
    }
    hires = any(column.name in EMPLOYERS for column in layout.columns)
    return {**common, **own, **({EMPLOYER_KEY: pl.String()} if hires else {})}


def values_schema() -> dict[str, pl.DataType]:
    """Return column -> type of the bridge of a table's multi-valued cells."""
    return dict(VALUES)


def vault_schema() -> dict[str, pl.DataType]:
    """Return column -> type of an identities file."""
    return dict(VAULT)


_COUNTS = (
    "size_bytes", "rows_read", "rows_data", "rows_dropped", "synthetic_rows", "rows_superseded",
)  # fmt: skip
_FLAGS = ("is_lead", "counted_at_cutoff")
_REGISTER = (
    "delivery_id", "source", "table_name", "county_code", "report_month", "file_name",
    "inbox_path", "sha256", "size_bytes", "received_at", "intake_state", "refusal_code",
    "refusal_message", "missing_columns", "unknown_columns", "folder_county_code",
    "content_county_code", "content_month", "content_hash", "layout_version", "rows_read",
    "rows_data", "rows_dropped", "dropped", "cell_problems", "synthetic_rows", "town_rows",
    "sheets", "observations", "standing", "is_lead", "superseded_by", "replaced_towns",
    "rows_superseded", "counted_at_cutoff", "replaced_towns_at_cutoff", "withdrawn_at",
    "withdrawn_why", "withdrawn_who",
)  # fmt: skip


def register_schema() -> dict[str, pl.DataType]:
    """Return column -> type of ``lake/register/deliveries.parquet``."""
    types = dict.fromkeys(_COUNTS, pl.Int64()) | dict.fromkeys(_FLAGS, pl.Boolean())
    return {name: types.get(name, pl.String()) for name in _REGISTER}
