"""``employment reproduce``: a past publication made again and compared.

Belongs here: the command, its options and what it prints. The work is ``trace``'s, the run
``refresh``'s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipelines.commands.options import Home
from pipelines.screen import progress_on

if TYPE_CHECKING:
    from pipelines.settings import Settings


def reproduce(
    publication: Annotated[
        str | None,
        typer.Argument(metavar="发布", help="发布编号，如 P-2022-05-1；不写则是最近一次。"),
    ] = None,
    home: Home = None,
) -> None:
    """由归档重新生成以前的一次发布，与当时逐个文件、逐个数比较。

    退出码：0 相同；3 有不同；1 没有完成。
    """
    from pipelines.settings import load_settings
    from pipelines.trace.guard import undisturbed
    from pipelines.trace.reproduce import reproduce as made_again

    console = Console()
    settings = load_settings(home)
    with undisturbed(settings, "重新生成"), progress_on(console) as progress:
        outcome = made_again(settings, publication, _run, progress)
    name = outcome.publication_id

    def say(line: str) -> None:
        console.print(line, markup=False, soft_wrap=True, highlight=False)

    if outcome.changed_code:
        words = "、".join(outcome.changed_code)
        say(f"{words}与当时不同，页面的字节可能不同；只比较数值。")
    if outcome.is_same:
        what = "每个数" if outcome.changed_code else "页面的每个字节、每张数据表、每个数"
        say(f"{name}：{what}都与当时相同。")
    else:
        say(f"{name}：与当时不同。")
        for line in outcome.lines:
            say(f"  · {line}")
    raise typer.Exit(outcome.exit_code)


def _run(
    scratch: Settings, months: tuple[str, ...], progress: Callable[[str], None]
) -> tuple[str, ...]:
    from pipelines.refresh import RefreshPlan, run_refresh

    return run_refresh(scratch, RefreshPlan(months, "重新生成"), progress).failures
