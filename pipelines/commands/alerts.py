"""``employment alerts preview|send|log|identities``: what the counties are told.

Belongs here: the commands, their options and what they print. The work is ``alerts``'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipelines.commands.options import Home
from pipelines.screen import ChineseCommand, ChineseGroup, progress_on

if TYPE_CHECKING:
    from pipelines.settings import Settings

app = typer.Typer(
    cls=ChineseGroup, no_args_is_help=True, help="提醒：预览、发送、记录，按需生成身份名单。"
)
NOT_ALL = 3
"""Exit code: something did not arrive and is tried again."""

County = Annotated[
    str | None,
    typer.Option("--county", help="只看哪个县（市、区），名称或代码；市本级写 白山市。"),
]
Month = Annotated[str | None, typer.Option("--month", help="哪个月；不写则是最近一个月。")]


@app.command(cls=ChineseCommand)
def preview(county: County = None, month: Month = None, home: Home = None) -> None:
    """显示将要发出的提醒和各渠道，不写文件、不发送。"""
    from pipelines.alerts.preview import preview_alerts
    from pipelines.settings import load_settings

    console = Console()
    for block in preview_alerts(load_settings(home), county, month):
        console.print(block, markup=False, soft_wrap=True, highlight=False)


@app.command(cls=ChineseCommand)
def send(
    now: Annotated[bool, typer.Option("--now", help="没有到重试时间的也马上重试。")] = False,
    home: Home = None,
) -> None:
    """发送还没有送到的提醒；已送达的不重复发。

    退出码：0 都已送达；3 有没有送到的（会重试）；1 没有开始。
    """
    from pipelines.alerts import send_alerts
    from pipelines.alerts.identities import remove_expired
    from pipelines.settings import load_settings

    console = Console()
    settings = load_settings(home)
    with progress_on(console) as progress:
        remove_expired(settings, progress)
        report = send_alerts(settings, progress, at_once=now)
    for line in report.notes:
        console.print(line, markup=False, soft_wrap=True, highlight=False)
    if not report.sent and not report.waiting and not report.notes:
        console.print("没有需要发送的提醒。")
    raise typer.Exit(NOT_ALL if report.waiting else 0)


@app.command(cls=ChineseCommand)
def log(
    county: County = None,
    month: Month = None,
    every: Annotated[bool, typer.Option("--all", help="列出全部记录，不只最近 50 条。")] = False,
    home: Home = None,
) -> None:
    """提醒送到了没有：还没有送到的、原因和下次重试，以及最近的记录。"""
    from pipelines.alerts.identities import remove_expired
    from pipelines.alerts.log import print_log
    from pipelines.settings import load_settings

    settings = load_settings(home)
    remove_expired(settings)
    print_log(settings, Console(), county=county, month=month, every=every)


@app.command(cls=ChineseCommand)
def identities(
    county: Annotated[str, typer.Option("--county", help="哪个县（市、区），名称或代码。")],
    month: Annotated[str, typer.Option("--month", help="哪个月，如 2022-05。")],
    receiver: Annotated[str, typer.Option("--receiver", help="交给谁，姓名；印在每一页上。")],
    days: Annotated[int, typer.Option("--days", help="几天后自动删除，最多 30 天。")] = 30,
    home: Home = None,
) -> None:
    """生成一个县含完整身份的问题名单：加密、带水印、有记录，到期自动删除。"""
    from pipelines.alerts.identities import hand_out, remove_expired
    from pipelines.alerts.source import find_area
    from pipelines.settings import load_settings

    settings, console = load_settings(home), Console()
    remove_expired(settings)
    made = hand_out(settings, find_area(settings, county), month, receiver, days)

    def say(line: str) -> None:
        console.print(line, markup=False, soft_wrap=True, highlight=False)

    say(f"身份名单：{made.path}")
    say(f"共 {made.row_count} 行，{made.expires_on.isoformat()} 之后自动删除。")
    say(f"口令：{made.password}")
    say("口令只显示这一次，不保存在任何地方；请当面或电话告知，不要与文件放在一起。")


def send_without_news(settings: Settings, console: Console) -> int:
    """Do what a refresh without news owes to the alerts; return its exit code."""
    from pipelines.alerts.rounds import without_news

    with progress_on(console) as progress:
        report = without_news(settings, progress)
    return NOT_ALL if report.failed or report.waiting else 0


def print_unsent(settings: Settings, console: Console) -> bool:
    """Tell what did not reach anybody; return whether there is anything."""
    from pipelines.alerts import RecipientsError
    from pipelines.alerts.log import unsent_lines
    from pipelines.alerts.recipients import load_recipients

    try:
        load_recipients(settings)
    except RecipientsError as error:
        console.print(f"提醒没有发出。{error}", markup=False, style="bold red", soft_wrap=True)
        return True
    lines = unsent_lines(settings)
    if lines:
        console.print(f"有 {len(lines)} 条提醒没有送到，会自动重试（employment alerts log 查看）：")
        for line in lines:
            console.print(f"  · {line}", markup=False, soft_wrap=True, highlight=False)
    return bool(lines)
