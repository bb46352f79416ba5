"""The goals: ratios of what was measured, and whether each is met.

Belongs here: what is divided by what, and the bound. A part that was not measured leaves its goals
open; parts of different runs are divided all the same, and said to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Parts = Mapping[str, Mapping[str, Any]]
_GB = 1 << 30


@dataclass(frozen=True)
class Goal:
    """One goal; ``value`` returns None where something was not measured."""

    name: str
    words: str
    parts: tuple[str, ...]
    bound: float
    value: Callable[[Parts], float | None]
    at_least: bool = False
    unit: str = "倍"

    def judged(self, parts: Parts) -> dict[str, Any]:
        """Return the goal as it stands in the JSON; ``met`` is None where it is open."""
        there = [parts[name] for name in self.parts if measured(parts.get(name, {}))]
        value = self.value(parts) if len(there) == len(self.parts) else None
        met = None
        if value is not None:
            met = value >= self.bound if self.at_least else value <= self.bound
        return {
            "name": self.name,
            "words": self.words,
            "bound": self.bound,
            "at_least": self.at_least,
            "unit": self.unit,
            "value": None if value is None else round(value, 3),
            "met": met,
            "of_one_run": len({str(part["measured"]["run"]) for part in there}) < 2,
        }


def measured(part: Mapping[str, Any]) -> bool:
    """Tell whether a part has figures."""
    return "measured" in part and "failed" not in part


def goals(parts: Parts) -> list[dict[str, Any]]:
    """Return every goal with its figure."""
    return [goal.judged(parts) for goal in _all(parts)]


def _all(parts: Parts) -> list[Goal]:
    sizes = parts.get("big_lake", {}).get("sizes", [])
    found = [
        Goal("refresh_to_reading", "整月刷新 ÷ 只读表格", ("cold_refresh", "bare_reading"), 2.0,
             lambda p: p["cold_refresh"]["wall_seconds"] / p["bare_reading"]["reading_seconds"]),
        Goal("script_to_refresh", "单位自己写的脚本 ÷ 整月刷新", ("office", "cold_refresh"), 10.0,
             lambda p: p["office"]["wall_seconds"] / p["cold_refresh"]["wall_seconds"],
             at_least=True),
        Goal("long_history", "有 120 个月历史时 ÷ 有 3 个月历史时（刷新一个月）", ("history",), 1.1,
             lambda p: _long_to_short(p["history"]["lengths"])),
        Goal("again", "两次相同的刷新，第二次", ("again",), 3.0,
             lambda p: p["again"]["wall_seconds"], unit="秒"),
    ]  # fmt: skip
    for at, size in enumerate(sizes):
        name = f"{size['person_months'] / 1e6:g} 百万人月"
        found += [
            Goal(f"rebuild_to_scan_{at}", f"{name}：全部重算 ÷ 只读不算", ("big_lake",), 3.0,
                 lambda p, at=at: _rebuild_to_scan(p["big_lake"]["sizes"][at])),
            Goal(f"memory_{at}", f"{name}：全部重算最多占用的内存", ("big_lake",), 8.0,
                 lambda p, at=at: _memory(p["big_lake"]["sizes"][at]), unit="GiB"),
        ]  # fmt: skip
    return found


def _long_to_short(lengths: list[dict[str, Any]]) -> float | None:
    of = {length["months"]: length["wall_seconds"] for length in lengths}
    return of[120] / of[3] if {3, 120} <= set(of) else None


def _rebuild_to_scan(size: Mapping[str, Any]) -> float | None:
    if "failed" in size:
        return None
    return float(size["rebuild"]["build_seconds"] / size["bare_scan"]["scan_seconds"])


def _memory(size: Mapping[str, Any]) -> float | None:
    held = size.get("rebuild", {}).get("peak_bytes_largest_process")
    return None if held is None else float(held / _GB)
