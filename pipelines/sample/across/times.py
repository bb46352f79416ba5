"""The month against the months before it, and against 2021: R77 to R82, R77b, R84 and R92.

Belongs here: these rules, written from the contract. Without a month to compare with a county is
told nothing.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.months import shift
from pipelines.sample.across.moment import WORK, Moment, slim
from pipelines.sample.delivery import cutoff
from pipelines.sample.row_rules import month_end

_LEAST_MONTHS, _ERROR_MONTHS = 3, 6
_STAMPED, _LEAST_ROWS = 95, 20
"""Shares in percent: whole numbers compare exactly."""
_CHANGES, _WINDOW = 3, 6
_LEAST_NEW, _LATE_SHARE, _LATE_DAYS = 20, 40, 2
_BEHIND = 5
_LEAST_WORKERS, _APART = 10, 0.03
_KEY = ["county_code", "person"]


def findings(moment: Moment) -> list[pl.DataFrame]:
    """Return the findings of R77 to R82, R84 and R92."""
    rows = moment.counted("T-H1")
    found = _numbers(moment)
    if rows is not None:
        found += _unverified(rows, moment) + _stamped(rows, moment)
        found += _flipping(rows, moment) + _late(rows, moment)
    return found + _counts(moment)


def _unverified(rows: pl.DataFrame, moment: Moment) -> list[pl.DataFrame]:
    """R77, and R77b of whom nobody has asked for half a year."""
    region = pl.col("work_region").replace_strict(
        moment.city.region_classes, default=None, return_dtype=pl.String
    )
    now = rows.with_columns(rows.select(WORK).hash_rows(seed=7).alias("work")).filter(
        pl.col("employment_state") == "已就业", region != "县内"
    )
    warned = _same_as(now, _LEAST_MONTHS, moment)
    errors = _same_as(warned, _ERROR_MONTHS, moment)
    milder = warned.join(errors, on=_KEY, how="anti")
    return [moment.found("R77", "T-H1", milder), moment.found("R77b", "T-H1", errors)]


def _same_as(rows: pl.DataFrame, months: int, moment: Moment) -> pl.DataFrame:
    """Return who does what they did so many months before, and was not asked since."""
    old = moment.back(months)
    if old is None:
        return rows.clear()
    then = month_end(shift(moment.month, -months))
    return rows.filter((pl.col("updated_date") <= then).fill_null(True)).join(
        old.select(*_KEY, "work"), on=[*_KEY, "work"], how="semi"
    )


def _stamped(rows: pl.DataFrame, moment: Moment) -> list[pl.DataFrame]:
    old = moment.back(1)
    if old is None:
        return []
    before = old.select(*_KEY, "content", pl.col("updated_date").alias("stamp"))
    both = slim("T-H1", rows).join(before, on=_KEY, how="left", suffix="_before")
    only = (pl.col("content") == pl.col("content_before")) & (
        pl.col("stamp") < pl.col("updated_date")
    )
    towns = both.group_by("county_code", "town_code").agg(
        only.fill_null(False).sum().alias("stamped"), pl.len().alias("n")
    )
    hit = (pl.col("n") >= _LEAST_ROWS) & (100 * pl.col("stamped") >= _STAMPED * pl.col("n"))
    return moment.about("R78", "T-H1", towns.filter(hit, pl.col("town_code").is_not_null()))


def _flipping(rows: pl.DataFrame, moment: Moment) -> list[pl.DataFrame]:
    employed = pl.col("employment_state") == "已就业"
    states = rows.select(*_KEY, employed.alias("m0"))
    for back in range(1, _WINDOW):
        old = moment.back(back)
        if old is None:
            states = states.with_columns(pl.lit(None, pl.Boolean).alias(f"m{back}"))
        else:
            states = states.join(old.select(*_KEY, employed.alias(f"m{back}")), on=_KEY, how="left")
    pairs = [(pl.col(f"m{i}") != pl.col(f"m{i + 1}")).fill_null(False) for i in range(_WINDOW - 1)]
    restless = states.filter(pl.sum_horizontal(pairs) >= _CHANGES)
    return [moment.found("R79", "T-H1", rows.join(restless, on=_KEY, how="semi"))]


def _late(rows: pl.DataFrame, moment: Moment) -> list[pl.DataFrame]:
    old = moment.back(1)
    if old is None:
        return []
    last = dt.datetime.fromtimestamp(cutoff(moment.month), dt.UTC) + dt.timedelta(hours=8)
    first = moment.as_of.replace(day=1)
    entered = rows.filter(pl.col("updated_date").is_between(first, last.date()))
    entered = entered.with_columns(pl.max("updated_date").over("county_code").alias("newest"))
    before = old.select(*_KEY, pl.col("employment_state").alias("was"))
    fresh = entered.join(before, on=_KEY, how="left").filter(
        pl.col("employment_state") == "已就业",
        pl.col("was").ne_missing(pl.lit("已就业")),
        pl.col("county_code").is_in(old["county_code"].unique().implode()),
    )
    late = pl.col("updated_date") > pl.col("newest").dt.offset_by(f"-{_LATE_DAYS}d")
    counties = fresh.group_by("county_code").agg(late.sum().alias("late"), pl.len().alias("n"))
    hit = (pl.col("n") >= _LEAST_NEW) & (100 * pl.col("late") > _LATE_SHARE * pl.col("n"))
    return moment.about("R82", "T-H1", counties.filter(hit))


def _numbers(moment: Moment) -> list[pl.DataFrame]:
    """R84: whose record number was another's last month; one of several persons says nothing."""
    rows, old = moment.rows("T-N1"), moment.back(1, "T-N1")
    if rows is None or old is None:
        return []
    key = ["county_code", "person_no"]

    def single(frame: pl.DataFrame) -> pl.DataFrame:
        persons = frame.filter(pl.col("person_no").is_not_null()).group_by(key)
        return persons.agg(pl.col("person").n_unique().alias("n"), pl.first("person")).filter(
            pl.col("n") == 1
        )

    now = single(rows).join(single(old), on=key, suffix="_before")
    changed = now.filter(pl.col("person") != pl.col("person_before"))
    counted = moment.without_excluded(rows).join(changed, on=key, how="semi")
    return [moment.found("R84", "T-N1", counted)]


