"""``employment alerts log``: what reached whom, what did not and why, what is tried when.

Belongs here: laying out outbox and journal. It changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.table import Table

from pipelines.alerts.journal import Event, read_journal
from pipelines.alerts.outbox import UNSENT, Outbox, Parcel
from pipelines.alerts.source import county_names, find_area
from pipelines.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

_LAST = 50


def unsent_lines(settings: Settings) -> list[str]:
    """Return one line per message that did not arrive yet."""
    names = county_names(settings)
    return [
        f"{names.get(parcel.county_code, parcel.county_code)} {parcel.shown}："
        f"{parcel.reason or '等待发送'}。"
        for parcel in Outbox(settings.alerts).parcels()
        if parcel.status in UNSENT
    ]


def print_log(
    settings: Settings,
    console: Console,
    *,
    county: str | None = None,
    month: str | None = None,
    every: bool = False,
) -> None:
    """Print what is still to be sent, then the newest events.

    Raises:
        AlertError: no such county.
    """
    names = county_names(settings)
    code = find_area(settings, county) if county else None

    def is_wanted(item: Parcel | Event) -> bool:
        return code in (None, item.county_code) and month in (None, item.month)

    waiting = [p for p in Outbox(settings.alerts).parcels() if p.status in UNSENT and is_wanted(p)]
    events = [event for event in read_journal(settings.alerts) if is_wanted(event)]
    if not waiting and not events:
        console.print("还没有发过提醒，也没有等待发送的提醒。")
        return
    if waiting:
        console.print(_waiting_table(waiting, names))
    else:
        console.print("没有等待发送的提醒。")
    shown = events if every else events[-_LAST:]
    if shown:
        console.print(_event_table(shown, names))
    if len(shown) < len(events):
        console.print(f"还有更早的 {len(events) - len(shown)} 条记录，加 --all 可全部列出。")


def _waiting_table(parcels: list[Parcel], names: dict[str, str]) -> Table:
    table = Table(title="还没有送到的提醒")
    for heading in ("县（市、区）", "月份", "第几次", "渠道", "已试", "原因", "下次重试"):
        table.add_column(heading, overflow="fold")
    for parcel in parcels:
        table.add_row(
            names.get(parcel.county_code, parcel.county_code),
            parcel.month,
            str(parcel.issue),
            parcel.shown,
            f"{parcel.tries} 次",
            parcel.reason or "等待发送",
            _time(parcel.next_try) if parcel.next_try else "下次发送时",
        )
    return table


def _event_table(events: list[Event], names: dict[str, str]) -> Table:
    table = Table(title="提醒记录（最近的在最后）")
    for heading in ("时间", "县（市、区）", "月份", "第几次", "结果", "渠道或说明"):
        table.add_column(heading, overflow="fold")
    for event in events:
        name = names.get(event.county_code, event.county_code)
        issue = str(event.issue) if event.issue else ""
        table.add_row(_time(event.at), name, event.month, issue, event.what, event.about)
    return table


def _time(text: str) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}"
