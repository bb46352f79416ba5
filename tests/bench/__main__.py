"""The benchmark: ``python -m tests.bench --scale 1.0 --out FOLDER [--only a,b,d]``.

Belongs here: which parts are run and in which order, one JSON of all of them, the page made of it.
A part that fails says so and the others go on. Parts that are run apart are merged: each keeps the
run that it is of. No test is timed; ``--tiny`` only shows that everything works.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipelines.errors import EmploymentError
from tests.bench import (
    again,
    bare_reading,
    big_lake,
    cold_refresh,
    from_nothing,
    history,
    machine,
    office,
    page,
    publication,
)
from tests.bench.bench import Bench
from tests.bench.goals import goals
from tests.bench.measuring import BenchError

PARTS: tuple[Any, ...] = (
    bare_reading, cold_refresh, again, publication, office, history, from_nothing, big_lake,
)  # fmt: skip
"""In the order in which they are run: the refreshed home serves those after it."""
JSON_NAME, PAGE_NAME = "bench.json", "bench.html"
NOT_RUN = "没有运行"


def main() -> int:
    """Measure what the command line asks for; return 1 where a part failed."""
    bench, chosen, keep = _arguments()
    bench.out.mkdir(parents=True, exist_ok=True)
    bench.work.mkdir(parents=True, exist_ok=True)
    run = {
        "run": machine.now(),
        "command": machine.command_line(),
        "scale": bench.scale,
        "machine": machine.describe(bench.work),
    }
    parts = _earlier(bench.out / JSON_NAME)
    for part in chosen:
        bench.say(f"== {part.LETTER} {part.TITLE}")
        parts[part.NAME] = _measured(part, bench) | {"measured": run}
        _write(bench.out, run, parts)
    if not keep:
        shutil.rmtree(bench.work, ignore_errors=True)
    bench.say(f"结果：{bench.out / PAGE_NAME}，数据：{bench.out / JSON_NAME}")
    return int(any("failed" in parts[part.NAME] for part in chosen))


def _measured(part: Any, bench: Bench) -> dict[str, Any]:
    started = time.monotonic()
    try:
        found: dict[str, Any] = part.run(bench)
    except (BenchError, EmploymentError) as error:
        bench.say(f"没有测成：{error}")
        found = {"failed": str(error)}
    return found | {"part_seconds": round(time.monotonic() - started, 1)}


def _earlier(path: Path) -> dict[str, dict[str, Any]]:
    """Return the parts of an earlier run in the same folder, and for the others that they lack."""
    known = json.loads(path.read_text(encoding="utf-8"))["parts"] if path.exists() else {}
    return {part.NAME: known.get(part.NAME, {"left_out": NOT_RUN}) for part in PARTS}


def _write(out: Path, run: dict[str, Any], parts: dict[str, dict[str, Any]]) -> None:
    """Write JSON and page after each part: a run that is stopped has what it measured."""
    titles = {part.NAME: {"letter": part.LETTER, "title": part.TITLE} for part in PARTS}
    told = {
        **run,
        "goals": goals(parts),
        "parts": {name: titles[name] | part for name, part in parts.items()},
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    (out / JSON_NAME).write_text(text + "\n", encoding="utf-8")
    (out / PAGE_NAME).write_bytes(page.render(told))


def _arguments() -> tuple[Bench, list[Any], bool]:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="性能测量。")
    parser.add_argument("--out", type=Path, default=Path("bench"), help="结果放在哪个目录")
    parser.add_argument("--work", type=Path, help="临时文件放在哪里（默认在结果目录下，测完删除）")
    parser.add_argument("--keep", action="store_true", help="保留临时文件")
    parser.add_argument("--scale", type=float, default=1.0, help="示例城市的规模，1.0 为全市")
    parser.add_argument("--sample", type=Path, help="已有的示例导出（其下有 inbox）")
    parser.add_argument("--month", default="2022-05", help="刷新哪个月")
    parser.add_argument("--only", help=f"只测这些项，如 a,b,d（{_letters()}）")
    parser.add_argument("--repeats", type=int, default=3, help="每项测几次，取中位数")
    parser.add_argument("--persons-months", default="10,100", help="生成的数据湖，百万人月")
    parser.add_argument("--history", default="3,18,120", help="历史长短，月")
    parser.add_argument("--warm", action="store_true", help="不清空系统的文件缓存")
    parser.add_argument("--tiny", action="store_true", help="最小规模，只看各项能否运行")
    given = parser.parse_args()
    tiny = given.tiny
    bench = Bench(
        out=given.out.resolve(),
        # a folder of its own: it is removed in the end
        work=(given.work or given.out).resolve() / "bench-work",
        scale=0.005 if tiny else given.scale,
        month=given.month,
        sample=given.sample.resolve() if given.sample else None,
        repeats=1 if tiny else given.repeats,
        person_months=_numbers("0.005" if tiny else given.persons_months, float),
        history=_numbers("3" if tiny else given.history, int),
        tiny=tiny,
        drops_cache=not (given.warm or tiny) and machine.drop_file_cache(),
        say=_say,
    )
    return bench, _chosen(parser, given.only), given.keep


def _letters() -> str:
    return "；".join(f"{part.LETTER} {part.TITLE}" for part in PARTS)


def _chosen(parser: argparse.ArgumentParser, only: str | None) -> list[Any]:
    known = {part.LETTER: part for part in PARTS}
    wanted = only.split(",") if only else list(known)
    if unknown := [letter for letter in wanted if letter not in known]:
        parser.error(f"没有 {'、'.join(unknown)} 这一项。可用的：{_letters()}")
    return [part for letter, part in known.items() if letter in wanted]


def _numbers(text: str, kind: Callable[[str], Any]) -> tuple[Any, ...]:
    return tuple(kind(part) for part in text.split(","))


_BEGUN = time.monotonic()


def _say(line: str) -> None:
    print(f"[{time.monotonic() - _BEGUN:7.1f}秒] {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
