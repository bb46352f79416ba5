"""What an office may set of the pages: their title, its sign, the colours of a status.

Belongs here: the values and their limits. Does not belong here: reading a configuration file
(``pipelines/settings``), the rest of the palette (``theme``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dashboards.theme import STATUSES

TITLE = "农村劳动力转移就业与脱贫人口务工监测"
LEAST_CONTRAST = 3.0
"""Of a coloured mark on white (WCAG 2.2, 1.4.11)."""

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def default_colours() -> dict[str, str]:
    """Return the colour of each status: css name → ``#RRGGBB``."""
    return {status.css: status.fill for status in STATUSES.values()}


@dataclass(frozen=True)
class Look:
    """What an office may set; the defaults are the project's."""

    title: str = TITLE
    logo: str | None = None
    """The office's sign as an SVG text."""
    colours: dict[str, str] = field(default_factory=default_colours)

    def fill(self, css: str) -> str:
        """Return the colour of a status in a picture."""
        return self.colours.get(css, "#6B7280")

    @property
    def css(self) -> str:
        """The rules that set the office's own colours; empty when they are the project's."""
        own = {
            name: colour for name, colour in sorted(self.colours.items())
            if name in ("good", "near", "late") and colour != default_colours()[name]
        }  # fmt: skip
        if not own:
            return ""
        names = {"good": ("good",), "near": ("near-fill", "near"), "late": ("late",)}
        rules = "".join(f"--{rule}: {own[name]};" for name in own for rule in names[name])
        return f":root {{{rules}}}\n"


def contrast(colour: str) -> float:
    """Return the contrast of ``#RRGGBB`` on white, 1 to 21 (WCAG 2.2).

    Raises:
        ValueError: it is not a colour of this form.
    """
    if not _COLOUR.fullmatch(colour):
        raise ValueError(colour)
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (light + 0.05)
