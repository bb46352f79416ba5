"""How the golden pages look: coarse pictures of them, compared with those looked at and kept.

A picture is kept as rows of hex digits (0 black, f white), 72 to a row: small, readable in a diff,
and blind to what another version of a font moves by a hair. After a wanted change look at the page,
then: ``UPDATE_GOLDEN=1 python -m pytest tests/integration/test_publish_looks.py``.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.publish import browser, publish
from pipelines.settings import Settings
from tests.marts_fixture import build

pytestmark = pytest.mark.browser

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "pages"
ACROSS = 72
MOST_GREY, MOST_TALLER = 0.5, 0.03
"""Mean difference in steps of 1/15, and of the height: a moved block is more, a font less."""
LOOKS = [
    ("index", 1440), ("index", 390), ("county-220621", 390), ("targets", 1440),
    ("structure", 1440), ("quality", 1440), ("duties", 390),
]  # fmt: skip
COARSE = """
async ([picture, across]) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + picture;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = across;
  canvas.height = Math.round(image.height * across / image.width);
  const pen = canvas.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const data = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  const rows = [];
  for (let y = 0; y < canvas.height; y++) {
    let row = '';
    for (let x = 0; x < across; x++) {
      const at = 4 * (y * across + x);
      const grey = (data[at] * 299 + data[at + 1] * 587 + data[at + 2] * 114) / 1000;
      row += Math.round(grey / 17).toString(16);
    }
    rows.push(row);
  }
  return rows;
}
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    warehouse = build(tmp_path_factory.mktemp("marts") / "w.duckdb")
    settings = Settings(home=tmp_path_factory.mktemp("home"), forms=frozenset())
    return publish(settings, warehouse).index.parent


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=str(browser.find_browser()))
        yield launched
        launched.close()


def coarse(chromium: Any, address: str, width: int) -> list[str]:
    """Return a page as rows of hex digits."""
    page = chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(address)
    picture = page.screenshot(full_page=True)
    page.goto("about:blank")
    rows: list[str] = page.evaluate(COARSE, [base64.b64encode(picture).decode(), ACROSS])
    page.close()
    return rows


def difference(one: list[str], other: list[str]) -> float:
    """Return the mean difference of two pictures' points, in steps of grey."""
    steps = [
        abs(int(a, 16) - int(b, 16))
        for row, golden in zip(one, other, strict=False)
        for a, b in zip(row, golden, strict=True)
    ]
    return sum(steps) / len(steps)


@pytest.mark.parametrize(("name", "width"), LOOKS)
def test_the_page_looks_as_it_did(site: Path, chromium: Any, name: str, width: int) -> None:
    rows = coarse(chromium, (site / f"{name}.html").as_uri(), width)
    kept = GOLDEN / f"{name}-{width}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    golden = kept.read_text(encoding="utf-8").splitlines()
    assert abs(len(rows) - len(golden)) <= MOST_TALLER * len(golden)
    assert difference(rows, golden) <= MOST_GREY


def test_another_look_would_be_seen(site: Path, chromium: Any) -> None:
    golden = (GOLDEN / "index-1440.txt").read_text(encoding="utf-8").splitlines()
    other = coarse(chromium, (site / "quality.html").as_uri(), 1440)
    assert difference(other, golden) > MOST_GREY
