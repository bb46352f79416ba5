"""How careless hands write numbers, dates, names and phones that still say what they mean.

Belongs here: untidy and damaged identity numbers, the many ways to write a date, several values
in one cell. Whole columns at a time wherever possible.
Does not belong here: which column of a file holds what (``render``).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.sample.identity import check_characters, is_valid

Cells = list[object]
"""One column: text, number, date, or None for an empty cell."""

PLACEHOLDER = "999999999999999999"
NO_BIRTH = ("blank", "placeholder", "birth")
"""Damaged IDs that tell no day of birth; the others spoil digits behind it."""
UNTIDY_IDS = 150
"""Of ten thousand persons so many have an ID that is written untidily."""
EXCEL_DATE_FORM, SERIAL_FORM = 6, 9
DATE_FORMS = {
    2: "%Y.%-m.%-d",
    3: "%y/%-m/%-d",
    4: "%Y/%-m/%-d",
    5: "%Y%m%d",
    7: "%Y.%-m",
    8: "%Y年%-m月",
}
"""The last digit of a person's ``dirt`` says how dates are written; 7 and 8 leave out the day."""
STILL = {3: "至今", 5: "长期"}
SEPARATORS = ("、", "，", ",", "；", ";", "/", "|", "\n")
RARE_LETTER = "㛃"
_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_EPOCH = -25_569
"""Excel's day 0 in days since 1970."""


def untidy(number: str, dirt: int) -> str:
    """Return an ID as careless hands write it; every reader can still tell which it is."""
    forms = (
        f" {number}",
        f"{number} ",
        f"'{number}",
        number.translate(_FULL_WIDTH),
        number.replace("X", "x"),
        f"G{number}",
        f"\u00a0{number}",
        f"{number}\t",
        number.replace("X", "х"),
        number.replace("X", "×"),
        f"{number[:6]} {number[6:14]} {number[14:]}",
    )
    return forms[dirt % len(forms)]


def damaged(number: str, form: str, as_text: bool) -> object:
    """Return an ID cell that cannot be used, in one of the forms that ``plant`` asks for."""
    if form == "blank":
        return None
    if form == "placeholder":
        return PLACEHOLDER
    if form == "short":
        return number[:17]
    if form == "checksum":
        return number[:17] + wrong_check(number) + number[18:]
    if form == "birth":
        body = f"{number[:10]}13{number[12:17]}"
        return body + str(check_characters(np.array([body]))[0])
    if form == "certificate":
        return f"{number[:18]}95"
    if not as_text:
        return float(int(number))
    cut = number[:15] + "000"
    return cut if int(number) % 2 and not is_valid(cut) else f"{float(int(number)):.5E}"


def tells_birth(form: pl.Expr) -> pl.Expr:
    """Return whether the cell of an ID, damaged in the form or sound (null), tells a day of birth.

    A number in a text file may tell none either, but there no rule that asks for it meets one.
    """
    return ~form.is_in(NO_BIRTH).fill_null(False)


def wrong_check(number: str) -> str:
    """Return a check character that is not the right one; never 0, which would look like Excel."""
    return "5" if number[17] != "5" else "6"


def masked(cells: Cells, keep: pl.Series) -> Cells:
    """Return the cells, empty where ``keep`` says no."""
    return [cell if kept else None for cell, kept in zip(cells, keep.fill_null(False), strict=True)]


def dates(day: pl.Series, dirt: pl.Series, *, counts_from_1904: bool) -> Cells:
    """Return days in every form: text, date cells and, where days count from 1900, day numbers."""
    form = dirt % 10
    written = day.dt.strftime("%Y-%m-%d")
    for number, pattern in DATE_FORMS.items():
        written = day.dt.strftime(pattern).zip_with(form == number, written)
    cells: Cells = written.to_list()
    known = day.is_not_null()
    for i in np.flatnonzero(((form == EXCEL_DATE_FORM) & known).to_numpy()):
        cells[i] = day[int(i)]
    if not counts_from_1904:
        serial = day.cast(pl.Int32) - _EPOCH
        for i in np.flatnonzero(((form == SERIAL_FORM) & known).to_numpy()):
            cells[i] = serial[int(i)]
    return cells


def open_ended(written: pl.Series, dirt: pl.Series, is_open: pl.Series) -> pl.Series:
    """Return the column with 至今 or 长期 in some of the empty cells of what still goes on."""
    for turn, words in STILL.items():
        says_so = written.is_null() & is_open.fill_null(False) & (dirt % 9 == turn)
        written = pl.Series([words]).new_from_index(0, len(written)).zip_with(says_so, written)
    return written


def several(values: pl.Series, dirt: pl.Series) -> pl.Series:
    """Return cells of several values, in any order and with any separator."""
    frame = pl.DataFrame({"v": values, "d": dirt}).with_columns(
        _turned().alias("each"),
        pl.col("d")
        .floordiv(2)
        .mod(len(SEPARATORS))
        .replace_strict(dict(enumerate(SEPARATORS)), return_dtype=pl.String)
        .alias("by"),
    )
    return frame.select(pl.col("each").list.join(pl.col("by"))).to_series()


def one_of_several(values: pl.Series, dirt: pl.Series, position: int) -> Cells:
    """Return the value that stands in the ``position``-th column of several, in any order."""
    frame = pl.DataFrame({"v": values, "d": dirt})
    return frame.select(_turned().list.get(position, null_on_oob=True)).to_series().to_list()


def _turned() -> pl.Expr:
    each = pl.col("v").str.split("、")
    return pl.when(pl.col("d") % 2 == 1).then(each.list.reverse()).otherwise(each)


def phones_of(rows: pl.DataFrame) -> Cells:
    """Return phones: some with ``.0``, two in a cell, a made-up one, or 无."""
    phone, dirt = pl.col("phone"), pl.col("dirt")
    written = (
        pl.when(~pl.col("has_phone") & (dirt % 3 == 0))
        .then(pl.lit("无"))
        .when(~pl.col("has_phone"))
        .then(None)
        .when(_has_two_phones(dirt))
        .then(phone + "/" + phone.str.replace("^199", "198"))
        .when(is_made_up_phone(dirt))
        .then(pl.lit("12345678901"))
        .when(dirt % 5 == 0)
        .then(phone + ".0")
        .otherwise(phone)
    )
    return rows.select(written).to_series().to_list()


def is_made_up_phone(dirt: pl.Expr) -> pl.Expr:
    """Return instead of whose phone a number stands that nobody has."""
    return (dirt % 97 == 5) & ~_has_two_phones(dirt)


def _has_two_phones(dirt: pl.Expr) -> pl.Expr:
    return dirt % 89 == 7
