"""What an identity number says, and the key that replaces it.

Belongs here: cleaning ID numbers, names and phones; what is wrong with a number (GB 11643);
the keyed hash. Does not belong here: storing any of it (``store``) or judging a row (quality).
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import polars as pl

from pipelines.intake.shortcuts import PLAIN_ID, unless_plain

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
"""GB 11643-1999: weights of the first 17 digits, and the check character by remainder mod 11."""
LENGTHS = (18, 20, 22)
"""An ID card; a disability certificate; a re-issued one. The first 18 are the ID card's."""
CERTIFICATE_KINDS, CERTIFICATE_GRADES = "1234567", "1234"
"""Digits of a disability certificate behind the ID: what kind, how grave."""
SYNTHETIC_PREFIXES = ("2295", "2296", "2298")
OLDEST_BIRTH = date(1900, 1, 1)
KEY_LENGTH = 32
NO_ID = ("无", "不详", "未知", "暂无", "空", "-", "--", "/", "NULL", "NONE", "无证件")

_HELPERS = ("_17", "_born", "_scientific", "_high", "_low", "_possible", "_valid")
_HALF = 10**9
_DOTS = "[•・‧∙⋅●᛫]"


def normal_id(text: pl.Expr) -> pl.Expr:
    """Return an ID number as it should be written; ``text`` is already clean."""
    plain = (
        text.str.replace_all(r"\s+", "")
        .str.replace_all(r"^[='‘’`\"]+|[\"'’]+$", "")
        .str.to_uppercase()
        .str.replace_all("[Х×✕χΧ]", "X")
        .str.replace(r"^G([0-9])", "${1}")
    )
    return pl.when((plain.str.len_bytes() > 0) & ~plain.is_in(list(NO_ID))).then(plain)


def normal_name(text: pl.Expr) -> pl.Expr:
    """Return a name without blanks (``王　强``) and with one kind of dot between its parts.

    Latin names keep single blanks, and their points.
    """
    squeezed = text.str.replace_all(r"\s+", " ").str.replace_all(_DOTS, "·")
    squeezed = squeezed.str.replace_all(r"(\p{Han}) ?[·.] ?(\p{Han})", "${1}·${2}")
    return (
        pl.when(squeezed.str.contains(r"[A-Za-z]"))
        .then(squeezed)
        .otherwise(squeezed.str.replace_all(" ", ""))
    )


def normal_phone(text: pl.Expr) -> pl.Expr:
    """Return a phone number without blanks and without the ``.0`` of a number cell."""
    plain = text.str.replace_all(r"\s+", "").str.strip_prefix("'").str.replace(r"\.0+$", "")
    return pl.when((plain.str.len_bytes() > 0) & ~plain.is_in(list(NO_ID))).then(plain)


def with_identity(frame: pl.DataFrame, last_day: date) -> pl.DataFrame:
    """Add what the ID says to a frame with ``id_no`` (clean text) and ``id_is_number``.

    Adds id_no (normal), id_problem, id_length, id_birth_date, id_sex, id_prefix,
    is_synthetic, certificate_problem (what is wrong behind the ID of a disability certificate:
    ``kind`` or ``grade``, never which). A birth after ``last_day`` (of the report month) is
    impossible.
    """
    normal = unless_plain(frame["id_no"], PLAIN_ID, normal_id)
    frame = frame.with_columns(normal.alias("id_no"))
    for step in _steps(last_day):  # not lazily: planning takes longer than a short table
        frame = frame.with_columns(step)
    return frame.drop(*_HELPERS, "id_is_number")


