"""Plots of whole villages, townships and counties: R80, R82, R85 to R91.

Belongs here: when each befalls which county, and what it makes of the rows. Large townships are
chosen: the rules say nothing of a few people. Does not belong here: single persons (``single``).
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.sample import words
from pipelines.sample.plots.scene import Plot, Scene

_EMPLOYED = pl.col("employment_state") == "已就业"
_NOT_REGISTERED = 0.23
"""Share of those who have worked."""
_INVENTED = "宏图实业公司"
_LABELS = {
    "employment_state": "已就业",
    "employment_form": "单位就业",
    "transfer_state": "本市县就业",
    "transfer_mode": "自发",
    "work_region": "县内乡外",
    "work_province": words.HOME_PROVINCE,
    "industry": "批发和零售业",
    "contract_state": "已签订",
}


def _large_town(scene: Scene, county: str) -> str:
    """Return the township with most rows among those where something may be planted."""
    sizes = scene.free("T-H1", county).group_by("town_code").len()
    return str(sizes.sort("len", "town_code", descending=True)["town_code"][0])


def _plain_rows(scene: Scene, county: str) -> pl.DataFrame:
    """Return the free rows of people of no poor household, whom only this roster has."""
    town = _large_town(scene, county)
    return scene.free("T-H1", county).filter(~pl.col("is_poor"), pl.col("town_code") == town)


def _at_work(scene: Scene, county: str, wage: pl.Expr) -> dict[str, pl.Expr]:
    """Return the values of somebody who works near home since the start of the year."""
    name = next(c.name for c in scene.city.counties if c.code == county)
    start = dt.date(scene.careers.year, 1, 1)  # some write no day: it is read as the first
    return {
        **{column: pl.lit(value) for column, value in _LABELS.items()},
        "work_city": pl.lit(scene.city.name),
        "work_county": pl.lit(name),
        "start_date": pl.lit(start),
        "return_date": pl.lit(None),
        "months_worked": pl.lit(1),
        "has_employer": pl.lit(True),
        "is_paid_on_time": pl.lit(True),
        "is_returnee": pl.lit(False),
        "wage_cny": wage,
        "wage_form": pl.lit("数值"),
        "work_region_basis": pl.lit(None),
        "as:wage_cny": pl.lit(None),
        "as:work_region": pl.lit(None),
    }


def full_town(scene: Scene, county: str) -> None:
    """R87: everybody of a township works, the poor and the old defects too."""
    place = ("T-H1", county)
    town = _large_town(scene, county)
    rows = scene.frames[place].filter(pl.col("town_code") == town)
    idle = rows.filter(~_EMPLOYED & (pl.col("id_form").is_null()))
    persons = idle["person"].unique().to_list()
    wage = 2_600.0 + 50 * (pl.col("person") % 19)
    scene.change(place, persons, "整个乡镇都填成已就业", _at_work(scene, county, wage))


def one_wage(scene: Scene, county: str) -> None:
    """R85 and R86: a township's workers in one village, all with the same round wage."""
    place = ("T-H1", county)
    rows = _plain_rows(scene, county)
    village = rows["village_name"].mode().sort()[0]
    persons = rows["person"].head(60).to_list()
    change = _at_work(scene, county, pl.lit(3_000.0)) | {"village_name": pl.lit(village)}
    scene.change(place, persons, "整村填同一个月收入", change)


def heaped(scene: Scene, county: str) -> None:
    """R86: the wages of a township are rounded to thousands."""
    place = ("T-H1", county)
    persons = _plain_rows(scene, county)["person"].to_list()
    wage = 2_000.0 + 1_000 * (pl.col("person") % 3)
    scene.change(place, persons, "收入都填整千数", _at_work(scene, county, wage))


def rich_town(scene: Scene, county: str) -> None:
    """R88: a township writes what a worker earns in three months."""
    place = ("T-H1", county)
    town = _large_town(scene, county)
    rows = scene.frames[place].filter(
        _EMPLOYED, pl.col("town_code") == town, pl.col("defect").is_null()
    )
    known = rows.filter(pl.col("wage_cny").is_not_null() & pl.col("as:wage_cny").is_null())
    persons = known["person"].unique().to_list()
    wage = {"wage_cny": pl.col("wage_cny") * 3 + 2_000}
    scene.change(place, persons, "整个乡镇按季度填收入", wage)


