"""(c) A plain script of pandas and openpyxl that computes two figures, as an office would write it.

Belongs here: the part: its own environment, and whether it finds the same figures. The script is
``office_script``, its packages ``office_requirements.txt``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import duckdb

from pipelines.refresh import county_names
from pipelines.settings import Settings
from tests.bench import homes, measuring
from tests.bench.bench import Bench
from tests.bench.cold_refresh import refreshed_home
from tests.bench.measuring import BenchError, summary

NAME = "office"
LETTER = "c"
TITLE = "单位自己写的脚本：pandas + openpyxl，只算 I01 和 I04"
NAMES = ("I01", "I04")
SCRIPT = Path(__file__).with_name("office_script.py")
REQUIREMENTS = Path(__file__).with_name("office_requirements.txt")
_SQL = """
select indicator_id, county_code, cast(value as bigint)
from marts.fct_indicator
where report_month = cast(? as date) and indicator_id in ('I01', 'I04') and value is not null
"""


def run(bench: Bench) -> dict[str, Any]:
    """Run the script several times; tell where its figures differ from the warehouse's."""
    folder = homes.exports(bench, [bench.month]) / "inbox" / bench.month
    python = sys.executable if bench.tiny else interpreter(bench)
    tries = []
    for number in range(1, bench.repeats + 1):
        bench.say(f"单位自己写的脚本（第 {number} 次，共 {bench.repeats} 次）")
        bench.cool()
        tries.append(measuring.run(words(python, folder), bench.say, "单位自己写的脚本"))
    told = json.loads(tries[-1].lines[-1][1])
    return {
        **summary(tries),
        "rows": told["rows"],
        "left_out": len(told["left_out"]),
        "differences": differences(told, refreshed_home(bench), bench.month),
    }


def words(python: str | Path, folder: Path) -> list[str | Path]:
    """Return the command that computes both figures of a month's folder."""
    return [python, SCRIPT, folder, Settings(home=Path()).seeds / "divisions.csv"]


def interpreter(bench: Bench) -> Path:
    """Return the Python of the script's own environment, made where there is none.

    Raises:
        BenchError: its packages cannot be had here.
    """
    folder = bench.work / "office"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (folder / "ready").exists():
        bench.say("单位自己写的脚本：安装 pandas、openpyxl、xlrd")
        venv.create(folder, clear=True, with_pip=True)
        install = [python, "-m", "pip", "install", "--quiet", "-r", REQUIREMENTS]
        ended = subprocess.run(install, capture_output=True, text=True)
        if ended.returncode:
            raise BenchError("装不上 pandas 和 openpyxl（没有网络，或包源里没有），这一项没有测。")
        (folder / "ready").touch()
    return python


def differences(told: dict[str, Any], home: Path, month: str) -> list[dict[str, Any]]:
    """Return every figure that the script has otherwise than the warehouse of a home."""
    warehouse = Settings(home=home).warehouse_file
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        ours = connection.execute(_SQL, [f"{month}-01"]).fetchall()
    called = county_names(Settings(home=home))
    return [
        {
            "indicator": name,
            "county": called[county],
            "script": told[name].get(county, 0),
            "ours": value,
        }
        for name, county, value in sorted(ours)
        if told[name].get(county, 0) != value
    ]
