"""The Dagster graph: what is in it, that it runs from Dagster too, and who can start it."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import dagster as dg
import pytest

from pipelines.automation import inbox_sensor, monthly_schedule, newest_change, refresh_job
from pipelines.definitions import build_defs
from pipelines.instance import dagster_instance
from pipelines.refresh import JOB_NAME
from pipelines.settings import Settings, load_settings
from tests.pipeline.compare import fingerprint
from tests.pipeline.conftest import City

pytestmark = pytest.mark.pipeline

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "graph.txt"


def graph_text(settings: Settings) -> str:
    """Return every asset with its group and parents, every check, job, schedule and sensor."""
    defs = build_defs(settings)
    graph = defs.resolve_asset_graph()
    lines = []
    for asset in sorted(graph.get_all_asset_keys(), key=lambda k: k.to_user_string()):
        node = graph.get(asset)
        parents = ", ".join(sorted(p.to_user_string() for p in node.parent_keys))
        lines.append(f"asset {asset.to_user_string()} [{node.group_name}] <- {parents}")
    for check in sorted(graph.asset_check_keys, key=lambda k: (str(k.asset_key), k.name)):
        lines.append(f"check {check.asset_key.to_user_string()}:{check.name}")
    lines += [f"job {job.name}" for job in defs.jobs or []]
    lines += [f"schedule {schedule.name}" for schedule in defs.schedules or []]
    lines += [f"sensor {sensor.name}" for sensor in defs.sensors or []]
    return "\n".join(lines) + "\n"


def test_the_graph_is_the_golden_one(tmp_path: Path) -> None:
    text = graph_text(load_settings(tmp_path))
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_lineage_runs_from_the_exports_to_the_pages(tmp_path: Path) -> None:
    graph = build_defs(load_settings(tmp_path)).resolve_asset_graph()
    above = set()
    waiting = [dg.AssetKey(["publish", "site"])]
    while waiting:
        for parent in graph.get(waiting.pop()).parent_keys:
            if parent not in above:
                above.add(parent)
                waiting.append(parent)
    exports = {dg.AssetKey(["exports", s]) for s in ("jilin_employment", "national_monitoring")}
    assert exports <= above


def test_every_run_of_the_command_line_is_in_the_history(dirty_city: City) -> None:
    with dagster_instance(load_settings(dirty_city.home)) as instance:
        runs = instance.get_runs()
        assert [run.status for run in runs] == [dg.DagsterRunStatus.SUCCESS]
        months = instance.get_materialized_partitions(dg.AssetKey(["lake", "T-H1"]))
    assert len(months) == 18


def test_a_materialisation_of_one_month_in_dagster_does_what_the_command_does(
    dirty_city: City, tmp_path: Path
) -> None:
    city = dirty_city.copy(tmp_path / "home")
    before = fingerprint(city.home)
    settings = load_settings(city.home)
    job = build_defs(settings).resolve_job_def(JOB_NAME)
    with dagster_instance(settings) as instance:
        result = job.execute_in_process(
            instance=instance, partition_key="2022-06", raise_on_error=False
        )
    assert result.success
    assert fingerprint(city.home) == before


def test_the_schedule_asks_for_last_month_on_the_third() -> None:
    schedule = monthly_schedule(refresh_job())
    assert schedule.cron_schedule == "0 2 3 * *"
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2022, 7, 3, 2))
    request = schedule.evaluate_tick(context).run_requests[0]
    assert request.tags["dagster/asset_partition_range_start"] == "2022-06"
    assert request.tags["dagster/asset_partition_range_end"] == "2022-06"


def test_the_sensor_waits_for_a_quiet_inbox_and_then_asks_once(
    dirty_city: City, tmp_path: Path
) -> None:
    city = dirty_city.copy(tmp_path / "home")
    settings = load_settings(city.home)
    sensor = inbox_sensor(refresh_job(), settings)
    with dagster_instance(settings) as instance:
        context = dg.build_sensor_context(instance=instance)
        quiet = sensor.evaluate_tick(context)
        assert not quiet.run_requests
        assert "没有新的导出" in quiet.skip_message
        book = next((city.home / "inbox" / "2022-06").rglob("*.xlsx"))
        again = book.with_name("再次报送.xlsx")
        again.write_bytes(book.read_bytes() + b"\0")
        assert "还在变化" in sensor.evaluate_tick(context).skip_message
        old = newest_change(settings.inbox) - 3600
        os.utime(again, (old, old))
        first = sensor.evaluate_tick(context).run_requests
        second = sensor.evaluate_tick(context).run_requests
    assert len(first) == 1
    assert first[0].tags["dagster/asset_partition_range_start"] == "2022-06"
    assert first[0].run_key == second[0].run_key
