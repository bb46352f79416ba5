"""``employment status``: what arrived, what was held back or is missing, what is published.

Belongs here: reading state and laying it out as tables. It changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from rich.table import Table

from pipelines.arrivals import arrival_lines, town_names
from pipelines.errors import EmploymentError
from pipelines.intake.assets import MONTHLY_TABLES
from pipelines.months import month_label
from pipelines.refresh import county_names, read_publication

if TYPE_CHECKING:
    from rich.console import Console

    from pipelines.settings import Settings

STATE_WORDS = {"accepted": "已采用", "held": "已暂停", "refused": "拒收", "missing": "缺报"}


class StatusError(EmploymentError):
    """The month asked for cannot be shown."""


def print_status(settings: Settings, month: str | None, console: Console) -> None:
    """Print the state of ``month`` (the latest when None) and of the publication.

    Raises:
        StatusError: nothing is known of that month.
    """
    from pipelines.intake import (
        cutoff_end,
        load_layouts,
        months_in_inbox,
        read_register,
        strange_inbox_entries,
        waiting_files,
    )
    from pipelines.quality import read_verdicts
    from pipelines.quality.issues.listing import status_line
    from pipelines.quality.issues.run import china_today

    verdicts = read_verdicts(settings)
    register = read_register(settings)
    known = sorted(set(months_in_inbox(settings)) | set(register["report_month"].to_list()))
    console.print(f"数据目录：{settings.home}", markup=False, soft_wrap=True)
    for entry in strange_inbox_entries(settings):
        console.print(
            f"注意：收件目录中的“{entry.name}”没有放在月份目录（如 2022-06）里，不会被收取。",
            markup=False,
        )
    if not known:
        console.print(f"收件目录 {settings.inbox} 中还没有任何月份的导出。", markup=False)
        return
    shown = month or known[-1]
    if shown not in known:
        raise StatusError(f"没有 {shown} 的导出。现有月份：{known[0]} 至 {known[-1]}。")
    names = county_names(settings)
    titles = {
        t: layout.table_name for t, layout in load_layouts(settings.expectations).tables.items()
    }
    console.print(month_table(shown, verdicts, register, names, titles))
    for row in verdicts.filter(
        (pl.col("report_month") == shown) & (pl.col("state") != "accepted")
    ).to_dicts():
        county = names.get(row["county_code"], row["county_code"])
        console.print(f"  · {county} {row['table_name']}：{row['reason']}", markup=False)
    for line in arrival_lines(
        register.filter(report_month=shown),
        names,
        town_names(settings.seeds),
        titles,
        cutoff_end(shown, settings.cutoff_day),
    ):
        console.print(f"  · {line}", markup=False)
    for line in other_months(verdicts, shown):
        console.print(line, markup=False)
    waiting = sum(len(waiting_files(settings, m)) for m in months_in_inbox(settings))
    if waiting:
        console.print(
            f"还有 {waiting} 个文件等待读取（新到的，或版式、程序更新后要重读的），"
            "请运行 employment refresh。"
        )
    if issues := status_line(settings, china_today()):
        console.print(issues, markup=False, soft_wrap=True)
    _print_publication(settings, console)


def month_table(
    month: str,
    verdicts: pl.DataFrame,
    register: pl.DataFrame,
    names: dict[str, str],
    titles: dict[str, str],
) -> Table:
    """Return one row per county and one column per monthly table, with state and rows."""
    table = Table(title=f"{month_label(month)}报送情况")
    table.add_column("县（市、区）")
    for name in MONTHLY_TABLES:
        table.add_column(f"{name}\n{titles[name]}")
    states = {
        (row["county_code"], row["table_name"]): row
        for row in verdicts.filter(pl.col("report_month") == month).sort("is_lead").to_dicts()
    }
    accepted = {
        (county, table): rows
        for county, table, rows in verdicts.filter(report_month=month, state="accepted")
        .group_by("county_code", "table_name")
        .agg(pl.col("rows_accepted").sum())
        .rows()
    }
    arrived = {
        (row["county_code"], row["table_name"])
        for row in register.filter(pl.col("report_month") == month).to_dicts()
    }
    for code, county in names.items():
        if code.endswith("00"):
            continue
        cells = [
            _cell(states.get((code, t)), accepted.get((code, t), 0), (code, t) in arrived)
            for t in MONTHLY_TABLES
        ]
        table.add_row(county, *cells)
    return table


def other_months(verdicts: pl.DataFrame, shown: str) -> list[str]:
    """Return one line per other month in which not every delivery was taken, oldest first."""
    counted = (
        verdicts.filter(pl.col("report_month") != shown)
        .group_by("report_month")
        .agg(pl.len().alias("due"), (pl.col("state") == "accepted").sum().alias("taken"))
        .filter(pl.col("taken") < pl.col("due"))
        .sort("report_month")
    )
    return [
        f"{month_label(month)}：{due} 份中采用 {taken} 份"
        f"（employment status --month {month} 查看原因）"
        for month, due, taken in counted.rows()
    ]


def _cell(verdict: dict[str, object] | None, accepted: int, has_arrived: bool) -> str:
    if verdict is None:
        return "已到，未筛查" if has_arrived else "未到"
    words = STATE_WORDS[str(verdict["state"])]
    if verdict["state"] == "accepted":
        return f"{words} {accepted:,} 行"
    return f"[bold]{words}[/bold]"


def _print_publication(settings: Settings, console: Console) -> None:
    record = read_publication(settings)
    if not record:
        console.print("还没有发布过。")
        return
    console.print(
        f"已发布：数据截至 {month_label(str(record['as_of_month']))}，"
        f"用到 {len(record['deliveries'])} 份报送，页面 {settings.site / 'index.html'}",
        markup=False,
        soft_wrap=True,
    )
