"""How a text cell becomes a value: pure Polars expressions, whole columns at a time.

Belongs here: dates, months worked, yes/no, code lists, record numbers, plain text. A cell that
cannot be read becomes null; whoever calls counts those. Identities: ``identity``; sums: ``money``.
"""

from __future__ import annotations

import unicodedata

import polars as pl

BLANKS = (
    "无",
    "空",
    "不详",
    "未知",
    "-",
    "--",
    "—",
    "——",
    "/",
    "\\",
    "NULL",
    "null",
    "None",
    "nan",
)
"""Texts that mean “nothing here” in every column except where a code list has them."""
ERRORS = ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")
OPEN_ENDS = ("至今", "长期", "目前", "现在", "未结束", "未返乡", "仍在岗", "在岗")
TRUE = (
    "是",
    "有",
    "1",
    "√",
    "✓",
    "☑",
    "Y",
    "y",
    "已",
    "愿意",
    "有意愿",
    "TRUE",
    "true",
    "是的",
    "1.0",
)
FALSE = (
    "否", "无", "0", "×", "✗", "X", "x", "N", "n", "未", "不愿意", "无意愿", "没有", "不是",
    "FALSE", "false", "0.0",
)  # fmt: skip
NO_EMPLOYER = (*BLANKS, "没有", "暂无", "0", "否")

_INVISIBLE = r"[\x00-\x08\x0b-\x1f\x7f\u{ad}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}\u{feff}]"
_EPOCH_SERIAL_LOW, _EPOCH_SERIAL_HIGH = 20_000, 60_000
"""Excel's day numbers of 1954-10-03 and 2064-04-08: outside them a number is not a date."""
_PIVOT_YEAR = 50
_TIME = r"(?:[ T]?(?:上午|下午)? ?[0-9]{1,2}[:时点].*)?"
_WEEKDAY = r"(?: ?\(?(?:星期|周)[一二三四五六日天]\)?)?"
_DATE = (
    r"^(?<y>[0-9]{4}|[0-9]{2}) ?[-/.年] ?(?<m>[0-9]{1,2}) ?"
    r"(?:[-/.月] ?(?<d>[0-9]{1,2}) ?[日号]?|月份?(?:初|上旬|中旬|下旬|底|末)?)?"
    + _WEEKDAY
    + _TIME
    + "$"
)
_ENGLISH_MONTHS = {
    name: f"{number:02d}"
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}


def clean(text: pl.Expr) -> pl.Expr:
    """Return half-width, without invisible characters and outer blanks; empty becomes null."""
    plain = text.str.normalize("NFKC").str.replace_all(_INVISIBLE, "").str.strip_chars()
    return pl.when(plain.str.len_bytes() > 0).then(plain)


def clean_label(text: str) -> str:
    """Return a label as ``clean`` would leave it."""
    return unicodedata.normalize("NFKC", text).strip()


def known(text: pl.Expr, blanks: tuple[str, ...] = BLANKS) -> pl.Expr:
    """Return null where the text only says that there is nothing."""
    return pl.when(~text.is_in(list(blanks))).then(text)


def to_text(text: pl.Expr) -> pl.Expr:
    """Return text with single blanks inside."""
    return text.str.replace_all(r"\s+", " ")


def to_record_no(text: pl.Expr) -> pl.Expr:
    """Return a record number: text without blanks, apostrophe and the ``.0`` of a number cell."""
    return (
        text.str.replace_all(r"\s+", "").str.strip_prefix("'").str.replace(r"^([0-9]+)\.0$", "${1}")
    )


def to_code(text: pl.Expr, codes: dict[str, list[str]]) -> pl.Expr:
    """Return the canonical label; a leading code number (``04外出务工``) is ignored."""
    labels = {
        squeeze(other): clean_label(label)
        for label, others in codes.items()
        for other in (label, *others)
    }
    plain = text.str.replace_all(r"\s+", "").str.replace(r"^([0-9]{1,2})\.0$", "${1}")
    bare = plain.str.replace(r"^[0-9]{1,2}[.、_:-]?", "")
    return pl.coalesce(
        plain.replace_strict(labels, default=None, return_dtype=pl.String),
        bare.replace_strict(labels, default=None, return_dtype=pl.String),
    )


