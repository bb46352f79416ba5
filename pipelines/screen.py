"""What the command line shows: Chinese help, progress, errors without tracebacks.

Belongs here: the looks and language of the terminal. Which commands exist is ``cli``'s.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]
"""Base of every wrong use of a command; typer exports only its subclasses."""

_WORDS = {
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "ARGUMENTS_PANEL_TITLE": "参数",
    "ERRORS_PANEL_TITLE": "用法有误",
    "DEFAULT_STRING": "（默认：{}）",
    "ENVVAR_STRING": "（环境变量：{}）",
    "REQUIRED_LONG_STRING": "（必填）",
    "ABORTED_TEXT": "已中止。",
}


def speak_chinese() -> None:
    """Give typer's own labels their Chinese words."""
    for name, words in _WORDS.items():
        setattr(rich_utils, name, words)


class _Chinese:
    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return (
            usage.replace("Usage:", "用法：")
            .replace("[OPTIONS]", "[选项]")
            .replace("COMMAND [ARGS]...", "命令 [参数]…")
        )

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示本说明。"
        return option


class ChineseCommand(_Chinese, TyperCommand):
    """A command whose help has Chinese labels."""


class ChineseGroup(_Chinese, TyperGroup):
    """A group of commands whose help has Chinese labels."""


def usage_text(error: Exception) -> str:
    """Return a Chinese sentence for a wrong use of the command line."""
    kind = type(error).__name__
    option = getattr(error, "option_name", None)
    if kind == "NoSuchOption":
        return f"没有 {option} 这个选项。加 --help 可查看全部选项。"
    if kind == "MissingParameter":
        param = getattr(error, "param", None)
        name = "/".join(getattr(param, "opts", []) or []) or "一个参数"
        return f"缺少 {name}。加 --help 可查看说明。"
    if kind == "BadParameter":
        param = getattr(error, "param", None)
        name = "/".join(getattr(param, "opts", []) or []) or "参数"
        return f"{name} 的值不能用。加 --help 可查看应写什么。"
    message = str(getattr(error, "message", error))
    if message.startswith("No such command"):
        return f"没有 {message.split(chr(39))[1]} 这个命令。运行 employment --help 可查看全部命令。"
    return f"命令写法有误（{message}）。运行 employment --help 可查看说明。"


@contextmanager
def progress_on(console: Console) -> Iterator[Callable[[str], None]]:
    """Yield a callback that shows what is being done now, and for how long.

    On a terminal the newest line spins; elsewhere each message is a line of its own.
    """
    started = time.monotonic()
    if not console.is_terminal:

        def plain(message: str) -> None:
            console.print(f"[{time.monotonic() - started:6.1f}秒] {message}", markup=False)

        yield plain
        return
    with console.status("开始……") as status:

        def spin(message: str) -> None:
            status.update(f"{message}（{time.monotonic() - started:.0f}秒）")

        yield spin
