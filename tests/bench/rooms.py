"""What Dagster recorded of the newest run of a home: each step, when it began and how long it took.

Belongs here: the work of one process (``tests.bench.job``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines.instance import dagster_instance
from pipelines.settings import load_settings

ROOMS = {
    "intake": "整理入库",
    "lake__findings": "质量筛查",
    "warehouse": "数据仓库",
    "publish__site": "页面发布",
    "publish__history": "发布存档",
    "lake__history": "历次发布",
    "alerts__county_alerts": "各县提醒",
}
"""Words for steps; others keep their own name."""


def work(home: str) -> dict[str, Any]:
    """Return the steps in the order in which they began."""
    with dagster_instance(load_settings(Path(home))) as instance:
        newest = instance.get_run_records(limit=1)[0]
        steps = instance.get_run_step_stats(newest.dagster_run.run_id)
    ran = sorted(
        (step for step in steps if step.start_time and step.end_time),
        key=lambda step: step.start_time,
    )
    return {
        "steps": [
            {
                "step": step.step_key,
                "name": ROOMS.get(step.step_key, step.step_key),
                "after_seconds": round(step.start_time - ran[0].start_time, 3),
                "seconds": round(step.end_time - step.start_time, 3),
            }
            for step in ran
        ]
    }
