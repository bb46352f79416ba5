"""Who is who across counties and systems, and the rules that need it.

Belongs here: counting a person once, matching both systems, R62 R66 R67 R75 R76, and which
townships changed. Written from the contract, independently of the rooms that are tested.
Does not belong here: adding up (``score``).
"""

from __future__ import annotations

import polars as pl

from pipelines.months import shift
from pipelines.sample.city import City
from pipelines.sample.delivery import Delivery
from pipelines.sample.findings import file_finding, row_findings
from pipelines.sample.plant import Place
from pipelines.sample.row_rules import month_end
from pipelines.sample.screen import Screened
from pipelines.sample.slots import Effective
from pipelines.sample.stored import STORED

LEAST_CONSISTENCY = 0.9

Rows = dict[str, pl.DataFrame]
"""County code -> rows."""


def together(rows: Rows) -> pl.DataFrame:
    """Return the counties' rows in one frame with ``county_code``; at least one county."""
    frames = [
        frame.with_columns(pl.lit(code).alias("county_code"))
        for code, frame in sorted(rows.items())
    ]
    return pl.concat(frames, how="diagonal_relaxed")


def excluded_towns(city: City) -> list[str]:
    """Return the codes of the townships that are not counted."""
    return [town.code for county in city.counties for town in county.excluded_towns]


def rank_persons(labour: pl.DataFrame) -> pl.DataFrame:
    """Return the roster in the order in which a person's rows are preferred."""
    at_home = (pl.col("home_county_code") == pl.col("county_code")).fill_null(False)
    return labour.with_columns(at_home.alias("at_home")).sort(
        "at_home",
        "updated_date",
        "county_code",
        "sheet_name",
        "row_no",
        descending=[True, True, False, False, False],
        nulls_last=True,
    )


def match(labour: pl.DataFrame, episodes: pl.DataFrame, month: str, city: City) -> pl.DataFrame:
    """Return one row a person of both systems, with whether state and region agree.

    ``labour``: counted rows, one a person. ``episodes``: counting rows, any number a person.
    """
    now, before = _open(month), _open(shift(month, -1))
    national = episodes.group_by("person").agg(
        now.any().alias("works_now"), before.any().alias("worked_before")
    )
    current = (
        episodes.filter(now)
        .sort("start_month", "row_no", descending=[True, False], nulls_last=True)
        .unique("person", keep="first", maintain_order=True)
        .select("person", pl.col("work_region").alias("national_region"))
    )
    both = (
        labour.filter(pl.col("employment_state").is_not_null())
        .join(national, on="person")
        .join(current, on="person", how="left")
    )
    hr = pl.col("employment_state") == "已就业"
    classes = city.region_classes
    here = pl.col("work_region").replace_strict(classes, default=None)
    there = pl.col("national_region").replace_strict(classes, default=None)
    return both.with_columns(
        hr.alias("hr_employed"),
        ((hr == pl.col("works_now")) | (hr == pl.col("worked_before"))).alias("state_agrees"),
        (~(hr & pl.col("works_now")) | (here == there).fill_null(True)).alias("region_agrees"),
    )


def _open(month: str) -> pl.Expr:
    last = month_end(month)
    first = last.replace(day=1)
    begun = pl.col("start_month").is_null() | (pl.col("start_month") <= last)
    unfinished = pl.col("end_month").is_null() | (pl.col("end_month") >= first)
    return pl.col("has_worked").fill_null(False) & begun & unfinished


def changed_towns(now: pl.DataFrame, before: pl.DataFrame, excluded: list[str]) -> pl.DataFrame:
    """Return town_code, has_rows_now, is_changed of every township of this month or the last."""
    columns = ["person", *STORED["T-H1"]]
    parts = [
        frame.filter(~pl.col("town_code").is_in(excluded)).select(
            "town_code",
            pl.lit(side).alias("side"),
            frame.filter(~pl.col("town_code").is_in(excluded))
            .select(columns)
            .hash_rows(seed=7)
            .alias("content"),
        )
        for side, frame in (("now", now), ("before", before))
    ]
    each = (
        pl.concat(parts)
        .group_by("town_code", "content")
        .agg(
            (pl.col("side") == "now").any().alias("now"),
            (pl.col("side") == "before").any().alias("before"),
        )
    )
    return each.group_by("town_code").agg(
        pl.col("now").any().alias("has_rows_now"),
        (pl.col("now") != pl.col("before")).any().alias("is_changed"),
    )


def cross_rules(
    month: str,
    screened: Screened,
    before: dict[Place, Effective],
    deliveries: list[Delivery],
    city: City,
) -> list[pl.DataFrame]:
    """Return the findings of R62, R66, R67, R75 and R76 over this month's accepted rows.

    ``before``: the effective tables of the month before.
    """
    files = {(d.table, d.county): d for d in deliveries if d.is_lead}
    labour = {c: rows for (table, c), rows in screened.accepted.items() if table == "T-H1"}
    episodes = {c: rows for (table, c), rows in screened.accepted.items() if table == "T-N2"}
    found = _unchanged(labour, before, files, city)
    if labour:
        ranked = rank_persons(together(labour))
        again = ranked.filter(~pl.col("person").is_first_distinct())
        found += _by_county("R62", again, "T-H1", files)
    if labour and episodes:
        found += _disagreements(month, together(labour), together(episodes), files, city)
    return found


def _unchanged(
    labour: Rows, before: dict[Place, Effective], files: dict[Place, Delivery], city: City
) -> list[pl.DataFrame]:
    found = []
    for county, rows in sorted(labour.items()):
        place = ("T-H1", county)
        if place not in before:
            continue
        towns = changed_towns(rows, before[place].rows, excluded_towns(city))
        still = towns.filter(pl.col("has_rows_now") & ~pl.col("is_changed"))
        found += [file_finding("R76", files[place], town) for town in sorted(still["town_code"])]
    return found


def _disagreements(
    month: str,
    labour: pl.DataFrame,
    episodes: pl.DataFrame,
    files: dict[Place, Delivery],
    city: City,
) -> list[pl.DataFrame]:
    counted = ~pl.col("town_code").is_in(excluded_towns(city))
    persons = rank_persons(labour.filter(counted)).unique(
        "person", keep="first", maintain_order=True
    )
    episodes = episodes.filter(counted)
    both = match(persons, episodes, month, city)
    apart = both.filter(~pl.col("state_agrees"))
    found = _by_county("R66", apart.filter(~pl.col("hr_employed")), "T-H1", files)
    unlisted = apart.filter("hr_employed")["person"]
    first = (
        episodes.filter(pl.col("person").is_in(unlisted.implode()))
        .sort("county_code", "sheet_name", "row_no")
        .unique("person", keep="first", maintain_order=True)
    )
    found += _by_county("R67", first, "T-N2", files)
    agree = pl.col("state_agrees") & pl.col("region_agrees")
    shares = both.group_by("county_code").agg(agree.sum().alias("agreed"), pl.len())
    low = shares.filter(pl.col("agreed") < LEAST_CONSISTENCY * pl.col("len"))
    for county in sorted(low["county_code"]):
        finding = file_finding("R75", files["T-H1", county])
        found.append(
            finding.with_columns(
                pl.lit(None, pl.String).alias("table_name"), pl.lit(None, pl.String).alias("file")
            )
        )
    return found


def _by_county(
    rule: str, rows: pl.DataFrame, table: str, files: dict[Place, Delivery]
) -> list[pl.DataFrame]:
    return [
        row_findings(rule, rows.filter(pl.col("county_code") == county), files[table, county])
        for county in sorted(set(rows["county_code"]))
    ]
