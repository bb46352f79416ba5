"""From a page's blocks to HTML, in one of its forms.

Belongs here: the template's environment, what differs between the forms. Does not belong here:
what a page says (``pages``), drawing and writing files (``pipelines/publish``).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards import numbers
from dashboards.blocks import Page
from dashboards.look import Look
from dashboards.marts import Marts
from dashboards.theme import STATUSES, status_of

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

HERE = Path(__file__).resolve().parent
ASSETS = HERE / "assets"
TEMPLATES = HERE / "templates"
LEGEND = tuple(status_of(word) for word in STATUSES)

FOLDER, SINGLE, LIVE = "folder", "single", "live"
"""A page beside its pictures; a page that holds them; a page that draws them itself."""


@dataclass(frozen=True)
class Form:
    """How a page reaches its reader.

    ``drawings``: SVG texts by file stem, of a single file; ``root``: way from the page to the
    site's folder; ``above``: the province whose page lies above a city's folder.
    """

    kind: str
    drawings: Mapping[str, str] = field(default_factory=dict)
    root: str = ""
    look: Look = field(default_factory=Look)
    above: str = ""

    @property
    def is_single(self) -> bool:
        """True for the file that holds all it needs and links to no other."""
        return self.kind == SINGLE

    @property
    def is_live(self) -> bool:
        """True where the page draws its figures with the library beside it."""
        return self.kind == LIVE

    @property
    def css(self) -> str:
        """The style sheet with its watermark inside, for a single file."""
        return style_sheet(self.look).replace("url(watermark.svg)", f"url({_watermark()})")

    @property
    def css_hash(self) -> str:
        """The style sheet's hash for the content policy."""
        digest = hashlib.sha256(self.css.encode()).digest()
        return f"sha256-{base64.b64encode(digest).decode()}"

    @property
    def logo(self) -> str | None:
        """The address of the office's sign; None without one."""
        if self.look.logo is None:
            return None
        return data_uri(self.look.logo) if self.is_single else f"{self.root}assets/logo.svg"

    def image(self, name: str, variant: str) -> str:
        """Return the address of a drawing."""
        stem = f"{name}-{variant}"
        return data_uri(self.drawings[stem]) if self.is_single else f"img/{stem}.svg"


def data_uri(svg: str) -> Markup:
    """Return a picture as an address that holds it, for ``src``; a quarter less than base64."""
    from markupsafe import Markup

    # The other quotes delimit the attributes then, and stand raw in the address.
    text = svg.translate({ord('"'): "'", ord("'"): '"'})
    for plain, coded in _CODED:
        text = text.replace(plain, coded)
    # Nothing that could end the attribute or begin an entity is left.
    return Markup(f"data:image/svg+xml;charset=utf-8,{text}")  # noqa: S704


_CODED = (("%", "%25"), ("#", "%23"), ("<", "%3C"), (">", "%3E"), ("&", "%26"), ('"', "%22"))


def style_sheet(look: Look) -> str:
    """Return the style sheet with the office's own colours behind it."""
    return (ASSETS / "site.css").read_text(encoding="utf-8") + look.css


def _watermark() -> str:
    svg = (ASSETS / "watermark.svg").read_bytes()
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(marts: Marts, page: Page, menu: Sequence[Page], form: Form) -> str:
    """Render one page.

    Args:
        marts: the marts as of the page's month.
        page: what stands on it.
        menu: the pages to link to, in order.
        form: folder, single or live.
    """
    shared: dict[str, Any] = {
        "marts": marts,
        "cutoff": numbers.day(numbers.month_end(marts.as_of)),
        "received": numbers.beijing_time(marts.last_received) if marts.last_received else None,
        "legend": LEGEND,
    }
    template = _environment().get_template("page.html.j2")
    return template.render(page=page, menu=menu, form=form, **shared)
