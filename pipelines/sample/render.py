"""From ideal values to the cells an office really exports.

Belongs here: which content key of a file is written how: labels, short place names, old names.
The same person is always written the same way, so that untidiness never looks like a change.
Does not belong here: the ways of writing themselves (``handwriting``), header texts (``headers``),
writing files (``books``).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from pipelines.sample import words
from pipelines.sample.city import City
from pipelines.sample.delivery import Delivery
from pipelines.sample.dirt import WRITTEN
from pipelines.sample.extras import MULTI_VALUED, RISK_COLUMNS
from pipelines.sample.handwriting import (
    RARE_LETTER,
    UNTIDY_IDS,
    Cells,
    damaged,
    dates,
    masked,
    one_of_several,
    open_ended,
    phones_of,
    several,
    untidy,
)
from pipelines.sample.headers import LABELS_IN_FULL, LONG_LABELS
from pipelines.sample.identity import DOT
from pipelines.sample.likeness import like
from pipelines.sample.people import DOTTED_ONE_IN

SHORT_COUNTIES = {"220622": "靖宇", "220623": "长白县"}
OLD_COUNTIES = {"220602": "八道江区", "220605": "江源县"}
SHORT_TOWN_COUNTY = "220681"
NUMBERED_SEX_COUNTY = "220605"
TABLES = ("T-H1", "T-N1", "T-N2")
EXCLUDED_NAMES = {"220621120": "池西区", "220621121": "池南区"}
MONTH_FORMS = {
    "220602": "%Y年%m月",
    "220605": "%Y%m",
    "220621": "%Y年%-m月",
    "220622": "%Y-%m",
    "220623": "%Y.%-m",
    "220681": "%Y年%m月",
}
DOTS = ("·", "•", "．", "‧", "・", "∙", ".")
"""What is typed for the dot in a name; the same person is written otherwise in each table."""
GARBLED = "锟斤拷锟斤拷公司"
INCOMES = ("wage_income_cny", "net_income_cny", "net_income_per_head_cny")
_FROM_PEOPLE = (
    *("person", "person_name", "id_no", "certificate_no", "nation", "phone", "dirt"),
    *("employer_name", "birth_year"),
)


class Renderer:
    """Writes the cells of one delivery; ``people`` is the frame of everyone."""

    def __init__(self, delivery: Delivery, people: pl.DataFrame, city: City) -> None:
        """Look up what the register does not keep: names, numbers, phones."""
        self._delivery, self._look = delivery, delivery.look
        self._model = like(delivery.content_county)
        self._is_untidy = self._look.is_untidy
        who = people.select(_FROM_PEOPLE).rename({"id_no": "id18"})
        clash = [name for name in who.columns if name in delivery.frame.columns]
        extra = who[delivery.frame["person"].to_numpy()].drop(clash)
        self._rows = pl.concat([delivery.frame, extra], how="horizontal")
        self._dirt = self._rows["dirt"]
        self._towns = {t.code: t.name for c in city.counties for t in (*c.towns, *c.excluded_towns)}
        self._city = words.HOME_PROVINCE + city.name
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
            "city": lambda: self._all(city.name),
            "county": self._county,
            "town": lambda: self._town_names().to_list(),
            "village": lambda: self._rows["village_name"].to_list(),
            "village_code": self._village_code,
            "address": self._address,
            "person_name": self._name,
            "id_no": self._id,
            "id_sex": self._sex,
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
            "identified_month": lambda: self._digits("identified_month"),
            "eliminated_month": lambda: self._digits("eliminated_month"),
            "wage_cny": self._wage,
            "annual_wage": self._annual_wage,
            "updated_date": lambda: self._rows["updated_date"].dt.strftime("%Y-%m-%d").to_list(),
            "collector": lambda: self._all("乡镇协理员"),
            "collected": lambda: self._rows["updated_date"].dt.strftime("%Y/%-m/%-d").to_list(),
            "record_state": lambda: self._all("有效"),
            "certificate_kind": self._certificate_kind,
            "year": lambda: self._all(delivery.content_month[:4]),
            "new_form": lambda: self._all("无"),
            "new_number": lambda: [None] * self._rows.height,
            **{name: self._several(name) for name in MULTI_VALUED},
            **{f"risk_{i + 1}": self._risk(i) for i in range(RISK_COLUMNS)},
            **{name: self._income(name) for name in INCOMES},
        }

    def cells(self, key: str) -> Cells:
        """Return the column with the content ``key``; ``""`` is an empty column."""
        if not key:
            return [None] * self._rows.height
        cells = self._special[key]() if key in self._special else self._plain(key)
        written = f"{WRITTEN}{key}"
        if written in self._rows.columns:
            other = self._rows[written]
            for i in np.flatnonzero(other.is_not_null().to_numpy()):
                cells[i] = other[int(i)] or None
        return cells

    def _plain(self, key: str) -> Cells:
        column = self._rows[key]
        if column.dtype == pl.Boolean:
            yes = pl.when(key).then(pl.lit("是")).when(~pl.col(key)).then(pl.lit("否"))
            return self._rows.select(yes).to_series().to_list()
        if key in LABELS_IN_FULL and self._model in LONG_LABELS:
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
        frame = pl.DataFrame({"c": full, "d": self._dirt, "h": self._rows["home_county_code"]})
        written = pl.when(short).then(pl.lit("浑江")).otherwise("c")
        if self._is_untidy and self._delivery.table == "T-N1":
            old = pl.col("h").replace_strict(OLD_COUNTIES, default=None, return_dtype=pl.String)
            is_old = (pl.col("d") % 10 == 1) & old.is_not_null()
            written = pl.when(is_old).then(old).otherwise(written)
        return frame.select(written).to_series().to_list()

    def _town_names(self) -> pl.Series:
        full = self._rows["town_code"].replace_strict(self._towns | EXCLUDED_NAMES)
        if self._delivery.table != "T-H1" or self._model != SHORT_TOWN_COUNTY:
            return full
        short = full.str.replace("(街道|镇|乡)$", "")
        return full.zip_with(self._dirt % 7 != 0, short)

    def _village_code(self) -> Cells:
        key = self._rows["town_code"] + self._rows["village_name"]
        return key.replace_strict(self._village_codes).to_list()

    def _address(self) -> Cells:
        county = self._rows["home_county_code"].replace_strict(self._counties)
        place = self._city + county + self._town_names()
        return (place + self._rows["village_name"] + "3组").to_list()

    def _name(self) -> Cells:
        name = self._rows["person_name"]
        if self._is_untidy:
            spaced = name.str.slice(0, 1) + "　" + name.str.slice(1)
            is_spaced = (self._dirt % 50 == 7) & (name.str.len_chars() == 2)
            name = spaced.zip_with(is_spaced, name)
            turn = (self._dirt // DOTTED_ONE_IN + TABLES.index(self._delivery.table)) % len(DOTS)
            for number, dot in enumerate(DOTS):
                name = name.str.replace(DOT, dot, literal=True).zip_with(turn == number, name)
        if self._is_untidy and self._look.kind == "csv":
            name = (name.str.slice(0, 1) + RARE_LETTER).zip_with(self._dirt % 40 == 11, name)
        return masked(name.to_list(), self._rows["has_name"])

    def _id(self) -> Cells:
        number = "id18" if self._delivery.table == "T-H1" else "certificate_no"
        plain: Cells = self._rows[number].to_list()
        forms = self._rows["id_form"]
        is_odd = (self._dirt < UNTIDY_IDS).to_numpy() & forms.is_null().to_numpy()
        for i in np.flatnonzero(is_odd) if self._is_untidy else ():
            plain[i] = untidy(str(plain[i]), self._dirt[int(i)])
        as_text = self._look.kind in ("csv", "html")
        for i in np.flatnonzero(forms.is_not_null().to_numpy()):
            plain[i] = damaged(str(plain[i]), str(forms[int(i)]), as_text)
        return plain

    def _sex(self) -> Cells:
        is_numbered = self._model == NUMBERED_SEX_COUNTY
        sex = self._rows["registered_sex"]
        if self._is_untidy and is_numbered and self._delivery.table == "T-N1":
            sex = sex.replace({"男": "1", "女": "2"})
        return sex.to_list()

    def _birth(self) -> Cells:
        text = self._rows["registered_birth_date"].dt.strftime("%Y%m%d")
        if self._is_untidy:
            text = (text + ".0").zip_with(self._dirt % 4 == 0, text)
        return text.to_list()

    def _age(self) -> Cells:
        return (int(self._delivery.content_month[:4]) - self._rows["birth_year"]).to_list()

    def _phone(self) -> Cells:
        if self._is_untidy:
            return phones_of(self._rows)
        return masked(self._rows["phone"].to_list(), self._rows["has_phone"])

    def _employer(self) -> Cells:
        said_none = pl.when(pl.col("dirt") % 6 == 0).then(pl.lit("无"))
        name = pl.lit(GARBLED) if self._delivery.is_garbled else pl.col("employer_name")
        column = pl.when("has_employer").then(name).otherwise(said_none)
        return self._rows.select(column).to_series().to_list()

    def _trade(self) -> Cells:
        trade = pl.Series(words.TRADES).gather(self._dirt % len(words.TRADES))
        return masked(trade.to_list(), self._rows["employment_state"] == "已就业")

    def _wage(self) -> Cells:
        wages = self._rows["wage_cny"]
        written: Cells = wages.to_list()
        as_text = (self._dirt % 11 == 0).to_numpy() & wages.is_not_null().to_numpy()
        for i in np.flatnonzero(as_text) if self._is_untidy else ():
            written[i] = f"{wages[int(i)]:.0f}"
        return written

    def _annual_wage(self) -> Cells:
        """Write what nobody can read as it stands: an empty cell would be another defect."""
        written: Cells = (self._rows["wage_cny"] * 12 / 10_000).round(6).to_list()
        other = self._rows.get_column(f"{WRITTEN}wage_cny", default=None)
        if other is None:
            return written
        return [
            odd or None if value is None else value
            for value, odd in zip(written, other, strict=True)
        ]

    def _income(self, name: str) -> Callable[[], Cells]:
        def cells() -> Cells:
            income = self._rows[name]
            written: Cells = income.to_list()
            for i in np.flatnonzero((self._dirt % 17 == 0).to_numpy()) if self._is_untidy else ():
                written[i] = f"{income[int(i)]:,.2f}"
            return written

        return cells

    def _several(self, name: str) -> Callable[[], Cells]:
        def cells() -> Cells:
            values = self._rows[name]
            return (several(values, self._dirt) if self._is_untidy else values).to_list()

        return cells

    def _risk(self, position: int) -> Callable[[], Cells]:
        return lambda: one_of_several(self._rows["risk_kinds"], self._dirt, position)

    def _date(self, name: str) -> Cells:
        day = self._rows[name]
        if not self._is_untidy:
            return day.dt.strftime("%Y-%m-%d").to_list()
        cells = dates(day, self._dirt, counts_from_1904=self._look.counts_from_1904)
        if name == "return_date":
            is_open = self._rows["employment_state"] == "已就业"
            empty = pl.Series([None], dtype=pl.String).new_from_index(0, len(cells))
            still = open_ended(empty, self._dirt, is_open & day.is_null())
            for i in np.flatnonzero(still.is_not_null().to_numpy()):
                cells[i] = still[int(i)]
        return cells

    def _month(self, name: str) -> Cells:
        written = self._rows[name].dt.strftime(MONTH_FORMS[self._model])
        if self._is_untidy and name == "end_month":
            written = open_ended(written, self._dirt, self._rows["has_worked"])
        return written.to_list()

    def _digits(self, name: str) -> Cells:
        return self._rows[name].dt.strftime("%Y%m").to_list()

    def _certificate_kind(self) -> Cells:
        is_long = self._rows["certificate_no"].str.len_chars() > 18
        kinds = pl.Series(["居民身份证", "残疾人证"])
        return kinds.gather(is_long.cast(pl.UInt32)).to_list()
