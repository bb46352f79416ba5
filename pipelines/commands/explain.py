"""``employment explain``: where a published figure comes from.

Belongs here: the command, its options and what it prints. The work is ``trace``'s.
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from pipelines.commands.options import Home


def explain(
    indicator: Annotated[str, typer.Argument(metavar="指标", help="编号或名称，如 I04。")],
    county: Annotated[
        str, typer.Option("--county", help="县（市、区）名称或代码；全市写 220600。")
    ],
    month: Annotated[str, typer.Option("--month", help="月份，如 2022-05。")],
    identities: Annotated[
        bool, typer.Option("--identities", help="名单中加上姓名和证件号（只在有身份库的电脑上）。")
    ] = False,
    home: Home = None,
) -> None:
    """说明一个已发布的数：口径、基期和目标、用到的报送、隔离的行、名单。"""
    from pipelines.settings import load_settings
    from pipelines.trace.explain import explain as explained

    told = explained(load_settings(home), indicator, county, month, identities=identities)
    console = Console()
    for line in told.lines:
        console.print(line, markup=False, soft_wrap=True, highlight=False)
