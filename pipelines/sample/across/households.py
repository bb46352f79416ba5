"""Households of the poverty register: R55 to R60, once each, at the head's row.

Belongs here: these rules, written from the contract. A household of which a row was quarantined
is told of only where that does not matter (R56).
"""

from __future__ import annotations

import polars as pl

from pipelines.sample.across.moment import Moment, first_rows
from pipelines.sample.row_rules import working_age

_MALE = (
    *("之子", "之女婿", "之孙子", "之外孙子", "之父", "之岳父", "之公公", "之祖父", "之外祖父"),
    *("之曾孙子", "之侄儿"),
)
_FEMALE = (
    *("之女", "之儿媳", "之孙女", "之外孙女", "之母", "之岳母", "之婆婆", "之祖母", "之外祖母"),
    *("之曾孙女", "之侄女", "之兄弟媳妇"),
)
_STRONG = ("普通劳动力", "技能劳动力")
_ABLE = (*_STRONG, "弱劳动力或半劳动力")
_MEANS_WORK = ("劳务输出", "外出务工补贴", "帮扶车间", "公益性岗位")
_LEAST_MONTHS = 3
_HOME = ["county_code", "household_no"]


def findings(moment: Moment) -> list[pl.DataFrame]:
    """Return the findings of R55 to R60."""
    rows = moment.counted("T-N1")
    if rows is None:
        return []
    rows = rows.filter(pl.col("household_no").is_not_null())
    homes = _homes(rows, moment)
    heads = first_rows(
        rows.sort((pl.col("relation") == "户主").fill_null(False), descending=True), _HOME
    )
    with_head = rows.filter(pl.col("relation") == "户主")
    heads = pl.concat(
        [
            first_rows(with_head, _HOME),
            heads.join(with_head, on=_HOME, how="anti"),
        ]
    )
    both = {"T-H1", "T-N2"}
    seen = sorted(set.intersection(*(moment.counties_with(table) for table in both)))
    known, compared = pl.col("is_known"), pl.col("county_code").is_in(seen)
    idle = compared & ~pl.col("has_record")
    none_able = (pl.col("able") == 0) & (pl.col("skills_blank") == 0)
    many, no_head = pl.col("heads") > 1, (pl.col("heads") == 0) & (pl.col("relations_blank") == 0)
    same_sex = (pl.col("heads") == 1) & (pl.col("spouses") == 1)
    same_sex &= (pl.col("head_sex") == pl.col("spouse_sex")).fill_null(False)
    income = pl.col("income")
    rules = {
        "R55": known & (many | no_head),
        "R56": same_sex | (pl.col("spouses") > 1) | pl.col("is_mismatched"),
        "R57": known & compared & pl.col("moved") & (pl.col("strong") > 0) & ~pl.col("works_now"),
        "R58": known & pl.col("is_unsteady") & (none_able | idle),
        "R59": known & idle & pl.col("is_helped"),
        "R60": known
        & (((income == 0) & (pl.col("most_months") >= _LEAST_MONTHS)) | ((income > 0) & idle)),
    }
    return [
        moment.found(rule, "T-N1", heads.join(homes.filter(hit.fill_null(False)), on=_HOME))
        for rule, hit in rules.items()
    ]


def _homes(rows: pl.DataFrame, moment: Moment) -> pl.DataFrame:
    """Return one row a household with what the rules ask."""
    aside = moment.set_aside("T-H1", "T-N1", "T-N2")
    gone = aside["person"].drop_nulls().unique()
    broken = aside.filter(pl.col("household_no").is_not_null()).select(_HOME).unique()
    grown = working_age(moment.as_of) & pl.col("school_state").is_null()
    relation, skill, sex = pl.col("relation"), pl.col("labour_skill"), pl.col("id_sex")
    risks = pl.col("risk_kinds").str.split("、").list.contains("因务工就业不稳")
    unsteady = pl.col("monitor_kind").is_not_null() & ~pl.col("is_risk_eliminated").fill_null(False)
    helped = pl.any_horizontal(
        [pl.col("job_help").str.split("、").list.contains(kind) for kind in _MEANS_WORK]
    )
    wrong = ((sex == "女") & relation.is_in(_MALE)) | ((sex == "男") & relation.is_in(_FEMALE))
    members = rows.join(_signs(moment), on="person", how="left").join(
        broken.with_columns(pl.lit(True).alias("is_broken")), on=_HOME, how="left"
    )
    return members.group_by(_HOME).agg(
        ~(pl.col("is_broken").fill_null(False) | pl.col("person").is_in(gone.implode()))
        .any()
        .alias("is_known"),
        (relation == "户主").sum().alias("heads"),
        relation.is_null().sum().alias("relations_blank"),
        (relation == "配偶").sum().alias("spouses"),
        sex.filter(relation == "户主").first().alias("head_sex"),
        sex.filter(relation == "配偶").first().alias("spouse_sex"),
        wrong.fill_null(False).any().alias("is_mismatched"),
        pl.col("is_relocated").fill_null(False).any().alias("moved"),
        (grown & skill.is_in(_STRONG)).fill_null(False).sum().alias("strong"),
        skill.is_in(_ABLE).fill_null(False).sum().alias("able"),
        skill.is_null().sum().alias("skills_blank"),
        pl.col("works_now").fill_null(False).any(),
        pl.col("has_record").fill_null(False).any(),
        (unsteady & risks.fill_null(False)).any().alias("is_unsteady"),
        (helped.fill_null(False) | pl.col("post_help").is_not_null()).any().alias("is_helped"),
        pl.col("wage_income_cny").max().alias("income"),
        pl.col("months_worked").max().alias("most_months"),
    )


def _signs(moment: Moment) -> pl.DataFrame:
    """Return person, works_now, has_record: what the three tables say of anybody's work."""
    first = moment.as_of.replace(day=1)
    begun = (pl.col("start_month") <= moment.as_of).fill_null(True)
    unfinished = (pl.col("end_month") >= first).fill_null(True)
    worked = pl.col("has_worked").fill_null(False)
    on_post = pl.col("public_post").is_not_null()
    employed = (pl.col("employment_state") == "已就业").fill_null(False)
    some = {
        name: (pl.col(name) > 0).fill_null(False)
        for name in ("months_worked", "last_year_months", "public_post_months")
    }
    before = some["last_year_months"] | pl.col("start_date").is_not_null()
    says = {
        "T-N2": (worked & begun & unfinished, worked),
        "T-H1": (employed, employed | some["months_worked"] | before),
        "T-N1": (on_post, on_post | some["months_worked"] | some["public_post_months"]),
    }
    frames = [
        rows.select("person", now.alias("works_now"), record.alias("has_record"))
        for table, (now, record) in says.items()
        if (rows := moment.rows(table)) is not None
    ]
    return pl.concat(frames).group_by("person").agg(pl.col("works_now", "has_record").any())
