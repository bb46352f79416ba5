"""One refresh: which months, one Dagster run over them, and how it ended.

Belongs here: choosing the months and reading the outcome back. The work itself is the
assets' (``definitions.build_defs``), so that a materialisation started in Dagster's own page
does exactly the same. Wording for the screen is ``cli``'s.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pipelines.errors import EmploymentError
from pipelines.months import is_month, month_label, month_range

if TYPE_CHECKING:
    import polars as pl
    from dagster import ExecuteInProcessResult

    from pipelines.settings import Settings

RANGE_START_TAG = "dagster/asset_partition_range_start"
RANGE_END_TAG = "dagster/asset_partition_range_end"
JOB_NAME = "refresh"
FETCHED_TAG = "employment/fetched"
"""Tag of a run before which the sources were fetched; any other run fetches as it begins."""

LOADED_AHEAD = ("pipelines.quality.gx", "dbt.cli.main")
"""What later steps import for seconds, by one core and from the disk: while files are read."""

NEW, WITHDRAWN, RESTORED = "有新的导出", "有报送被撤回", "有撤回的报送被恢复"
TOWNS, EXEMPTED, OTHER = "有乡镇重新报送", "有豁免批准或撤销", "采用的报送有变化"
REASONS = (NEW, TOWNS, WITHDRAWN, RESTORED, EXEMPTED, OTHER)
NAMED_MONTHS = 3


class RefreshError(EmploymentError):
    """The refresh cannot start."""


@dataclass(frozen=True)
class RefreshPlan:
    """The months to refresh, oldest first, and why; no months when nothing is new."""

    months: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class RefreshResult:
    """How a refresh ended. ``held`` has one Chinese line per thing that was held back."""

    run_id: str
    failures: tuple[str, ...] = ()
    held: tuple[str, ...] = field(default=())

    @property
    def exit_code(self) -> int:
        """0 everything went through, 3 something was held back, 1 it failed."""
        if self.failures:
            return 1
        return 3 if self.held else 0


def read_publication(settings: Settings) -> dict[str, Any]:
    """Return the record of the last publication; empty when there is none."""
    from pipelines.publish.record import FILE_NAME, read_record

    return read_record(settings.published / FILE_NAME)


def plan_refresh(settings: Settings, month: str | None = None) -> RefreshPlan:
    """Choose the months: from the first that has something new to the last one known.

    Later months follow an earlier one that changed, because they carry from it and are
    compared with it. A publication whose rules, plan or definitions differ from today's is
    rebuilt from the first month.
    """
    from pipelines.intake import months_in_inbox, read_register

    register = read_register(settings)
    known = sorted(set(months_in_inbox(settings)) | set(register["report_month"].to_list()))
    if month is not None:
        return _one_month(month, known, settings)
    if not known:
        return RefreshPlan((), f"收件目录 {settings.inbox} 中还没有任何月份的导出")
    first, reason = _first_changed(settings, register, known)
    if first is None:
        return RefreshPlan((), "没有新的导出，已发布的内容就是最新的")
    return RefreshPlan(tuple(month_range(first, known[-1])), reason)


def _one_month(month: str, known: list[str], settings: Settings) -> RefreshPlan:
    if not is_month(month):
        raise RefreshError(f"月份应写成 2022-06 这样的形式（2021-01 起），现为“{month}”。")
    if month not in known:
        raise RefreshError(
            f"{month_label(month)}没有任何导出。请把文件放入 {settings.inbox / month} 后再运行。"
        )
    return RefreshPlan(tuple(month_range(month, known[-1])), f"指定从{month_label(month)}起刷新")


def _first_changed(
    settings: Settings, register: pl.DataFrame, known: list[str]
) -> tuple[str | None, str]:
    from pipelines.intake import months_in_inbox, waiting_files
    from pipelines.publish.record import newly_exempt
    from pipelines.warehouse import baseline_sha256

    record = read_publication(settings)
    if not record or not settings.warehouse_file.exists():
        return known[0], "首次发布"
    for key, value, words in (
        ("rules_sha256", _rules_hash(settings), "规则有变化"),
        ("definitions_sha256", _definitions_hash(settings), "口径有变化"),
        ("plan_sha256", plan_hash(settings), "任务数有变化"),
        ("baseline_sha256", baseline_sha256(settings), "基期有变化"),
        ("cutoff_day", settings.cutoff_day, "截止日有变化"),
        ("regions", list(settings.cities), "统计范围有变化"),
    ):
        # Publications from before there was a choice cover what one office covers by default.
        before = record.get(key, list(settings.cities[:1]) if key == "regions" else "")
        if before != value:
            return known[0], f"{words}，重新筛查和计算全部月份"
    changed = _changed_standings(register, record.get("standings") or {})
    for month in newly_exempt(settings, record.get("exemptions") or {}):
        changed.setdefault(month, set()).add(EXEMPTED)
    for month in months_in_inbox(settings):
        if waiting_files(settings, month):
            changed.setdefault(month, set()).add(NEW)
    return (min(changed), _reason(changed)) if changed else (None, "")


def _reason(changed: dict[str, set[str]]) -> str:
    said = []
    for word in REASONS:
        months = [m for m in sorted(changed) if word in changed[m]]
        if word == OTHER:
            months = [m for m in months if changed[m] == {OTHER}]
        listed = "、".join(month_label(m) for m in months[:NAMED_MONTHS])
        more = f"等 {len(months)} 个月" if len(months) > NAMED_MONTHS else ""
        said += [f"{word}：{listed}{more}"] if months else []
    return "；".join(said)


def _changed_standings(register: pl.DataFrame, published: dict[str, str]) -> dict[str, set[str]]:
    """Return month -> what is different of its deliveries since the publication."""
    from pipelines.intake import standing_words

    changed: dict[str, set[str]] = {}
    now = standing_words(register)
    for name, month in register.select("delivery_id", "report_month").iter_rows():
        if (word := _change(published.get(name), now[name])) is not None:
            changed.setdefault(month, set()).add(word)
    return changed


def _change(before: str | None, now: str) -> str | None:
    """Return why a delivery is to be looked at again; the words of ``standing_words``."""
    if before == now:
        return None
    if before is None:
        return NEW
    if now == "withdrawn":
        return WITHDRAWN
    if before == "withdrawn":
        return RESTORED
    towns, towns_now = (set(word.partition(" ")[2].split(",")) for word in (before, now))
    return TOWNS if towns_now - towns - {""} else OTHER


def _rules_hash(settings: Settings) -> str:
    from pipelines.quality import rules_sha256

    return rules_sha256(settings.expectations)


def _definitions_hash(settings: Settings) -> str:
    from pipelines.warehouse import definitions_sha256

    return definitions_sha256(settings.dbt_project)


def plan_hash(settings: Settings) -> str:
    """Return the SHA-256 of the plan's numbers in force."""
    from hashlib import sha256

    return sha256(settings.plan_targets.read_bytes()).hexdigest()