def hired_together(scene: Scene, county: str) -> None:
    """R89: a village is hired in one month by a firm that nobody knows."""
    place = ("T-H1", county)
    rows = _plain_rows(scene, county)
    village = rows["village_name"].mode().sort()[0]
    persons = rows["person"].head(40).to_list()
    wage = 2_600.0 + 50 * (pl.col("person") % 19)
    change = _at_work(scene, county, wage) | {
        "village_name": pl.lit(village),
        "as:employer": pl.lit(_INVENTED),
    }
    scene.change(place, persons, "多人填同一家单位", change)


def lucky_wages(scene: Scene, county: str) -> None:
    """R90: the hundreds of every wage are eights; told where there are hundreds of wages."""
    place = ("T-H1", county)
    free = scene.free(*place).filter(_EMPLOYED, ~pl.col("is_poor"), pl.col("wage_cny") > 0)
    persons = free.filter(pl.col("as:wage_cny").is_null())["person"].to_list()
    wage = {"wage_cny": pl.col("wage_cny") // 1_000 * 1_000 + 800}
    scene.change(place, persons, "收入编成吉利数", wage)


def relabelled(scene: Scene, county: str) -> None:
    """R91: who works in other provinces works at home all of a sudden."""
    place = ("T-H1", county)
    away = pl.col("work_region").is_in(["省外", "境外"]) & pl.col("as:work_region").is_null()
    persons = scene.free(*place).filter(_EMPLOYED, ~pl.col("is_poor"), away)["person"].to_list()
    name = next(c.name for c in scene.city.counties if c.code == county)
    change = {
        "work_region": pl.lit("县内乡外"),
        "work_province": pl.lit(words.HOME_PROVINCE),
        "work_city": pl.lit(scene.city.name),
        "work_county": pl.lit(name),
        "transfer_state": pl.lit("本市县就业"),
    }
    scene.change(place, persons, "省外改成县内", change)


def entered_late(scene: Scene, county: str) -> None:
    """R82: who began this month was entered on its last day."""
    place = ("T-H1", county)
    first = scene.as_of.replace(day=1)
    fresh = scene.free(*place).filter(_EMPLOYED, pl.col("start_date") >= first)
    persons = fresh["person"].to_list()
    scene.change(place, persons, "月底集中录入", {"updated_date": pl.lit(scene.as_of)})


def taken_back(scene: Scene, county: str) -> None:
    """R80: a sixth of those who had worked has not any more."""
    place = ("T-N2", county)
    persons = scene.free(*place).filter("has_worked")["person"].unique(maintain_order=True)
    several = scene.frames[place].filter(pl.col("person").is_duplicated())["person"]
    lone = persons.filter(~persons.is_in(several.implode()))
    blank = (
        *("start_month", "end_month", "work_province", "work_city", "work_county", "work_town"),
        *("work_region", "industry", "channel", "is_point_to_point", "wage_cny", "wage_form"),
        *("transport_subsidy_cny", "as:wage_cny", "as:work_province"),
    )
    change = {name: pl.lit(None) for name in blank} | {
        "has_worked": pl.lit(False),
        "has_employer": pl.lit(False),
    }
    scene.change(place, lone.head(1 + lone.len() // 6).to_list(), "误改为未务工", change)


def not_registered(scene: Scene, county: str) -> None:
    """R92 a year later, R80 now: the register lacks some who work, so that the year looks small."""
    place = ("T-N1", county)
    worked = scene.free("T-N2", county).filter("has_worked")["person"]
    fits = scene.free(*place).filter(pl.col("person").is_in(worked.implode()))["person"]
    lost = fits.head(round(_NOT_REGISTERED * worked.n_unique())).to_list()
    scene.frames[place] = scene.frames[place].filter(~pl.col("person").is_in(lost))
    scene.busy |= set(lost)


MADE_UP: tuple[tuple[str, str, Plot], ...] = (
    ("2021-03", "220621", entered_late),
    ("2021-04", "220622", not_registered),
    ("2021-05", "220602", rich_town),
    ("2021-07", "220622", one_wage),
    ("2021-07", "220605", taken_back),
    ("2021-08", "220602", relabelled),
    ("2021-09", "220605", hired_together),
    ("2021-10", "220605", lucky_wages),
    ("2022-01", "220622", full_town),
    ("2022-02", "220602", heaped),
    ("2022-05", "220621", one_wage),
    ("2022-05", "220681", hired_together),
    ("2022-06", "220621", full_town),
)
"""Month, county, plot. The files of these months are otherwise sound, and who is made to work
once is left alone for half a year: it would look like going to and fro."""
