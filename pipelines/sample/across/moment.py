"""One month as the rules across rows see it, and what is kept of the months before.

Belongs here: accepted rows of all counties together, rows in effect, who was set aside, slim
copies of earlier months. Does not belong here: rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from pipelines.months import shift
from pipelines.sample.city import TABLES, City
from pipelines.sample.cross import excluded_towns, rank_persons, together
from pipelines.sample.delivery import Delivery
from pipelines.sample.findings import ALONG, file_finding
from pipelines.sample.ledgers import Ledger
from pipelines.sample.ledgers.key import quarantined, verdict_of
from pipelines.sample.plant import Place
from pipelines.sample.row_rules import month_end
from pipelines.sample.screen import Screened
from pipelines.sample.slots import Effective
from pipelines.sample.stored import NOT_IN_THE_LAKE, STORED

MONTHS_BACK = 6
BASELINE_YEAR = "2021"
WORK = (
    *("employment_state", "transfer_state", "work_region", "work_province", "work_city"),
    *("work_county", "has_employer", "industry", "start_date", "wage_cny"),
)
"""What of a row is about work, without the months that count themselves."""
_SLIM = {
    "T-H1": ("person", "town_code", "employment_state", "work_region", "updated_date"),
    "T-N1": ("person", "town_code", "person_no", "household_kind", "monitor_kind"),
    "T-N2": ("person", "town_code", "has_worked", "start_month", "end_month"),
}
ORDER = ("sheet_name", "row_no", "file")
Slim = Mapping[str, pl.DataFrame]


def slim(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return what later months compare with: ``content`` and ``work`` are hashes of T-H1 rows."""
    names = list(_SLIM[table])
    if table != "T-H1":
        return rows.select("county_code", *names)
    stored = [name for name in STORED[table] if name not in NOT_IN_THE_LAKE]
    return rows.select(
        "county_code",
        *names,
        rows.select(stored).hash_rows(seed=7).alias("content"),
        rows.select(WORK).hash_rows(seed=7).alias("work"),
    )


@dataclass
class History:
    """What earlier months leave: slim rows in effect by month and table, and the newest books."""

    months: dict[str, Slim] = field(default_factory=dict)
    books: dict[Place, pl.DataFrame] = field(default_factory=dict)

    def put(self, ledgers: Sequence[Ledger]) -> dict[Place, pl.DataFrame]:
        """Put the month's accepted ledgers in place of older ones; return those of this month."""
        fresh = {
            (book.table, book.county): book.frame.filter(~quarantined(book)).with_columns(
                pl.lit(book.county).alias("county_code")
            )
            for book in ledgers
            if verdict_of(book)["state"] == "accepted"
        }
        self.books |= fresh
        return fresh

    def keep(self, month: str, effective: Mapping[Place, Effective]) -> None:
        """Remember what was in effect in ``month``; forget what nobody will ask for."""
        self.months[month] = {
            table: slim(table, rows)
            for table in TABLES
            if (rows := _in_effect(effective, table)) is not None
        }
        oldest = shift(month, -MONTHS_BACK)
        for old in [m for m in self.months if m < oldest]:
            if old.startswith(BASELINE_YEAR):
                self.months[old] = {t: r for t, r in self.months[old].items() if t != "T-H1"}
            else:
                del self.months[old]

    def at(self, month: str, table: str) -> pl.DataFrame | None:
        """Return the rows of ``table`` in effect in ``month``; None where there were none."""
        return self.months.get(month, {}).get(table)


