"""``employment publish`` and ``employment open``: the pages made again, and looked at.

Belongs here: the commands, their options and what they print. The work is ``republish``'s.
"""

from __future__ import annotations

import typer
from rich.console import Console

from pipelines.commands.options import Home

NOTHING = 1


def publish(home: Home = None) -> None:
    """用已发布的数据重新生成页面和文件（改了标题、颜色、图标以后用），数字不变。"""
    from pipelines.republish import republish
    from pipelines.screen import progress_on
    from pipelines.settings import load_settings

    console = Console()
    settings = load_settings(home)
    with progress_on(console) as progress:
        report = republish(settings, progress)
    for line in report.left_out:
        console.print(line, markup=False, soft_wrap=True)
    console.print(f"页面：{report.index}", markup=False, soft_wrap=True)
    console.print(f"单文件网页、PDF、手机长图和数据：{report.index.parent / 'files'}",
                  markup=False, soft_wrap=True)  # fmt: skip


def open_page(home: Home = None) -> None:
    """用浏览器打开已发布的总览页。"""
    import webbrowser

    from pipelines.settings import load_settings

    console = Console()
    index = load_settings(home).site / "index.html"
    if not index.is_file():
        console.print("还没有发布过页面，请先运行 employment refresh。", soft_wrap=True)
        raise typer.Exit(NOTHING)
    if not webbrowser.open(index.as_uri()):
        console.print("没有找到可用的浏览器，请双击打开下面的文件：", soft_wrap=True)
    console.print(f"页面：{index}", markup=False, soft_wrap=True)
