"""Writing the files: default names, never over another file unasked, whole or not at all.

Belongs here: where files go and what the offices' files are made from. Does not belong here:
what stands in them.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import polars as pl

from pipelines.areas import CITY, covered_areas, covered_places
from pipelines.intake.layouts import Layouts, load_layouts
from pipelines.offices.dictionary import dictionary_book, dictionary_page
from pipelines.offices.errors import OfficesError
from pipelines.offices.guide import Office
from pipelines.offices.template import template_bytes
from pipelines.settings import Settings

PAGE_NAME, BOOK_NAME = "数据字典.html", "数据字典.xlsx"
BOOK_SUFFIX = ".xlsx"


def write_template(
    settings: Settings, table: str | None, out: Path | None = None, *, force: bool = False
) -> Path:
    """Write the template of ``table`` (``T-H1``, in any case) and return its path.

    ``out`` is a file, or a folder in which the file gets its own name; None is the current folder.

    Raises:
        OfficesError: no such table, the file is there and not ``force``, or it cannot be written.
    """
    layouts = load_layouts(settings.expectations)
    wanted = _table(layouts, table)
    own_name = f"填报模板-{wanted}-{layouts.tables[wanted].table_name}{BOOK_SUFFIX}"
    path = (out or Path()).expanduser()
    if path.is_dir():
        path = path / own_name
    if path.suffix.lower() != BOOK_SUFFIX:
        raise OfficesError(
            f"--out 应是以 {BOOK_SUFFIX} 结尾的文件名或一个已有的文件夹，现为“{path}”。"
            f"例如：--out {own_name}"
        )
    _refuse_existing([path], force=force)
    return _save(path, template_bytes(layouts, wanted, _office(settings)))


def write_layouts(
    settings: Settings, out: Path | None = None, *, force: bool = False
) -> tuple[Path, Path]:
    """Write the data dictionary into the folder ``out`` and return page and workbook.

    Raises:
        OfficesError: a file is there and not ``force``, or it cannot be written.
    """
    layouts = load_layouts(settings.expectations)
    folder = (out or Path()).expanduser()
    page, book = folder / PAGE_NAME, folder / BOOK_NAME
    _refuse_existing([page, book], force=force)
    contents = dictionary_page(layouts), dictionary_book(layouts, settings.city_office)
    return _save(page, contents[0]), _save(book, contents[1])


def _table(layouts: Layouts, table: str | None) -> str:
    wanted = (table or "").strip().upper()
    for name in layouts.tables:
        if name.upper() == wanted:
            return name
    found = f"没有“{table}”这张表" if table else "没有写明要哪张表"
    listed = "；".join(f"{name} {its.table_name}" for name, its in layouts.tables.items())
    raise OfficesError(
        f"{found}。可以写：{listed}。例如：employment template {next(iter(layouts.tables))}"
    )


def _office(settings: Settings) -> Office:
    counties = covered_areas(settings.seeds, settings.cities)
    towns = covered_places(settings.seeds, settings.cities, "towns.csv", "town_code")
    listed = (
        towns.join(counties.select("county_code", "county_name", "sort_order"), on="county_code")
        .with_columns(pl.col("sort_order").cast(pl.Int32))
        .sort("sort_order", "town_code")
        .select("county_name", "town_name")
    )
    return Office(
        name=settings.city_office,
        cutoff_day=settings.township_day,
        towns=tuple((county, town) for county, town in listed.rows()),
        cities=tuple(counties.filter(pl.col("level") == CITY)["county_name"]),
    )


def _refuse_existing(paths: list[Path], *, force: bool) -> None:
    there = [path for path in paths if path.exists()]
    if there and not force:
        listed = "、".join(str(path.resolve()) for path in there)
        raise OfficesError(
            f"文件已经存在，没有覆盖：{listed}。要覆盖请加 --force；要另存请用 --out 指定别处。"
        )


def _save(path: Path, content: bytes) -> Path:
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise OfficesError(
            f"写不了 {path.resolve()}（{error.strerror or type(error).__name__}）。"
            "请关闭正打开它的程序，或用 --out 指定能写的位置。"
        ) from error
    return path.resolve()
