"""The analyst's commands, ``employment sample|fetch|refresh|status|…``.

Belongs here: the commands, their options and what they print at the end. The work is
Dagster's (``refresh``), the looks are ``screen``'s. Heavy imports wait until a command runs.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipelines.commands import alerts, baseline, issues, rules, spotcheck
from pipelines.commands.catalogue import catalogue
from pipelines.commands.doctor import doctor
from pipelines.commands.explain import explain
from pipelines.commands.offices import layouts, template
from pipelines.commands.options import Home
from pipelines.commands.papers import papers
from pipelines.commands.publish import open_page, publish
from pipelines.commands.reproduce import reproduce
from pipelines.errors import EmploymentError, describe
from pipelines.screen import (
    USAGE_ERROR,
    ChineseCommand,
    ChineseGroup,
    progress_on,
    speak_chinese,
    usage_text,
)

if TYPE_CHECKING:
    from pipelines.settings import Settings

FAILED = 1
WRONG_USE = 2
HELD = 3
"""Something was held back, or an alert did not arrive; everything else went through."""

app = typer.Typer(
    cls=ChineseGroup,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="白山市农村劳动力转移就业与脱贫人口务工：收取导出、检查、计算、发布、提醒。",
)

app.add_typer(baseline.app, name="baseline")
app.add_typer(alerts.app, name="alerts")
app.add_typer(issues.app, name="issues")
app.add_typer(rules.app, name="rules")
app.add_typer(spotcheck.app, name="spotcheck")
app.command(cls=ChineseCommand)(doctor)
app.command(cls=ChineseCommand)(explain)
app.command(cls=ChineseCommand)(catalogue)
app.command(cls=ChineseCommand)(template)
app.command(cls=ChineseCommand)(layouts)
app.command(cls=ChineseCommand)(reproduce)
app.command(cls=ChineseCommand)(papers)
app.command(cls=ChineseCommand)(publish)
app.command(name="open", cls=ChineseCommand)(open_page)


@app.command(cls=ChineseCommand)
def sample(
    out: Annotated[
        Path, typer.Option("--out", help="写到哪个目录（其下生成 inbox 和 answer_key）。")
    ],
    scale: Annotated[float, typer.Option("--scale", help="规模，1.0 为全市实际规模。")] = 1.0,
    first: Annotated[str, typer.Option("--from", help="起始月份。")] = "2021-01",
    last: Annotated[str, typer.Option("--to", help="截止月份。")] = "2022-06",
    seed: Annotated[int, typer.Option("--seed", help="随机种子，相同则内容相同。")] = 1,
    clean: Annotated[bool, typer.Option("--clean", help="不埋任何数据问题。")] = False,
    city: Annotated[str, typer.Option("--city", help="哪个市，行政区划里的代码。")] = "220600",
) -> None:
    """生成示例导出（虚构人员，身份证号不可能真实存在）。"""
    from pipelines.sample import answer_key_of, generate

    console = Console()
    with progress_on(console) as progress:
        report = generate(
            out, scale=scale, first=first, last=last, seed=seed, clean=clean, code=city,
            progress=progress,
        )  # fmt: skip
    console.print(f"示例导出已写入 {out / 'inbox'}，共 {report.files} 个文件。")
    console.print(f"标准答案在 {answer_key_of(out, city)}（不要放进收件目录）。")


@app.command(cls=ChineseCommand)
def refresh(
    month: Annotated[
        str | None,
        typer.Option("--month", help="从哪个月起刷新，如 2022-06；不写则刷新有新导出的月份。"),
    ] = None,
    home: Home = None,
) -> None:
    """收取、检查、计算、发布、提醒，一步完成。

    退出码：0 全部通过；3 有报送被暂停或缺报（其余县区照常更新），或有提醒没有送到（会重试）；
    1 没有完成（已发布内容不变）。
    """
    from pipelines.quality import load_rules
    from pipelines.refresh import enter_publication, plan_refresh, run_refresh
    from pipelines.settings import load_settings

    console = Console()
    settings = load_settings(home)
    load_rules(settings.expectations)  # a mistake in a rule is told before anything is fetched
    fetched = _fetch_first(settings, console)
    plan = plan_refresh(settings, month)
    if not plan.months:
        enter_publication(settings)
        console.print(f"{plan.reason}。")
        raise typer.Exit(fetched or alerts.send_without_news(settings, console))
    span = plan.months[0] if len(plan.months) == 1 else f"{plan.months[0]} 至 {plan.months[-1]}"
    console.print(f"刷新 {span}（{plan.reason}）。")
    with progress_on(console) as progress:
        result = run_refresh(settings, plan, progress)
    for failure in result.failures:
        console.print(f"未完成：{failure}", markup=False, style="bold red", soft_wrap=True)
    if result.held:
        console.print(f"有 {len(result.held)} 份报送没有采用，相应县区沿用以前月份或暂缺：")
        for line in result.held:
            console.print(f"  · {line}", markup=False, soft_wrap=True)
    if not result.failures:
        console.print(f"页面：{settings.site / 'index.html'}", markup=False, soft_wrap=True)
        console.print(f"数据：{settings.warehouse_file}", markup=False, soft_wrap=True)
    console.print(f"提醒：{settings.alerts}", markup=False, soft_wrap=True)
    unsent = alerts.print_unsent(settings, console)
    console.print(f"运行编号：{result.run_id}")
    raise typer.Exit(result.exit_code or fetched or (HELD if unsent else 0))


def _fetch_first(settings: Settings, console: Console) -> int:
    """Fetch where the office has ``sources.yml``; what fails is told, the refresh goes on."""
    from pipelines.fetch import FetchBusyError, has_sources

    if not has_sources(settings):
        return 0
    try:
        return _fetch(settings, None, console)
    except FetchBusyError as error:
        console.print(str(error), markup=False, soft_wrap=True)
        return 0


def _fetch(settings: Settings, source: str | None, console: Console) -> int:
    from pipelines.fetch import fetch

    with progress_on(console) as progress:
        result = fetch(settings, source, progress)
    for line in result.lines():
        console.print(line, markup=False, soft_wrap=True, highlight=False)
    return result.exit_code


@app.command(name="fetch", cls=ChineseCommand)
def fetch_command(
    source: Annotated[
        str | None, typer.Option("--source", help="只从这个来源收取；不写则全部来源。")
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="不收取，只写一份带说明的来源示例。")
    ] = False,
    home: Home = None,
) -> None:
    """按 sources.yml 把各来源的新导出收进收件目录。

    退出码：0 全部来源收完；3 有来源没有收成或有文件不能收取（其余照常收取）；1 没有开始。
    """
    from pipelines.fetch import write_example
    from pipelines.settings import load_settings

    console = Console()
    settings = load_settings(home)
    if example:
        console.print(f"来源示例：{write_example(settings)}", markup=False, soft_wrap=True)
        raise typer.Exit(0)
    raise typer.Exit(_fetch(settings, source, console))


@app.command(cls=ChineseCommand)
def status(
    month: Annotated[
        str | None, typer.Option("--month", help="看哪个月；不写则看最近一个月。")
    ] = None,
    home: Home = None,
) -> None:
    """哪个县、哪张表、哪个月到了、被暂停或缺报，现在发布的是什么。"""
    from pipelines.settings import load_settings
    from pipelines.status import print_status

    print_status(load_settings(home), month, Console())


@app.command(cls=ChineseCommand)
def deliveries(
    month: Annotated[
        str | None, typer.Option("--month", help="看哪个月；不写则看最近一个月。")
    ] = None,
    county: Annotated[
        str | None, typer.Option("--county", help="只看哪个县（市、区），名称或代码。")
    ] = None,
    table: Annotated[str | None, typer.Option("--table", help="只看哪张表，如 T-H1。")] = None,
    every: Annotated[bool, typer.Option("--all", help="看所有月份。")] = False,
    home: Home = None,
) -> None:
    """列出每一份报送：多少行，采用、替代、暂停还是撤回。"""
    from pipelines.deliveries import print_deliveries
    from pipelines.settings import load_settings

    print_deliveries(
        load_settings(home), Console(), month=month, county=county, table=table, every=every
    )


@app.command(cls=ChineseCommand)
def withdraw(
    delivery: Annotated[
        str, typer.Argument(metavar="报送", help="编号（可只写开头）或文件名，见 deliveries。")
    ],
    why: Annotated[
        str, typer.Option("--why", help="撤回的理由，一句话；不要写身份证号、手机号。")
    ] = "",
    who: Annotated[str | None, typer.Option("--who", help="谁撤回的；不写则用登录名。")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="恢复已撤回的报送。")] = False,
    home: Home = None,
) -> None:
    """撤回一份报送（原文件和记录都保留），或用 --undo 恢复它。"""
    from pipelines import withdraw as room
    from pipelines.settings import load_settings

    settings = load_settings(home)
    said = room.undo(settings, delivery) if undo else room.withdraw(settings, delivery, why, who)
    for line in said:
        Console().print(line, markup=False, soft_wrap=True)


def main() -> None:
    """Run the command line: Chinese messages, exit codes, never a traceback."""
    speak_chinese()
    # Looking for what may be freed, as Python does once more at its end, took a refresh 2 seconds.
    atexit.register(gc.freeze)
    console = Console(stderr=True)
    try:
        code = app(standalone_mode=False)
    except USAGE_ERROR as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            Console().print(getattr(error, "message", ""), markup=False)
            sys.exit(0)
        console.print(usage_text(error), markup=False)
        sys.exit(WRONG_USE)
    except (KeyboardInterrupt, typer.Abort):
        console.print("已中止。已发布的内容不变，重新运行会接着做。")
        sys.exit(FAILED)
    except EmploymentError as error:
        console.print(str(error), markup=False)
        sys.exit(FAILED)
    except Exception as error:
        if os.environ.get("EMPLOYMENT_DEBUG"):
            raise
        console.print(describe(error), markup=False)
        sys.exit(FAILED)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
