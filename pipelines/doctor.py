"""``employment doctor``: what is installed, configured, writable, and what will not work and why.

Belongs here: checks that look and try, and say in Chinese what to do. It repairs nothing.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rich.table import Table

from pipelines.errors import EmploymentError
from pipelines.settings import Settings, load_settings

if TYPE_CHECKING:
    from rich.console import Console

State = Literal["好", "缺", "坏"]
"""好 works; 缺 works with less, and says what is left out; 坏 a refresh will fail."""

PACKAGES = (
    "apprise",
    "dagster",
    "dagster-dbt",
    "dbt-core",
    "dbt-duckdb",
    "duckdb",
    "fastexcel",
    "fsspec",
    "great-expectations",
    "paramiko",
    "plotly",
    "playwright",
    "polars",
    "polars-hash",
    "s3fs",
    "smbprotocol",
    "xlsxwriter",
)
DISK_NEEDED_GB = 5.0


@dataclass(frozen=True)
class Check:
    """One line of the examination."""

    name: str
    state: State
    detail: str


def run_checks(home: Path) -> list[Check]:
    """Look at the machine and at ``home``; every check is tried whatever the others say."""
    checks = [_python(), _packages()]
    try:
        settings = load_settings(home)
    except EmploymentError as error:
        return [*checks, Check("配置文件 settings.yml", "坏", str(error))]
    checks.append(_configured(settings))
    for name, look in _LOOKS.items():
        try:
            checks.append(look(settings))
        except EmploymentError as error:
            checks.append(Check(name, "坏", str(error)))
        except OSError as error:
            checks.append(Check(name, "坏", f"无法访问：{error.strerror or type(error).__name__}"))
    return checks


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("Python", "好", version)


def _packages() -> Check:
    missing = []
    for name in PACKAGES:
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Check("程序库", "坏", f"缺少 {'、'.join(missing)}，请重新运行 make install")
    return Check("程序库", "好", f"{len(PACKAGES)} 个主要程序库齐全")


def _configured(settings: Settings) -> Check:
    if not (settings.home / "settings.yml").exists():
        return Check("配置文件 settings.yml", "好", "没有，使用默认设置")
    return Check("配置文件 settings.yml", "好", "可以读取")


def _home(settings: Settings) -> Check:
    settings.home.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings.home):
        pass
    free = shutil.disk_usage(settings.home).free / 1e9
    if free < DISK_NEEDED_GB:
        return Check(
            "数据目录",
            "缺",
            f"{settings.home} 可写，但磁盘只剩 {free:.1f} GB；"
            f"全市18个月约需 {DISK_NEEDED_GB:.0f} GB",
        )
    return Check("数据目录", "好", f"{settings.home} 可写，磁盘剩余 {free:.0f} GB")


def _inbox(settings: Settings) -> Check:
    from pipelines.intake import months_in_inbox, strange_inbox_entries

    months = months_in_inbox(settings)
    if not months:
        return Check(
            "收件目录", "缺", f"{settings.inbox} 中没有月份目录；请建 2022-06 这样的目录并放入导出"
        )
    strange = strange_inbox_entries(settings)
    note = f"；另有 {len(strange)} 项不在月份目录里，不会被收取" if strange else ""
    return Check(
        "收件目录",
        "缺" if strange else "好",
        f"{months[0]} 至 {months[-1]}，{len(months)} 个月{note}",
    )


def _vault(settings: Settings) -> Check:
    if not settings.vault.exists():
        return Check("身份库", "好", "尚未建立，首次刷新时自动建立")
    if os.name == "posix" and settings.vault.stat().st_mode & 0o077:
        return Check(
            "身份库", "坏", f"{settings.vault} 其他用户也能读取，请运行 chmod 700 {settings.vault}"
        )
    if not (settings.vault / "secret.key").exists():
        return Check(
            "身份库",
            "坏",
            f"{settings.vault} 中没有 secret.key，请从备份恢复，否则人员无法与以前月份对应",
        )
    return Check("身份库", "好", "只有本用户可读")


def _rules(settings: Settings) -> Check:
    from pipelines.intake import load_layouts
    from pipelines.quality import load_rules

    load_layouts(settings.expectations)
    return Check("版式与规则", "好", f"{len(load_rules(settings.expectations))} 条规则可用")


def _plan(settings: Settings) -> Check:
    import polars as pl

    if not settings.plan_targets.exists():
        return Check("任务数", "坏", f"没有 {settings.plan_targets}")
    try:
        rows = pl.read_csv(settings.plan_targets, infer_schema=False).height
    except pl.exceptions.PolarsError:
        return Check("任务数", "坏", f"{settings.plan_targets} 不是可读的 CSV，请用模板重新填写")
    return Check("任务数", "好", f"{settings.plan_targets.name} 共 {rows} 行")


def _browser(_: Settings) -> Check:
    from pipelines.publish.browser import find_browser

    found = find_browser()
    if found is None:
        return Check(
            "浏览器",
            "缺",
            "没有找到 Chromium、Chrome 或 Edge：页面照常发布，图改为打开时绘制，没有静态图",
        )
    return Check("浏览器", "好", str(found))


def _warehouse(settings: Settings) -> Check:
    import duckdb

    if not settings.warehouse_file.exists():
        return Check("数据仓库", "好", "尚未发布")
    try:
        with duckdb.connect(str(settings.warehouse_file), read_only=True) as connection:
            connection.execute("select count(*) from marts.fct_indicator").fetchone()
    except duckdb.Error:
        return Check(
            "数据仓库",
            "缺",
            f"{settings.warehouse_file} 打不开：如正被别的程序占用，请关闭后再试；"
            "如已损坏，请运行 employment refresh --month 月份 重建",
        )
    return Check("数据仓库", "好", "可以读取")


def _channels(settings: Settings) -> Check:
    from pipelines.alerts.checks import check_channels
    from pipelines.alerts.recipients import FILE_NAME, RecipientsError, has_recipients

    if not has_recipients(settings):
        return Check("提醒渠道", "缺", f"没有 {FILE_NAME}：提醒只写入文件夹，不发给任何人")
    try:
        count, wrong = check_channels(settings)
    except RecipientsError as error:
        return Check("提醒渠道", "缺", f"{error}\n改正之前，提醒只写入文件夹")
    if wrong or not count:
        return Check("提醒渠道", "缺", "；".join(wrong) or f"{FILE_NAME} 中没有任何渠道")
    return Check("提醒渠道", "好", f"{count} 个渠道都能连接；加 --send-test 可各发一条测试消息")


def _sources(settings: Settings) -> Check:
    from pipelines.fetch import check_sources, has_sources

    if not has_sources(settings):
        return Check("导出来源", "好", "没有 sources.yml：导出由人放入收件目录")
    found = check_sources(settings)
    wrong = [f"{name}：{words}" for name, words in found if words]
    if wrong:
        return Check("导出来源", "缺", "；".join(wrong))
    return Check("导出来源", "好", f"{len(found)} 个来源都能连接")


def _engine(settings: Settings) -> Check:
    from pipelines.warehouse import check_cluster

    if not settings.engine.is_spark:
        return Check("计算引擎", "好", "DuckDB（本机）")
    check_cluster(settings)
    where = f"Spark 集群 {settings.engine.address}，库名前缀 {settings.engine.schema}"
    return Check("计算引擎", "好", f"{where}，有应答；数据文件夹 {settings.spark_tables}")


def _county_rules(settings: Settings) -> Check:
    from pipelines.quality.cluster import check_master

    if not (master := settings.engine.rule_master):
        return Check("分县筛查", "好", "在本机")
    check_master(master)
    return Check("分县筛查", "好", f"Spark 集群 {master}，有应答")


_LOOKS: dict[str, Callable[[Settings], Check]] = {
    "数据目录": _home,
    "导出来源": _sources,
    "收件目录": _inbox,
    "身份库": _vault,
    "版式与规则": _rules,
    "任务数": _plan,
    "浏览器": _browser,
    "计算引擎": _engine,
    "分县筛查": _county_rules,
    "数据仓库": _warehouse,
    "提醒渠道": _channels,
}


def print_test_lines(settings: Settings, console: Console) -> bool:
    """Send a test line over every channel, tell how it went, return whether all arrived."""
    from pipelines.alerts.checks import send_test_lines

    outcomes = send_test_lines(settings)
    for name, problem in outcomes:
        words = f"没有送到：{problem}。" if problem else "测试消息已送达。"
        console.print(f"{name}：{words}", markup=False, soft_wrap=True, highlight=False)
    if not outcomes:
        console.print("没有配置任何渠道，没有发送测试消息。")
    return not any(problem for _, problem in outcomes)


def print_checks(checks: list[Check], console: Console) -> None:
    """Print the examination as a table and a closing sentence."""
    table = Table(title="自查结果")
    for heading in ("项目", "结果", "说明"):
        table.add_column(heading, overflow="fold")
    for check in checks:
        table.add_row(check.name, check.state, check.detail)
    console.print(table)
    bad = [check.name for check in checks if check.state == "坏"]
    if bad:
        console.print(f"需要先解决：{'、'.join(bad)}。")
    else:
        console.print("可以刷新。标“缺”的不影响数字，只是少一些功能。")
