"""Deliveries that come in several files: pages, townships sent again, whole tables sent again.

Belongs here: which file has which rows and when each comes in. Does not belong here: which of
them count in the end (``standing``).
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from pipelines.sample.delivery import Delivery
from pipelines.sample.events import MISSING_HEADER, Event, town_to_leave_out

IN_SEVERAL_FILES = (
    *("delivered_twice", "whole_again", "town_again", "town_again_late", "pages"),
    "refused_after",
)
SOON, LATE = 3, 12
"""Days after the 28th: before the cut-off (not in February, where nothing comes soon), after it."""
_FORGOTTEN = 7
_WRONG = 3
"""Of so many rows one is left out, or right."""


def in_several_files(event: Event, own: Delivery) -> list[Delivery]:
    """Return the files of one slot, in the order in which they come in."""
    if event.kind == "pages":
        return _pages(own)
    if event.kind == "delivered_twice":
        return _short_then_whole(own)
    if event.kind == "refused_after":
        return _good_then_unusable(own)
    if event.kind == "whole_again":
        return _wrong_then_right(own)
    return _town_again(own, LATE if event.kind == "town_again_late" else SOON)


def _pages(own: Delivery) -> list[Delivery]:
    """Return half of the persons each; whoever has several rows has them in one file."""
    first = pl.col("person").is_in(own.frame["person"].unique(maintain_order=True)[: _half(own)])
    pages = (own.frame.filter(first), own.frame.filter(~first))
    return [
        replace(own, frame=frame, days=day, label=f"-第{day + 1}部分", notes=dict(own.notes))
        for day, frame in enumerate(pages)
    ]


def _half(own: Delivery) -> int:
    return -(-own.frame["person"].n_unique() // 2)


def _short_then_whole(own: Delivery) -> list[Delivery]:
    short = own.frame.filter(pl.col("town_code") != town_to_leave_out(own.frame))
    return [replace(own, frame=short, notes={}), replace(own, days=SOON + 1, label=" (2)")]


def _good_then_unusable(own: Delivery) -> list[Delivery]:
    again = replace(own, days=SOON, label="（补）", missing_header=MISSING_HEADER)
    again.notes = {"R01": "补报的文件缺少必需列"}
    return [own, again]


def _wrong_then_right(own: Delivery) -> list[Delivery]:
    """Return a file that forgot some persons and mistook others, and the right one, too late."""
    position = pl.int_range(pl.len())
    wrong = _with_mistakes(own.frame, position).filter(position % _FORGOTTEN != _FORGOTTEN - 1)
    again = replace(own, days=LATE, label="（更正）")
    again.notes = {**own.notes, "R83": "截止日后整表重报"}
    return [replace(own, frame=wrong, notes={}), again]


def _town_again(own: Delivery, days: int) -> list[Delivery]:
    town = town_to_leave_out(own.frame)
    in_town = pl.col("town_code") == town
    position = pl.int_range(pl.len())
    mistaken = _with_mistakes(own.frame.filter(in_town), position)
    whole = pl.concat([own.frame.filter(~in_town), mistaken], how="diagonal_relaxed").sort(
        "town_code", maintain_order=True
    )
    again = replace(own, frame=own.frame.filter(in_town), days=days, label="（一个乡镇更正）")
    again.notes = {**own.notes, "R83": "截止日后一个乡镇重报"}
    return [replace(own, frame=whole, notes={}), again]


def _with_mistakes(frame: pl.DataFrame, position: pl.Expr) -> pl.DataFrame:
    column = "channel" if "channel" in frame.columns else "education"
    return frame.with_columns(pl.when(position % _WRONG != 0).then(pl.col(column)).alias(column))
