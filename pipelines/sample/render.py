"""From ideal values to the cells an office really exports.

Belongs here: date forms, damaged and untidy identity numbers, labels, short place names. The same
person is always written the same way, so that untidiness never looks like a change.
Does not belong here: header texts (``headers``), writing files (``books``).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from pipelines.sample import words
from pipelines.sample.city import City
from pipelines.sample.delivery import Delivery
from pipelines.sample.headers import LABELS_IN_FULL, LONG_LABELS
from pipelines.sample.identity import is_valid

Cells = list[object]
"""One column: text, number, date, or None for an empty cell."""

PLACEHOLDER = "999999999999999999"
EXCEL_DATE_FORM = 6
SHORT_COUNTIES = {"220622": "靖宇", "220623": "长白县"}
SHORT_TOWN_COUNTY = "220681"
EXCLUDED_NAMES = {"220621120": "池西区", "220621121": "池南区"}
MONTH_FORMS = {
    "220602": "%Y年%m月",
    "220605": "%Y%m",
    "220621": "%Y年%-m月",
    "220622": "%Y-%m",
    "220623": "%Y.%-m",
    "220681": "%Y年%m月",
}
_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_FROM_PEOPLE = (
    *("person", "person_name", "id_no", "certificate_no", "nation", "phone", "dirt"),
    *("employer_name", "birth_year"),
)


class Renderer:
    """Writes the cells of one delivery; ``people`` is the frame of everyone."""

    def __init__(self, delivery: Delivery, people: pl.DataFrame, city: City) -> None:
        """Look up what the register does not keep: names, numbers, phones."""
        self._delivery = delivery
        who = people.select(_FROM_PEOPLE).rename({"id_no": "id18"})
        clash = [name for name in who.columns if name in delivery.frame.columns]
        extra = who[delivery.frame["person"].to_numpy()].drop(clash)
        self._rows = pl.concat([delivery.frame, extra], how="horizontal")
        self._dirt = self._rows["dirt"]
        self._towns = {t.code: t.name for c in city.counties for t in (*c.towns, *c.excluded_towns)}
        self._counties = {c.code: c.name for c in city.counties}
        self._village_codes = {
            f"{t.code}{v.name}": v.code
            for c in city.counties
            for t in (*c.towns, *c.excluded_towns)
            for v in t.villages
        }
        self._special: dict[str, Callable[[], Cells]] = {
            "serial": lambda: list(range(1, self._rows.height + 1)),
            "province": lambda: self._all(words.HOME_PROVINCE),
            "city": lambda: self._all(words.HOME_CITY),
            "county": self._county,
            "town": self._town,
            "village": lambda: self._rows["village_name"].to_list(),
            "village_code": self._village_code,
            "person_name": self._name,
            "id_no": self._id,
            "birth_text": self._birth,
            "age": self._age,
            "health": lambda: self._all("健康"),
            "phone": self._phone,
            "employer": self._employer,
            "trade": self._trade,
            "start_date": lambda: self._date("start_date"),
            "return_date": lambda: self._date("return_date"),
            "start_month": lambda: self._month("start_month"),
            "end_month": lambda: self._month("end_month"),
            "identified_month": lambda: (
                self._rows["identified_month"].dt.strftime("%Y%m").to_list()
            ),
            "wage_cny": self._wage,
            "updated_date": lambda: self._rows["updated_date"].dt.strftime("%Y-%m-%d").to_list(),
            "collector": lambda: self._all("乡镇协理员"),
            "collected": lambda: self._rows["updated_date"].dt.strftime("%Y/%-m/%-d").to_list(),
            "record_state": lambda: self._all("有效"),
            "certificate_kind": self._certificate_kind,
            "year": lambda: self._all(delivery.content_month[:4]),
        }

    def cells(self, key: str) -> Cells:
        """Return the column with the content ``key``; ``""`` is an empty column."""
        if not key:
            return [None] * self._rows.height
        if key in self._special:
            return self._special[key]()
        column = self._rows[key]
        if column.dtype == pl.Boolean:
            yes = pl.when(key).then(pl.lit("是")).when(~pl.col(key)).then(pl.lit("否"))
            return self._rows.select(yes).to_series().to_list()
        if key in LABELS_IN_FULL and self._delivery.content_county in LONG_LABELS:
            column = column.replace(LABELS_IN_FULL[key])
        return column.to_list()

    def _all(self, value: str) -> Cells:
        return [value] * self._rows.height

    def _county(self) -> Cells:
        names = dict(self._counties)
        if self._delivery.table == "T-H1":
            names |= SHORT_COUNTIES
        full = self._rows["home_county_code"].replace_strict(names)
        short = (pl.col("c") == "浑江区") & (pl.col("d") % 3 == 0)
        return (
            pl.DataFrame({"c": full, "d": self._dirt})
            .select(pl.when(short).then(pl.lit("浑江")).otherwise("c"))
            .to_series()
            .to_list()
        )

    def _town(self) -> Cells:
        names = self._towns | EXCLUDED_NAMES
        full = self._rows["town_code"].replace_strict(names)
        if self._delivery.table != "T-H1" or self._delivery.content_county != SHORT_TOWN_COUNTY:
            return full.to_list()
        short = full.str.replace("(街道|镇|乡)$", "")
        return full.zip_with(self._dirt % 7 != 0, short).to_list()

    def _village_code(self) -> Cells:
        key = self._rows["town_code"] + self._rows["village_name"]
        return key.replace_strict(self._village_codes).to_list()

    def _name(self) -> Cells:
        name = self._rows["person_name"]
        spaced = name.str.slice(0, 1) + "　" + name.str.slice(1)
        is_spaced = (self._dirt % 50 == 7) & (name.str.len_chars() == 2)
        written = spaced.zip_with(is_spaced, name)
        return _masked(written.to_list(), self._rows["has_name"])

    def _id(self) -> Cells:
        number = "id18" if self._delivery.table == "T-H1" else "certificate_no"
        plain: Cells = self._rows[number].to_list()
        forms = self._rows["id_form"]
        for i in np.flatnonzero((self._dirt < 100).to_numpy() & forms.is_null().to_numpy()):
            plain[i] = untidy(str(plain[i]), int(self._dirt[int(i)]))
        as_text = self._delivery.format == "csv"
        for i in np.flatnonzero(forms.is_not_null().to_numpy()):
            plain[i] = damaged(str(plain[i]), str(forms[int(i)]), as_text)
        return plain

    def _birth(self) -> Cells:
        text = self._rows["id_birth_date"].dt.strftime("%Y%m%d")
        return (text + ".0").zip_with(self._dirt % 4 == 0, text).to_list()

    def _age(self) -> Cells:
        return (int(self._delivery.content_month[:4]) - self._rows["birth_year"]).to_list()

    def _phone(self) -> Cells:
        phone = self._rows["phone"]
        pointed = (phone + ".0").zip_with(self._dirt % 5 == 0, phone)
        return _masked(pointed.to_list(), self._rows["has_phone"])

    def _employer(self) -> Cells:
        said_none = pl.when(pl.col("dirt") % 6 == 0).then(pl.lit("无"))
        column = pl.when("has_employer").then("employer_name").otherwise(said_none)
        return self._rows.select(column).to_series().to_list()

    def _trade(self) -> Cells:
        trade = pl.Series(words.TRADES).gather(self._dirt % len(words.TRADES))
        return _masked(trade.to_list(), self._rows["employment_state"] == "已就业")

    def _wage(self) -> Cells:
        wages = self._rows["wage_cny"]
        written: Cells = wages.to_list()
        as_text = (self._dirt % 11 == 0).to_numpy() & wages.is_not_null().to_numpy()
        for i in np.flatnonzero(as_text):
            written[i] = f"{wages[int(i)]:.0f}"
        return written

    def _date(self, name: str) -> Cells:
        day = self._rows[name]
        form = self._dirt % 10
        written = day.dt.strftime("%Y-%m-%d")
        for number, pattern in {4: "%Y/%-m/%-d", 5: "%Y%m%d", 7: "%Y.%-m", 8: "%Y年%-m月"}.items():
            written = day.dt.strftime(pattern).zip_with(form == number, written)
        cells: Cells = written.to_list()
        if self._delivery.format != "csv":
            for i in np.flatnonzero(
                (form == EXCEL_DATE_FORM).to_numpy() & day.is_not_null().to_numpy()
            ):
                cells[i] = day[int(i)]
        return cells

    def _month(self, name: str) -> Cells:
        return self._rows[name].dt.strftime(MONTH_FORMS[self._delivery.content_county]).to_list()

    def _certificate_kind(self) -> Cells:
        is_long = self._rows["certificate_no"].str.len_chars() > 18
        kinds = pl.Series(["居民身份证", "残疾人证"])
        return kinds.gather(is_long.cast(pl.UInt32)).to_list()


def untidy(number: str, dirt: int) -> str:
    """Return an ID as careless hands write it; every reader can still tell which it is."""
    forms = (
        f" {number}",
        f"{number} ",
        f"'{number}",
        number.translate(_FULL_WIDTH),
        number.replace("X", "x"),
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
    if not as_text:
        return float(int(number))
    cut = number[:15] + "000"
    return cut if int(number) % 2 and not is_valid(cut) else f"{float(int(number)):.5E}"


def wrong_check(number: str) -> str:
    """Return a check character that is not the right one; never 0, which would look like Excel."""
    return "5" if number[17] != "5" else "6"


def _masked(cells: Cells, keep: pl.Series) -> Cells:
    return [cell if kept else None for cell, kept in zip(cells, keep.fill_null(False), strict=True)]
