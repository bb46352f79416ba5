"""The region of work of every row: reported, from the four places, or from a text of them.

Belongs here: whole columns; every distinct text is looked up once. Does not belong here: what
one text means (``work_places``) and where home is (``places``).
"""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from pipelines.intake import values
from pipelines.intake.cells import Problems
from pipelines.intake.gazetteer import PROVINCE as PROVINCE_NAME
from pipelines.intake.layouts import Places, TableLayout
from pipelines.intake.places import joined
from pipelines.intake.regions import Regions
from pipelines.intake.values import squeeze
from pipelines.intake.work_places import (
    ABROAD,
    CITY,
    COUNTY,
    ELSEWHERE,
    PROVINCE,
    TOWN,
    WorkPlaces,
)

WORK_CELLS = ("work_province", "work_city", "work_county", "work_town")
HOME = ("home_county_code", "town_code")
REPORTED, TOLD = "填报", "推断"
_REGION, _BASIS, _PLACE = "work_region", "work_region_basis", "work_place"
_PLACE_REGION = "place_region"
_NOT_RECOGNISED, _NOT_LISTED, _INFERRED = "not_recognised", "not_in_code_list", "inferred"

_PROVINCE_TOLD = "province told"
Row = tuple[str | None, ...]


def with_work_regions(
    frame: pl.DataFrame,
    found: pl.DataFrame,
    layout: TableLayout,
    regions: Regions,
    places: Places,
    problems: Problems,
) -> pl.DataFrame:
    """Add what the table's layout says of the region of work; note what was not recognised.

    ``found`` are the cells of ``frame`` as text, before they were read.
    """
    names = {column.name: column.type for column in layout.columns}
    if _REGION not in names:
        return frame
    if names[_REGION] != "derived":
        return _filled(frame, found, WorkPlaces(regions, places), problems)
    if _PLACE in names:
        told = _told(frame.select(_PLACE, *HOME), WorkPlaces(regions, places))
        has_place = pl.col(_PLACE).is_not_null()
        full = frame.with_columns(told.alias(_REGION))
    else:
        full = with_work_region(frame, regions, places)
        has_place = pl.any_horizontal([pl.col(name).is_not_null() for name in WORK_CELLS])
    unclear = full.filter(has_place & pl.col(_REGION).is_null()).height
    problems.note(_REGION, _NOT_RECOGNISED, unclear)
    return full


def with_work_region(frame: pl.DataFrame, regions: Regions, places: Places) -> pl.DataFrame:
    """Add ``work_region`` from the four places of work and the row's home.

    A blank province is filled in where the city or the county tells it.
    """
    keys = (*WORK_CELLS, *HOME)
    distinct = frame.select(keys).unique(maintain_order=True)
    words = WorkPlaces(regions, places)
    provinces = [
        row[0] or _province(row[1], row[2], regions.near(row[4])) for row in distinct.rows()
    ]
    labels = [
        _work_region((province, *row[1:]), regions.near(row[4]), places, words)
        for province, row in zip(provinces, distinct.rows(), strict=True)
    ]
    looked_up = distinct.with_columns(
        pl.Series(_REGION, labels, dtype=pl.String),
        pl.Series(_PROVINCE_TOLD, provinces, dtype=pl.String),
    )
    full = joined(frame, looked_up, keys)
    return full.with_columns(pl.col(_PROVINCE_TOLD).alias(WORK_CELLS[0])).drop(_PROVINCE_TOLD)


def _province(city: str | None, county: str | None, regions: Regions) -> str | None:
    for cell in (city, county):
        name = squeeze(cell or "")
        found = regions.gazetteer.province_of(name)
        if found is None and regions.county(name) is not None:
            found = PROVINCE_NAME
        if found is not None:
            return found
    return None


def _filled(
    frame: pl.DataFrame, found: pl.DataFrame, words: WorkPlaces, problems: Problems
) -> pl.DataFrame:
    """Fill a region that is blank or in no list from the cell's words, then from the places.

    ``place_region`` is what the places tell, whatever the region's own cell says.
    """
    homes = frame.select(HOME)
    cells = [name for name in WORK_CELLS if name in frame.columns]
    place = frame.select(pl.concat_str(cells, ignore_nulls=True).replace("", None).alias(_PLACE))
    full = frame.with_columns(_told(place.hstack(homes), words).alias(_PLACE_REGION))
    is_open = frame[_REGION].is_null()
    if not is_open.any():
        return full.with_columns(pl.lit(REPORTED).alias(_BASIS))
    text = found.select(pl.when(pl.lit(is_open)).then(pl.col(_REGION)))[_REGION]
    told = _told(text.to_frame().hstack(homes), words)
    full = full.with_columns(
        pl.coalesce(_REGION, pl.lit(told), _PLACE_REGION).alias(_REGION),
    ).with_columns(
        pl.when(~pl.lit(is_open))
        .then(pl.lit(REPORTED))
        .when(pl.col(_REGION).is_not_null())
        .then(pl.lit(TOLD))
        .alias(_BASIS)
    )
    now_read = full[_REGION].is_not_null() & is_open
    problems.note(_REGION, _INFERRED, int(now_read.sum()))
    problems.take_back(_REGION, _NOT_LISTED, int((now_read & _says_something(text)).sum()))
    return full


def _says_something(text: pl.Series) -> pl.Series:
    """Return which cells were counted as not in the list."""
    nothing = [*values.BLANKS, *values.ERRORS]
    return text.is_not_null() & ~text.is_in(nothing)


def _told(frame: pl.DataFrame, words: WorkPlaces) -> pl.Series:
    """Return the region that the text in the first column means for each row's home."""
    distinct = frame.filter(pl.col(frame.columns[0]).is_not_null()).unique(maintain_order=True)
    labels = [words.told(*row) for row in distinct.rows()]
    looked_up = distinct.with_columns(pl.Series("told", labels, dtype=pl.String))
    return joined(frame, looked_up, tuple(frame.columns))["told"]


def _work_region(row: Row, regions: Regions, places: Places, words: WorkPlaces) -> str | None:
    *cells, home, home_town = row
    found = _of_cells(row, regions, places)
    if found is None:
        # composed texts in one cell, and a province that was left out
        found = words.told("".join(cell for cell in cells if cell), home, home_town)
    return found


def _of_cells(row: Row, regions: Regions, places: Places) -> str | None:
    province, city, county, town, home, home_town = row
    if province is None:
        return None
    here = squeeze(province)
    if _named(here, places.foreign):
        return ABROAD
    if not _named(here, places.home_province):
        return ELSEWHERE if _named(here, places.provinces) else None
    inside = regions.county(city)
    if inside is not None:  # the county stands where the city should
        return _inside_city(inside, county if town is None else town, home, home_town, regions)
    work_county = regions.county(county)
    is_own = _named(squeeze(city or ""), _city_names(regions))
    if not is_own and (city is not None or not work_county):
        return PROVINCE if city is not None else None
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
        return CITY
    same = home_town is not None and regions.town(work_county, town) == home_town
    return TOWN if same else COUNTY


def _city_names(regions: Regions) -> list[str]:
    return [word for name in regions.cities.values() for word in (name, name.removesuffix("市"))]


def _named(text: str, names: list[str]) -> bool:
    listed = _squeezed(tuple(names))
    return text in listed or f"{text}省" in listed or f"{text}市" in listed


@lru_cache(maxsize=16)
def _squeezed(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(squeeze, names))
