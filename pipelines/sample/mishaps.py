"""Carries out the file-level defects that leave one file behind (or none).

Belongs here: what each event makes of a county's delivery. Does not belong here: choosing events
(``events``), deliveries that come in several files (``again``), judging them (``screen``).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.months import shift
from pipelines.sample.careers import Careers
from pipelines.sample.delivery import Delivery
from pipelines.sample.dirt import ERROR_CELL, ERROR_TEXT, with_errors
from pipelines.sample.events import (
    MISSING_HEADER,
    Event,
    frozen_town,
    town_that_shrinks,
    town_to_leave_out,
)
from pipelines.sample.likeness import like
from pipelines.sample.looks import XLS_COUNTIES
from pipelines.sample.plant import Place

OUT_OF_STEP_SHARE = 0.14
"""Share of a county's people in both systems whose rows disagree: well over the 10 % allowed."""
STAMPED_ON = 24
"""The day on which a township's rows are all stamped anew."""
LATE_DAYS = 11
"""After the 28th: the 8th of the next month at the earliest."""
LIMIT = 10_000
LARGEST_CUT = 0.08
ERRORS = 3
_ERROR_COLUMNS = {"T-H1": ("wage_cny", "education"), "T-N2": ("wage_cny", "industry")}
_EVERY_ROW_LEFT_OUT = 6
_EVERY_ROW_OF_TOWN_LEFT_OUT = 3


@dataclass
class Month:
    """What the offices have at hand: this month's files, last month's, and last year's."""

    plain: dict[Place, Delivery]
    last: dict[Place, Delivery]
    last_year: dict[Place, Delivery]
    careers: Careers
    people: pl.DataFrame


def mishap(event: Event, month: Month) -> list[Delivery]:
    """Return the delivery of the event's place after the mishap; none where it went missing."""
    if event.kind == "missing":
        return []
    own = month.plain[event.table, event.county]
    _CARRY_OUT.get(event.kind, _lose_rows)(own, event, month)
    return [own]


def _misplace(own: Delivery, event: Event, month: Month) -> None:
    own.frame = month.plain[event.table, event.source].frame
    own.content_county = event.source
    own.notes["R03"] = f"放进了{event.source}的文件"


def _drop_column(own: Delivery, event: Event, month: Month) -> None:
    own.missing_header = MISSING_HEADER
    own.notes["R01"] = "缺少必需列"


def _come_late(own: Delivery, event: Event, month: Month) -> None:
    own.days = LATE_DAYS
    own.notes["R12"] = "过了截止日才报"


def _copy(own: Delivery, event: Event, month: Month) -> None:
    own.copy = "副本"


def _garble(own: Delivery, event: Event, month: Month) -> None:
    own.is_garbled = True
    own.notes["R09"] = "单位名称成了乱码"


def _fall_behind(own: Delivery, event: Event, month: Month) -> None:
    episodes = month.plain["T-N2", event.county].frame
    own.frame = _out_of_step(own.frame, episodes, month.careers)
    own.notes["R75"] = "大批人员状态和地域未更新"


def _repeat(own: Delivery, event: Event, month: Month) -> None:
    last = month.last[event.table, event.county]
    own.frame = last.frame
    own.notes["R04"] = "上月的文件或内容原样再报"
    if event.kind == "last_month_file":
        own.content_month = last.content_month
        own.notes["R03"] = "文件标题仍是上月"


def _take_last_years(own: Delivery, event: Event, month: Month) -> None:
    """Where the run is too short to have a last year the file is this month's after all."""
    old = month.last_year.get((own.table, own.county))
    if old is not None:
        own.frame, own.content_month = old.frame, shift(own.month, -12)
        own.notes["R03"] = "放进了上一年的文件"


def _lose_rows(own: Delivery, event: Event, month: Month) -> None:
    position = pl.int_range(pl.len())
    if event.kind == "town_left_out":
        own.frame = own.frame.filter(pl.col("town_code") != town_to_leave_out(own.frame))
        own.notes["R06"] = "漏导一个乡镇"
    elif event.kind == "rows_left_out":
        own.frame = own.frame.filter(position % _EVERY_ROW_LEFT_OUT != 0)
        own.notes["R05"] = "漏导了六分之一的人"
    elif event.kind == "town_shrunk":
        town = town_that_shrinks(own.frame)
        third = position.over("town_code") % _EVERY_ROW_OF_TOWN_LEFT_OUT == 0
        own.frame = own.frame.filter((pl.col("town_code") != town) | ~third)
        own.notes["R05"] = "一个乡镇漏导了三分之一的人"
    elif event.kind == "truncated":
        left = own.frame.height - own.frame.height % LIMIT
        if left and own.frame.height - left <= LARGEST_CUT * own.frame.height:
            shuffled = own.frame.sort(pl.col("person") * 7 % 1_009, maintain_order=True)
            own.frame = shuffled.head(left)
            own.notes["R07"] = "导出到一万行为止"


