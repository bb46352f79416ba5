"""What the offices get opens without a network, and the model's documentation too."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.publish.browser import find_browser
from pipelines.settings import Settings
from pipelines.trace.catalogue import catalogue_page, read_catalogue
from pipelines.trace.model_docs import model_docs

pytestmark = pytest.mark.browser


def opened(page_file: Path) -> tuple[list[str], list[str], str]:
    """Return every request that leaves the machine, every error, and the text shown."""
    from playwright.sync_api import sync_playwright

    requests: list[str] = []
    errors: list[str] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(find_browser()))
        page = browser.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(page_file.as_uri())
        page.wait_for_timeout(1500)
        text = page.inner_text("body")
        browser.close()
    # dbt's page names pictures by templates until its script has run: the policy blocks those.
    asked = [url for url in requests if not url.startswith(("data:", "blob:", "file:"))]
    return asked, errors, text


def test_the_models_documentation_asks_for_nothing_and_shows_the_models(tmp_path: Path) -> None:
    page = tmp_path / "数据模型.html"
    page.write_bytes(model_docs(Settings(home=tmp_path / "home")))
    requests, errors, text = opened(page)
    assert requests == []
    assert errors == []
    assert "employment" in text


def test_the_catalogue_asks_for_nothing_and_names_every_indicator(tmp_path: Path) -> None:
    catalogue = read_catalogue(Settings(home=tmp_path).seeds)
    page = tmp_path / "指标目录.html"
    page.write_bytes(catalogue_page(catalogue))
    requests, errors, text = opened(page)
    assert requests == []
    assert errors == []
    assert all(row[1] in text for row in catalogue.indicators)
