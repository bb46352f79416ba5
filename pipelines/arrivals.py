"""What is out of the ordinary about a month's deliveries, in a Chinese line each.

Belongs here: slots of several files, townships delivered again, withdrawn, late, ledgers.
Does not belong here: each delivery (``deliveries``), the state of the month (``status``).
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.intake.assets import MONTHLY_TABLES

CHINA = dt.timezone(dt.timedelta(hours=8))
Row = dict[str, Any]


def china_time(received_at: str) -> str:
    """Return ``06-03 16:05`` for a UTC time, in China."""
    return f"{_in_china(received_at):%m-%d %H:%M}"


def town_names(seeds: Path) -> dict[str, str]:
    """Return town code -> name."""
    frame = pl.read_csv(seeds / "towns.csv", infer_schema=False)
    return dict(zip(frame["town_code"], frame["town_name"], strict=True))


def arrival_lines(
    register: pl.DataFrame,
    counties: dict[str, str],
    towns: dict[str, str],
    titles: dict[str, str],
    cutoff: str,
) -> list[str]:
    """Return the lines about one month.

    Args:
        register: the month's rows.
        counties: code -> name.
        towns: code -> name.
        titles: table -> name.
        cutoff: the first moment after the cut-off day, as ``received_at``.
    """
    slots: dict[tuple[str, str], list[Row]] = {}
    for row in register.sort("county_code", "table_name", "received_at", "delivery_id").to_dicts():
        slots.setdefault((row["county_code"], row["table_name"]), []).append(row)
    lines: list[str] = []
    for (county, table), rows in slots.items():
        place = f"{counties.get(county, '未识别的县区')} {table}"
        lines += [f"{place}：{words}" for words in _slot_words(rows, towns, cutoff)]
    return lines + _ledger_lines(register, titles)


def _slot_words(rows: list[Row], towns: dict[str, str], cutoff: str) -> list[str]:
    words = []
    counting = [row for row in rows if row["standing"] == "counts"]
    if len(counting) > 1:
        words.append(f"由 {len(counting)} 个文件合成")
    again = sorted({code for row in counting for code in _replaced(row)})
    if again:
        words.append(f"乡镇重新报送：{'、'.join(towns.get(code, code) for code in again)}")
    words += [
        f"撤回了 {row['file_name']}（{row['withdrawn_why']}）"
        for row in rows
        if row["standing"] == "withdrawn"
    ]
    first = next(
        (r for r in rows if r["standing"] != "withdrawn" and r["intake_state"] == "conformed"), None
    )
    if first and first["received_at"] >= cutoff and first["table_name"] in MONTHLY_TABLES:
        late = _in_china(first["received_at"]).date() - _in_china(cutoff).date()
        words.append(f"迟到，过截止日 {late.days + 1} 天才收到")
    return words


def _replaced(row: Row) -> list[str]:
    """Return the replaced towns that had rows in this delivery."""
    had = json.loads(row["town_rows"])
    # rows without a known township stand under "": no township of theirs was replaced
    return [code for code in row["replaced_towns"].split(",") if code and had.get(code)]


def _ledger_lines(register: pl.DataFrame, titles: dict[str, str]) -> list[str]:
    ledgers = register.filter(
        pl.col("is_lead"),
        pl.col("standing") == "counts",
        pl.col("table_name").is_in(list(titles)),
        ~pl.col("table_name").is_in(MONTHLY_TABLES),
    )
    if ledgers.is_empty():
        return []
    per_table = ledgers.group_by("table_name").len().rows()
    counts = dict(per_table)
    listed = [f"{titles[table]} {counts[table]} 份" for table in titles if table in counts]
    return [f"本月收到的台账和名单：{'，'.join(listed)}"]


def _in_china(received_at: str) -> dt.datetime:
    utc = dt.datetime.strptime(received_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    return utc.astimezone(CHINA)
