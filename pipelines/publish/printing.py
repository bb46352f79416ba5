"""Paper and picture of a page: A4 PDF and a long picture for a phone, by the local browser.

Belongs here: driving the browser over written pages. Does not belong here: how a page looks on
paper (its style sheet), which pages are printed (``handed_on``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.publish import chromium
from pipelines.publish.draw import DrawError

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

PHONE = (390, 844)
SHARPNESS = 2
"""Picture points a screen point, as phones have them."""

DECODED = "Promise.all([...document.images].map(i => i.decode().catch(() => null)))"
"""Every picture is ready before it is printed."""

UNLINKED = "document.querySelectorAll('a').forEach(a => a.removeAttribute('href'))"
"""On paper no link leads anywhere, and its address would tell where the page lay."""

_DATED = re.compile(rb"/(CreationDate|ModDate) ?\(D:(\d{14})")
_NO_DATE = b"20000101000000"


@dataclass(frozen=True)
class _Tabs:
    """One at a desk, which prints, and one on a phone, which takes pictures."""

    desk: Page
    phone: Page


def print_pages(browser: Path, papers: Mapping[Path, Path], pictures: Mapping[Path, Path]) -> None:
    """Write every page as PDF (``papers``: page → file) or PNG (``pictures``).

    Raises:
        DrawError: the browser does not start or cannot print.
    """
    jobs = [(_print, *pair) for pair in papers.items()]
    jobs += [(_take_picture, *pair) for pair in pictures.items()]
    try:
        chromium.run(browser, jobs, _open_tabs, lambda tabs, job: job[0](tabs, *job[1:]))
    except chromium.BrowserError as error:
        raise DrawError(f"浏览器 {browser} 打印失败（{error}）。") from error


async def _open_tabs(browser: Browser) -> _Tabs:
    desk = await browser.new_page(offline=True)
    phone = await browser.new_page(
        viewport={"width": PHONE[0], "height": PHONE[1]},
        device_scale_factor=SHARPNESS,
        offline=True,
    )
    return _Tabs(desk, phone)


async def _print(tabs: _Tabs, page: Path, file: Path) -> None:
    await tabs.desk.goto(page.as_uri(), timeout=chromium.TIMEOUT_MS)
    await tabs.desk.evaluate(DECODED)
    await tabs.desk.evaluate(UNLINKED)
    file.write_bytes(undated(await tabs.desk.pdf(prefer_css_page_size=True, print_background=True)))


async def _take_picture(tabs: _Tabs, page: Path, file: Path) -> None:
    await tabs.phone.goto(page.as_uri(), timeout=chromium.TIMEOUT_MS)
    await tabs.phone.evaluate(DECODED)
    await tabs.phone.screenshot(path=file, full_page=True, timeout=chromium.TIMEOUT_MS)


def undated(pdf: bytes) -> bytes:
    """Take the time of printing out, so that the same page gives the same bytes."""
    return _DATED.sub(lambda found: b"/" + found[1] + b" (D:" + _NO_DATE, pdf)
