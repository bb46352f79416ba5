"""R50 and R54: posts held while one is elsewhere, journeys paid of those who did not go.

Belongs here: what accepted tables say together. Does not belong here: single rows.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.sample.delivery import Delivery
from pipelines.sample.findings import row_findings
from pipelines.sample.ledgers import Ledger
from pipelines.sample.ledgers.key import findings_about, quarantined, verdict_of
from pipelines.sample.plant import Place
from pipelines.sample.rules.cell_reading import FAR, NEAR

Accepted = dict[Place, pl.DataFrame]
_FIRST = ("sheet_name", "row_no")
_OPEN = dt.date(9999, 12, 31)


def journeys(accepted: Accepted, deliveries: list[Delivery]) -> list[pl.DataFrame]:
    """Return the findings of R54 in this month's accepted rows."""
    leads = {(d.table, d.county): d for d in deliveries if d.is_lead}
    found = []
    for county in sorted({county for table, county in accepted if table == "T-N2"}):
        episodes = accepted["T-N2", county]
        region = pl.col("work_region")
        away = episodes.filter(pl.col("has_worked"), region.is_null() | region.is_in(FAR))
        paid = episodes.filter(
            pl.col("transport_subsidy_cny") > 0,
            region.is_in(NEAR),
            ~pl.col("person").is_in(away["person"].implode()),
        )
        found.append(row_findings("R54", paid, leads["T-N2", county]))
        if ("T-N1", county) in accepted:
            members = accepted["T-N1", county]
            helped = _helped_at_home(members, away)
            found.append(row_findings("R54", helped, leads["T-N1", county]))
    return [rows for rows in found if rows.height]


def _helped_at_home(members: pl.DataFrame, away: pl.DataFrame) -> pl.DataFrame:
    region = pl.col("work_region")
    went = (
        region.is_in(FAR)
        | ((pl.col("months_worked") > 0) & region.is_null())
        | pl.col("person").is_in(away["person"].implode())
        | pl.col("household_no").is_in(away["household_no"].drop_nulls().implode())
    )
    gone = members.filter(went.fill_null(False))["household_no"].unique()
    return (
        members.filter(pl.col("job_help").str.contains("外出务工补贴"))
        .sort(_FIRST)
        .unique("household_no", keep="first", maintain_order=True)
        .filter(~pl.col("household_no").is_in(gone.implode()))
    )


def posts(accepted: Accepted, books: list[Ledger], month: str) -> list[pl.DataFrame]:
    """Return the findings of R50 in this month's accepted lists of posts."""
    first, last = _days(month)
    lists = [b for b in books if b.table == "T-N6a" and verdict_of(b)["state"] == "accepted"]
    if not lists:
        return []
    rows = pl.concat(
        book.frame.filter(~quarantined(book)).with_columns(
            pl.lit(number).alias("book"), pl.lit(book.county).alias("county_code")
        )
        for number, book in enumerate(lists)
    )
    held = rows.filter(
        pl.col("person").is_not_null(),
        pl.col("start_date").is_null() | (pl.col("start_date") <= last),
        pl.col("end_date").is_null() | (pl.col("end_date") >= first),
    ).with_columns(
        pl.col("start_date").fill_null(dt.date(1, 1, 1)).alias("from"),
        pl.col("end_date").fill_null(_OPEN).alias("to"),
    )
    order = ("from", "county_code", "sheet_name", "row_no")
    held = held.sort("person", *order).with_columns(
        pl.col("to").cum_max().shift(1).over("person").alias("busy_until")
    )
    away = _away(accepted, first, last)
    twice = (pl.col("busy_until") >= pl.col("from")).fill_null(False)
    absent = pl.col("busy_until").is_null() & pl.col("person").is_in(away.implode())
    hit = held.filter(twice | absent)
    return [
        findings_about("R50", hit.filter(pl.col("book") == number), book)
        for number, book in enumerate(lists)
        if (hit["book"] == number).any()
    ]


def _away(accepted: Accepted, first: dt.date, last: dt.date) -> pl.Series:
    """Return who works out of the county this month."""
    start, end = pl.col("start_month"), pl.col("end_month")
    persons = [
        rows.filter(
            pl.col("has_worked"),
            pl.col("work_region").is_in(FAR),
            start.is_null() | (start <= last),
            end.is_null() | (end >= first),
        )["person"]
        for (table, _), rows in accepted.items()
        if table == "T-N2"
    ]
    return pl.concat(persons) if persons else pl.Series("person", [], dtype=pl.Int32)


def _days(month: str) -> tuple[dt.date, dt.date]:
    year, number = int(month[:4]), int(month[5:])
    last = dt.date(year + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)
    return last.replace(day=1), last
