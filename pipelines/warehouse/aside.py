"""The file that is built beside the published warehouse, and the moment it takes its place.

Belongs here: copying aside, deciding whether the copy can be trusted, and the rename.
Does not belong here: running dbt (``dbt``), and the publication record (``publish``).
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.warehouse.draws import write_draws_table
from pipelines.warehouse.kept import ensure_kept_tables
from pipelines.warehouse.project import definitions_sha256, views_sha256
from pipelines.warehouse.report import BuildReport, Prepared, WarehouseError

if TYPE_CHECKING:
    from pipelines.settings import Settings

PRIVATE = 0o600
_COVERED = """
select min(definitions_sha256) as definitions, min(views_sha256) as views, (
    select list(distinct strftime(report_month, '%Y-%m')) from intermediate.int_month__reported
) as months
from intermediate.int_build__inputs
"""


def building_file(settings: Settings) -> Path:
    """Return the file that dbt writes."""
    return settings.work / "warehouse.building.duckdb"


def built_file(settings: Settings) -> Path:
    """Return where a whole, tested warehouse waits for its promotion; it may not exist."""
    return settings.work / "warehouse.duckdb"


def prepare(
    settings: Settings, months: Sequence[str] | None = None, full_refresh: bool = False
) -> Prepared:
    """Put a copy of the published warehouse aside, or nothing where it cannot be trusted.

    Args:
        settings: the home folder.
        months: months that changed, ``YYYY-MM``; everything from the first of them on is
            rebuilt. None rebuilds everything.
        full_refresh: start from nothing.

    Raises:
        WarehouseError: nothing was delivered yet, or the disk refuses the copy.
    """
    register = settings.lake / "register" / "deliveries.parquet"
    if not register.exists():
        raise WarehouseError(
            f"还没有整理入库的报送（缺少 {register}）。请先把导出文件放入 {settings.inbox} 再刷新。"
        )
    ensure_kept_tables(settings)
    write_draws_table(settings)
    definitions = definitions_sha256(settings.dbt_project)
    target = building_file(settings)
    settings.work.mkdir(parents=True, exist_ok=True)
    for leftover in (target, built_file(settings)):
        _remove(leftover)
    first, views_stand = None, False
    if months and not full_refresh:
        covered, views = _covered(settings.warehouse_file, definitions)
        first = _first_month(months, register, covered)
        views_stand = views == views_sha256(settings, definitions)
    if first is None or settings.engine.is_spark:
        return Prepared(target, first, definitions)
    shutil.copyfile(settings.warehouse_file, target)
    target.chmod(PRIVATE)
    return Prepared(target, first, definitions, views_stand)


def finish(settings: Settings, prepared: Prepared) -> Path:
    """Mark the built file as whole and tested; return its path."""
    import duckdb

    with duckdb.connect(str(prepared.building_file)) as connection:
        connection.execute("force checkpoint")
    prepared.building_file.chmod(PRIVATE)
    built = built_file(settings)
    prepared.building_file.replace(built)
    return built


def promote(settings: Settings, report: BuildReport | None = None) -> None:
    """Rename the built warehouse over the published one; readers see one or the other.

    ``report`` is that of the build; None promotes whatever whole build is waiting.

    Raises:
        WarehouseError: nothing is waiting, or a reader holds the published file (Windows).
    """
    built = report.work_file if report else built_file(settings)
    if not built.exists():
        raise WarehouseError("没有可以发布的数据仓库，请先运行刷新（employment refresh）。")
    settings.published.mkdir(parents=True, exist_ok=True)
    try:
        built.replace(settings.warehouse_file)
    except OSError as error:
        raise WarehouseError(
            f"不能替换 {settings.warehouse_file}（{error.strerror}）。它可能正被别的程序打开："
            "请关闭正在查看它的窗口（如 DuckDB、DBeaver、Excel），然后再运行一次。"
        ) from error


def _first_month(months: Sequence[str], register: Path, covered: set[str]) -> str | None:
    """Return the first month to rebuild in the published tables, None if they are of no use."""
    import polars as pl

    if not covered:
        return None
    delivered = pl.read_parquet(register, columns=["report_month"])["report_month"].unique()
    uncovered = [month for month in delivered.to_list() if month not in covered]
    first = min([*months, *uncovered])
    return first if first > min(covered) else None


def _covered(published: Path, definitions: str) -> tuple[set[str], str]:
    """Return months, and digest of the views, of a warehouse made with these definitions.

    Nothing of one made with others.
    """
    import duckdb

    if not published.exists():
        return set(), ""
    try:
        with duckdb.connect(str(published), read_only=True) as connection:
            row = connection.execute(_COVERED).fetchone()
    except duckdb.Error:
        # Of another version or damaged: everything is rebuilt from the lake, nothing is lost.
        return set(), ""
    return (set(row[2] or ()), row[1]) if row and row[0] == definitions else (set(), "")


def _remove(path: Path) -> None:
    for leftover in (path, path.with_name(path.name + ".wal")):
        try:
            leftover.unlink(missing_ok=True)
        except OSError as error:
            raise WarehouseError(
                f"不能清除上次留下的 {leftover}（{error.strerror}）。"
                "请关闭正在使用它的程序，然后再运行一次。"
            ) from error
