"""Pictures of a paper as PNG: Word of any age shows them, and they print sharp.

Belongs here: asking a local browser for PNG. Does not belong here: what a picture shows, finding
a browser (``publish``).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from dashboards.charts import Picture
from pipelines.publish import browser
from pipelines.publish.draw import SEEDED_RANDOM, TIMEOUT_MS

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
    # A thread of its own: the synchronous driver refuses to run where an event loop does.
    with ThreadPoolExecutor(max_workers=1) as pool:
        drawn = pool.submit(_drawn, dict(pictures), found).result()
    if isinstance(drawn, str):
        return {}, (f"文稿中没有图：浏览器 {found} 画图失败（{drawn}）。文字和表格不受影响。",)
    return drawn, ()


def _drawn(pictures: dict[str, Picture], found: Path) -> dict[str, bytes] | str:
    from playwright.sync_api import Error, sync_playwright
    from plotly.offline import get_plotlyjs

    try:
        with sync_playwright() as driver:
            chromium = driver.chromium.launch(executable_path=str(found), timeout=TIMEOUT_MS)
            page = chromium.new_context(offline=True).new_page()
            page.set_default_timeout(TIMEOUT_MS)
            page.evaluate(SEEDED_RANDOM)
            page.add_script_tag(content=get_plotlyjs())
            drawn = {
                name: base64.b64decode(
                    page.evaluate(DRAW_ONE, {"figure": _on_paper(picture), "scale": SCALE})
                )
                for name, picture in sorted(pictures.items())
            }
            chromium.close()
    except (Error, OSError) as error:
        return str(error).splitlines()[0] if str(error) else type(error).__name__
    return drawn


def _on_paper(picture: Picture) -> dict[str, object]:
    figure: dict[str, object] = json.loads(json.dumps(picture.wide))
    layout = figure["layout"]
    if isinstance(layout, dict):
        # Transparent ground turns black in some viewers.
        layout["paper_bgcolor"] = layout["plot_bgcolor"] = WHITE
    return figure
