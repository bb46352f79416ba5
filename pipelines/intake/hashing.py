"""Hashes by which a row and a delivery are recognised again.

Belongs here: hashes that stay the same across runs, machines and versions of the libraries:
SHA-256 over a text form that is spelled out here, never a library's own ``hash``.
"""

from __future__ import annotations

import hashlib

import polars as pl

ROW_HASH_LENGTH = 32
_SEPARATOR, _NULL = "\x1f", "\x00"
_CENTS = 10_000
"""Money is hashed in hundredths of a fen, as a whole number: no float formatting."""


def with_row_hash(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Add ``row_hash`` over ``columns`` in the given order."""
    import polars_hash as plh

    parts = [_text(frame.schema[name], pl.col(name)).fill_null(_NULL) for name in columns]
    return (
        frame.with_columns(pl.concat_str(parts, separator=_SEPARATOR).alias("_row"))
        .with_columns(
            plh.col("_row").chash.sha2_256().str.slice(0, ROW_HASH_LENGTH).alias("row_hash")
        )
        .drop("_row")
    )


def content_hash(frame: pl.DataFrame) -> str:
    """Return the SHA-256 of a delivery: independent of order, sheets, title and format."""
    person = pl.col("person_key") if "person_key" in frame.columns else pl.lit(None, pl.String)
    keys = (
        frame.select(pl.concat_str(person.fill_null(_NULL), "row_hash", separator=_SEPARATOR))
        .to_series()
        .sort()
    )
    return hashlib.sha256((keys.str.join("\n").item() or "").encode()).hexdigest()


def _text(kind: pl.DataType, value: pl.Expr) -> pl.Expr:
    if kind == pl.Float64:
        return (value * _CENTS).round().cast(pl.Int64, strict=False).cast(pl.String)
    if kind == pl.Date:
        return value.dt.strftime("%Y-%m-%d")
    if kind == pl.Boolean:
        return pl.when(value.is_not_null()).then(
            pl.when(value).then(pl.lit("1")).otherwise(pl.lit("0"))
        )
    return value.cast(pl.String)
