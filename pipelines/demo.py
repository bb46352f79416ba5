"""``make demo``: sample exports, one refresh, and where to look.

Belongs here: the order of the analyst's own commands and the closing words. A second run
finds everything done and says so.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from pipelines.cli import app
from pipelines.screen import speak_chinese

HELD_BACK = 3


def run(home: Path, scale: float) -> int:
    """Write the sample once, refresh, and print where everything is; return an exit code."""
    started = time.monotonic()
    if (home / "answer_key").exists():
        print(f"示例导出已在 {home / 'inbox'}，不再重写。")
    else:
        _command("sample", "--out", str(home), "--scale", str(scale))
    code = _command("refresh", "--home", str(home))
    if code not in (0, HELD_BACK):
        return code
    print()
    print(
        f"演示完成，用时 {time.monotonic() - started:.0f} 秒。示例数据，规模为全市的 {scale:.0%}。"
    )
    if code == HELD_BACK:
        print("示例中有意埋了数据问题，所以有报送被暂停，这正是要演示的。")
    site = (home / "published" / "site" / "index.html").resolve()
    print(f"  页面（双击打开）：{site}")
    print(f"  数据仓库（DuckDB）：{(home / 'published' / 'warehouse.duckdb').resolve()}")
    print(f"  各县提醒：{(home / 'alerts').resolve()}")
    print(f"  看报送情况：employment status --home {home}")
    return 0


def _command(*words: str) -> int:
    code = app(list(words), standalone_mode=False)
    return code if isinstance(code, int) else 0


def main() -> None:
    """Run the demo with the options of ``make demo``."""
    speak_chinese()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Path("data"))
    parser.add_argument("--scale", type=float, default=0.05)
    options = parser.parse_args()
    sys.exit(run(options.home, options.scale))


if __name__ == "__main__":
    main()
