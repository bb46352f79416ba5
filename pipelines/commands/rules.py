"""``employment rules list|check|try|handbook``: the catalogue of rules, for those who keep it.

Belongs here: the commands, their options and what they print. The work is ``rulebook``'s.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from pipelines.commands.options import Force, Home, OutFolder
from pipelines.screen import ChineseCommand, ChineseGroup

app = typer.Typer(cls=ChineseGroup, no_args_is_help=True, help="检查规则：列出、自查、试查、手册。")
FAILED = 1

Month = Annotated[str, typer.Option("--month", help="月份，如 2022-05。")]


@app.command(name="list", cls=ChineseCommand)
def list_rules(
    month: Annotated[
        str | None, typer.Option("--month", help="只列出这个月执行的规则，如 2022-05。")
    ] = None,
    home: Home = None,
) -> None:
    """列出规则：编号、名称、轻重、谁改、怎么处理、查哪些表、从哪个月起。"""
    from pipelines.rulebook.listing import listing
    from pipelines.settings import load_settings

    titles, rows = listing(load_settings(home), month)
    table = Table(title=f"检查规则（{len(rows)} 条）")
    for title in titles:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


@app.command(cls=ChineseCommand)
def check(home: Home = None) -> None:
    """检查全部规则文件，列出每一处错误的文件、行和原因；有错误时退出码为 1。"""
    from pipelines.rulebook.listing import check as checked
    from pipelines.settings import load_settings

    mistakes, words = checked(load_settings(home))
    for line in [*mistakes, words]:
        _say(line)
    raise typer.Exit(FAILED if mistakes else 0)


@app.command(name="try", cls=ChineseCommand)
def try_rule(
    month: Month,
    rule: Annotated[
        str | None, typer.Argument(metavar="规则", help="编号，如 R33；--file 只有一条时可不写。")
    ] = None,
    county: Annotated[
        str | None, typer.Option("--county", help="只看哪个县（市、区），名称或代码。")
    ] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="参数=值", help="换一个限值试查，如 min_cny=200；可多次写。"),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="试查这个文件中的规则（还没有放进规则目录的）。")
    ] = None,
    home: Home = None,
) -> None:
    """用一个月的数据试查一条规则：各县各乡镇多少条、与筛查结果差多少、举例；不写入、不发布。"""
    from pipelines.quality.catalogue import load_catalogue
    from pipelines.quality.trial import try_rule as tried
    from pipelines.rulebook.choose import choose, with_parameters
    from pipelines.rulebook.trial_words import trial_lines
    from pipelines.settings import load_settings
    from pipelines.trace.names import Names

    settings = load_settings(home)
    names = Names(settings)
    only = names.county(county) if county else None
    catalogue, chosen = choose(load_catalogue(settings.expectations), rule, month, file)
    chosen = with_parameters(chosen, parameters or [])
    for line in trial_lines(
        settings, tried(settings, catalogue, chosen, month), names.counties, only
    ):
        _say(line)


@app.command(cls=ChineseCommand)
def handbook(
    out: OutFolder = None,
    force: Force = False,
    home: Home = None,
) -> None:
    """生成给县区管理员的规则手册（网页和表格），可离线打开。"""
    from pipelines.rulebook.handbook import BOOK_NAME, PAGE_NAME, handbook_book, handbook_page, read
    from pipelines.settings import load_settings
    from pipelines.trace.files import refuse_existing, save

    settings = load_settings(home)
    folder = (out or Path()).expanduser()
    refuse_existing([folder / PAGE_NAME, folder / BOOK_NAME], force=force)
    content = read(settings)
    page, book = handbook_page(content), handbook_book(content, settings.city_office)
    for words, name, file in (("网页", PAGE_NAME, page), ("表格", BOOK_NAME, book)):
        _say(f"规则手册（{words}）：{save(folder / name, name, file, force=force)}")


def _say(line: str) -> None:
    Console().print(line, markup=False, soft_wrap=True, highlight=False)
