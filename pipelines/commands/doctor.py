"""``employment doctor``: what works here and what does not.

Belongs here: the command, its options and exit codes. The checks are ``pipelines.doctor``'s.
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from pipelines.commands.options import Home

BROKEN, NOT_ALL = 1, 3


def doctor(
    send_test: Annotated[
        bool, typer.Option("--send-test", help="再向每个提醒渠道发一条测试消息。")
    ] = False,
    home: Home = None,
) -> None:
    """自查：装了什么、配置了什么、能不能写，什么用不了、为什么。

    退出码：0 可以刷新；1 有问题要先解决；3 有测试消息没有送到。
    """
    from pipelines.doctor import print_checks, print_test_lines, run_checks
    from pipelines.settings import load_settings, resolve_home

    console = Console()
    checks = run_checks(resolve_home(home))
    print_checks(checks, console)
    if any(check.state == "坏" for check in checks):
        raise typer.Exit(BROKEN)
    if send_test and not print_test_lines(load_settings(home), console):
        raise typer.Exit(NOT_ALL)
