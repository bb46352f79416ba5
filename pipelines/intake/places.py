"""Where a row belongs: its county and township.

Belongs here: region cells of a whole delivery become codes. Every distinct combination is
looked up once. Names and old names: ``regions``; places of work: ``work_regions``.
"""

from __future__ import annotations

import polars as pl

from pipelines.intake.regions import Regions

REGION_CELLS = ("county", "town", "village", "region_code")
MERGED_SHARE = 0.2
"""A column merged down is empty in most rows; below this share an empty cell is just empty."""

ADDRESS = "home_address"
_PREFIX = r"^(?:中国)?"
_ADDRESS = (
    r"(?<county>[^镇乡村]{1,10}?(?:自治县|县|区|市))?"
    r"(?<town>[^村]{1,10}?(?:街道办事处|街道|镇|乡))?"
    r"(?<village>.{1,12}?(?:村民委员会|居民委员会|村委会|居委会|村|社区))?"
)

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

    A row without a county of its own, whose township is known there, belongs to that county. A
    row without region cells is placed by its address, one without a township by its sheet.
    """
    frame = _with_addresses(frame, regions)
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
    placed = joined(frame, looked_up, REGION_CELLS)
    if most is None and "sheet_name" in frame.columns:
        most = county_of_sheets(frame["sheet_name"].unique().to_list(), regions)
    return _with_sheets(placed, regions, most), most


def county_of_sheets(names: list[str], regions: Regions) -> str | None:
    """Return the county that has a township of every sheet's name; None when none or several."""
    found = [
        county
        for county in sorted(regions.county_codes)
        if names and all(_town_of_sheet(name, county, regions) for name in names)
    ]
    return found[0] if len(found) == 1 else None


def _with_addresses(frame: pl.DataFrame, regions: Regions) -> pl.DataFrame:
    """Fill the region cells of rows that have none from the text of their address."""
    if ADDRESS not in frame.columns:
        return frame
    is_open = pl.all_horizontal([pl.col(name).is_null() for name in REGION_CELLS])
    if not frame.select(is_open.any()).item():
        return frame
    plain = pl.col(ADDRESS).str.replace_all(r"[\s/\\,、;-]+", "")
    parts = plain.str.extract_groups(_PREFIX + regions.before_county + _ADDRESS)
    return frame.with_columns(
        pl.when(is_open).then(parts.struct.field(name)).otherwise(pl.col(name)).alias(name)
        for name in ("county", "town", "village")
    )


def _with_sheets(frame: pl.DataFrame, regions: Regions, most: str | None) -> pl.DataFrame:
    """Place the rows without a township in that which their sheet is named after."""
    is_open = pl.col("town_code").is_null() & pl.col("town").is_null()
    if "sheet_name" not in frame.columns or not frame.select(is_open.any()).item():
        return frame
    home = pl.coalesce("home_county_code", pl.when(pl.col("county").is_null()).then(pl.lit(most)))
    keyed = frame.with_columns(home.alias("_home"))
    distinct = keyed.filter(is_open).select("sheet_name", "_home").unique(maintain_order=True)
    towns = [county and _town_of_sheet(name, county, regions) for name, county in distinct.rows()]
    looked_up = distinct.with_columns(pl.Series("_town", towns, dtype=pl.String))
    found = pl.when(is_open).then(pl.col("_town"))
    return (
        joined(keyed, looked_up, ("sheet_name", "_home"))
        .with_columns(
            pl.coalesce("town_code", found),
            pl.coalesce("home_county_code", found.str.slice(0, 6)),
        )
        .drop("_home", "_town")
    )


def _town_of_sheet(name: str, county: str, regions: Regions) -> str | None:
    """Return the township that a sheet is named after; 抚松 is the county, not 抚松镇."""
    return None if regions.county(name) is not None else regions.town(county, name)


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


def joined(frame: pl.DataFrame, looked_up: pl.DataFrame, on: tuple[str, ...]) -> pl.DataFrame:
    """Return ``frame`` with what was looked up for each distinct combination of ``on``."""
    return frame.join(looked_up, on=list(on), how="left", nulls_equal=True, maintain_order="left")
