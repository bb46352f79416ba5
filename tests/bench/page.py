"""The page of a benchmark: on what it ran, every part in seconds, the goals, with bars.

Belongs here: what stands in it. The look is that of the other pages that are kept as a file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dashboards import theme
from pipelines.offices.page import page
from tests.bench.goals import measured

_TEMPLATE = Path(__file__).with_name("page.html.j2")
_GB, _MB = 1 << 30, 1 << 20
_SLOWEST = 12
"""So many models of a build are listed."""
Rows = list[tuple[str, float]]


def render(told: dict[str, Any]) -> bytes:
    """Return the page of what ``bench.json`` holds."""
    return page(
        _TEMPLATE,
        told=told,
        machine=_machine(told["machine"]),
        goals=[_goal(goal) for goal in told["goals"]],
        parts=[_part(name, part) for name, part in told["parts"].items()],
        colour=theme.THIS_YEAR,
    )


def _machine(machine: dict[str, Any]) -> list[tuple[str, str]]:
    numbers = machine["packages"].items()
    packages = "、".join(f"{name} {number}" for name, number in numbers if number)
    return [
        ("处理器", f"{machine['processor']}，{machine['cores']} 核"),
        ("内存", size(machine["memory_bytes"])),
        ("系统", machine["system"]),
        ("磁盘", f"{machine['disk_kind'] or '未知'}，可用 {size(machine['disk_free_bytes'])}"),
        ("Python", machine["python"]),
        ("程序", packages),
        ("版本", machine["commit"] or "未知"),
    ]


def _goal(goal: dict[str, Any]) -> dict[str, str]:
    sign = "≥" if goal["at_least"] else "≤"
    state = {True: "达到", False: "没有达到", None: "没有测"}[goal["met"]]
    value = "—" if goal["value"] is None else f"{goal['value']:.2f} {goal['unit']}"
    return {
        "words": goal["words"],
        "bound": f"{sign} {goal['bound']:g} {goal['unit']}",
        "value": value,
        "state": state,
        "note": "" if goal["of_one_run"] else "两项不是同一次运行测的，比值仅供参考",
        "css": {True: "good", False: "late", None: "empty"}[goal["met"]],
    }


def _part(name: str, part: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "title": f"{part['letter']}　{part['title']}",
        "left_out": part.get("left_out") or part.get("failed") or "",
        "tables": [],
        "bars": [],
        "notes": [],
        "measured": part.get("measured"),
    }
    if measured(part):
        _KINDS.get(name, _plain)(part, told)
    return told


def _plain(part: dict[str, Any], told: dict[str, Any]) -> None:
    told["tables"].append((_HEADS, [_figures("中位数", part), *_tries(part)]))
    if part.get("rooms"):
        _rooms(part, told)


def _reading(part: dict[str, Any], told: dict[str, Any]) -> None:
    _plain(part, told)
    told["notes"].append(
        f"读 {part['workbooks']} 个工作簿、{part['rows']:,} 行、{part['cells']:,} 个单元格用 "
        f"{part['reading_seconds']:.2f} 秒（不含启动 Python）；另有 "
        f"{part['files'] - part['workbooks']} 个文本、网页、压缩包或加密文件没有读。"
    )


def _cold(part: dict[str, Any], told: dict[str, Any]) -> None:
    _plain(part, told)
    dropped = part["file_cache_dropped"]
    told["notes"].append(
        "每次都是新的工作目录和新的进程。"
        + ("测前清空了系统的文件缓存。" if dropped else "没有清空系统的文件缓存。")
    )
    startup = part["startup"]
    told["bars"].append(
        ("各工具的启动（单独启动，处理器时间，秒；有共用部分，相加大于实际）",
         [(name, one["processor_seconds"] or one["wall_seconds"])
          for name, one in startup["imports"].items()])
    )  # fmt: skip
    told["notes"].append(
        f"安装后第一次运行另需解析指标口径 {startup['parse_project_once']['wall_seconds']:.1f} 秒"
        "，以后各工作目录共用。"
    )


def _again(part: dict[str, Any], told: dict[str, Any]) -> None:
    _plain(part, told)
    if "month_named_again" in part:
        seconds = part["month_named_again"]["wall_seconds"]
        told["notes"].append(f"用 --month 指定月份重新计算一次：{seconds:.1f} 秒。")


def _publication(part: dict[str, Any], told: dict[str, Any]) -> None:
    _plain(part, told)
    told["notes"].append(f"共 {part['files']} 个文件，{size(part['bytes'])}。")
    told["tables"].append((("开始做", "第几秒"), _steps(part["progress"])))


def _steps(lines: list[list[Any]]) -> list[tuple[str, str]]:
    return [(words, f"{at:.1f}") for at, words in lines if ":" not in words and "/" not in words]


def _office(part: dict[str, Any], told: dict[str, Any]) -> None:
    _plain(part, told)
    different = part["differences"]
    told["notes"].append(
        f"有 {part['left_out']} 个文件脚本读不了；与本系统不同的数有 {len(different)} 个"
        "（示例中有意埋了数据问题，脚本不检查）。"
    )
    if different:
        heads = ("指标", "县（市、区）", "脚本", "本系统")
        rows = [(d["indicator"], d["county"], d["script"], d["ours"]) for d in different]
        told["tables"].append((heads, rows))


def _history(part: dict[str, Any], told: dict[str, Any]) -> None:
    lengths = part["lengths"]
    told["tables"].append((_HEADS, [_figures(f"{one['months']} 个月", one) for one in lengths]))
    bars = [(f"{one['months']} 个月", one["wall_seconds"]) for one in lengths]
    told["bars"].append(("刷新最新一个月（秒）", bars))
    told["notes"].append(f"{part['how']}；最新一个月是真正的刷新命令。")
    for one in lengths:
        bars = [(room["name"], room["seconds"]) for room in one["rooms"]]
        told["bars"].append((f"{one['months']} 个月历史：各环节（秒）", bars))


def _big_lake(part: dict[str, Any], told: dict[str, Any]) -> None:
    heads = (*_HEADS, "只算部分（秒）", "溢出到磁盘")
    for one in part["sizes"]:
        name = f"{one['person_months'] / 1e6:g} 百万人月"
        if "failed" in one:
            told["notes"].append(f"{name}：没有测成。{one['failed']}")
            continue
        scan, whole, more = one["bare_scan"], one["rebuild"], one["increment"]
        rows = [
            (*_figures(f"{name}：只读不算", scan), f"{scan['scan_seconds']:.1f}", "—"),
            (*_figures(f"{name}：全部重算", whole), f"{whole['build_seconds']:.1f}",
             size(whole["spill_bytes"])),
            (*_figures(f"{name}：增加一个月", more), f"{more['build_seconds']:.1f}",
             size(more["spill_bytes"])),
        ]  # fmt: skip
        told["tables"].append((heads, rows))
        slowest = [(node[1], node[2]) for node in whole["nodes"][:_SLOWEST]]
        told["bars"].append((f"{name}：全部重算中最慢的（秒）", slowest))
    told["notes"].append(
        f"内存限额 {part['memory_limit']}。"
        "人月：某月名册（实名制、脱贫户监测对象、已外出务工）中的一行。"
        "只读不算：对每张名册一次查询，读取模型所用的各列，按月、县分组，人员逐一去重计数，数值求和，"
        "是否计数，日期和文字取最大值；内存限额和线程数与重算相同。增加一个月：只重算最新的一个月。"
    )


def _rooms(part: dict[str, Any], told: dict[str, Any]) -> None:
    published = [line for line in part["progress"] if line[0] >= _publishing(part["progress"])]
    bars = [(room["name"], room["seconds"]) for room in part["rooms"]]
    bars.append(("启动和收尾", part["outside_rooms_seconds"]))
    told["bars"].append(("各环节（秒）", bars))
    told["tables"].append((("页面发布：开始做", "第几秒"), _steps(published)))


def _publishing(lines: list[list[Any]]) -> float:
    """Return when the publication began: after the last word of the warehouse."""
    return max((at for at, words in lines if words.startswith("数据仓库")), default=0.0)


_KINDS = {
    "bare_reading": _reading,
    "cold_refresh": _cold,
    "again": _again,
    "publication": _publication,
    "office": _office,
    "history": _history,
    "big_lake": _big_lake,
}
_HEADS = ("", "秒", "处理器秒", "内存：最大的进程", "内存：全部合计")


def _figures(name: str, one: dict[str, Any]) -> tuple[str, ...]:
    processor = one["processor_seconds"]
    return (
        name,
        f"{one['wall_seconds']:.2f}",
        "—" if processor is None else f"{processor:.2f}",
        size(one["peak_bytes_largest_process"]),
        size(one["peak_bytes_together"]),
    )


def _tries(part: dict[str, Any]) -> list[tuple[str, ...]]:
    tries = part.get("repeats", [])
    if len(tries) < 2:
        return []
    return [_figures(f"第 {number} 次", one) for number, one in enumerate(tries, start=1)]


def size(count: int | None) -> str:
    """Return bytes in words."""
    if count is None:
        return "没有测"
    return f"{count / _GB:.2f} GiB" if count >= _GB else f"{count / _MB:.0f} MiB"
