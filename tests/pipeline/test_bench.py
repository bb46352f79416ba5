"""The benchmark at its smallest: every part runs, the JSON and the page say what it measured.

No figure of it is a measure of anything, and none is looked at.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.conftest import ROOT

FIGURES = {
    "wall_seconds", "processor_seconds", "peak_bytes_largest_process", "peak_bytes_together",
}  # fmt: skip


def bench(out: Path, only: str) -> dict:
    words = [sys.executable, "-m", "tests.bench", "--tiny", "--only", only, "--out", str(out)]
    ended = subprocess.run(
        [*words, "--keep"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return json.loads((out / "bench.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """Run it twice into the same folder: with a month's refresh, and with a lake."""
    out = tmp_path_factory.mktemp("bench")
    bench(out, "a,b,c,h,g")
    return bench(out, "f") | {"page": (out / "bench.html").read_text(encoding="utf-8")}


@pytest.mark.pipeline
def test_each_part_tells_seconds_and_memory_or_that_it_was_not_run(told: dict) -> None:
    parts = told["parts"]
    for name in ("bare_reading", "cold_refresh", "office", "again", "publication"):
        assert set(parts[name]) >= FIGURES, name
        assert parts[name]["wall_seconds"] > 0
        assert len(parts[name]["repeats"]) == 1
    for name in ("history", "from_nothing"):
        assert parts[name]["left_out"]
    (lake,) = parts["big_lake"]["sizes"]
    for measured in ("bare_scan", "rebuild", "increment"):
        assert set(lake[measured]) >= FIGURES
    assert lake["rebuild"]["first_month"] is None
    assert lake["increment"]["first_month"] == "2022-06"
    assert lake["bare_scan"]["tables"]["T-H1"]["rows"] > lake["bare_scan"]["tables"]["T-N1"]["rows"]
    runs = {part["measured"]["run"] for part in parts.values() if "measured" in part}
    assert len(runs) == 2


@pytest.mark.pipeline
def test_a_refresh_is_broken_down_by_room_and_start_up(told: dict) -> None:
    part = told["parts"]["cold_refresh"]
    rooms = [room["step"] for room in part["rooms"]]
    order = [rooms.index(step) for step in ("intake", "lake__findings", "warehouse")]
    assert order == sorted(order)
    assert {"publish__site", "publish__history", "alerts__county_alerts"} <= set(rooms)
    assert {"Dagster", "dbt", "Great Expectations", "Polars"} <= set(part["startup"]["imports"])
    assert part["progress"]


@pytest.mark.pipeline
def test_the_page_tells_machine_command_goals_and_parts(told: dict) -> None:
    page = told["page"]
    assert told["command"] in page
    assert str(told["machine"]["processor"]) in page
    for goal in told["goals"]:
        assert goal["words"] in page
    for part in told["parts"].values():
        assert part["title"] in page
    assert "没有运行" in page
    assert "http" not in page.replace("http-equiv", "")
    met = {goal["name"]: goal["met"] for goal in told["goals"]}
    assert met["long_history"] is None
    assert met["refresh_to_reading"] in (True, False)