def _show_errors(own: Delivery, event: Event, month: Month) -> None:
    """Plant error cells, or their text; in an old workbook they are always real ones."""
    cell = ERROR_CELL if event.kind == "error_cells" else ERROR_TEXT
    is_old = own.table == "T-H1" and like(own.content_county) in XLS_COUNTIES
    for column in _ERROR_COLUMNS[own.table]:
        fit = own.frame.filter(pl.col("defect").is_null() & pl.col(column).is_not_null())
        persons = fit["person"].unique(maintain_order=True)
        chosen = persons.gather_every(max(1, persons.len() // ERRORS)).head(ERRORS).to_list()
        own.frame = with_errors(own.frame, column, chosen, ERROR_CELL if is_old else cell)
    own.notes["R11"] = "单元格里是公式错误"


def _ids_as_numbers(own: Delivery, event: Event, month: Month) -> None:
    """Make numbers of every ID but those that end in X, as Excel does."""
    certificate = month.people["certificate_no"].gather(own.frame["person"])
    own.frame = own.frame.with_columns(
        pl.when(certificate.str.contains(r"^\d+$")).then(pl.lit("number")).alias("id_form"),
        pl.lit("整列证件号码被存成数字").alias("defect"),
    )


def _freeze(own: Delivery, event: Event, month: Month) -> None:
    county = next(c for c in month.careers.city.counties if c.code == own.county)
    in_town = pl.col("town_code") == frozen_town(county)
    last = month.last[own.table, own.county].frame.filter(in_town)
    # A cell written in a form of its own has a column of its own, which last month may lack.
    old = last.select(name for name in own.frame.columns if name in last.columns)
    if event.kind == "town_stamped":
        newest = dt.date(month.careers.year, month.careers.month, STAMPED_ON)
        old = old.with_columns(pl.lit(newest).alias("updated_date"))
        own.notes["R78"] = "乡镇只改了更新时间"
    own.frame = pl.concat([own.frame.filter(~in_town), old], how="diagonal_relaxed")
    own.notes["R76"] = "乡镇照搬上月"


def _out_of_step(frame: pl.DataFrame, episodes: pl.DataFrame, careers: Careers) -> pl.DataFrame:
    """Half of the chosen look idle, half seem to work elsewhere; only workers are chosen."""
    who = frame["person"].to_numpy()
    plain = frame["defect"].is_null()
    for column in ("as:work_region", "as:wage_cny"):
        plain = plain & frame[column].is_null()
    listed = np.isin(who, episodes["person"].to_numpy())
    settled = (
        listed
        & plain.to_numpy()
        & careers.on[who]
        & careers.was_on[who]
        & frame["work_region"].is_not_null().to_numpy()
    )
    wanted = math.ceil(OUT_OF_STEP_SHARE * int(listed.sum())) + 1
    chosen = who[settled][:wanted]
    idle, astray = chosen[::2].tolist(), chosen[1::2].tolist()
    is_idle, is_astray = pl.col("person").is_in(idle), pl.col("person").is_in(astray)
    local = pl.col("work_region").is_in(["乡内", "县内乡外"])
    note = pl.lit("就业系统大批人员未更新")
    cleared = (
        *("employment_form", "transfer_mode", "work_region", "work_province", "work_city"),
        *("work_county", "industry", "start_date", "return_date", "wage_cny", "months_worked"),
        *("contract_state", "is_paid_on_time"),
    )
    return frame.with_columns(
        pl.when(is_astray & local)
        .then(pl.lit("省外"))
        .when(is_astray)
        .then(pl.lit("乡内"))
        .otherwise("work_region")
        .alias("work_region")
    ).with_columns(
        pl.when(is_idle)
        .then(pl.lit("未就业"))
        .otherwise("employment_state")
        .alias("employment_state"),
        pl.when(is_idle).then(pl.lit("无转移")).otherwise("transfer_state").alias("transfer_state"),
        pl.when(is_idle).then(pl.lit(False)).otherwise("has_employer").alias("has_employer"),
        pl.when(is_idle | is_astray).then(note).otherwise("defect").alias("defect"),
        *(pl.when(~is_idle).then(name).alias(name) for name in cleared),
    )


_CARRY_OUT: dict[str, Callable[[Delivery, Event, Month], None]] = {
    "wrong_county": _misplace,
    "last_month_file": _repeat,
    "last_month_rows": _repeat,
    "last_year_file": _take_last_years,
    "missing_column": _drop_column,
    "ids_as_numbers": _ids_as_numbers,
    "town_frozen": _freeze,
    "town_stamped": _freeze,
    "out_of_step": _fall_behind,
    "late": _come_late,
    "same_bytes_twice": _copy,
    "garbled": _garble,
    "error_cells": _show_errors,
    "error_texts": _show_errors,
}