@dataclass(frozen=True, eq=False)
class Moment:
    """A month and the history before it."""

    month: str
    city: City
    people: pl.DataFrame
    screened: Screened
    deliveries: Sequence[Delivery]
    fresh_books: Mapping[Place, pl.DataFrame]
    history: History

    @cached_property
    def as_of(self) -> dt.date:
        """The last day of the month."""
        return month_end(self.month)

    @cached_property
    def excluded(self) -> list[str]:
        """Townships that are not counted."""
        return excluded_towns(self.city)

    @cached_property
    def leads(self) -> dict[Place, Delivery]:
        """The delivery that speaks for each slot."""
        return {(d.table, d.county): d for d in self.deliveries if d.is_lead}

    def counties_with(self, table: str) -> set[str]:
        """Return the counties whose ``table`` is accepted this month."""
        return {county for (of, county) in self.screened.accepted if of == table}

    def rows(self, table: str) -> pl.DataFrame | None:
        """Return this month's accepted rows of a monthly table; None where there are none."""
        own = {c: rows for (of, c), rows in self.screened.accepted.items() if of == table}
        return together(own) if own else None

    def counted(self, table: str) -> pl.DataFrame | None:
        """Return the same without excluded townships."""
        rows = self.rows(table)
        return None if rows is None else self.without_excluded(rows)

    def without_excluded(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows that are not of an excluded township."""
        return rows.filter(~pl.col("town_code").is_in(self.excluded).fill_null(False))

    def in_effect(self, table: str) -> pl.DataFrame | None:
        """Return the rows of a monthly table that are in effect this month."""
        return _in_effect(self.screened.effective, table)

    def books(self, table: str) -> pl.DataFrame | None:
        """Return the rows of the newest books of ``table``."""
        own = [rows for (of, _), rows in sorted(self.history.books.items()) if of == table]
        return pl.concat(own, how="diagonal_relaxed") if own else None

    def back(self, months: int, table: str = "T-H1") -> pl.DataFrame | None:
        """Return the slim rows in effect so many months before."""
        return self.history.at(shift(self.month, -months), table)

    @cached_property
    def labour(self) -> pl.DataFrame | None:
        """Each person's counted row of this month's labour rosters."""
        rows = self.counted("T-H1")
        if rows is None:
            return None
        return rank_persons(rows).unique("person", keep="first", maintain_order=True)

    @cached_property
    def poverty(self) -> pl.DataFrame | None:
        """Each person's row of this month's poverty registers, excluded townships too."""
        rows = self.rows("T-N1")
        if rows is None:
            return None
        at_home = (pl.col("home_county_code") == pl.col("county_code")).fill_null(False)
        ordered = rows.sort(
            at_home, "county_code", *ORDER, descending=[True, *[False] * 4], nulls_last=True
        )
        return ordered.unique("person", keep="first", maintain_order=True)

    def set_aside(self, *tables: str) -> pl.DataFrame:
        """Return county_code, person, household_no of rows that row rules quarantined.

        A row without a right number is nobody's: its ``person`` is null.
        """
        frames = [
            rows.select(
                pl.lit(county).alias("county_code"),
                pl.when(pl.col("id_form").is_null()).then("person").alias("person"),
                pl.col("household_no") if "household_no" in rows.columns else _nothing(),
            )
            for (table, county), rows in self.screened.aside.items()
            if table in tables
        ]
        schema = {"county_code": pl.String, "person": pl.Int32, "household_no": pl.String}
        return pl.concat([pl.DataFrame(schema=schema), *frames], how="vertical_relaxed")

    def found(self, rule: str, table: str, rows: pl.DataFrame) -> pl.DataFrame:
        """Return a finding for each of ``rows`` (of any county) of ``table``."""
        note = pl.col("defect") if "defect" in rows.columns else pl.lit(None, pl.String)
        return rows.select(
            pl.lit(rule).alias("rule_id"),
            "county_code",
            "town_code",
            pl.lit(self.month).alias("report_month"),
            pl.lit(table).alias("table_name"),
            "file",
            "sheet_name",
            pl.col("row_no").cast(pl.Int32),
            note.fill_null(ALONG).alias("note"),
        )

    def about(self, rule: str, table: str, places: pl.DataFrame) -> list[pl.DataFrame]:
        """Return a finding for each of ``places``: county_code and, of a township, town_code."""
        towns = places["town_code"] if "town_code" in places.columns else [None] * places.height
        pairs = sorted(zip(places["county_code"], towns, strict=True), key=str)
        return [file_finding(rule, self.leads[table, county], town) for county, town in pairs]

    def written(self, rows: pl.DataFrame, name: str) -> pl.Series:
        """Return what the rows say for a person's ``name``: person_name, phone, employer_name."""
        own = self.people[name].gather(rows["person"].to_numpy())
        cell = f"as:{'employer' if name == 'employer_name' else name}"
        if cell not in rows.columns:
            return own
        return rows[cell].zip_with(rows[cell].is_not_null(), own)


def first_rows(rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Return the first row of each group by sheet, row and file."""
    return rows.sort(*ORDER, nulls_last=True).unique(by, keep="first", maintain_order=True)


def _nothing() -> pl.Expr:
    return pl.lit(None, pl.String).alias("household_no")


def _in_effect(effective: Mapping[Place, Effective], table: str) -> pl.DataFrame | None:
    own = {county: slot.rows for (of, county), slot in effective.items() if of == table}
    return together(own) if own else None
