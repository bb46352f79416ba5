"""The handbook of the rules in a real browser: phone, desk and paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.publish.browser import find_browser
from pipelines.rulebook.handbook import handbook_page, read
from pipelines.settings import Settings

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=str(find_browser()))
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "规则手册.html"
    path.write_bytes(handbook_page(read(Settings(home=path.parent))))
    return path


@pytest.mark.parametrize(("width", "shown"), [(390, "block"), (1366, "table-row")])
def test_the_handbook_fits_and_asks_for_nothing(
    chromium: Any, page_file: Path, width: int, shown: str
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 900})
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("request", lambda request: heard.append(request.url))
    page.goto(page_file.as_uri())
    assert heard == [page_file.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    look = "getComputedStyle(document.querySelector('#R76')).display"
    assert page.evaluate(look) == shown
    page.click('nav a[href="#R76"]')
    assert 0 <= page.evaluate("document.querySelector('#R76').getBoundingClientRect().top") < 900
    page.emulate_media(media="print")
    assert page.evaluate(look) == "table-row"
