"""``employment baseline show``: every version of the frozen year, and what it lacks.

Belongs here: laying the versions out. It changes nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import polars as pl
from rich.table import Table

from pipelines.months import month_label
from pipelines.trace.baseline import ENTERED, frozen_year, missing_months
from pipelines.warehouse import newest_version, read_baseline

if TYPE_CHECKING:
    from rich.console import Console

    from pipelines.settings import Settings

CHINA = timezone(timedelta(hours=8))


def print_baseline(settings: Settings, console: Console, year: int | None = None) -> None:
    """Print the versions of the frozen year.

    Raises:
        TraceError: ``year`` is not the baseline year.
        WarehouseError: the file cannot be read.
    """
    year = frozen_year(settings, year)
    rows = read_baseline(settings).filter(pl.col("baseline_year") == year)
    if rows.is_empty():
        console.print(
            f"{year} 年还没有冻结：与 {year} 年的比较用的是现在算出来的数，会随补报变化。"
            f"冻结用 employment baseline freeze {year} --signed-by 姓名。"
        )
        return
    table = Table(title=f"{year} 年基期", expand=False)
    for title in ("版本", "冻结时间、签字", "理由", "个数", "月份"):
        table.add_column(title, overflow="fold")
    for version in sorted(rows["baseline_version"].unique()):
        own = rows.filter(pl.col("baseline_version") == version)
        first = own.row(0, named=True)
        entered = own.filter(origin=ENTERED).height
        table.add_row(
            str(version),
            f"{_china_time(first['signed_at'])}\n{first['signed_by']}",
            first["reason"] or "",
            f"{own.height:,}" + (f"\n其中录入 {entered:,}" if entered else ""),
            f"{own['report_month'].n_unique()} 个月",
        )
    console.print(table)
    newest = newest_version(rows)
    console.print(f"现在用的是第 {newest['baseline_version'][0]} 版。")
    if gaps := missing_months(newest, year):
        console.print(f"没有数的月份（比较时为空，不推算）：{'、'.join(map(month_label, gaps))}。")


def _china_time(text: str) -> str:
    at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
