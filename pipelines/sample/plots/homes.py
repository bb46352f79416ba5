"""Plots of whole households of the poverty register: R55 to R60.

Belongs here: one function a rule, which looks for a household of which no row bears anything yet.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from pipelines.sample.plots.scene import ABLE, Plot, Scene


def _homes(scene: Scene, county: str) -> pl.DataFrame:
    """Return the free rows of households all of whose rows are free, with ``size``."""
    free = scene.free("T-N1", county)
    whole = scene.frames["T-N1", county].group_by("household_no").len("all")
    sizes = free.group_by("household_no").len("size")
    fits = whole.join(sizes, on="household_no").filter(pl.col("all") == pl.col("size"))
    return free.join(fits.select("household_no", "size"), on="household_no", maintain_order="left")


def no_head(scene: Scene, county: str) -> None:
    """R55: the head is somebody else, or two are heads."""
    if not scene.is_open("T-N1", county):
        return
    homes = _homes(scene, county).filter(pl.col("size") > 1)
    odd = scene.careers.index % 2 == 1
    chosen = homes.filter((pl.col("relation") == "户主") == odd)
    chosen = chosen.unique("household_no", keep="first", maintain_order=True)
    persons = chosen["person"].head(scene.few("T-N1", county)).to_list()
    relation = pl.lit("其他" if odd else "户主")
    note = "户主登记成其他关系" if odd else "一户登记了两个户主"
    scene.change(("T-N1", county), persons, note, {"relation": relation})


def wrong_relation(scene: Scene, county: str) -> None:
    """R56: a son is called a daughter."""
    if not scene.is_open("T-N1", county):
        return
    fits = _homes(scene, county).filter(pl.col("relation") != "户主")
    persons = fits["person"].head(scene.few("T-N1", county)).to_list()
    relation = pl.when(pl.col("id_sex") == "男").then(pl.lit("之女")).otherwise(pl.lit("之子"))
    scene.change(("T-N1", county), persons, "与户主关系填错性别", {"relation": relation})


def _idle_homes(scene: Scene, county: str) -> list[int]:
    """Return the persons of a household in which nobody can work or ever has."""
    homes = _homes(scene, county)
    able = pl.col("labour_skill").is_in(ABLE) | pl.col("labour_skill").is_null()
    quiet = homes.filter(
        ~able.any().over("household_no"),
        (pl.col("wage_income_cny") == 0).all().over("household_no"),
    )
    if quiet.is_empty():
        return []
    return quiet.filter(pl.col("household_no") == quiet["household_no"][0])["person"].to_list()


def unsteady(scene: Scene, county: str) -> None:
    """R58: at risk for unsteady work without anybody who could work."""
    if not scene.is_open("T-N1", county):
        return
    scene.change(
        ("T-N1", county),
        _idle_homes(scene, county),
        "风险类型填错",
        {
            "monitor_kind": pl.coalesce("monitor_kind", pl.lit("脱贫不稳定户")),
            "identified_month": pl.coalesce(
                "identified_month", pl.lit(dt.date(scene.careers.year, 1, 1))
            ),
            "is_risk_eliminated": pl.lit(False),
            "is_risk_eliminated_2": pl.lit(False),
            "eliminated_month": pl.lit(None),
            "risk_elimination": pl.lit(None),
            "risk_kinds": pl.lit("因务工就业不稳"),
        },
    )


def helped(scene: Scene, county: str) -> None:
    """R59: helped to go out for work, and nobody goes."""
    if scene.is_open("T-N1", county):
        persons = _idle_homes(scene, county)
        change = {"job_help": pl.lit("劳务输出")}
        scene.change(("T-N1", county), persons, "就业帮扶填错", change)


def unearned(scene: Scene, county: str) -> None:
    """R60: wages of nobody."""
    if scene.is_open("T-N1", county):
        persons = _idle_homes(scene, county)
        change = {"wage_income_cny": pl.lit(12_000.0)}
        scene.change(("T-N1", county), persons, "无人务工却有工资性收入", change)


HOMES: tuple[Plot, ...] = (no_head, wrong_relation, unsteady, helped, unearned)
