"""What starts a run without a person, and what such a run does first: the exports are fetched.

Belongs here: jobs, schedules and sensors. What a run does is the assets' business.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import (
    UnresolvedAssetJobDefinition as UnresolvedJob,
)

from pipelines.errors import EmploymentError, describe, shown_to_users
from pipelines.months import shift
from pipelines.refresh import (
    FETCHED_TAG,
    JOB_NAME,
    RANGE_END_TAG,
    RANGE_START_TAG,
    plan_refresh,
)

if TYPE_CHECKING:
    from pipelines.settings import Settings

LOAD_DAY = 3
"""The city loads a month's exports by the 3rd of the next month."""

QUIET_SECONDS = 60
"""A file that changed within this time may still be being copied."""


def refresh_job() -> UnresolvedJob:
    """Return the one job: everything, from the exports to pages and alerts."""
    return dg.define_asset_job(
        JOB_NAME, selection=dg.AssetSelection.all(), description="收取、检查、计算、发布、提醒"
    )


def month_tags(first: str, last: str) -> dict[str, str]:
    """Return the run tags that make one run cover the months ``first`` to ``last``."""
    return {RANGE_START_TAG: first, RANGE_END_TAG: last}


def fetching(
    settings: "Settings", progress: Callable[[str], None] | None = None
) -> Callable[[dg.AssetExecutionContext], tuple[str, ...]]:
    """Return what fetches as a run begins, unless ``employment refresh`` has done it.

    What comes for months that the run does not cover is the sensor's to find. A sensor or a
    schedule has no time to fetch itself: Dagster ends it after a minute.
    """

    def arrive(context: dg.AssetExecutionContext) -> tuple[str, ...]:
        if FETCHED_TAG in context.run.tags:
            return ()
        lines = fetch_first(settings, progress)
        for line in lines:
            context.log.info(line)
        return lines

    return arrive


def fetch_first(
    settings: "Settings", progress: Callable[[str], None] | None = None
) -> tuple[str, ...]:
    """Fetch where the office has ``sources.yml``; return how that went, in lines.

    For runs that nobody watches: whatever fails is in the lines, and stops nothing.
    """
    from pipelines.fetch import fetch, has_sources

    if not has_sources(settings):
        return ()
    try:
        return tuple(fetch(settings, None, progress).lines())
    except Exception as error:
        return (f"没有收取：{describe(error)}",)


def monthly_schedule(job: UnresolvedJob) -> dg.ScheduleDefinition:
    """Return the schedule that loads last month's exports at two in the morning of the 3rd."""

    @dg.schedule(
        name="monthly",
        job=job,
        cron_schedule=f"0 2 {LOAD_DAY} * *",
        execution_timezone="Asia/Shanghai",
        description="每月3日凌晨刷新上月数据",
    )
    def monthly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        month = shift(f"{context.scheduled_execution_time:%Y-%m}", -1)
        return dg.RunRequest(run_key=month, tags=month_tags(month, month))

    return monthly


def inbox_sensor(job: UnresolvedJob, settings: "Settings") -> dg.SensorDefinition:
    """Return the sensor that starts a run when the inbox has something new and is quiet."""

    @dg.sensor(
        name="inbox",
        job=job,
        minimum_interval_seconds=120,
        description="收件目录有新文件且一分钟内没有变化时刷新",
    )
    def inbox(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        try:
            plan = plan_refresh(settings)
        except EmploymentError as error:
            return dg.SkipReason(str(error))
        if not plan.months:
            return dg.SkipReason(plan.reason)
        newest = newest_change(settings.inbox)
        if datetime.now().timestamp() - newest < QUIET_SECONDS:
            return dg.SkipReason("收件目录还在变化，稍后再看")
        return dg.RunRequest(
            run_key=fingerprint(settings.inbox, plan.months),
            tags=month_tags(plan.months[0], plan.months[-1]),
        )

    return inbox


def sending_job(settings: "Settings") -> dg.JobDefinition:
    """Return the job that sends what waits: a sensor has no time to wait for servers itself."""

    @dg.op(name="send_waiting", description="把没有送到的提醒再发一次")
    def send_waiting(context: dg.OpExecutionContext) -> None:
        from pipelines.alerts.rounds import without_news

        with shown_to_users():
            sent = without_news(settings)
        for line in (*sent.failed, *sent.notes):
            context.log.info(line)

    @dg.job(name="send_alerts", description="再发没有送到的提醒")
    def send_alerts() -> None:
        send_waiting()

    return send_alerts


def waiting_sensor(job: dg.JobDefinition, settings: "Settings") -> dg.SensorDefinition:
    """Return the sensor that sends again what did not arrive, when its time has come."""

    @dg.sensor(
        name="alerts_waiting",
        job=job,
        minimum_interval_seconds=300,
        description="没有送到的提醒到了重试时间时再发",
    )
    def alerts_waiting(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        from pipelines.alerts.due import CHINA
        from pipelines.alerts.outbox import Outbox

        due = Outbox(settings.alerts).due(datetime.now(CHINA))
        if not due:
            return dg.SkipReason("没有到了重试时间的提醒")
        tries = ",".join(f"{parcel.number}:{parcel.tries}" for parcel in due)
        return dg.RunRequest(run_key=sha256(tries.encode()).hexdigest()[:32])

    return alerts_waiting


def newest_change(folder: Path) -> float:
    """Return the newest modification time below ``folder``, seconds since the epoch; 0 if empty."""
    return max((p.stat().st_mtime for p in folder.rglob("*") if p.is_file()), default=0.0)


def fingerprint(folder: Path, months: tuple[str, ...]) -> str:
    """Return a key that is the same while months and files (path, size, time) are the same."""
    digest = sha256(",".join(months).encode())
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        stat = path.stat()
        digest.update(f"{path.relative_to(folder)}|{stat.st_size}|{stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:32]


def failure_sensor(settings: "Settings") -> dg.SensorDefinition:
    """Return the sensor that tells the city office when a run failed."""

    @dg.run_failure_sensor(name="run_failure_notice", description="运行失败时通知市级")
    def run_failure_notice(context: dg.RunFailureSensorContext) -> None:
        from pipelines.alerts.notice import notify_failure

        notify_failure(settings, context.dagster_run.run_id)

    return run_failure_notice
