"""``employment deliveries``: every delivery, what became of its rows, and why.

Belongs here: choosing the deliveries and laying them out. It changes nothing. What is out of
the ordinary in a month, in a line each, is ``arrivals``'.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.table import Table
from rich.text import Text

from pipelines.arrivals import china_time, town_names
from pipelines.errors import EmploymentError
from pipelines.months import is_month, month_label
from pipelines.refresh import county_names, read_publication

if TYPE_CHECKING:
    from rich.console import Console

    from pipelines.settings import Settings

PENDING = "待刷新"
Row = dict[str, Any]


class DeliveriesError(EmploymentError):
    """What was asked for cannot be listed."""


@dataclass(frozen=True)
class Book:
    """All that is known of deliveries, read once."""

    rows: list[Row]
    by_id: dict[str, Row]
    verdicts: dict[str, Row]
    published: dict[str, str] | None
    now: dict[str, str]
    counties: dict[str, str]
    towns: dict[str, str]
    limits: dict[str, str]
    """Month -> first moment after its cut-off day."""

    def is_pending(self, row: Row) -> bool:
        """Whether what is published was made without what is known of this delivery now."""
        name = row["delivery_id"]
        if row["standing"] == "counts" and name not in self.verdicts:
            return True
        return self.published is not None and self.published.get(name) != self.now[name]


def read_book(settings: Settings) -> Book:
    """Read register, verdicts and publication."""
    from pipelines.intake import cutoff_end, read_register, standing_words
    from pipelines.quality import read_verdicts

    register = read_register(settings)
    verdicts = read_verdicts(settings).filter(pl.col("delivery_id").is_not_null())
    record = read_publication(settings)
    rows = register.to_dicts()
    months = {row["report_month"] for row in rows}
    return Book(
        rows=rows,
        by_id={row["delivery_id"]: row for row in rows},
        verdicts={row["delivery_id"]: row for row in verdicts.to_dicts()},
        published=record.get("standings", {}) if record else None,
        now=standing_words(register),
        counties=county_names(settings),
        towns=town_names(settings.seeds),
        limits={month: cutoff_end(month, settings.cutoff_day) for month in months},
    )


def print_deliveries(
    settings: Settings,
    console: Console,
    *,
    month: str | None = None,
    county: str | None = None,
    table: str | None = None,
    every: bool = False,
) -> None:
    """Print the deliveries of ``month`` (the latest when None, all when ``every``).

    Raises:
        DeliveriesError: month, county or table cannot be what was meant.
    """
    from pipelines.intake import (
        copies,
        inbox_files,
        months_in_inbox,
        read_manifests,
        waiting_files,
    )

    book = read_book(settings)
    if not book.rows:
        console.print("还没有收取过任何报送。请把导出放入收件目录，再运行 employment refresh。")
        return
    known = sorted({row["report_month"] for row in book.rows} | set(months_in_inbox(settings)))
    months = _months(known, month, every=every)
    code, name = _county(settings, county), _table(settings, table)
    found = 0
    for shown in months:
        rows = [
            row
            for row in book.rows
            if row["report_month"] == shown
            and code in (None, row["county_code"])
            and name in (None, row["table_name"])
        ]
        found += len(rows)
        there = copies(inbox_files(settings, shown), read_manifests(settings, shown))
        if rows:
            console.print(deliveries_table(shown, rows, book, there))
        if waiting := len(waiting_files(settings, shown)):
            console.print(
                f"{month_label(shown)}还有 {waiting} 个文件等待读取，请运行 employment refresh。"
            )
    if not found:
        console.print("没有符合条件的报送。不写 --county、--table 可看全部；--all 可看所有月份。")
    elif any(book.is_pending(row) for row in book.rows if row["report_month"] in months):
        console.print("“待刷新”的报送要等 employment refresh 之后才反映到已发布的内容。")


def deliveries_table(
    month: str, rows: list[Row], book: Book, copies: dict[str, tuple[str, str]]
) -> Table:
    """Return one row per delivery, grouped by county and table; fits 80 columns."""
    table = Table(title=f"{month_label(month)}的报送（{len(rows)} 份）", expand=False)
    table.add_column("县区、表", width=9)
    table.add_column("收到、状态", width=11)
    table.add_column("文件、编号、说明", overflow="fold", min_width=31)
    table.add_column("行数", width=12)
    order = sorted(
        rows, key=lambda r: (r["county_code"], r["table_name"], r["received_at"], r["delivery_id"])
    )
    slot = None
    for row in order:
        own = (row["county_code"], row["table_name"])
        if slot is not None and own != slot:
            table.add_section()
        heading = f"{_county_words(row, book)}\n{row['table_name']}" if own != slot else ""
        slot = own
        table.add_row(
            Text(heading),
            Text(f"{china_time(row['received_at'])}\n{state_of(row, book)}"),
            Text("\n".join([row["inbox_path"].partition("/")[2], row["delivery_id"],
                            *(f"·{note}" for note in notes_of(row, book, copies))])),
            Text("\n".join(f"{word} {count:,}" for word, count in row_counts(row, book))),
        )  # fmt: skip
    return table


def state_of(row: Row, book: Book) -> str:
    """Return the state in one word."""
    plain = {"withdrawn": "撤回", "refused": "拒收", "superseded": "已替代"}
    if row["standing"] != "counts":
        return plain[row["standing"]]
    if book.is_pending(row):
        return PENDING
    if book.verdicts[row["delivery_id"]]["state"] != "accepted":
        return "暂停"
    return "部分替代" if row["rows_superseded"] else "采用"


def row_counts(row: Row, book: Book) -> list[tuple[str, int]]:
    """Return word and number of rows, the read ones first; the others add up to them."""
    counting = row["rows_data"] - row["rows_superseded"]
    verdict = book.verdicts.get(row["delivery_id"])
    quarantined = verdict["rows_quarantined"] if verdict and row["standing"] == "counts" else 0
    state = state_of(row, book)
    kept = "采用" if state == "部分替代" else state
    parts = [
        (kept, counting - quarantined),
        ("替代" if row["standing"] != "withdrawn" else "撤回", row["rows_superseded"]),
        ("隔离", quarantined),
        ("去掉", row["rows_dropped"]),
    ]
    return [("读取", row["rows_read"]), *((word, count) for word, count in parts if count)]


def notes_of(row: Row, book: Book, copies: dict[str, tuple[str, str]]) -> list[str]:
    """Return what there is to say of a delivery: why, by which one replaced, where else."""
    notes = [_why(row, book)]
    if row["standing"] == "counts" and row["rows_superseded"]:
        names = [book.towns.get(code, code) for code in row["replaced_towns"].split(",")]
        notes.append(f"后来单独重新报送的乡镇以新的为准：{'、'.join(names)}")
    if row["standing"] != "counts" and book.is_pending(row):
        notes.append("尚未刷新，已发布的内容还没有反映")
    if row["received_at"] >= book.limits[row["report_month"]]:
        notes.append("晚于截止日收到")
    for path, (delivery, _) in copies.items():
        if delivery == row["delivery_id"]:
            notes.append(f"与“{path}”是相同的文件，只算一份")
    same = [
        other["inbox_path"]
        for other in book.rows
        if other["sha256"] == row["sha256"] and other is not row
    ]
    if same:
        more = f"等 {len(same)} 个文件" if len(same) > 1 else ""
        notes.append(f"与“{max(same)}”{more}相同")
    return [note for note in notes if note]


def _why(row: Row, book: Book) -> str:
    if row["standing"] == "withdrawn":
        at = china_time(row["withdrawn_at"])
        return f"{at} {row['withdrawn_who']} 撤回：{row['withdrawn_why']}"
    if row["standing"] == "superseded":
        newer = book.by_id[row["superseded_by"]]
        words = f"被“{newer['file_name']}”（{china_time(newer['received_at'])} 收到）替代"
        return f"{words}；它原为拒收" if row["intake_state"] == "refused" else words
    if row["standing"] == "refused":
        return str(row["refusal_message"] or "")
    verdict = book.verdicts.get(row["delivery_id"])
    return str(verdict["reason"] or "") if verdict else ""


def _county_words(row: Row, book: Book) -> str:
    return book.counties.get(row["county_code"], "未识别")


def _months(known: list[str], month: str | None, *, every: bool) -> list[str]:
    if every:
        return known
    if month is None:
        return known[-1:]
    if not is_month(month):
        raise DeliveriesError(f"月份应写成 2022-06 这样的形式（2021-01 起），现为“{month}”。")
    if month not in known:
        raise DeliveriesError(f"没有 {month} 的报送。现有月份：{known[0]} 至 {known[-1]}。")
    return [month]


def _county(settings: Settings, county: str | None) -> str | None:
    from pipelines.intake import load_regions

    if county is None:
        return None
    names = county_names(settings)
    code = load_regions(settings.seeds, settings.cities).county(county) or next(
        (code for code, name in names.items() if county in (code, name)), None
    )
    if code is None:
        known = "、".join(names.values())
        raise DeliveriesError(f"没有“{county}”这个县（市、区）。可以写：{known}。")
    return code


def _table(settings: Settings, table: str | None) -> str | None:
    from pipelines.intake import load_layouts

    if table is None:
        return None
    tables = load_layouts(settings.expectations).tables
    known = {name.upper(): name for name in tables}
    if table.upper() not in known:
        raise DeliveriesError(f"没有“{table}”这张表。可以写：{'、'.join(tables)}。")
    return known[table.upper()]
