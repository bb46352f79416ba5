"""Plots of single persons: R64, R65, R68 to R73, R77, R77b, R79, R84.

Belongs here: one function a rule, which looks for somebody who can bear it and does nothing where
nobody can. Does not belong here: households (``homes``), whole villages and counties (``made_up``).
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.sample import words
from pipelines.sample.plots.homes import HOMES
from pipelines.sample.plots.scene import ABLE, Plot, Scene

_AT_WORK = (
    *("employment_form", "transfer_mode", "work_region", "work_province", "work_city"),
    *("work_county", "industry", "start_date", "return_date", "wage_cny", "months_worked"),
    *("contract_state", "is_paid_on_time"),
)
_SHARERS = 7
_HOMES = 4
_UNVERIFIED_DAYS, _HALF_YEAR_DAYS = 130, 220
_FAR = ("辽宁省", "大连市", "金州区")
_EMPLOYED = pl.col("employment_state") == "已就业"


def one_phone(scene: Scene, county: str) -> None:
    """R64: somebody's phone for many persons, or for several households."""
    for table, most in (("T-H1", _SHARERS), ("T-N1", _HOMES)):
        if not scene.is_open(table, county):
            continue
        fits = scene.free(table, county).filter("has_phone")
        if table == "T-N1":
            fits = fits.unique("household_no", keep="first", maintain_order=True)
        persons = fits["person"].head(most).to_list()
        if len(persons) == most:
            phone = scene.people["phone"][persons[0]]
            change = {"as:phone": pl.lit(phone)}
            scene.change((table, county), persons, "多人登记同一个电话", change)


def two_states(scene: Scene, county: str) -> None:
    """R65, and R61 with it: a second row of a worker says that they are at home."""
    if not scene.is_open("T-H1", county):
        return
    place = ("T-H1", county)
    fits = scene.free(*place).filter(_EMPLOYED, ~pl.col("is_poor"), pl.col("updated_date") > 0)
    persons = fits["person"].head(scene.few(*place)).to_list()
    frame = scene.frames[place]
    second = frame.filter(pl.col("person").is_in(persons)).with_columns(
        pl.lit("务农").alias("employment_state"),
        pl.lit("务农").alias("transfer_state"),
        pl.lit(False).alias("has_employer"),
        pl.lit("同一人登记了两种状态").alias("defect"),
        pl.col("updated_date").dt.offset_by("-6d"),
        *_nothing(frame, [n for n in _AT_WORK if n in frame.columns]),
    )
    scene.frames[place] = pl.concat([frame, second])
    scene.busy |= set(persons)


def _nothing(frame: pl.DataFrame, names: list[str]) -> list[pl.Expr]:
    written = [f"as:{name}" for name in names if f"as:{name}" in frame.columns]
    basis = [name for name in ("wage_form", "work_region_basis") if name in frame.columns]
    return [pl.lit(None, frame.schema[n]).alias(n) for n in (*names, *written, *basis)]


def unlisted(scene: Scene, county: str) -> None:
    """R68: the labour roster has lost a poor person."""
    if not (scene.is_open("T-H1", county) and scene.is_open("T-N1", county)):
        return
    place = ("T-H1", county)
    able = scene.free("T-N1", county).filter(pl.col("labour_skill").is_in(ABLE))["person"]
    fits = scene.free(*place).filter(pl.col("person").is_in(able.implode()), "is_poor")
    persons = fits["person"].head(scene.few(*place)).to_list()
    scene.frames[place] = scene.frames[place].filter(~pl.col("person").is_in(persons))
    # the row that tells it stands in the other table
    scene.change(("T-N1", county), persons, "就业系统漏登", {})


def marked(scene: Scene, county: str) -> None:
    """R69: marked as lifted out of poverty without being so."""
    if scene.is_open("T-H1", county):
        place = ("T-H1", county)
        fits = scene.free(*place).filter(~pl.col("is_poor"))
        persons = fits["person"].head(scene.few(*place)).to_list()
        scene.change(place, persons, "误标脱贫人口", {"is_poverty_relieved": pl.lit(True)})


def _settled(scene: Scene, county: str) -> pl.DataFrame:
    """Return the free rows of those who work and whom the national system has at work too."""
    if not (scene.is_open("T-H1", county) and scene.is_open("T-N2", county)):
        return scene.people.head(0).with_columns(pl.lit(None).alias("defect"))
    at_work = scene.free("T-N2", county).filter(
        "has_worked", pl.col("work_region").is_not_null(), pl.col("wage_cny").is_not_null()
    )["person"]
    working = pl.Series(scene.careers.on & scene.careers.was_on)
    plain = [pl.col(f"as:{name}").is_null() for name in ("work_region", "wage_cny")]
    free = scene.free("T-H1", county)
    return free.filter(
        _EMPLOYED,
        pl.col("person").is_in(at_work.implode()),
        working.gather(free["person"].to_numpy()),
        pl.col("work_region").is_not_null(),
        pl.col("wage_cny").is_not_null(),
        *plain,
    )


