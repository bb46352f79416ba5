"""Villages, townships and counties whose figures look made up: R85 to R91.

Belongs here: these rules, written from the contract. Public posts pay alike by intention: they are
left out wherever wages are compared.
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.across.moment import Moment
from pipelines.sample.ledgers.cells import FIRM
from pipelines.sample.row_rules import working_age

_SAME_WAGE, _LEAST_SAME = 80, 10
_ROUND, _HEAPED, _LEAST_HEAPED = 1_000, 60, 20
"""Shares in percent: whole numbers compare exactly."""
_LEAST_FULL, _LEAST_TARGET = 20, 500
_TOWN, _COUNTY, _DEVIATIONS = 10, 50, 3
_TOGETHER = 15
_WAGES, _CRITICAL, _EFFECT, _DIGITS = 300, 24.322, 0.25, 8
_LEAST_SHARE_OF, _RISE = 30, 0.15
_TOWNSHIP = ["county_code", "town_code"]
_VILLAGE = [*_TOWNSHIP, "village_name"]


def findings(moment: Moment) -> list[pl.DataFrame]:
    """Return the findings of R85 to R91."""
    rows = moment.counted("T-H1")
    if rows is None:
        return []
    workers = rows.filter(pl.col("employment_state") == "已就业")
    free = workers.filter(
        pl.col("employment_form").ne_missing(pl.lit("公益性岗位")), pl.col("wage_cny") > 0
    )
    found = {
        "R85": _same_wage(free),
        "R86": _heaped(free),
        "R87": _full(rows, moment),
        "R88": _far_from_county(free),
        "R89": _hired_together(workers, moment),
        "R90": _odd_digits(free),
        "R91": _nearer(workers, moment),
    }
    return [
        finding for rule, places in found.items() for finding in moment.about(rule, "T-H1", places)
    ]


def _placed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("town_code").is_not_null())


def _same_wage(free: pl.DataFrame) -> pl.DataFrame:
    rows = _placed(free).filter(pl.col("village_name").is_not_null())
    sizes = rows.group_by(*_VILLAGE, "wage_cny").len().group_by(_VILLAGE)
    told = sizes.agg(pl.sum("len").alias("n"), pl.max("len").alias("most"))
    return told.filter(
        (pl.col("n") >= _LEAST_SAME) & (100 * pl.col("most") >= _SAME_WAGE * pl.col("n"))
    )


def _heaped(free: pl.DataFrame) -> pl.DataFrame:
    is_round = pl.col("wage_cny") % _ROUND == 0
    told = _placed(free).group_by(_TOWNSHIP).agg(is_round.sum().alias("round"), pl.len().alias("n"))
    return told.filter(
        (pl.col("n") >= _LEAST_HEAPED) & (100 * pl.col("round") > _HEAPED * pl.col("n"))
    )


def _full(rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
    """Return townships, and villages of others, where everybody works; counties on target."""
    state = pl.col("employment_state")
    labour = _placed(rows).filter(
        state.is_not_null(),
        ~state.is_in(["在校", "退休", "丧失劳动能力"]),
        working_age(moment.as_of),
    )

    def full(by: list[str]) -> pl.DataFrame:
        told = labour.filter(pl.col(by[-1]).is_not_null()).group_by(by)
        sizes = told.agg((state == "已就业").all().alias("all"), pl.len().alias("n"))
        return sizes.filter(pl.col("all") & (pl.col("n") >= _LEAST_FULL)).select(by)

    towns = full(_TOWNSHIP)
    villages = full(_VILLAGE).join(towns, on=_TOWNSHIP, how="anti").select(_TOWNSHIP)
    if moment.labour is None:
        return pl.concat([towns, villages])
    exact = _on_target(moment, moment.labour)
    exact = exact.with_columns(pl.lit(None, pl.String).alias("town_code"))
    return pl.concat([towns, villages, exact])


def _on_target(moment: Moment, labour: pl.DataFrame) -> pl.DataFrame:
    year = int(moment.month[:4])
    new_year = moment.as_of.replace(month=1, day=1)
    start, back, state = pl.col("start_date"), pl.col("return_date"), pl.col("transfer_state")
    on_the_way = state.is_in(["外出务工", "本市县就业", "自主创业", "灵活就业"])
    counts = (
        labour.filter(
            pl.col("hukou_kind").ne_missing(pl.lit("非农业户口")),
            (start <= moment.as_of).fill_null(True),
            (back >= new_year).fill_null(True),
            (start >= pl.col("id_birth_date").dt.offset_by("16y")).fill_null(True),
            on_the_way | ((state == "返乡未就业") & back.is_not_null()),
        )
        .group_by("county_code")
        .agg(pl.len().cast(pl.Int64).alias("n"))
    )
    plan = moment.city.targets.filter(
        pl.col("plan_year") == year,
        pl.col("indicator_id") == "I01",
        pl.col("target_value") >= _LEAST_TARGET,
    )
    met = counts.join(plan, on="county_code").filter(pl.col("n") == pl.col("target_value"))
    return met.select("county_code")


def _far_from_county(free: pl.DataFrame) -> pl.DataFrame:
    wage = pl.col("wage_cny")
    county = free.group_by("county_code").agg(
        wage.median().alias("median"),
        (wage - wage.median()).abs().median().alias("spread"),
        pl.len().alias("all"),
    )
    towns = _placed(free).group_by(_TOWNSHIP).agg(wage.median().alias("own"), pl.len().alias("n"))
    return towns.join(county, on="county_code").filter(
        pl.col("all") >= _COUNTY,
        pl.col("n") >= _TOWN,
        pl.col("spread") > 0,
        (pl.col("own") - pl.col("median")).abs() > _DEVIATIONS * pl.col("spread"),
    )


def _hired_together(workers: pl.DataFrame, moment: Moment) -> pl.DataFrame:
    """Return villages where many began in one month at an employer that no book of theirs has."""
    shops = moment.books("T-N6b")
    if shops is None:
        return workers.head(0)
    known = [shops.select("county_code", pl.col("workshop_name").alias("employer"))]
    bases, registered = moment.books("T-H4"), moment.books("T-H7")
    if bases is not None:
        known.append(bases.select("county_code", pl.col("base_name").alias("employer")))
    if registered is not None:
        firms = registered.filter(
            (pl.col("registration_kind") == "就业登记") & pl.col("has_employer")
        )
        known.append(firms.select("county_code", pl.lit(FIRM).alias("employer")))
    rows = _placed(workers).with_columns(
        moment.written(_placed(workers), "employer_name").alias("employer"),
        pl.col("start_date").dt.month_start().alias("since"),
    )
    rows = rows.filter(
        "has_employer",
        pl.col("since").is_not_null(),
        pl.col("village_name").is_not_null(),
        pl.col("employment_form").ne_missing(pl.lit("公益性岗位")),
        pl.col("county_code").is_in(shops["county_code"].unique().implode()),
    ).join(pl.concat(known), on=["county_code", "employer"], how="anti")
    groups = rows.group_by(*_VILLAGE, "employer", "since").len()
    return groups.filter(pl.col("len") >= _TOGETHER)


def _odd_digits(free: pl.DataFrame) -> pl.DataFrame:
    digit = (pl.col("wage_cny") // 100 % 10).cast(pl.Int32)
    counted = free.with_columns(digit.alias("digit")).filter(~pl.col("digit").is_in([0, 5]))
    each = counted.group_by("county_code", "digit").len()
    told = each.group_by("county_code").agg(
        pl.sum("len").cast(pl.Float64).alias("n"),
        (pl.col("len").cast(pl.Float64) ** 2).sum().alias("squares"),
    )
    chi = _DIGITS * pl.col("squares") / pl.col("n") - pl.col("n")
    return told.filter(
        (pl.col("n") >= _WAGES) & (chi > _CRITICAL) & ((chi / pl.col("n")).sqrt() >= _EFFECT)
    )


def _nearer(workers: pl.DataFrame, moment: Moment) -> pl.DataFrame:
    old = moment.back(1)
    if old is None:
        return workers.head(0)
    before = moment.without_excluded(old).filter(pl.col("employment_state") == "已就业")
    both = _shares(workers, moment).join(_shares(before, moment), on="county_code", suffix="_was")
    rise = (pl.col("local") / pl.col("n") - pl.col("local_was") / pl.col("n_was")).round(9)
    enough = (pl.col("n") >= _LEAST_SHARE_OF) & (pl.col("n_was") >= _LEAST_SHARE_OF)
    return both.filter(enough & (rise > _RISE))


def _shares(rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
    region = pl.col("work_region").replace_strict(
        moment.city.region_classes, default=None, return_dtype=pl.String
    )
    known = rows.with_columns(region.alias("region")).filter(pl.col("region").is_not_null())
    return known.group_by("county_code").agg(
        (pl.col("region") == "县内").sum().alias("local"), pl.len().alias("n")
    )
