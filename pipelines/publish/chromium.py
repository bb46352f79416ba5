"""Driving the local browser: started once for a list of jobs, which several tabs share.

Belongs here: starting it, offline, and how it fails. Does not belong here: which browser
(``browser``), what a tab does (``draw``, ``printing``, the papers' ``pictures``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

_Job = TypeVar("_Job")
_Tab = TypeVar("_Tab")
_Result = TypeVar("_Result")

TIMEOUT_MS = 60_000
TABS = 2
"""Tabs are processes of their own: while one draws, the other hands over what it has drawn."""

# Plotly gives elements random ids; the same figures must give the same bytes.
SEEDED_RANDOM = """
(() => { let s = 20220101; Math.random = () => {
  s = (s + 0x6D2B79F5) | 0; let t = Math.imul(s ^ (s >>> 15), 1 | s);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t; return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}; })();
"""


class BrowserError(Exception):
    """The browser does not start or did not do it; the message is the reason, one line."""


def run(
    browser: Path,
    jobs: Sequence[_Job],
    open_tab: Callable[[Browser], Awaitable[_Tab]],
    do: Callable[[_Tab, _Job], Awaitable[_Result]],
) -> list[_Result]:
    """Return what ``do`` made of every job, in their order.

    Args:
        browser: the program to start.
        jobs: taken from the front by whichever tab is free.
        open_tab: makes ready what ``do`` works in.
        do: one job; it may not depend on the jobs before it.

    Raises:
        BrowserError: the browser does not start, or a job failed.
    """
    # A thread of its own: where an event loop runs already, a second one cannot.
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(lambda: asyncio.run(_run(browser, jobs, open_tab, do))).result()


async def drawing_tab(browser: Browser) -> Page:
    """Open an empty page that has Plotly, offline."""
    from plotly.offline import get_plotlyjs

    page = await browser.new_page(offline=True)
    page.set_default_timeout(TIMEOUT_MS)
    await page.add_script_tag(content=get_plotlyjs())
    return page


async def _run(
    browser: Path,
    jobs: Sequence[_Job],
    open_tab: Callable[[Browser], Awaitable[_Tab]],
    do: Callable[[_Tab, _Job], Awaitable[_Result]],
) -> list[_Result]:
    from playwright.async_api import Error, async_playwright

    waiting = list(reversed(range(len(jobs))))
    done: dict[int, _Result] = {}

    async def work(chromium: Browser) -> None:
        tab = await open_tab(chromium)
        while waiting:
            number = waiting.pop()
            done[number] = await do(tab, jobs[number])

    try:
        async with async_playwright() as driver:
            chromium = await driver.chromium.launch(
                executable_path=str(browser), timeout=TIMEOUT_MS
            )
            await asyncio.gather(*(work(chromium) for _ in range(min(TABS, len(jobs)))))
            await chromium.close()
    except (Error, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BrowserError(reason) from error
    return [done[number] for number in range(len(jobs))]
