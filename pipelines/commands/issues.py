"""``employment issues list|exempt|decide|revoke|close|read``: findings that live.

Belongs here: the commands, their options and what they print. The work is ``quality.issues``'.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipelines.commands.options import Home
from pipelines.screen import ChineseCommand, ChineseGroup

if TYPE_CHECKING:
    from pipelines.settings import Settings

NOT_ALL = 3
NEXT = "请运行 employment refresh，让筛查、计算和发布跟上。"

app = typer.Typer(
    cls=ChineseGroup,
    no_args_is_help=True,
    help="问题的办理：查看、豁免、关闭、读回县里交回的清单。",
)

Finding = Annotated[str, typer.Argument(metavar="问题", help="问题编号，如 BS-2022-05-R43-00017。")]
Request = Annotated[
    str, typer.Argument(metavar="豁免", help="豁免申请的编号，如 HM-2022-05-R43-00017-1。")
]
By = Annotated[str, typer.Option("--by", help="谁办理的，姓名或处室。")]
Why = Annotated[str, typer.Option("--why", help="理由，一句话；不要写身份证号、手机号。")]
Until = Annotated[
    dt.datetime | None,
    typer.Option(
        "--until", formats=["%Y-%m-%d"], help="到期日，如 2022-12-31；不写则按设置的月数。"
    ),
]


@app.command(name="list", cls=ChineseCommand)
def list_issues(
    county: Annotated[
        str | None, typer.Option("--county", help="只看哪个县（市、区），名称或代码。")
    ] = None,
    state: Annotated[
        str | None, typer.Option("--state", help="只看哪种状态，如 逾期、申请豁免、已豁免。")
    ] = None,
    rule: Annotated[str | None, typer.Option("--rule", help="只看哪条规则，如 R43。")] = None,
    month: Annotated[
        str | None, typer.Option("--month", help="只看最近一次在哪个月查出的，如 2022-05。")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="全部列出，不只前面的。")] = False,
    home: Home = None,
) -> None:
    """列出问题：状态、持续几个月、期限、豁免；不写状态时只列没有办结的。"""
    from pipelines.arrivals import town_names
    from pipelines.quality.issues.listing import Asked, issue_lines
    from pipelines.refresh import county_names
    from pipelines.settings import load_settings

    settings = load_settings(home)
    names = county_names(settings)
    asked = Asked(_county(settings, county), state, rule, month, every)
    _say(issue_lines(settings, asked, names, town_names(settings.seeds)))


@app.command(cls=ChineseCommand)
def exempt(finding: Finding, why: Why, by: By, until: Until = None, home: Home = None) -> None:
    """为一个问题申请豁免（情况属实、不必更正），等待审批。"""
    from pipelines.quality.issues.exemptions import ask

    def work(settings: Settings, today: dt.date) -> list[str]:
        reason, person = _signed(why, "--why"), _signed(by, "--by")
        made = ask(settings, finding, reason, person, _date(until), today)
        return [
            f"已登记申请 {made.exemption_id}，等待审批；批准以前仍按未办结计。",
            f"审批：employment issues decide {made.exemption_id} --approve --by 审批人",
        ]

    _do(home, "申请", work)


@app.command(cls=ChineseCommand)
def decide(
    request: Request,
    by: By,
    approve: Annotated[
        bool | None, typer.Option("--approve/--reject", help="批准，或不批准。")
    ] = None,
    until: Until = None,
    note: Annotated[str, typer.Option("--note", help="审批意见，一句话。")] = "",
    home: Home = None,
) -> None:
    """审批一件豁免申请；批准的从下一次筛查起不再隔离、暂停和提醒，到期自动恢复。"""
    from pipelines.quality.issues.exemptions import decide as decided
    from pipelines.quality.issues.lookup import IssueError

    if approve is None:
        raise IssueError("请写明批准（--approve）还是不批准（--reject）。")

    def work(settings: Settings, today: dt.date) -> list[str]:
        made = decided(
            settings,
            request,
            approve=approve,
            by=_signed(by, "--by"),
            until=_date(until),
            note=_signed(note, "--note"),
            today=today,
        )
        if not approve:
            return [f"{made.exemption_id} 没有批准，问题照常整改。"]
        return [f"{made.exemption_id} 已批准，有效至 {made.expires_on}。", NEXT]

    _do(home, "审批", work)


@app.command(cls=ChineseCommand)
def revoke(request: Request, why: Why, by: By, home: Home = None) -> None:
    """撤销一件已批准的豁免，问题重新计入。"""
    from pipelines.quality.issues.exemptions import revoke as revoked

    def work(settings: Settings, today: dt.date) -> list[str]:
        made = revoked(settings, request, _signed(why, "--why"), _signed(by, "--by"), today)
        return [f"{made.exemption_id} 已撤销，问题重新计入。", NEXT]

    _do(home, "撤销", work)


@app.command(cls=ChineseCommand)
def close(finding: Finding, why: Why, by: By, home: Home = None) -> None:
    """人工关闭一个问题（如人员已迁出、已注销）；以后的月份又查出时自动重新打开。"""
    from pipelines.quality.issues.exemptions import close as closed

    def work(settings: Settings, today: dt.date) -> list[str]:
        made = closed(settings, finding, _signed(why, "--why"), _signed(by, "--by"), today)
        return [f"{made.finding_id} 已关闭；以后的月份又查出时会重新打开。"]

    _do(home, "关闭", work)


@app.command(cls=ChineseCommand)
def read(
    files: Annotated[
        list[Path], typer.Argument(metavar="文件…", help="县里交回的《问题清单.xlsx》。")
    ],
    home: Home = None,
) -> None:
    """读回县里填写的问题清单：哪些说已更正，哪些申请豁免；有问题的行逐一说明。

    退出码：0 全部读入；3 有文件或行没有读入（其余照常读入）。
    """
    from pipelines.quality.issues.lookup import IssueError
    from pipelines.quality.issues.replies import read_back
    from pipelines.refresh import county_names

    problems = 0

    def work(settings: Settings, today: dt.date) -> list[str]:
        nonlocal problems
        lines: list[str] = []
        names = county_names(settings)
        for file in files:
            try:
                told = read_back(settings, file.expanduser(), names, _numbers_in, today)
            except IssueError as error:
                problems += 1
                lines.append(str(error))
                continue
            problems += len(told.problems)
            repeated = f"，以前已读入 {told.repeated} 条" if told.repeated else ""
            lines.append(
                f"{told.file_name}（{told.county_name}）：已更正 {told.mended} 条，"
                f"申请豁免 {len(told.asked)} 条{repeated}，没有填写 {told.untouched} 条。"
            )
            lines += [f"  · 没有读入：{line}" for line in told.problems]
            if told.asked:
                lines.append("  豁免申请等待审批：employment issues list --state 申请豁免")
        return lines

    _do(home, "读回", work)
    if problems:
        raise typer.Exit(NOT_ALL)


def _do(home: Path | None, what: str, work: Callable[[Settings, dt.date], list[str]]) -> None:
    """Do it while no refresh runs, and derive the issues anew."""
    from pipelines.quality.issues.run import china_today, update_issues
    from pipelines.settings import load_settings
    from pipelines.trace.guard import undisturbed

    settings = load_settings(home)
    today = china_today()
    with undisturbed(settings, what):
        update_issues(settings, today)
        lines = work(settings, today)
        update_issues(settings, today)
    _say(lines)


def _county(settings: Settings, word: str | None) -> str | None:
    from pipelines.quality.issues.lookup import IssueError
    from pipelines.trace.names import Names

    if word is None:
        return None
    names = Names(settings)
    code = names.find_county(word)
    if code is None:
        raise IssueError(
            f"没有“{word}”这个县（市、区）。可以写：{'、'.join(names.counties.values())}。"
        )
    return code


def _date(moment: dt.datetime | None) -> dt.date | None:
    return None if moment is None else moment.date()


def _signed(text: str, option: str) -> str:
    from pipelines.trace.guard import signed

    return signed(text, option)


def _numbers_in(text: str) -> list[str]:
    from pipelines.publish.gate import normalised, number_kinds

    return list(number_kinds(normalised(text)))


def _say(lines: list[str]) -> None:
    for line in lines:
        Console().print(line, markup=False, soft_wrap=True, highlight=False)
