"""The two systems, and the list of public posts, against one another: R68 to R74.

Belongs here: these rules, written from the contract.
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.across.moment import ORDER, Moment, first_rows
from pipelines.sample.cross import match
from pipelines.sample.row_rules import working_age

_ABLE = ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力")
_ENDING = "(朝鲜族自治县|自治县|自治州|自治旗|县|市|区|旗)$"
_LEAST_GAP, _MOST_SHARE = 500, 0.3


def findings(moment: Moment) -> list[pl.DataFrame]:
    """Return the findings of R68 to R74."""
    found = []
    if moment.poverty is not None and moment.counties_with("T-H1"):
        found.append(moment.found("R68", "T-N1", _unlisted(moment, moment.poverty)))
    if moment.labour is not None:
        found.append(moment.found("R69", "T-H1", _unknown(moment, moment.labour)))
        episodes = moment.counted("T-N2")
        if episodes is not None:
            found += _at_work(moment, moment.labour, episodes)
        if moment.poverty is not None:
            found += _described(moment, moment.labour, moment.poverty)
    return [*found, *_posts(moment)]


def _persons(rows: pl.DataFrame | None) -> list[int]:
    return [] if rows is None else rows["person"].drop_nulls().unique().to_list()


def _unlisted(moment: Moment, poverty: pl.DataFrame) -> pl.DataFrame:
    """Return the poor of working age whom no labour roster in effect has."""
    known = _persons(moment.in_effect("T-H1")) + _persons(moment.set_aside("T-H1"))
    return moment.without_excluded(poverty).filter(
        (pl.col("household_kind") == "脱贫户") | pl.col("monitor_kind").is_not_null(),
        working_age(moment.as_of),
        pl.col("school_state").is_null(),
        pl.col("labour_skill").is_in(_ABLE),
        pl.col("county_code").is_in(sorted(moment.counties_with("T-H1"))),
        ~pl.col("person").is_in(known),
    )


def _unknown(moment: Moment, labour: pl.DataFrame) -> pl.DataFrame:
    """Return those marked as lifted out of poverty whom no poverty register in effect has."""
    known = _persons(moment.in_effect("T-N1")) + _persons(moment.set_aside("T-N1"))
    return labour.filter(
        "is_poverty_relieved",
        pl.col("county_code").is_in(sorted(moment.counties_with("T-N1"))),
        ~pl.col("person").is_in(known),
    )


def _at_work(moment: Moment, labour: pl.DataFrame, episodes: pl.DataFrame) -> list[pl.DataFrame]:
    first = moment.as_of.replace(day=1)
    begun = (pl.col("start_month") <= moment.as_of).fill_null(True)
    unfinished = (pl.col("end_month") >= first).fill_null(True)
    current = (
        episodes.filter(pl.col("has_worked").fill_null(False) & begun & unfinished)
        .sort("start_month", "row_no", descending=[True, False], nulls_last=True)
        .unique("person", keep="first", maintain_order=True)
        .select("person", pl.col("wage_cny").alias("other_wage"), pl.col("work_county").alias("oc"))
    )
    both = match(labour, episodes, moment.month, moment.city).join(current, on="person")
    both = both.filter(pl.col("hr_employed") & pl.col("works_now"))
    plain = [pl.col(name).str.replace(_ENDING, "") for name in ("work_county", "oc")]
    elsewhere = ~pl.col("region_agrees") | (plain[0] != plain[1]).fill_null(False)
    gap = (pl.col("wage_cny") - pl.col("other_wage")).abs()
    apart = (gap > _LEAST_GAP) & (gap > _MOST_SHARE * pl.max_horizontal("wage_cny", "other_wage"))
    return [
        moment.found("R70", "T-H1", both.filter(elsewhere)),
        moment.found("R71", "T-H1", both.filter(apart)),
    ]


def _described(moment: Moment, labour: pl.DataFrame, poverty: pl.DataFrame) -> list[pl.DataFrame]:
    ours = labour.with_columns(moment.written(labour, "person_name").alias("name"))
    theirs = poverty.select(
        "person",
        moment.written(poverty, "person_name").alias("other_name"),
        pl.col("registered_sex").alias("other_sex"),
        pl.col("town_code").alias("other_town"),
        pl.col("town_code").is_in(moment.excluded).fill_null(False).alias("is_outside"),
    )
    both = ours.join(theirs, on="person")
    moved = (pl.col("town_code") != pl.col("other_town")) & ~pl.col("is_outside")
    renamed = (pl.col("name") != pl.col("other_name")).fill_null(False)
    other_sex = (pl.col("registered_sex") != pl.col("other_sex")).fill_null(False)
    return [
        moment.found("R72", "T-H1", both.filter(moved)),
        moment.found("R73", "T-H1", both.filter(renamed | other_sex)),
    ]


def _posts(moment: Moment) -> list[pl.DataFrame]:
    """R74: whoever is on this month's list of posts and should not be."""
    seen = moment.counties_with("T-N1") & moment.counties_with("T-N2")
    lists = [
        rows
        for (table, county), rows in sorted(moment.fresh_books.items())
        if table == "T-N6a" and county in seen
    ]
    if not lists:
        return []
    begun = (pl.col("start_date") <= moment.as_of).fill_null(True)
    unfinished = (pl.col("end_date") >= moment.as_of).fill_null(True)
    rows = moment.without_excluded(pl.concat(lists)).filter(begun & unfinished)
    rows = first_rows(rows.filter(pl.col("person").is_not_null()), ["county_code", "person"])
    dead = pl.lit(False)
    if moment.labour is not None:
        gone = moment.labour.filter(pl.col("population_class") == "死亡")
        dead = dead | pl.col("person").is_in(_persons(gone))
    registered = moment.books("T-H7")
    if registered is not None:
        gone = registered.filter(pl.col("leave_reason") == "死亡")
        dead = dead | pl.col("person").is_in(_persons(gone))
    known = _posted(moment) + _persons(moment.set_aside("T-N1", "T-N2"))
    hit = dead | ~pl.col("person").is_in(known)
    return [moment.found("R74", "T-N6a", rows.filter(hit).sort("county_code", *ORDER))]


def _posted(moment: Moment) -> list[int]:
    """Return who holds a post according to the national system."""
    known: list[int] = []
    register, episodes = moment.in_effect("T-N1"), moment.rows("T-N2")
    if register is not None:
        known += _persons(register.filter(pl.col("public_post").is_not_null()))
    if episodes is not None:
        first = moment.as_of.replace(day=1)
        open_now = (pl.col("start_month") <= moment.as_of).fill_null(True)
        open_now &= (pl.col("end_month") >= first).fill_null(True)
        posted = pl.col("has_worked") & pl.col("channel").str.contains("公益", literal=True)
        known += _persons(episodes.filter(posted & open_now))
    return known
