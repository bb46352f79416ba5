"""``employment papers``: the office's papers of a month, ready to be filled in and signed.

Belongs here: the command, its options and what it prints. The work is ``papers``'.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from pipelines.commands.options import Force, Home


def papers(
    month: Annotated[str, typer.Option("--month", help="哪个月的文稿，如 2022-06。")],
    analysis: Annotated[
        bool,
        typer.Option("--analysis", help="同时写就业形势分析（6月、12月不写本项也会生成）。"),
    ] = False,
    issued: Annotated[
        datetime | None,
        typer.Option(
            "--date",
            formats=["%Y-%m-%d"],
            help="落款日期，如 2022-07-06；不写则用配置中的日子。",
        ),
    ] = None,
    force: Force = False,
    home: Home = None,
) -> None:
    """生成某月的文稿：月度通报、半年就业形势分析（Word）和重点问题清单（Excel，含倒排工期）。

    写到 published/papers/月份/。原因、做法和打算由单位填写，文稿中用黄色【】标出。
    任何一份没有写成，原来的文稿都不变；已经填写过的文稿不会被覆盖，除非加 --force。
    """
    from pipelines.papers import write_papers
    from pipelines.settings import load_settings

    day = issued.date() if issued is not None else None
    console = Console()
    report = write_papers(
        load_settings(home),
        month,
        analysis=analysis,
        issued=day,
        force=force,
        progress=lambda line: console.print(line, markup=False, soft_wrap=True, highlight=False),
    )
    for path in report.files:
        _say(console, f"{path.stem.partition('_')[0]}：{path}")
    for line in report.left_out:
        _say(console, line)
    if not report.has_analysis:
        _say(console, "本月没有就业形势分析：每年6月、12月各写一次，其他月份请加 --analysis。")
    _say(console, f"文稿中有 {report.blanks} 处黄色【】由单位填写，填好、核对后再印发。")


def _say(console: Console, line: str) -> None:
    console.print(line, markup=False, soft_wrap=True, highlight=False)
