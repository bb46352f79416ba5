"""The true figures: every indicator of every county and month, from the generator's own frames.

Belongs here: adding up effective rows and judging progress, written from the contract.
Does not belong here: matching persons (``cross``), what is effective (``screen``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from pipelines.sample.city import CITY_CODE, City
from pipelines.sample.cross import changed_towns, excluded_towns, match, rank_persons, together
from pipelines.sample.plant import Place
from pipelines.sample.row_rules import month_end, working_age
from pipelines.sample.slots import Effective

SOURCES = {
    "I01": ("T-H1",),
    "I01b": ("T-H1",),
    "I04": ("T-N2", "T-N1"),
    **{f"I07{item}": ("T-H1", "T-N2") for item in "abcde"},
    "I09": ("T-H1",),
    "I12": ("T-H1", "T-N2"),
}
COUNTS = ("I01", "I04")
WORKING = ("外出务工", "本市县就业", "自主创业", "灵活就业")

Pair = tuple[float | None, float | None]
"""Numerator and denominator."""


@dataclass
class Figure:
    """One indicator of one county (or the city) in one month."""

    indicator_id: str
    county_code: str
    report_month: str
    numerator: float | None
    denominator: float | None
    data_state: str
    baseline_value: float | None = None
    target_value: float | None = None
    status: str | None = None

    @property
    def value(self) -> float | None:
        """Persons for counts, 0 to 1 for shares; None where nothing can be said."""
        if self.numerator is None or self.indicator_id in COUNTS:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None


def month_figures(
    month: str,
    effective: dict[Place, Effective],
    before: dict[Place, Effective],
    city: City,
) -> list[Figure]:
    """Return the figures of ``month`` (without targets and status), counties and city."""
    rows = _counting_rows(effective, excluded_towns(city))
    persons = _persons(rows)
    measured: dict[str, dict[str, Pair]] = {
        "I01": _transferred(persons, month),
        "I04": _poverty_workers(rows, month),
        "I09": _updated_towns(effective, before, excluded_towns(city)),
        "I12": _consistency(rows, persons, month, city),
        **_completeness(rows, month),
    }
    targets = transfer_targets(city, int(month[:4]))
    measured["I01b"] = {
        code: (measured["I01"].get(code, (None, None))[0], targets[code])
        for code in targets
        if code != CITY_CODE
    }
    figures: list[Figure] = []
    for indicator in SOURCES:
        own = [
            _county_figure(indicator, county.code, month, measured[indicator], effective)
            for county in city.counties
        ]
        figures += [_city_figure(indicator, month, own), *own]
    return figures


def transfer_targets(city: City, year: int) -> dict[str, float]:
    """Return I01's target by county code (with the city's), empty in a year without a plan."""
    plan = city.targets.filter((pl.col("plan_year") == year) & (pl.col("indicator_id") == "I01"))
    return {code: float(value) for code, value in plan.select("county_code", "target_value").rows()}


def _county_figure(
    indicator: str,
    county: str,
    month: str,
    measured: dict[str, Pair],
    effective: dict[Place, Effective],
) -> Figure:
    needed = [effective.get((table, county)) for table in SOURCES[indicator]]
    months = [table.month for table in needed if table is not None]
    if len(months) < len(needed):
        return Figure(indicator, county, month, None, None, "缺报")
    state = "沿用" if min(months) < month else "按期"
    nobody: Pair = (0.0 if indicator in COUNTS else None, None)
    numerator, denominator = measured.get(county, nobody)
    return Figure(indicator, county, month, numerator, denominator, state)


def _city_figure(indicator: str, month: str, counties: list[Figure]) -> Figure:
    told = [figure for figure in counties if figure.value is not None]
    if not told:
        states = {figure.data_state for figure in counties}
        state = "缺报" if states == {"缺报"} else "沿用" if "沿用" in states else "按期"
        return Figure(indicator, CITY_CODE, month, None, None, state)
    state = "沿用" if any(figure.data_state == "沿用" for figure in told) else "按期"
    numerator = sum(figure.numerator or 0.0 for figure in told)
    denominators = [figure.denominator for figure in told if figure.denominator is not None]
    denominator = sum(denominators) if denominators else None
    return Figure(indicator, CITY_CODE, month, numerator, denominator, state)


def _counting_rows(
    effective: dict[Place, Effective], excluded: list[str]
) -> dict[str, pl.DataFrame]:
    by_table: dict[str, dict[str, pl.DataFrame]] = {}
    for (table, county), kept in effective.items():
        counting = kept.rows.filter(~pl.col("town_code").is_in(excluded))
        by_table.setdefault(table, {})[county] = counting
    return {table: together(rows) for table, rows in by_table.items()}


def _persons(rows: dict[str, pl.DataFrame]) -> pl.DataFrame | None:
    if "T-H1" not in rows:
        return None
    return rank_persons(rows["T-H1"]).unique("person", keep="first", maintain_order=True)


def _transferred(persons: pl.DataFrame | None, month: str) -> dict[str, Pair]:
    if persons is None:
        return {}
    last = month_end(month)
    new_year = dt.date(last.year, 1, 1)
    start, back = pl.col("start_date"), pl.col("return_date")
    transfer = pl.col("transfer_state")
    of_age = start.is_null() | (pl.col("id_birth_date").dt.offset_by("16y") <= start)
    qualifies = (
        pl.col("hukou_kind").ne_missing(pl.lit("非农业户口"))
        & (start.is_null() | (start <= last))
        & (back.is_null() | (back >= new_year))
        & of_age
        & (transfer.is_in(WORKING) | ((transfer == "返乡未就业") & back.is_not_null()))
    )
    return _counted(persons.filter(qualifies))


def _counted(persons: pl.DataFrame) -> dict[str, Pair]:
    sizes = persons.group_by("county_code").len().rows()
    return {county: (float(size), None) for county, size in sizes}


def _poverty_workers(rows: dict[str, pl.DataFrame], month: str) -> dict[str, Pair]:
    if "T-N1" not in rows or "T-N2" not in rows:
        return {}
    last = month_end(month)
    new_year = dt.date(last.year, 1, 1)
    begun = pl.col("start_month").is_null() | (pl.col("start_month") <= last)
    touches = pl.col("end_month").is_null() | (pl.col("end_month") >= new_year)
    workers = rows["T-N2"].filter(pl.col("has_worked").fill_null(False) & begun & touches)
    is_member = (pl.col("household_kind") == "脱贫户") | pl.col("monitor_kind").is_not_null()
    members = rows["T-N1"].filter(is_member).select("person", "county_code").unique()
    at_home = members.with_columns(pl.lit(True).alias("at_home"))
    one_each = (
        workers.join(members.select("person").unique(), on="person", how="semi")
        .join(at_home, on=["person", "county_code"], how="left")
        .sort("at_home", "county_code", descending=[True, False], nulls_last=True)
        .unique("person", keep="first", maintain_order=True)
    )
    return _counted(one_each)


def _updated_towns(
    effective: dict[Place, Effective], before: dict[Place, Effective], excluded: list[str]
) -> dict[str, Pair]:
    found: dict[str, Pair] = {}
    for place, now in effective.items():
        if place[0] == "T-H1" and place in before:
            towns = changed_towns(now.rows, before[place].rows, excluded)
            found[place[1]] = (float(towns["is_changed"].sum()), float(towns.height))
    return found


def _consistency(
    rows: dict[str, pl.DataFrame], persons: pl.DataFrame | None, month: str, city: City
) -> dict[str, Pair]:
    if persons is None or "T-N2" not in rows:
        return {}
    both = match(persons, rows["T-N2"], month, city)
    agree = pl.col("state_agrees") & pl.col("region_agrees")
    shares = both.group_by("county_code").agg(agree.sum().alias("agreed"), pl.len()).rows()
    return {county: (float(agreed), float(size)) for county, agreed, size in shares}


def _completeness(rows: dict[str, pl.DataFrame], month: str) -> dict[str, dict[str, Pair]]:
    of_age = working_age(month_end(month)).fill_null(False)
    state = pl.col("employment_state")
    works = (state == "已就业").fill_null(False)
    out_of_school = of_age & state.ne_missing(pl.lit("在校"))
    worked = pl.col("has_worked").fill_null(False)
    items: dict[str, list[tuple[str, pl.Expr, str]]] = {
        "I07a": [("T-H1", of_age, "employment_state"), ("T-N2", of_age, "has_worked")],
        "I07b": [("T-H1", works, "work_region"), ("T-N2", worked, "work_region")],
        "I07c": [("T-H1", out_of_school, "wants_training")],
        "I07d": [
            ("T-H1", out_of_school, "skill_level"),
            ("T-N2", of_age & pl.col("school_state").is_null(), "labour_skill"),
        ],
        "I07e": [("T-H1", works, "wage_cny"), ("T-N2", worked, "wage_cny")],
    }
    return {
        indicator: _share(
            [
                rows[table].select(
                    "county_code", due.alias("due"), pl.col(column).is_not_null().alias("valid")
                )
                for table, due, column in parts
                if table in rows
            ]
        )
        for indicator, parts in items.items()
    }


def _share(parts: list[pl.DataFrame]) -> dict[str, Pair]:
    if not parts:
        return {}
    sizes = (
        pl.concat(parts)
        .group_by("county_code")
        .agg((pl.col("due") & pl.col("valid")).sum().alias("valid"), pl.col("due").sum())
    )
    return {
        county: (float(valid), float(due))
        for county, valid, due in sizes.select("county_code", "valid", "due").rows()
    }
