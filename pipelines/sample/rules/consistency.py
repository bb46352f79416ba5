"""R37 to R53: what contradicts itself within one person's rows."""

from __future__ import annotations

import polars as pl

from pipelines.sample.likeness import cities_of, city_names, county_names
from pipelines.sample.rules.cell_reading import FAR, NEAR, Cells
from pipelines.sample.rules.validity import FORMS

WEAK = "弱劳动力或半劳动力"
UNABLE = ("无劳动力", "丧失劳动力")
_POSTS = "公益|车间"
_HOLIDAYS = (1, 2, 6, 7, 8)
_GRADUATES = ("大学专科", "大学本科", "研究生")


def consistency(cells: Cells) -> dict[str, pl.Expr]:
    """Return rule -> which rows break it."""
    of_table = {"T-H1": _labour, "T-N1": _poverty, "T-N2": _episodes}[cells.table]
    return of_table(cells)


def _labour(cells: Cells) -> dict[str, pl.Expr]:
    state, kind = pl.col("employment_state"), pl.col("population_class")
    start, back, months = pl.col("start_date"), pl.col("return_date"), pl.col("months_worked")
    worked = (months > 0) & back.is_null()
    signs = (pl.col("wage_cny") > 0).fill_null(False) | pl.col("has_employer")
    # a month is written as its first day
    home_by = pl.when(back.dt.day() == 1).then(back.dt.month_end()).otherwise(back)
    long_ago = start.dt.truncate("1mo").dt.offset_by("1mo") < cells.first_day
    first_of_last = start.dt.offset_by("1mo") == cells.first_day
    idle_months = (months == 0) & (cells.month > 1) & (long_ago | first_of_last)
    demand = cells.blank("service_needs") & pl.col("wants_job").fill_null(True)
    skilled = pl.col("education").is_in(_GRADUATES).fill_null(False) | (
        pl.col("skill_level") != "无"
    ).fill_null(False)
    at_post = (pl.col("transfer_mode") == "就业帮扶车间") | (
        pl.col("employment_form") == "公益性岗位"
    )
    return {
        "R37": state.is_in(["未就业", "无就业意愿"]) & (signs | worked.fill_null(False)),
        "R38": cells.moved & (cells.blank("start_date") | idle_months.fill_null(False)),
        "R39": months > cells.month,
        "R40": (state.fill_null("") != "已就业") & (home_by < start),
        "R43": start < pl.col("id_birth_date").dt.offset_by("16y"),
        "R44": (kind == "在校学生") & cells.employed,
        "R45": (kind == "丧失劳动能力") & cells.employed,
        "R46": cells.employed & pl.col("work_region").is_in(FAR) & at_post,
        "R47": _told_otherwise(cells),
        "R53": (state == "未就业") & demand & skilled & cells.aged(16, 60),
    }


def _told_otherwise(cells: Cells) -> pl.Expr:
    """Return where the region that was filled in is not that of the place of work."""
    province, city, county = (pl.col(f"work_{part}") for part in ("province", "city", "county"))
    home = pl.col("home_county_code")
    own = home.replace_strict(county_names(), default=None)
    own_city = home.replace_strict(cities_of(), default=None).replace_strict(
        city_names(), default=None
    )
    place = (
        pl.when(province.is_null() & city.is_null() & county.is_null())
        .then(None)
        .when(province == "韩国")
        .then(pl.lit("境外"))
        .when(province != "吉林省")
        .then(pl.lit("省外"))
        .when(city != own_city)
        .then(pl.lit("省内市外"))
        .when(county != own)
        .then(pl.lit("市内县外"))
        .when(county == own)
        .then(pl.lit("县内"))
    )
    region = pl.col("work_region")
    said = pl.when(region.is_in(NEAR)).then(pl.lit("县内")).otherwise(region)
    filled_in = ~cells.is_written_anew("work_region")
    return filled_in & (said != place)


def _poverty(cells: Cells) -> dict[str, pl.Expr]:
    months, skill = pl.col("months_worked"), pl.col("labour_skill")
    school, health = pl.col("school_state"), pl.col("health_states")
    far = pl.col("work_region").is_in(FAR)
    post, held = pl.col("public_post"), pl.col("public_post_months")
    destitute = pl.col("destitute_support").is_in(["农村特困", "城市特困"])
    channels = pl.col("job_channels")
    one_channel = channels.str.contains(_POSTS) & ~channels.str.contains("、", literal=True)
    both_filled = pl.all_horizontal(
        pl.col(name).is_not_null().any().over("file")
        for name in ("public_post", "public_post_months")
    )
    for_nothing = (
        post.is_not_null()
        & (held.fill_null(0) == 0)
        & (cells.month > 1)
        & ~cells.unread("public_post_months")
    )
    unable = skill.is_in([WEAK, *UNABLE])
    return {
        "R39": months > cells.month,
        "R44": school.is_not_null() & (months > 2),
        "R45": skill.is_in(UNABLE) & (months > 0) & school.is_null(),
        "R46": far & one_channel,
        "R48": destitute & (months > 0) & far,
        "R49": post.is_not_null() & cells.aged(70, 200),
        "R49b": post.is_not_null() & cells.aged(0, 16),
        "R51": both_filled & (for_nothing | (post.is_null() & (held > 0)).fill_null(False)),
        "R52": unable & (health == "健康") & school.is_null() & cells.aged(16, 60),
    }


def _episodes(cells: Cells) -> dict[str, pl.Expr]:
    worked, channel = pl.col("has_worked"), pl.col("channel").fill_null("")
    start, end, school = pl.col("start_month"), pl.col("end_month"), pl.col("school_state")
    far = pl.col("work_region").is_in(FAR)
    still_open = end.is_null() & ~cells.unread("end_month")
    holiday = start.dt.month().is_in(_HOLIDAYS) & (end < start.dt.offset_by("2mo"))
    signs = (pl.col("wage_cny") > 0).fill_null(False) | pl.col("has_employer")
    skill = pl.col("labour_skill")
    return {
        "R37": ~worked & signs,
        "R38": worked & cells.blank("start_month"),
        "R40": worked & ((end < start).fill_null(False) | _overlaps()),
        "R41": ~worked & start.is_not_null() & (still_open | (end > cells.as_of).fill_null(False)),
        "R42": worked & still_open & (start.dt.offset_by("24mo") < cells.first_day),
        "R43": start.dt.month_end() < pl.col("id_birth_date").dt.offset_by("16y"),
        "R44": worked & school.is_not_null() & ~holiday.fill_null(False),
        "R45": skill.is_in(UNABLE) & worked & school.is_null(),
        "R45b": (skill == WEAK) & worked & far & ~channel.str.contains(_POSTS),
        "R46": worked & far & channel.str.contains(_POSTS),
    }


def _overlaps() -> pl.Expr:
    """Return which spells begin before an earlier one of the same person is over.

    A row whose number is damaged is nobody's, or another's.
    """
    known = pl.col("id_form").is_null() | (pl.col("id_form") == FORMS["R29"])
    counts = pl.col("has_worked") & pl.col("start_month").is_not_null() & known
    order = pl.struct("start_month", "sheet_name", "row_no")
    end = pl.col("end_month").fill_null(pl.date(9999, 12, 1))
    earlier_end = (
        pl.when(counts).then(end).cum_max().forward_fill().shift(1).over("person", order_by=order)
    )
    return (counts & (earlier_end > pl.col("start_month"))).fill_null(False)
