"""One publication: read, draw, write aside, gate, swap, record, in this order.

Belongs here: the order of the steps and what is reported. Does not belong here: any step.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.publish import gate, record, swap
from pipelines.publish.errors import PublishError
from pipelines.publish.gate import GateResult
from pipelines.settings import Settings

NEW_SITE = "site.new"


@dataclass(frozen=True)
class PublishReport:
    """What was published."""

    index: Path
    """``index.html`` of the promoted site."""
    as_of_month: str
    """``YYYY-MM``."""
    files: int
    bytes: int
    left_out: tuple[str, ...]
    """What the site does without and why, in Chinese; empty when nothing is missing."""
    gate: GateResult


def publish(
    settings: Settings,
    warehouse: Path,
    *,
    as_of: str | None = None,
    is_again: bool = False,
    before_swap: Callable[[], None] | None = None,
    progress: Callable[[str], None] | None = None,
) -> PublishReport:
    """Publish the site of a warehouse; readers see the old site until the new one is whole.

    Args:
        settings: where the home folder is.
        warehouse: the DuckDB file with schema ``marts``; opened read-only.
        as_of: ``YYYY-MM``; the publication's own month when None.
        is_again: the warehouse is the published one, only its pages are made anew.
        before_swap: called once the gate has passed, before any reader sees the new site.
        progress: receives one Chinese line per step.

    Raises:
        PublishError: the marts cannot be read, the gate found personal data, or the swap failed.
            The site published before stays as it was.
    """
    from dashboards.reading import MartsError, read_marts
    from pipelines.publish import site

    say = progress or (lambda line: None)
    swap.recover(settings.site)
    try:
        say("读取指标…")
        marts = read_marts(warehouse, as_of, settings.look)
        sealed = record.digests(warehouse)
    except MartsError as error:
        raise PublishError(str(error)) from error
    folder = settings.work / NEW_SITE
    try:
        written = site.write(settings, marts, folder, say)
        say("检查个人信息…")
        passed = gate.check(folder, settings.vault, own_words=site.own_words(marts))
        if before_swap is not None:
            before_swap()
        swap.promote(folder, settings.site)
    except OSError as error:
        raise PublishError(
            f"网站没有写成：{error.filename or folder}"
            f"（{error.strerror or type(error).__name__}）。"
            "请检查磁盘空间和文件夹权限后重新发布；原来的网站没有改动。"
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    try:
        if is_again:
            record.renew(settings)
        else:
            record.write(settings, marts, sealed)
    except OSError as error:
        raise PublishError(
            f"网站已经换新，但发布记录 {settings.published / record.FILE_NAME} 没有写成"
            f"（{error.strerror or type(error).__name__}）。请检查磁盘空间和权限后重新发布。"
        ) from error
    for line in written.left_out:
        say(line)
    say(f"已发布：{settings.site / 'index.html'}")
    return PublishReport(
        index=settings.site / "index.html",
        as_of_month=f"{marts.as_of:%Y-%m}",
        files=written.files,
        bytes=written.bytes,
        left_out=written.left_out,
        gate=passed,
    )
