"""Pictures of a paper as PNG: Word of any age shows them, and they print sharp.

Belongs here: asking a local browser for PNG. Does not belong here: what a picture shows, finding
a browser (``publish``).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboards.charts import Picture
from pipelines.publish import browser, chromium

if TYPE_CHECKING:
    from playwright.async_api import Page

SCALE = 3
"""Three dots for one of the screen: about 390 to the inch at the width of the text."""
WHITE = "#FFFFFF"
DRAW_ONE = """
async ({figure, scale}) => {
  const {width, height} = figure.layout;
  const url = await Plotly.toImage(figure, {format: 'png', width, height, scale});
  return url.slice(url.indexOf(',') + 1);
}
"""
NO_BROWSER = "没有找到 Chromium、Chrome 或 Edge 浏览器（可用环境变量 CHROME_PATH 指明它的位置）。"


def draw(pictures: Mapping[str, Picture]) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return PNG by picture name, and what was left out and why (Chinese)."""
    found = browser.find_browser()
    if found is None:
        return {}, (f"文稿中没有图：{NO_BROWSER}文字和表格不受影响。",)
    figures = [_on_paper(picture) for _, picture in sorted(pictures.items())]
    try:
        drawn = chromium.run(found, figures, chromium.drawing_tab, _draw_one)
    except chromium.BrowserError as error:
        return {}, (f"文稿中没有图：浏览器 {found} 画图失败（{error}）。文字和表格不受影响。",)
    return dict(zip(sorted(pictures), drawn, strict=True)), ()


async def _draw_one(tab: Page, figure: dict[str, object]) -> bytes:
    await tab.evaluate(chromium.SEEDED_RANDOM)
    return base64.b64decode(await tab.evaluate(DRAW_ONE, {"figure": figure, "scale": SCALE}))


def _on_paper(picture: Picture) -> dict[str, object]:
    figure: dict[str, object] = json.loads(json.dumps(picture.wide))
    layout = figure["layout"]
    if isinstance(layout, dict):
        # Transparent ground turns black in some viewers.
        layout["paper_bgcolor"] = layout["plot_bgcolor"] = WHITE
    return figure
