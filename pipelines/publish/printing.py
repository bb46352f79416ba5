"""Paper and picture of a page: A4 PDF and a long picture for a phone, by the local browser.

Belongs here: driving the browser over written pages. Does not belong here: how a page looks on
paper (its style sheet), which pages are printed (``handed_on``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pipelines.publish.draw import TIMEOUT_MS, DrawError

PHONE = (390, 844)
SHARPNESS = 2
"""Picture points a screen point, as phones have them."""

DECODED = "Promise.all([...document.images].map(i => i.decode().catch(() => null)))"
"""Every picture is ready before it is printed."""

UNLINKED = "document.querySelectorAll('a').forEach(a => a.removeAttribute('href'))"
"""On paper no link leads anywhere, and its address would tell where the page lay."""

_DATED = re.compile(rb"/(CreationDate|ModDate) ?\(D:(\d{14})")
_NO_DATE = b"20000101000000"


def print_pages(browser: Path, papers: Mapping[Path, Path], pictures: Mapping[Path, Path]) -> None:
    """Write every page as PDF (``papers``: page → file) or PNG (``pictures``).

    Raises:
        DrawError: the browser does not start or cannot print.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(_print, browser, dict(papers), dict(pictures)).result()


def _print(browser: Path, papers: dict[Path, Path], pictures: dict[Path, Path]) -> None:
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as driver:
            chromium = driver.chromium.launch(executable_path=str(browser), timeout=TIMEOUT_MS)
            desk = chromium.new_page(offline=True)
            for page, file in papers.items():
                desk.goto(page.as_uri(), timeout=TIMEOUT_MS)
                desk.evaluate(DECODED)
                desk.evaluate(UNLINKED)
                pdf = desk.pdf(prefer_css_page_size=True, print_background=True)
                file.write_bytes(undated(pdf))
            phone = chromium.new_page(
                viewport={"width": PHONE[0], "height": PHONE[1]},
                device_scale_factor=SHARPNESS,
                offline=True,
            )
            for page, file in pictures.items():
                phone.goto(page.as_uri(), timeout=TIMEOUT_MS)
                phone.evaluate(DECODED)
                phone.screenshot(path=file, full_page=True, timeout=TIMEOUT_MS)
            chromium.close()
    except (Error, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DrawError(f"浏览器 {browser} 打印失败（{reason}）。") from error


def undated(pdf: bytes) -> bytes:
    """Take the time of printing out, so that the same page gives the same bytes."""
    return _DATED.sub(lambda found: b"/" + found[1] + b" (D:" + _NO_DATE, pdf)
