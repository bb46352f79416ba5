"""Writing the site's files into a new folder: pages, pictures, shared files, files to hand on.

Belongs here: which file goes where, and what is left out without a browser. Does not belong
here: what stands on a page (``dashboards``), drawing (``draw``), the gate, the swap.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboards import rendering
from dashboards.charts import Picture
from dashboards.marts import Marts
from dashboards.pages import all_pages
from dashboards.rendering import FOLDER, LIVE, Form
from dashboards.scopes import Scope, scopes
from pipelines.publish import browser, draw, handed_on
from pipelines.publish.gate import han_tokens
from pipelines.settings import Settings

PLOTLY_FILE = "plotly.min.js"


@dataclass(frozen=True)
class Written:
    """The new folder: its files, bytes, and what was left out (Chinese)."""

    files: int
    bytes: int
    left_out: tuple[str, ...]


def write(settings: Settings, marts: Marts, folder: Path, say: Callable[[str], None]) -> Written:
    """Render the whole site into ``folder``, which is emptied first.

    Of several cities the province's page is the site's first, and each city has a folder.
    """
    shutil.rmtree(folder, ignore_errors=True)
    left_out: dict[str, None] = {}
    for scope in scopes(marts):
        left_out |= dict.fromkeys(_write_scope(settings, scope, folder / scope.folder, say))
    files = [path for path in folder.rglob("*") if path.is_file()]
    return Written(len(files), sum(path.stat().st_size for path in files), tuple(left_out))


def _write_scope(
    settings: Settings, scope: Scope, folder: Path, say: Callable[[str], None]
) -> tuple[str, ...]:
    """Render one whole's pages with all they need, and return what was left out."""
    marts = scope.marts
    (folder / "assets").mkdir(parents=True)
    pages = all_pages(marts)
    menu = (*pages, handed_on.ENTRY)
    figures = {name: picture for page in pages for name, picture in page.pictures().items()}
    say(f"绘制{len(figures)}幅图…")
    found = browser.find_browser()
    kept = settings.work / "-".join(filter(None, ("drawings", scope.folder)))
    drawings, left_out = _drawings(kept, figures, found)
    say(f"生成{len(pages)}个网页…")
    form = Form(LIVE if left_out else FOLDER, look=marts.look, above=scope.above)
    for page in pages:
        write_text(folder / f"{page.name}.html", rendering.render(marts, page, menu, form))
    write_text(folder / "assets" / "site.css", rendering.style_sheet(marts.look))
    _assets(folder / "assets", ("watermark.svg",))
    if marts.look.logo is not None:
        write_text(folder / "assets" / "logo.svg", marts.look.logo)
    if form.is_live:
        _live_assets(folder / "assets", figures)
    else:
        (folder / "img").mkdir()
        for name, svg in sorted(drawings.items()):
            write_text(folder / "img" / f"{name}.svg", svg)
    made = handed_on.write(
        marts, pages, folder, drawings, None if left_out else found, settings.forms, say
    )
    listed = handed_on.files_page(marts, pages, made)
    write_text(
        folder / f"{listed.name}.html",
        rendering.render(marts, listed, menu, Form(FOLDER, look=marts.look, above=scope.above)),
    )
    handed_on.keep_past(settings, marts, folder, settings.site / scope.folder)
    return left_out + made.left_out


def _drawings(
    kept: Path, figures: Mapping[str, Picture], found: Path | None
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the SVG texts by file stem, or none and the reason."""
    reason = "没有找到 Chromium、Chrome 或 Edge 浏览器（可用环境变量 CHROME_PATH 指明它的位置）。"
    try:
        if found is not None:
            return draw.draw(figures, found, kept), ()
    except draw.DrawError as error:
        reason = str(error)
    instead = "网页打开时改用随附的绘图程序画图，数字和表格不受影响。"
    return {}, (f"没有生成静态图（img/*.svg）：{reason}{instead}",)


def _assets(folder: Path, names: tuple[str, ...]) -> None:
    for name in names:
        shutil.copyfile(rendering.ASSETS / name, folder / name)


def _live_assets(folder: Path, figures: Mapping[str, Picture]) -> None:
    from plotly.offline import get_plotlyjs

    _assets(folder, ("draw.js",))
    write_text(folder / PLOTLY_FILE, get_plotlyjs())
    both = {name: {"wide": p.wide, "narrow": p.narrow} for name, p in sorted(figures.items())}
    # Long fractions look like ID numbers to the gate, and no screen shows the seventh decimal.
    exact = json.dumps(both, ensure_ascii=False)
    rounded = json.loads(exact, parse_float=lambda digits: round(float(digits), 6))
    short = json.dumps(rounded, ensure_ascii=False)
    write_text(folder / "figures.js", f"window.FIGURES = {short};\n")


def write_text(path: Path, text: str) -> None:
    """Write a text with the same bytes on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def own_words(marts: Marts) -> frozenset[str]:
    """Han words of the project's own texts, which are no leak even if someone bears that name.

    They are the words of the templates and of the dictionaries in the marts; they stand on the
    page whatever people the vault knows.
    """
    texts = [path.read_text(encoding="utf-8") for path in sorted(rendering.HERE.rglob("*"))
             if path.suffix in {".j2", ".py", ".js", ".css", ".svg"}]  # fmt: skip
    texts.append(Path(handed_on.__file__).read_text(encoding="utf-8"))
    for area in marts.areas:
        texts += [area.county_name, area.short_name]
    for definition in marts.definitions.values():
        texts += [definition.indicator_name, definition.formula or ""]
    for month in marts.months.values():
        texts.append(month.peak_name or "")
    for rule in marts.finding_counts:
        texts += [rule.rule_name or "", rule.how_to_fix or ""]
    return frozenset(han_tokens("\n".join(texts)))
