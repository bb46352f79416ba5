"""Writes one delivery as the file an office would hand in.

Belongs here: what stands where in a file, and which writer makes it. The same delivery gives the
same bytes. Does not belong here: the cells (``render``), the formats (``workbooks``, ``texts``).
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.months import month_label
from pipelines.sample.city import City, town_names_of
from pipelines.sample.containers import lock
from pipelines.sample.delivery import INSIDE, Delivery
from pipelines.sample.headers import OTHER_WORDING, Column, columns_of
from pipelines.sample.likeness import like
from pipelines.sample.looks import PASSWORD
from pipelines.sample.page import MERGED_KEYS, Book, Row
from pipelines.sample.pages import hidden_rows, plan
from pipelines.sample.render import Renderer
from pipelines.sample.texts import write_csv, write_html
from pipelines.sample.workbooks import write_xls, write_xlsx


def write_delivery(
    delivery: Delivery, people: pl.DataFrame, city: City, scale: float, inbox: Path
) -> Path:
    """Write the file into ``inbox`` and return its path; existing files are replaced whole.

    A file of an archive is written beside it, for ``containers.pack`` to put in.
    """
    path = inbox / delivery.path
    if delivery.archive:
        name = delivery.path.split(INSIDE)[-1]
        path = inbox / f"{delivery.archive}.part" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    book = compose(delivery, people, city, scale)
    kind = delivery.look.kind
    {"xlsx": write_xlsx, "xls": write_xls, "csv": write_csv, "html": write_html}[kind](part, book)
    if delivery.look.is_locked:
        lock(part, PASSWORD)
    if delivery.copy_path:
        copy = inbox / delivery.copy_path
        copy.write_bytes(part.read_bytes())
        os.utime(copy, (delivery.received, delivery.received))
    os.utime(part, (delivery.received, delivery.received))
    part.replace(path)
    return path


def compose(delivery: Delivery, people: pl.DataFrame, city: City, scale: float) -> Book:
    """Return the delivery's rows and cells as they will stand in the file."""
    look = delivery.look
    use_other = like(delivery.content_county) in OTHER_WORDING[delivery.table]
    columns = columns_of(delivery.table, look, delivery.missing_header)
    renderer = Renderer(delivery, people, city)
    is_labour = delivery.table == "T-H1"
    leaf: Row = [column.text(use_other) for column in columns]
    return Book(
        sheets=plan(delivery, scale),
        titles=_titles(delivery, city),
        headers=_two_levels(columns, leaf) if is_labour else [leaf],
        merged_headers=_groups(columns) if is_labour else [],
        keys=[column.key for column in columns],
        columns=[renderer.cells(column.key) for column in columns],
        people=delivery.frame.height,
        towns=_towns(delivery) if look.has_subtotals else [],
        merged=_merged(delivery, columns) if look.is_merged_down else {},
        hidden=hidden_rows(delivery),
        counts_from_1904=look.counts_from_1904,
        wraps_numbers=look.wraps_numbers,
    )


def _titles(delivery: Delivery, city: City) -> list[str]:
    if not delivery.has_title:
        return []
    name = next(c.name for c in city.counties if c.code == delivery.content_county)
    month = month_label(delivery.content_month)
    if delivery.table == "T-H1":
        return [
            f"{name}农村劳动力转移就业实名制台账",
            f"填报单位（盖章）：{name}就业服务局    填报时间：{month}    单位：人、元",
        ]
    title = {"T-N1": "（自定义）监测对象信息", "T-N2": "（务工月监测）已外出务工信息"}
    padded = f"{delivery.content_month[:4]}年{delivery.content_month[5:]}月"
    return [
        title[delivery.table],
        f"导出条件：行政区划：吉林省{city.name}{name}；统计月份：{padded}",
    ]


def _two_levels(columns: list[Column], leaf: Row) -> list[Row]:
    """Put the group heading over its first column; a column without a group stands alone."""
    upper: list[object] = [None] * len(columns)
    lower = list(leaf)
    for i, column in enumerate(columns):
        if not column.group:
            upper[i], lower[i] = leaf[i], None
    return [upper, lower]


def _groups(columns: list[Column]) -> list[tuple[int, int, str]]:
    groups: dict[str, list[int]] = {}
    for i, column in enumerate(columns):
        if column.group:
            groups.setdefault(column.group, []).append(i)
    return [(places[0], places[-1], group) for group, places in groups.items()]


def _towns(delivery: Delivery) -> list[str]:
    names = town_names_of(delivery.content_county)
    return [names.get(code, "") for code in delivery.frame["town_code"]]


def _merged(delivery: Delivery, columns: list[Column]) -> dict[int, np.ndarray]:
    """Return, by position, where a new value begins in the columns that are merged down."""
    begins: dict[int, np.ndarray] = {}
    for key, names in MERGED_KEYS.items():
        run = delivery.frame.select(pl.struct(names).rle_id().alias("r")).to_series().to_numpy()
        starts = np.r_[True, run[1:] != run[:-1]] if len(run) else np.zeros(0, dtype=bool)
        begins |= {i: starts for i, column in enumerate(columns) if column.key == key}
    return begins