@lru_cache(maxsize=4)
def _steps(last_day: date) -> tuple[tuple[pl.Expr, ...], ...]:
    """Return the expressions of ``with_identity``: making them takes longer than a small table."""
    v = pl.col("id_no")
    return (
        (
            v.str.slice(0, 17).str.extract(r"^([0-9]{17})$").cast(pl.Int64).alias("_17"),
            v.str.slice(6, 8).str.to_date("%Y%m%d", strict=False).alias("_born"),
            v.str.contains(r"^[0-9](?:\.[0-9]+)?E\+?[0-9]+$|^[0-9]{15,}\.0+$").alias("_scientific"),
            v.str.len_chars().cast(pl.Int32).alias("id_length"),
        ),
        (
            (pl.col("_17") // _HALF).cast(pl.UInt32).alias("_high"),
            (pl.col("_17") % _HALF).cast(pl.UInt32).alias("_low"),
            pl.col("_born").is_between(OLDEST_BIRTH, last_day).fill_null(False).alias("_possible"),
        ),
        ((_check_character() == v.str.slice(17, 1)).fill_null(False).alias("_valid"),),
        (
            _problem().alias("id_problem"),
            pl.when(_readable() & pl.col("_possible")).then(pl.col("_born")).alias("id_birth_date"),
            pl.when(_readable() & pl.col("_17").is_not_null() & ~_damaged())
            .then(
                pl.when(v.str.slice(16, 1).cast(pl.Int32, strict=False) % 2 == 1)
                .then(pl.lit("男"))
                .otherwise(pl.lit("女"))
            )
            .alias("id_sex"),
            v.str.extract(r"^([0-9]{6})").alias("id_prefix"),
        ),
        (
            pl.col("id_prefix")
            .str.slice(0, 4)
            .is_in(list(SYNTHETIC_PREFIXES))
            .fill_null(False)
            .alias("is_synthetic"),
            _certificate_problem().alias("certificate_problem"),
        ),
    )


def with_person_key(frame: pl.DataFrame, secret: str) -> pl.DataFrame:
    """Add ``person_key``: null for a blank or placeholder number, else the keyed hash."""
    import polars_hash as plh

    hashed = plh.col("_18").chash.hmac_sha256(key=secret).str.slice(0, KEY_LENGTH)
    nobody = pl.col("id_problem").is_in(["blank", "placeholder"]).fill_null(False)
    return (
        frame.with_columns(pl.when(~nobody).then(pl.col("id_no").str.slice(0, 18)).alias("_18"))
        .with_columns(hashed.alias("person_key"))
        .drop("_18")
    )


def _check_character() -> pl.Expr:
    """Return the check character of the first 17 digits; two UInt32 halves are the fast way."""
    high, low = pl.col("_high"), pl.col("_low")
    total = sum((high // 10 ** (7 - i) % 10 * WEIGHTS[i] for i in range(8)), pl.lit(0, pl.UInt32))
    total += sum(
        (low // 10 ** (8 - i) % 10 * WEIGHTS[8 + i] for i in range(9)), pl.lit(0, pl.UInt32)
    )
    return (total % 11).replace_strict(
        list(range(11)), list(CHECK_CHARACTERS), default=None, return_dtype=pl.String
    )


def _readable() -> pl.Expr:
    placeholder = pl.col("id_no").str.starts_with("999999")
    return pl.col("id_no").is_not_null() & ~placeholder & ~pl.col("_scientific")


def _damaged() -> pl.Expr:
    rounded = (pl.col("id_length") == 18) & pl.col("id_no").str.ends_with("000")
    return pl.col("id_is_number") | pl.col("_scientific") | (rounded & ~pl.col("_valid"))


def _certificate_problem() -> pl.Expr:
    """Return what the two digits behind the ID of a certificate cannot be."""
    is_certificate = pl.col("id_problem").is_null() & (pl.col("id_length") > LENGTHS[0])
    kind, grade = pl.col("id_no").str.slice(18, 1), pl.col("id_no").str.slice(19, 1)
    return (
        pl.when(is_certificate & ~kind.is_in(list(CERTIFICATE_KINDS)))
        .then(pl.lit("kind"))
        .when(is_certificate & ~grade.is_in(list(CERTIFICATE_GRADES)))
        .then(pl.lit("grade"))
    )


def _problem() -> pl.Expr:
    """Return the first problem that applies, in the order that the contract gives."""
    return (
        pl.when(pl.col("id_no").is_null())
        .then(pl.lit("blank"))
        .when(pl.col("id_no").str.starts_with("999999"))
        .then(pl.lit("placeholder"))
        .when(_damaged())
        .then(pl.lit("excel_damaged"))
        .when(~pl.col("id_length").is_in(list(LENGTHS)))
        .then(pl.lit("length"))
        .when(~pl.col("_valid"))
        .then(pl.lit("checksum"))
        .when(~pl.col("_possible"))
        .then(pl.lit("birth_date"))
    )
