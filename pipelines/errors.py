"""How a problem reaches a person: one base class, one guard at the edge of every asset.

Belongs here: the base of all errors whose message a user reads, and the guard that turns
anything else into a short Chinese sentence. An unexpected exception's text may quote a cell,
so it never travels into Dagster's event log; only its type and place do.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class EmploymentError(Exception):
    """A problem whose message is Chinese, complete and fit for the analyst."""


def describe(error: BaseException) -> str:
    """Return what may be shown of ``error``: its words if they are ours, else type and place."""
    if isinstance(error, EmploymentError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = next(
        (
            f"{Path(f.filename).name}:{f.lineno}"
            for f in reversed(frames)
            if "pipelines" in f.filename
        ),
        "未知位置",
    )
    return (
        f"程序出现未预料的错误（{type(error).__name__}，{place}）。"
        "已发布的内容不受影响；请运行 employment doctor 自查，仍不能解决时把本句告诉维护人员。"
    )


@contextmanager
def shown_to_users() -> Iterator[None]:
    """Let no raw exception out of an asset: Dagster keeps exceptions, and they may quote cells."""
    import dagster as dg

    try:
        yield
    except dg.Failure:
        raise
    except Exception as error:
        raise dg.Failure(description=describe(error), allow_retries=False) from None
