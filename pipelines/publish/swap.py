"""Swapping the new site in: readers see the old site or the new one, never half of one.

Belongs here: the renames, undoing them, and putting right what a killed run left behind.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from pipelines.publish.errors import PublishError

SITE = "网站"


def _aside(site: Path) -> Path:
    return site.with_name(f"{site.name}.old")


def recover(site: Path, what: str = SITE) -> None:
    """Finish or undo a swap that was cut off: bring the old site back where no site is.

    Raises:
        PublishError: the old site cannot be renamed back.
    """
    old = _aside(site)
    if old.exists() and not site.exists():
        try:
            old.rename(site)
        except OSError as error:
            raise PublishError(
                f"上次发布中断，旧{what} {old} 无法恢复为 {site.name}（{error.strerror}）。"
                "请关闭正在打开该文件夹的窗口后重试。"
            ) from error
    shutil.rmtree(old, ignore_errors=True)


def promote(new: Path, site: Path, what: str = SITE) -> None:
    """Rename the old site aside and the new one in; on failure the old one is put back.

    Raises:
        PublishError: the swap failed; the old site is in its place.
    """
    site.parent.mkdir(parents=True, exist_ok=True)
    old = _aside(site)
    shutil.rmtree(old, ignore_errors=True)
    try:
        if site.exists():
            site.rename(old)
        new.rename(site)
    except OSError as error:
        if old.exists() and not site.exists():
            old.rename(site)
        raise PublishError(
            f"新{what}没有换上：{site} 无法改名（{error.strerror or type(error).__name__}）。"
            f"原来的{what}没有改动。请关闭正在打开该文件夹的窗口或程序后重新发布。"
        ) from error
    shutil.rmtree(old, ignore_errors=True)
