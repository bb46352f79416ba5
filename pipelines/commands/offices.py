"""``employment template`` and ``employment layouts``: what the offices fill in and look up.

Belongs here: the commands, their options and what they print. The work is ``offices``'.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.commands.options import Force, Home, OutFolder


def template(
    table: Annotated[
        str | None,
        typer.Argument(metavar="表", help="哪张表，如 T-H1、T-N2、T-C1；不写则列出全部。"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="写成哪个文件；不写则在当前目录用中文文件名。")
    ] = None,
    force: Force = False,
    home: Home = None,
) -> None:
    """生成填报模板：乡镇、县区可以填好后报送的 Excel 表。"""
    from pipelines.offices import write_template
    from pipelines.settings import load_settings

    path = write_template(load_settings(home), table, out, force=force)
    Console().print(f"填报模板：{path}", markup=False, soft_wrap=True)


def layouts(
    out: OutFolder = None,
    force: Force = False,
    home: Home = None,
) -> None:
    """生成数据字典（网页和表格）：每张表每一列怎么填。"""
    from pipelines.offices import write_layouts
    from pipelines.settings import load_settings

    page, book = write_layouts(load_settings(home), out, force=force)
    console = Console()
    console.print(f"数据字典（网页）：{page}", markup=False, soft_wrap=True)
    console.print(f"数据字典（表格）：{book}", markup=False, soft_wrap=True)
