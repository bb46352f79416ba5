"""Keys by which the same name, phone or employer is told from another without being known.

Belongs here: the keyed hashes beside ``person_key``, and in how many places two identity numbers
differ: the numbers are compared here, next to the vault, and only the count leaves it.
Does not belong here: cleaning names and phones (``identity``), what follows from a likeness.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from pipelines.intake.identity import KEY_LENGTH
from pipelines.intake.schemas import EMPLOYER_KEY, EMPLOYERS
from pipelines.intake.store import vault_path
from pipelines.intake.values import NO_EMPLOYER, known
from pipelines.settings import Settings

ON_ONES_OWN = ("个体", "个体户", "个体经营", "零工", "打零工", "散工", "自由职业", "灵活就业")
"""What is written for an employer by who has none."""
_NUMBER_LENGTH = 18
_MANY_ROWS = 2_000
"""In a shorter table hashing every text takes less time than finding those that repeat."""


def with_likeness(frame: pl.DataFrame, secret: str) -> pl.DataFrame:
    """Add ``name_key`` and ``phone_key`` of normal names and phones; null where there is none."""
    for name, key in (("person_name", "name_key"), ("phone", "phone_key")):
        text = frame[name] if name in frame.columns else pl.Series(name, [None], dtype=pl.String)
        if len(text) != frame.height:
            text = text.new_from_index(0, frame.height)
        frame = frame.with_columns(_keyed(text, secret).alias(key))
    return frame


def with_employer_key(frame: pl.DataFrame, cells: pl.DataFrame, secret: str) -> pl.DataFrame:
    """Add ``employer_key``, the same for an employer in every table, where a column names one.

    ``cells`` are the clean texts of the rows, in the order of ``frame``.
    """
    found = [name for name in EMPLOYERS if name in cells.columns]
    if not found:
        return frame
    plain = pl.col(found[0]).str.replace_all(r"\s+", "")
    text = cells.select(known(plain, (*NO_EMPLOYER, *ON_ONES_OWN))).to_series()
    return frame.with_columns(_keyed(text, secret).alias(EMPLOYER_KEY))


def differing_digits(
    settings: Settings, month: str, delivery_ids: Collection[str], pairs: pl.DataFrame
) -> pl.DataFrame:
    """Return person_key, other_key and ``digits``: in how many of 18 places their numbers differ.

    Args:
        settings: where the vault is.
        month: report month (``YYYY-MM``) of the deliveries.
        delivery_ids: deliveries that list the persons; of one that is not in the vault any more
            nothing is said.
        pairs: ``person_key`` and ``other_key``; no other person is looked up.
    """
    wanted = pl.concat([pairs["person_key"], pairs["other_key"]]).unique()
    paths = [vault_path(settings, month, name) for name in sorted(delivery_ids)]
    found = [
        pl.scan_parquet(path, hive_partitioning=False)
        .select("person_key", pl.col("id_no").str.slice(0, _NUMBER_LENGTH))
        .filter(pl.col("person_key").is_in(wanted.implode()))
        for path in paths
        if path.is_file()
    ]
    schema = {"person_key": pl.String, "id_no": pl.String}
    numbers = pl.concat([pl.DataFrame(schema=schema).lazy(), *found]).collect().unique("person_key")
    both = pairs.join(numbers, on="person_key").join(
        numbers.rename({"person_key": "other_key", "id_no": "other_no"}), on="other_key"
    )
    places = [
        (pl.col("id_no").str.slice(i, 1) != pl.col("other_no").str.slice(i, 1)).cast(pl.Int32)
        for i in range(_NUMBER_LENGTH)
    ]
    return both.select("person_key", "other_key", pl.sum_horizontal(places).alias("digits"))


def _keyed(text: pl.Series, secret: str) -> pl.Series:
    """Return the keyed hash of each text; one that repeats in a long table is hashed once."""
    import polars_hash as plh

    name = "text"
    column = text.alias(name).to_frame()
    hashed = plh.col(name).chash.hmac_sha256(key=secret).str.slice(0, KEY_LENGTH).alias("key")
    if column.height < _MANY_ROWS:
        return column.select(hashed)["key"]
    keys = column.unique().drop_nulls().with_columns(hashed)
    return column.join(keys, on=name, how="left", maintain_order="left")["key"]