def elsewhere(scene: Scene, county: str) -> None:
    """R70: the labour roster has a worker in another place; where there are most (R75)."""
    county = max(
        (c.code for c in scene.city.counties if scene.is_open("T-N2", c.code)),
        key=lambda code: scene.frames["T-N2", code].height,
    )
    fits = _settled(scene, county)
    if fits.is_empty():
        return
    persons = fits["person"].head(scene.few("T-H1", county)).to_list()
    near = pl.col("work_region").is_in(["乡内", "县内乡外"])
    home = (words.HOME_PROVINCE, scene.city.name, _name(scene, county))
    change = {"work_region": pl.when(near).then(pl.lit("省外")).otherwise(pl.lit("县内乡外"))}
    for part, far, here in zip(("province", "city", "county"), _FAR, home, strict=True):
        change[f"work_{part}"] = pl.when(near).then(pl.lit(far)).otherwise(pl.lit(here))
    scene.change(("T-H1", county), persons, "两系统务工地填得不同", change)


def _name(scene: Scene, county: str) -> str:
    return next(c.name for c in scene.city.counties if c.code == county)


def other_wage(scene: Scene, county: str) -> None:
    """R71: the labour roster has another wage."""
    fits = _settled(scene, county)
    if not fits.is_empty():
        persons = fits["person"].head(scene.few("T-H1", county)).to_list()
        change = {"wage_cny": pl.col("wage_cny") * 2 + 1_000}
        scene.change(("T-H1", county), persons, "两系统月收入填得不同", change)


def moved(scene: Scene, county: str) -> None:
    """R72: the labour roster has a poor person in another township."""
    if not (scene.is_open("T-H1", county) and scene.is_open("T-N1", county)):
        return
    fits = scene.free("T-H1", county).filter("is_poor")
    persons = fits["person"].head(scene.few("T-H1", county)).to_list()
    if not persons:
        return
    here = fits["town_code"][0]
    places = next(c for c in scene.city.counties if c.code == county)
    town = next(t for t in places.towns if t.code != here and t.code not in scene.sheltered)
    change = {"town_code": pl.lit(town.code), "village_name": pl.lit(town.villages[0].name)}
    scene.change(("T-H1", county), persons[:1], "户籍乡镇填错", change)


def other_name(scene: Scene, county: str) -> None:
    """R73: the labour roster has another name under a poor person's number."""
    if scene.is_open("T-H1", county) and scene.is_open("T-N1", county):
        place = ("T-H1", county)
        fits = scene.free(*place).filter("is_poor")
        persons = fits["person"].head(1).to_list()
        if persons:
            own = scene.people["person_name"][persons[0]]
            other = next(name for name in scene.people["person_name"] if name != own)
            scene.change(place, persons, "证件号录成别人的", {"as:person_name": pl.lit(other)})


def unverified(scene: Scene, county: str) -> None:
    """R77, R77b: nobody has asked for months whether who went away is still there."""
    if not scene.is_open("T-H1", county):
        return
    place = ("T-H1", county)
    for days in (_HALF_YEAR_DAYS, _UNVERIFIED_DAYS):
        last = scene.as_of - dt.timedelta(days=days)
        fits = scene.free(*place).filter(
            _EMPLOYED,
            pl.col("start_date") <= last,
            ~pl.col("work_region").is_in(["乡内", "县内乡外"]),
        )
        persons = fits["person"].head(2 * scene.few(*place)).to_list()
        scene.change(place, persons, "长期没有核实", {"updated_date": pl.lit(last)})


def restless(scene: Scene, county: str) -> None:
    """R79: every second month somebody is out of work; in one county, always the same persons."""
    place = ("T-H1", scene.city.counties[2].code)
    if not scene.is_open(*place) or scene.careers.index % 2 == 0:
        return
    fits = scene.free(*place).filter(_EMPLOYED, ~pl.col("is_poor"), pl.col("return_date").is_null())
    persons = fits["person"].head(scene.few(*place)).to_list()
    frame = scene.frames[place]
    blank = {name: pl.lit(None) for name in _AT_WORK if name in frame.columns}
    written = {f"as:{name}": pl.lit(None) for name in _AT_WORK if f"as:{name}" in frame.columns}
    state = {
        "employment_state": pl.lit("未就业"),
        "transfer_state": pl.lit("无转移"),
        "has_employer": pl.lit(False),
        "wage_form": pl.lit(None),
        "work_region_basis": pl.lit(None),
    }
    scene.change(place, persons, "就业状态反复", {**blank, **written, **state})


def swapped(scene: Scene, county: str) -> None:
    """R84: two persons have each other's record number."""
    if not scene.is_open("T-N1", county):
        return
    place = ("T-N1", county)
    persons = scene.free(*place)["person"].head(2).to_list()
    if len(persons) == 2:
        numbers = scene.people["person_no"]
        first = pl.col("person") == persons[0]
        other = (
            pl.when(first).then(pl.lit(numbers[persons[1]])).otherwise(pl.lit(numbers[persons[0]]))
        )
        scene.change(place, persons, "两人的人编号对调", {"person_no": other})


SINGLE: tuple[Plot, ...] = (
    *(restless, *HOMES, one_phone, two_states),
    *(unlisted, marked, elsewhere, other_wage, moved, other_name, unverified, swapped),
)
"""Every plot befalls one county at a time."""
