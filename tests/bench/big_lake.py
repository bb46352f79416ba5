"""(f) A generated lake of many person-months: full rebuild, one month more, the bare scan.

Belongs here: the lake's months, counties and register, and the order of what is measured.
Does not belong here: the rows (``lake_rows``), the build (``lake_build``), the scan
(``lake_scan``).

A person-month is a row of one of the three rosters of a month, as many of each as in the sample.
The month more is the newest one built again beside those before it, as a refresh does.
"""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.months import month_range
from pipelines.settings import Settings
from tests.bench.bench import Bench
from tests.bench.lake_rows import SHARES, Part, write_part
from tests.bench.measuring import BenchError, Say, job
from tests.warehouse_lake import COUNTIES, SOURCES, TOWNS, Lake

NAME = "big_lake"
LETTER = "f"
TITLE = "大数据湖：全部重算、增加一个月、只读不算"
MEMORY = "8GB"
MONTHS = month_range("2021-01", "2022-06")
_BYTES_A_ROW = 260
"""Of disk for a person-month: the lake, the warehouse made of it and its copy aside, spill."""


def run(bench: Bench) -> dict[str, Any]:
    """Measure each wanted size, one after the other; the lake is removed after each."""
    return {
        "memory_limit": MEMORY,
        "sizes": [_measured(bench, round(size * 1e6)) for size in bench.person_months],
    }


def _measured(bench: Bench, rows: int) -> dict[str, Any]:
    """Measure one size; where that fails the others are kept."""
    try:
        return _measure(bench, rows)
    except BenchError as error:
        bench.say(f"{rows:,} 行没有测成：{error}")
        return {"person_months": rows, "failed": str(error)}


def _measure(bench: Bench, rows: int) -> dict[str, Any]:
    home = bench.work / f"lake-{rows}"
    _enough_disk(bench.work, rows)
    shutil.rmtree(home, ignore_errors=True)
    try:
        lake_bytes = generate(home, rows, bench.say)
        given = {"home": str(home), "memory": MEMORY}
        whole, built = job("lake_build", {**given, "months": None}, bench.say, f"{rows:,} 行重算")
        scan, scanned = bench.fresh("lake_scan", given, f"{rows:,} 行只读不算")
        one, again = job(
            "lake_build", {**given, "months": [MONTHS[-1]]}, bench.say, f"{rows:,} 行增一个月"
        )
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return {
        "person_months": rows,
        "months": len(MONTHS),
        "lake_bytes": lake_bytes,
        "bare_scan": {**scan, **scanned},
        "rebuild": {**whole.figures(), **built},
        "increment": {**one.figures(), **again},
    }


def generate(home: Path, rows: int, say: Say) -> int:
    """Write a lake of ``rows`` person-months that the warehouse builds on; return its bytes."""
    lake = Lake(home / "lake")
    towns = _towns()
    parts = []
    for month in MONTHS:
        for table, share in SHARES.items():
            of_table = max(len(COUNTIES), round(rows * share / len(MONTHS)))
            each = of_table // len(COUNTIES)
            for at, county in enumerate(COUNTIES):
                name = lake.deliver(table, county, month, [])
                lake.deliveries[-1] |= {"rows_read": each + 4, "rows_data": each}
                lake.deliveries[-1] |= {"synthetic_rows": each, "rows_dropped": 4}
                lake.verdicts[-1] |= {"rows_data": each, "rows_accepted": each}
                parts.append(Part(table, county, month, name, each, at * each, towns[county]))
    lake.write()
    with duckdb.connect() as connection, ThreadPoolExecutor(os.cpu_count()) as hands:

        def write(part: Part) -> None:
            with connection.cursor() as own:  # a connection is one thread's
                write_part(own, part, *_places(home / "lake", part))

        for number, _ in enumerate(hands.map(write, parts), start=1):
            if number % (len(parts) // 6) == 0:
                say(f"生成 {rows:,} 行：{number}/{len(parts)} 个文件")
    return sum(path.stat().st_size for path in (home / "lake").rglob("*.parquet"))


def _places(lake: Path, part: Part) -> tuple[Path, Path]:
    folder = lake / SOURCES[part.table]
    place = Path(f"report_month={part.month}") / f"county_code={part.county}"
    name = f"{part.delivery_id}.parquet"
    return folder / part.table / place / name, folder / f"{part.table}_values" / place / name


def _towns() -> dict[str, tuple[str, ...]]:
    """Return county code -> codes of its townships."""
    seeds = Settings(home=Path()).seeds
    frame = pl.read_csv(seeds / "towns.csv", infer_schema=False)
    counted = frame.filter(pl.col("is_excluded") == "false")
    return {
        county: tuple(counted.filter(county_code=county)["town_code"]) or (TOWNS[county],)
        for county in COUNTIES
    }


def _enough_disk(folder: Path, rows: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    free, wanted = shutil.disk_usage(folder).free, rows * _BYTES_A_ROW
    if free < wanted:
        raise BenchError(
            f"磁盘空间不够：{rows:,} 行的数据湖约需 {wanted / 1e9:.0f} GB，"
            f"{folder} 所在的盘只剩 {free / 1e9:.0f} GB。请用 --out 换到大一些的盘，"
            "或用 --persons-months 减小规模。"
        )
