"""The figures of events for job seekers, and of the villages that they served.

Belongs here: I16, I22, I54, I55. A city's figure is its counties' and its own book's.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pipelines.sample.figures.counting import added, counted, shares
from pipelines.sample.figures.figure import Counties, Measured
from pipelines.sample.figures.snapshot import Past, Snapshot

NEAR_HOME = ("春风行动", "农闲务工行动", "就业帮扶行动周")
SPECIAL = ("春风行动", "民营企业招聘月", "金秋招聘月")
THREE = {"I22a": "专场招聘会", "I22b": "三送下乡", "I22c": "送人到企"}


def events(snapshot: Snapshot, past: Past) -> Measured:
    """Return how many events there were, and how many firms, posts and people came of them."""
    rows = _of_year(snapshot)
    campaign = pl.col("campaign")
    live = (pl.col("event_form") == "直播").fill_null(False) | (campaign == "直播带岗")
    near = rows.filter(campaign.is_in(NEAR_HOME))
    special = rows.filter(campaign.is_in(SPECIAL))
    shown = rows.filter(live)
    return {
        **_told(near, "I16", ("", "firms", "posts", "attendees", "intents")),
        **_told(special, "I54", ("", "posts", "intents", "signed")),
        **_told(shown, "I55", ("", "viewers", "intents")),
    }


def _of_year(snapshot: Snapshot) -> pl.DataFrame:
    return snapshot.rows["T-H5"].filter(snapshot.in_year("event_date"))


def _told(rows: pl.DataFrame, indicator: str, columns: Sequence[str]) -> Measured:
    """Return a figure a column, lettered from a; an empty name counts the events."""
    return {
        f"{indicator}{letter}": added(rows, column) if column else counted(rows)
        for letter, column in zip("abcde", columns, strict=False)
    }


def villages(snapshot: Snapshot, past: Past) -> Measured:
    """Return I22: of the assisted villages, those that an event of the kind named."""
    assisted = snapshot.rows["T-N5"].filter(pl.col("is_assisted").fill_null(False))
    code = snapshot.city.code
    return {
        indicator: _covered(
            assisted, _of_year(snapshot).filter(pl.col("campaign") == campaign), code
        )
        for indicator, campaign in THREE.items()
    }


def _covered(assisted: pl.DataFrame, held: pl.DataFrame, code: str) -> Counties:
    named = held.select("county_code", pl.col("villages").str.split("、").alias("village_name"))
    named = named.explode("village_name").unique()
    own = named.with_columns(pl.lit(True).alias("by_county"))
    city = named.filter(pl.col("county_code") == code)["village_name"]
    both = assisted.join(own, on=["county_code", "village_name"], how="left")
    by_city = pl.col("village_name").is_in(city.drop_nulls().implode())
    return shares(both, pl.col("by_county").fill_null(False) | by_city)
