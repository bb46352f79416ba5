"""Where a row belongs, and how far from home somebody works.

Belongs here: region cells of a whole delivery become codes; the region of work from its four
places. Every distinct combination is looked up once. Names and old names: ``regions``.
"""

from __future__ import annotations

import polars as pl

from pipelines.intake.layouts import Places
from pipelines.intake.regions import Regions
from pipelines.intake.values import squeeze

REGION_CELLS = ("county", "town", "village", "region_code")
WORK_CELLS = ("work_province", "work_city", "work_county", "work_town")
MERGED_SHARE = 0.2
"""A column merged down is empty in most rows; below this share an empty cell is just empty."""

Row = tuple[str | None, ...]


def filled_down(frame: pl.DataFrame) -> pl.DataFrame:
    """Fill region cells that were merged down a column, within one sheet in sheet order.

    A township is filled only within its county, a village only within its township.
    """
    above = pl.lit(0, pl.UInt32)
    for name in ("county", "town", "village"):
        if frame.height and _is_merged(frame[name]):
            frame = frame.with_columns(pl.col(name).forward_fill().over(above))
        above = pl.struct(above, pl.col(name)).rle_id()
        frame = frame.with_columns(above.alias("_group"))
        above = pl.col("_group")
    return frame.drop("_group", strict=False)


def with_region(frame: pl.DataFrame, regions: Regions) -> tuple[pl.DataFrame, str | None]:
    """Add ``home_county_code`` and ``town_code``; return also the county most rows name.

    A row without a county of its own, whose township is known there, belongs to that county.
    """
    cells = frame.select(REGION_CELLS)
    distinct = cells.group_by(REGION_CELLS, maintain_order=True).len()
    rows = [tuple(row) for row in distinct.select(REGION_CELLS).rows()]
    found = [regions.place(*row) for row in rows]
    counted: dict[str, int] = {}
    for (county, _), rows_of in zip(found, distinct["len"], strict=True):
        if county is not None:
            counted[county] = counted.get(county, 0) + rows_of
    most = min(counted, key=lambda code: (-counted[code], code)) if counted else None
    settled = [_settle(regions, row, place, most) for row, place in zip(rows, found, strict=True)]
    looked_up = distinct.select(REGION_CELLS).with_columns(
        pl.Series("home_county_code", [place[0] for place in settled], dtype=pl.String),
        pl.Series("town_code", [place[1] for place in settled], dtype=pl.String),
    )
    return _joined(frame, looked_up, REGION_CELLS), most


def with_work_region(frame: pl.DataFrame, regions: Regions, places: Places) -> pl.DataFrame:
    """Add ``work_region`` from the four places of work and the row's home."""
    keys = (*WORK_CELLS, "home_county_code", "town_code")
    distinct = frame.select(keys).unique(maintain_order=True)
    labels = [_work_region(tuple(row), regions, places) for row in distinct.rows()]
    looked_up = distinct.with_columns(pl.Series("work_region", labels, dtype=pl.String))
    return _joined(frame, looked_up, keys)


def _is_merged(column: pl.Series) -> bool:
    return bool(column[0] is not None and column.null_count() >= MERGED_SHARE * column.len())


def _settle(
    regions: Regions, row: Row, found: tuple[str | None, str | None], most: str | None
) -> tuple[str | None, str | None]:
    county, town, village, code = row
    if found[0] is None and most is not None and county is None and code is None:
        inside = regions.town_in(most, None, town, village, None)
        return (most, inside) if inside else found
    return found


def _work_region(row: Row, regions: Regions, places: Places) -> str | None:
    province, city, county, town, home, home_town = row
    if province is None:
        return None
    here = squeeze(province)
    if _named(here, places.foreign):
        return "境外"
    if not _named(here, places.home_province):
        return "省外" if _named(here, places.provinces) else None
    work_county = regions.county(county)
    if not _named(squeeze(city or ""), places.home_city) and (city is not None or not work_county):
        return "省内市外" if city is not None else None
    return _inside_city(work_county, town, home, home_town, regions)


def _inside_city(
    work_county: str | None,
    town: str | None,
    home: str | None,
    home_town: str | None,
    regions: Regions,
) -> str | None:
    if work_county is None or home is None:
        return None
    if work_county != home:
        return "市内县外"
    same = home_town is not None and regions.town(work_county, town) == home_town
    return "乡内" if same else "县内乡外"


def _named(text: str, names: list[str]) -> bool:
    listed = {squeeze(name) for name in names}
    return text in listed or f"{text}省" in listed or f"{text}市" in listed


def _joined(frame: pl.DataFrame, looked_up: pl.DataFrame, on: tuple[str, ...]) -> pl.DataFrame:
    return frame.join(looked_up, on=list(on), how="left", nulls_equal=True, maintain_order="left")
