"""Drawing: Plotly figures to small SVG texts, by a local browser.

Belongs here: asking for SVG, shrinking what comes, and keeping it for the next time.
Does not belong here: what a figure shows (``dashboards.charts``), where the files go (``site``).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dashboards.charts import Picture
from pipelines.publish import chromium

if TYPE_CHECKING:
    from playwright.async_api import Page

VARIANTS = ("wide", "narrow")

DRAW_ONE = """
async (figure) => {
  const {width, height} = figure.layout;
  const url = await Plotly.toImage(figure, {format: 'svg', width, height});
  return decodeURIComponent(url.slice(url.indexOf(',') + 1));
}
"""


class DrawError(Exception):
    """The browser cannot draw; the message is Chinese, one sentence."""


def draw(pictures: Mapping[str, Picture], browser: Path, kept: Path) -> dict[str, str]:
    """Draw every picture wide and narrow: ``<name>-wide`` / ``<name>-narrow`` → SVG text.

    Args:
        pictures: what to draw.
        browser: the browser that draws.
        kept: folder of drawings made before; a figure that stands there is not drawn again, and
            what was not asked for this time is removed.

    Raises:
        DrawError: the browser does not start or cannot draw.
    """
    figures = {
        f"{name}-{variant}": json.dumps(picture.drawing(variant), sort_keys=True)
        for name, picture in sorted(pictures.items())
        for variant in VARIANTS
    }
    tools = _tools(browser)
    files = {
        name: kept / f"{hashlib.sha256(f'{tools}{figure}'.encode()).hexdigest()}.svg"
        for name, figure in figures.items()
    }
    missing = {name: figures[name] for name, file in files.items() if not file.is_file()}
    if missing:
        kept.mkdir(parents=True, exist_ok=True)
        for name, svg in zip(missing, _drawn(list(missing.values()), browser), strict=True):
            new = files[name].with_suffix(".new")
            new.write_text(svg, encoding="utf-8", newline="\n")
            new.replace(files[name])
    for old in set(kept.glob("*")) - set(files.values()):
        old.unlink()
    return {name: file.read_text(encoding="utf-8") for name, file in files.items()}


def _tools(browser: Path) -> str:
    """Return what else decides how a drawing looks: the library, the browser, this file."""
    from importlib.metadata import version

    state = browser.stat()
    code = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    return f"{version('plotly')} {browser} {state.st_size} {state.st_mtime_ns} {code}"


def _drawn(figures: list[str], browser: Path) -> list[str]:
    async def draw_one(tab: Page, figure: str) -> str:
        await tab.evaluate(chromium.SEEDED_RANDOM)
        return _shrunk(await tab.evaluate(DRAW_ONE, json.loads(figure)))

    try:
        return chromium.run(browser, figures, chromium.drawing_tab, draw_one)
    except chromium.BrowserError as error:
        raise DrawError(f"浏览器 {browser} 画图失败（{error}）。") from error


def _shrunk(svg: str) -> str:
    from scour import scour

    options = scour.sanitizeOptions()
    options.strip_xml_prolog = True
    options.remove_metadata = True
    options.strip_comments = True
    options.strip_ids = True
    options.shorten_ids = True
    options.indent_type = "none"
    options.newlines = False
    options.digits = 5
    shrunk: str = scour.scourString(svg, options)
    return _font_once(_bare(shrunk))


_UNSEEN = (
    # What a script or a style sheet would ask for; a picture has neither.
    r' (?:class|data-index|data-unformatted|data-math|pointer-events)="[^"]*"',
    r' style=""',
    # The grounds of texts that have none.
    r'<rect(?: [xy]="[^"]*"| width="[^"]*"| height="[^"]*")* fill-opacity="0" stroke-opacity="0"/>',
)
_TAG = re.compile(r"<[^<>]*>")
_LONG = re.compile(r"-?\d*\.\d{5,}")
_EMPTY = re.compile(r"<(g|defs)(?: [^<>]*)?(?:/>|></\1>)")
_RGB = re.compile(r"rgb\((\d+), (\d+), (\d+)\)")


def _bare(svg: str) -> str:
    """Leave out what is not seen: a third of what the library draws."""
    for pattern in _UNSEEN:
        svg = re.sub(pattern, "", svg)
    svg = _RGB.sub(lambda rgb: "#" + "".join(f"{int(part):02x}" for part in rgb.groups()), svg)
    svg = _TAG.sub(lambda tag: _LONG.sub(_shorter, tag[0]), svg)
    while (less := _EMPTY.sub("", svg)) != svg:
        svg = less
    return svg


def _shorter(number: re.Match[str]) -> str:
    """Round a place on the picture: 4.8999999999999995 holds what could be an ID number."""
    return f"{float(number[0]):.3f}".rstrip("0").rstrip(".")


def _font_once(svg: str) -> str:
    """Name the type that every text has at the root: a third of a picture was its repetition."""
    fonts = set(re.findall(r' font-family="[^"]*"', svg))
    if len(fonts) != 1:
        return svg
    font = fonts.pop()
    return svg.replace(font, "").replace("<svg", f"<svg{font}", 1)