def squeeze(text: str) -> str:
    """Return ``text`` half-width and without blanks."""
    return "".join(clean_label(text).split())


def to_boolean(text: pl.Expr) -> pl.Expr:
    """Return true or false for the ways of writing yes and no."""
    words = {**dict.fromkeys(TRUE, True), **dict.fromkeys(FALSE, False)}
    listed = {clean_label(word): value for word, value in words.items()}
    return text.replace_strict(listed, default=None, return_dtype=pl.Boolean)


def to_presence(text: pl.Expr) -> pl.Expr:
    """Return whether something is written; never null."""
    return text.is_not_null() & ~text.is_in(list(NO_EMPLOYER))


def to_integer(text: pl.Expr) -> pl.Expr:
    """Return a whole number of months: ``5``, ``5.0``, ``5个月``."""
    number = text.str.replace_all(r"\s+", "").str.extract(r"^(-?[0-9]{1,6})(?:\.0+)?(?:个?月)?$")
    return number.cast(pl.Int32, strict=False)


def to_date(text: pl.Expr, *, is_1904: bool = False) -> pl.Expr:
    """Return a day; the first of the month where only a month is written; Excel day numbers too.

    ``is_1904``: the workbook counts its days from 1904, as old Macs did.
    """
    plain = text.str.replace_all(r"\s+", " ")
    parts = plain.str.extract_groups(_DATE)
    separated = _day(
        _full_year(parts.struct.field("y")), parts.struct.field("m"), parts.struct.field("d")
    )
    digits = plain.str.extract(r"^([0-9]{6}|[0-9]{8})(?:\.0+)?$")
    digits = pl.coalesce(digits, plain.str.extract(r"^((?:19|20)[0-9]{6})[0-9]{4}(?:[0-9][0-9])?$"))
    compact = _day(
        digits.str.slice(0, 4), digits.str.slice(4, 2), digits.str.slice(6, 2).replace("", None)
    )
    serial = plain.str.extract(r"^([0-9]{5})(?:\.[0-9]+)?$").cast(pl.Int32, strict=False)
    first = pl.date(1904, 1, 1) if is_1904 else pl.date(1899, 12, 30)
    counted = pl.when(serial.is_between(_EPOCH_SERIAL_LOW, _EPOCH_SERIAL_HIGH)).then(
        first + pl.duration(days=serial)
    )
    return pl.coalesce(separated, compact, counted, _english(plain)).cast(pl.Date)


def _english(plain: pl.Expr) -> pl.Expr:
    """Return the date of ``Mar-22`` and ``15-Mar-22``: how Excel saves 2022-3 into a CSV file."""
    parts = plain.str.to_lowercase().str.extract_groups(
        r"^(?:(?<d>[0-9]{1,2})[- ])?(?<m>[a-z]{3})[- ](?<y>[0-9]{4}|[0-9]{2})$"
    )
    month = parts.struct.field("m").replace_strict(
        _ENGLISH_MONTHS, default=None, return_dtype=pl.String
    )
    return _day(_full_year(parts.struct.field("y")), month, parts.struct.field("d"))


def _full_year(text: pl.Expr) -> pl.Expr:
    year = text.cast(pl.Int32, strict=False)
    century = pl.when(year < _PIVOT_YEAR).then(2000).otherwise(1900)
    return pl.when(year < 100).then(year + century).otherwise(year)


def _day(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    written = pl.concat_str(
        year.cast(pl.String).str.zfill(4),
        month.str.zfill(2),
        day.fill_null("01").str.zfill(2),
    )
    return written.str.to_date("%Y%m%d", strict=False)


def normal_village(text: pl.Expr) -> pl.Expr:
    """Return a village's name without blanks."""
    return text.str.replace_all(r"\s+", "")
