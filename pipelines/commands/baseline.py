"""``employment baseline freeze|show|template|enter``: the frozen year.

Belongs here: the commands, their options and what they print. The work is ``trace``'s.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipelines.commands.options import Force, Home
from pipelines.screen import ChineseCommand, ChineseGroup

if TYPE_CHECKING:
    from pipelines.trace.baseline import Confirm

app = typer.Typer(cls=ChineseGroup, no_args_is_help=True, help="基期（2021年）：冻结、查看、录入。")

Year = Annotated[int | None, typer.Argument(metavar="年份", help="基期年份，如 2021。")]
By = Annotated[str, typer.Option("--signed-by", help="由谁签字，姓名或处室。")]
Why = Annotated[str, typer.Option("--why", help="理由或依据，一句话；再次冻结和录入时必写。")]
Yes = Annotated[bool, typer.Option("--yes", help="数值有变化时不再询问。")]


@app.command(cls=ChineseCommand)
def freeze(year: Year, signed_by: By, why: Why = "", yes: Yes = False, home: Home = None) -> None:
    """把已发布的基期数冻结成新的一版；以前的版本都保留。"""
    from pipelines.settings import load_settings
    from pipelines.trace import baseline

    settings = load_settings(home)
    by = baseline.signature(signed_by, why)
    chosen = baseline.frozen_year(settings, year)
    _say(baseline.freeze(settings, chosen, by, _confirm(yes=yes)))


@app.command(cls=ChineseCommand)
def show(year: Year = None, home: Home = None) -> None:
    """列出基期的各个版本：谁、何时、为什么冻结，缺哪些月份。"""
    from pipelines.settings import load_settings
    from pipelines.trace.baseline_list import print_baseline

    print_baseline(load_settings(home), Console(), year)


@app.command(cls=ChineseCommand)
def template(
    out: Annotated[
        Path | None, typer.Option("--out", help="写成哪个文件；不写则在当前目录用中文文件名。")
    ] = None,
    force: Force = False,
    home: Home = None,
) -> None:
    """生成手工录入基期数据的表格。"""
    from pipelines.settings import load_settings
    from pipelines.trace import baseline
    from pipelines.trace.baseline_book import template as workbook
    from pipelines.trace.files import save

    settings = load_settings(home)
    year = baseline.frozen_year(settings)
    path = save(out, f"基期数据-{year}年.xlsx", workbook(settings, year), force=force)
    _say([f"录入表格：{path}"])


@app.command(cls=ChineseCommand)
def enter(
    file: Annotated[Path, typer.Argument(metavar="文件", help="填好的表格（xlsx、xls、csv）。")],
    signed_by: By,
    why: Why,
    yes: Yes = False,
    home: Home = None,
) -> None:
    """读入填好的基期数据，盖在现有的一版上成为新的一版；有问题时一并列出，不写入。"""
    from pipelines.settings import load_settings
    from pipelines.trace import baseline
    from pipelines.trace.baseline_book import read_book

    settings = load_settings(home)
    by = baseline.signature(signed_by, why)
    year = baseline.frozen_year(settings)
    rows = read_book(settings, file, year)
    _say(baseline.enter(settings, year, rows, by, _confirm(yes=yes)))


def _confirm(*, yes: bool) -> Confirm:
    def confirm(said: list[str]) -> bool:
        _say(said)
        return yes or typer.confirm("以前冻结的数会改变，确定写入新的一版吗？")

    return confirm


def _say(lines: list[str]) -> None:
    for line in lines:
        Console().print(line, markup=False, soft_wrap=True, highlight=False)
