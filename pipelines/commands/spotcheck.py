"""``employment spotcheck draw|show``: whom to call, and what came of it.

Belongs here: the commands, their options and what they print. The work is ``spotcheck``'s.
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from pipelines.commands.options import Home
from pipelines.screen import ChineseCommand, ChineseGroup

app = typer.Typer(cls=ChineseGroup, no_args_is_help=True, help="抽检：抽取、生成抽检表、看结果。")

Month = Annotated[str, typer.Option("--month", help="月份，如 2022-05。")]


@app.command(cls=ChineseCommand)
def draw(
    month: Month,
    size: Annotated[int, typer.Option("--size", help="每个县（市、区）抽多少人。")],
    county: Annotated[
        str | None, typer.Option("--county", help="只抽哪个县（市、区），名称或代码。")
    ] = None,
    number: Annotated[int, typer.Option("--round", help="这个月的第几轮。")] = 1,
    seed: Annotated[
        int | None, typer.Option("--seed", help="随机种子；不写则由月份和轮次得出，每次相同。")
    ] = None,
    flagged_share: Annotated[
        float, typer.Option("--flagged-share", help="优先抽有问题的人的比例，其余从全体中随机抽。")
    ] = 0.9,
    receiver: Annotated[str, typer.Option("--to", help="表交给谁，写进水印和记录。")] = "抽检人员",
    home: Home = None,
) -> None:
    """抽取一轮并生成抽检表（每县一个加密的工作簿，每乡镇一张表）；再次运行照原样重写。"""
    from pipelines.settings import load_settings
    from pipelines.spotcheck.run import Order, draw_round
    from pipelines.trace.guard import signed
    from pipelines.trace.names import Names

    settings = load_settings(home)
    only = Names(settings).county(county) if county else None
    order = Order(month, size, number, only, seed, flagged_share, signed(receiver, "--to"))
    _say(draw_round(settings, order))


@app.command(cls=ChineseCommand)
def show(month: Month, home: Home = None) -> None:
    """看抽检结果：抽取、交回、联系上、属实多少人，准确率和推算的区间，哪些行不是抽中的人。"""
    from pipelines.settings import load_settings
    from pipelines.spotcheck.show import TITLES
    from pipelines.spotcheck.show import show as shown

    result = shown(load_settings(home), month)
    if result.rows:
        table = Table(title=result.title)
        for title in TITLES:
            table.add_column(title, overflow="fold")
        for row in result.rows:
            table.add_row(*row)
        Console().print(table)
    _say(result.lines)


def _say(lines: list[str]) -> None:
    for line in lines:
        Console().print(line, markup=False, soft_wrap=True, highlight=False)