def _counts(moment: Moment) -> list[pl.DataFrame]:
    """R80, R81, R92: persons at work this year, against last month and 2021."""
    fresh = moment.counties_with("T-N2")
    now = _workers(moment, None)
    if now is None:
        return []
    before = _workers(moment, shift(moment.month, -1))
    then = _workers(moment, f"2021{moment.month[4:]}")
    december = _workers(moment, "2021-12")
    found = []
    for county in sorted(fresh):
        place = pl.DataFrame({"county_code": [county]})
        count = _of(now, county).height
        old = moment.back(1, "T-N2")
        listed = old is not None and county in set(old["county_code"])
        if moment.month[5:] != "01" and listed and count < _of(before, county).height:
            found += moment.about("R80", "T-N2", place)
        if moment.month[:4] <= "2021":
            continue
        same, year = _of(then, county), _of(december, county).height
        if year and same.height and 100 * (same.height - count) > _BEHIND * year:
            found += moment.about("R81", "T-N2", place)
        stayed = _of(now, county).join(_members(moment, f"2021{moment.month[4:]}"), on="person")
        were = same.join(_members(moment, None), on="person")
        grown = count > same.height >= _LEAST_WORKERS
        fewer = stayed.height < were.height
        if grown and fewer and count / same.height - stayed.height / were.height > _APART:
            found += moment.about("R92", "T-N2", place)
    return found


def _of(workers: pl.DataFrame | None, county: str) -> pl.DataFrame:
    if workers is None:
        return pl.DataFrame(schema={"person": pl.Int32})
    return workers.filter(pl.col("county_code") == county).select("person")


def _at(moment: Moment, month: str | None, table: str) -> pl.DataFrame | None:
    rows = moment.in_effect(table) if month is None else moment.history.at(month, table)
    return None if rows is None else moment.without_excluded(rows)


def _members(moment: Moment, month: str | None) -> pl.DataFrame:
    """Return who is in the poverty register in effect in ``month`` (None: now)."""
    rows = _at(moment, month, "T-N1")
    if rows is None:
        return pl.DataFrame(schema={"person": pl.Int32})
    poor = (pl.col("household_kind") == "脱贫户") | pl.col("monitor_kind").is_not_null()
    return rows.filter(poor).select("person").unique()


def _workers(moment: Moment, month: str | None) -> pl.DataFrame | None:
    """Return person and county of who has worked by the end of ``month`` (None: now)."""
    rows, poor = _at(moment, month, "T-N2"), _at(moment, month, "T-N1")
    if rows is None or poor is None:
        return None
    as_of = moment.as_of if month is None else month_end(month)
    worked = rows.filter(
        pl.col("has_worked").fill_null(False),
        (pl.col("start_month") <= as_of).fill_null(True),
        (pl.col("end_month") >= as_of.replace(month=1, day=1)).fill_null(True),
    ).join(_members(moment, month), on="person", how="semi")
    lifted = (pl.col("household_kind") == "脱贫户") | pl.col("monitor_kind").is_not_null()
    home = poor.filter(lifted).select(*_KEY, pl.lit(False).alias("is_away")).unique()
    return (
        worked.join(home, on=_KEY, how="left")
        .sort(pl.col("is_away").fill_null(True), "county_code")
        .unique("person", keep="first", maintain_order=True)
        .select("person", "county_code")
    )
