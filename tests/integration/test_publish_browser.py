"""The published site in a real browser: pictures, phone, desk, wall, paper, assistive tools."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.publish import PublishReport, browser, publish
from pipelines.settings import Settings
from tests.marts_fixture import build

pytestmark = pytest.mark.browser

WIDTHS = (390, 1366, 1440, 3840)
CHARTS = 15


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("marts") / "w.duckdb")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory, warehouse: Path) -> PublishReport:
    assert browser.find_browser(), "Chromium, Chrome or Edge is needed: python -m tests.tools"
    start = time.perf_counter()
    done = publish(Settings(home=tmp_path_factory.mktemp("home")), warehouse)
    assert time.perf_counter() - start < 60
    return done


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=str(browser.find_browser()))
        yield launched
        launched.close()


def opened(chromium: Any, address: str, width: int = 1440, **options: Any) -> Any:
    """Open a page; ``page.heard`` collects console messages, errors and requests beyond file:."""
    page = chromium.new_page(viewport={"width": width, "height": 900}, **options)
    page.heard = []
    page.on("console", lambda message: page.heard.append(message.text))
    page.on("pageerror", lambda error: page.heard.append(str(error)))
    page.on(
        "request",
        lambda request: (
            page.heard.append(request.url)
            if not request.url.startswith(("file:", "data:"))
            else None
        ),
    )
    page.goto(address)
    return page


def address(report: PublishReport, area: str = "") -> str:
    return report.index.as_uri() + (f"#area={area}" if area else "")


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_chart_is_drawn_wide_and_narrow_and_small(report: PublishReport) -> None:
    assert report.left_out == ()
    drawings = sorted((report.index.parent / "img").glob("*.svg"))
    assert len(drawings) == 2 * CHARTS
    for drawing in drawings:
        svg = drawing.read_text(encoding="utf-8")
        assert len(svg) < 12_000, drawing.name
        assert "http://" not in svg.replace("http://www.w3.org/", "")
    assert report.bytes < 400_000
    assert report.index.stat().st_size < 150_000


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_requested_said_or_wider_than_the_screen(
    report: PublishReport, chromium: Any, width: int
) -> None:
    for area in ("", "220623"):
        page = opened(chromium, address(report, area), width)
        page.wait_for_timeout(100)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.heard == []
        page.close()


def test_all_pictures_load_and_have_a_description(report: PublishReport, chromium: Any) -> None:
    page = opened(chromium, address(report))
    broken = page.evaluate(
        "[...document.images].filter(i => !i.complete || !i.naturalWidth || !i.alt).map(i => i.src)"
    )
    assert broken == []
    assert page.evaluate("document.images.length") == 2 * CHARTS
    page.close()


def test_the_phone_gets_the_narrow_drawing(report: PublishReport, chromium: Any) -> None:
    page = opened(chromium, address(report), 390)
    source = page.evaluate("document.querySelector('.on picture img').currentSrc")
    assert source.endswith("-narrow.svg")
    page.close()


def test_the_address_chooses_the_area_and_the_back_button_returns(
    report: PublishReport, chromium: Any
) -> None:
    page = opened(chromium, address(report))
    shown = (
        "[...document.querySelectorAll('[data-area]')].filter(e => e.offsetHeight).map(e => e.id)"
    )
    assert page.evaluate(shown) == ["area=220600"]
    page.click(".tiles a >> nth=0")
    page.wait_for_selector("[id='area=220602'].on")
    assert page.evaluate(shown) == ["area=220602"]
    assert page.evaluate("document.querySelector('[aria-current]').textContent") == "浑江区"
    assert page.evaluate("document.activeElement.id") == "area=220602"
    page.go_back()
    page.wait_for_selector("[id='area=220600'].on")
    assert page.evaluate(shown) == ["area=220600"]
    page.close()


def test_without_scripts_all_areas_show_in_order(report: PublishReport, chromium: Any) -> None:
    page = opened(chromium, address(report), java_script_enabled=False)
    boxes = [section.bounding_box() for section in page.query_selector_all("section")]
    assert len(boxes) == 7
    assert all(box is not None and box["height"] > 300 for box in boxes)
    page.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_no_violation(report: PublishReport, chromium: Any, width: int) -> None:
    found = importlib.util.find_spec("axe_playwright_python")
    assert found is not None
    assert found.submodule_search_locations
    source = Path(found.submodule_search_locations[0], "axe.min.js").read_text(encoding="utf-8")
    for area in ("", "220622"):
        page = opened(chromium, address(report, area), width)
        page.evaluate(source)
        result = page.evaluate("axe.run()")
        assert [
            (item["id"], [node["html"] for node in item["nodes"]]) for item in result["violations"]
        ] == []
        page.close()


def test_the_overview_prints_on_a_few_a4_pages(report: PublishReport, chromium: Any) -> None:
    page = opened(chromium, address(report))
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    pages = len(re.findall(rb"/Type\s*/Page[^s]", pdf))
    assert 1 <= pages <= 3
    assert len(pdf) < 1_500_000
    page.close()


def test_a_rebuild_is_the_same_to_the_byte(
    report: PublishReport, warehouse: Path, tmp_path: Path
) -> None:
    again = publish(Settings(home=tmp_path), warehouse)
    assert hashes(again.index.parent) == hashes(report.index.parent)


def test_where_no_browser_drew_the_page_draws_itself_offline(
    warehouse: Path, tmp_path: Path, chromium: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "_candidates", lambda environment: iter(()))
    live = publish(Settings(home=tmp_path), warehouse)
    page = opened(chromium, address(live), 390)
    page.wait_for_selector(".on [data-figure] .main-svg", timeout=60_000)
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelectorAll('.modebar').length") == 0
    assert page.heard == []
    page.close()