def run_refresh(
    settings: Settings, plan: RefreshPlan, progress: Callable[[str], None] | None = None
) -> RefreshResult:
    """Materialise every asset over the planned months in one Dagster run, which fetches nothing.

    Raises:
        RefreshError: another refresh of the same home folder is running.
    """
    import filelock

    settings.work.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(settings.work / "refresh.lock")
    try:
        with lock.acquire(timeout=0):
            return _run(settings, plan, progress)
    except filelock.Timeout:
        raise RefreshError(f"另一个刷新正在使用 {settings.home}，请等它结束后再运行。") from None


def enter_publication(settings: Settings) -> None:
    """Put on record a publication whose run was killed before; nothing while a refresh runs."""
    import filelock

    from pipelines.trace import settle

    settings.work.mkdir(parents=True, exist_ok=True)
    with suppress(filelock.Timeout), filelock.FileLock(settings.work / "refresh.lock", timeout=0):
        settle(settings)


def _run(
    settings: Settings, plan: RefreshPlan, progress: Callable[[str], None] | None
) -> RefreshResult:
    from pipelines.intake import reading_ahead

    with reading_ahead(settings, plan.months[0], progress):
        result = _run_job(settings, plan, progress)
    failures = tuple(_failure_text(event) for event in result.all_events if event.is_step_failure)
    if not result.success and not failures:
        failures = ("运行没有开始，请运行 employment doctor 自查。",)
    return RefreshResult(result.run_id, failures, held_lines(settings, plan.months))


def _run_job(
    settings: Settings, plan: RefreshPlan, progress: Callable[[str], None] | None
) -> ExecuteInProcessResult:
    from pipelines.definitions import build_defs
    from pipelines.instance import dagster_instance

    job = build_defs(settings, progress).resolve_job_def(JOB_NAME)
    for name in LOADED_AHEAD:
        import_module(name)
    with dagster_instance(settings) as instance:
        return job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            tags={
                RANGE_START_TAG: plan.months[0],
                RANGE_END_TAG: plan.months[-1],
                FETCHED_TAG: "yes",
            },
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )


def _failure_text(event: Any) -> str:
    data = event.step_failure_data
    failure = getattr(data, "user_failure_data", None)
    if failure is not None and failure.description:
        return str(failure.description)
    name = data.error.cls_name if data.error else "未知错误"
    return f"步骤 {event.step_key} 没有完成（{name}）。"


def held_lines(settings: Settings, months: tuple[str, ...]) -> tuple[str, ...]:
    """Return one Chinese line per delivery of ``months`` that did not pass, oldest first."""
    import polars as pl

    from pipelines.publish.release import plan_problem
    from pipelines.quality import read_verdicts

    names = county_names(settings)
    verdicts = (
        read_verdicts(settings)
        .filter(pl.col("report_month").is_in(months) & (pl.col("state") != "accepted"))
        .sort("report_month", "county_code", "table_name")
    )
    plan = plan_problem(settings)
    not_published = (f"整期没有发布，原来的内容不变：{plan}",) if plan else ()
    return not_published + tuple(
        f"{month_label(row['report_month'])} {names.get(row['county_code'], row['county_code'])}"
        f" {row['table_name']}：{row['reason']}"
        for row in verdicts.to_dicts()
    )


def county_names(settings: Settings) -> dict[str, str]:
    """Return county code -> name of all that is covered, the city included."""
    from pipelines.areas import area_names

    return area_names(settings.seeds, settings.cities)
