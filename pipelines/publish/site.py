"""Writing the site's files into a new folder: page, pictures, shared files.

Belongs here: which file goes where, and what is left out without a browser. Does not belong
here: what stands on the page (``dashboards``), drawing (``draw``), the gate, the swap.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboards import pages
from dashboards.charts import Picture, pictures
from dashboards.marts import Marts
from pipelines.publish import browser, draw
from pipelines.publish.gate import han_tokens

PLOTLY_FILE = "plotly.min.js"


@dataclass(frozen=True)
class Written:
    """The new folder: its files, bytes, and what was left out (Chinese)."""

    files: int
    bytes: int
    left_out: tuple[str, ...]


def write(marts: Marts, folder: Path, say: Callable[[str], None]) -> Written:
    """Render the whole site into ``folder``, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "assets").mkdir(parents=True)
    figures = pictures(marts)
    say(f"绘制{len(figures)}幅图…")
    drawings, left_out = _drawings(figures)
    say("生成网页…")
    static = not left_out
    _text(folder / "index.html", pages.render(marts, figures, static=static))
    _assets(folder / "assets", ("site.css", "page.js", "watermark.svg"))
    if static:
        (folder / "img").mkdir()
        for name, svg in sorted(drawings.items()):
            _text(folder / "img" / f"{name}.svg", svg)
    else:
        _live_assets(folder / "assets", figures)
    files = [path for path in folder.rglob("*") if path.is_file()]
    return Written(len(files), sum(path.stat().st_size for path in files), left_out)


def _drawings(figures: Mapping[str, Picture]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the SVG texts by file stem, or none and the reason."""
    found = browser.find_browser()
    reason = "没有找到 Chromium、Chrome 或 Edge 浏览器（可用环境变量 CHROME_PATH 指明它的位置）。"
    try:
        if found is not None:
            return draw.draw(figures, found), ()
    except draw.DrawError as error:
        reason = str(error)
    instead = "网页打开时改用随附的绘图程序画图，数字和表格不受影响。"
    return {}, (f"没有生成静态图（img/*.svg）：{reason}{instead}",)


def _assets(folder: Path, names: tuple[str, ...]) -> None:
    for name in names:
        shutil.copyfile(pages.ASSETS / name, folder / name)


def _live_assets(folder: Path, figures: Mapping[str, Picture]) -> None:
    from plotly.offline import get_plotlyjs

    _assets(folder, ("draw.js",))
    _text(folder / PLOTLY_FILE, get_plotlyjs())
    both = {name: {"wide": p.wide, "narrow": p.narrow} for name, p in sorted(figures.items())}
    # Long fractions look like ID numbers to the gate, and no screen shows the seventh decimal.
    exact = json.dumps(both, ensure_ascii=False)
    short = json.loads(exact, parse_float=lambda digits: round(float(digits), 6))
    _text(folder / "figures.js", f"window.FIGURES = {json.dumps(short, ensure_ascii=False)};\n")


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def own_words(marts: Marts) -> frozenset[str]:
    """Han words of the project's own texts, which are no leak even if someone bears that name.

    They are the words of the templates and of the dictionaries in the marts; they stand on the
    page whatever people the vault knows.
    """
    texts = [path.read_text(encoding="utf-8") for path in sorted(pages.HERE.rglob("*"))
             if path.suffix in {".j2", ".py", ".js", ".css", ".svg"}]  # fmt: skip
    for area in marts.areas:
        texts += [area.county_name, area.short_name]
    for definition in marts.definitions.values():
        texts += [definition.indicator_name, definition.formula or ""]
    for month in marts.months.values():
        texts.append(month.peak_name or "")
    for rule in marts.finding_counts:
        texts += [rule.rule_name or "", rule.how_to_fix or ""]
    return frozenset(han_tokens("\n".join(texts)))
