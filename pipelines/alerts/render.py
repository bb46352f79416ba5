"""A digest as plain text and as one printable page.

Belongs here: layout only: indents, padding of Chinese columns, HTML, the page's style and CSP.
Does not belong here: any sentence about the data (``digest``, ``city``).
"""

from __future__ import annotations

import base64
import hashlib
import unicodedata

from pipelines.alerts.digest import Digest, Section
from pipelines.alerts.words import headline

_STYLE = """
@page { size: A4; margin: 18mm 16mm; }
body { margin: 0 auto; max-width: 46em; padding: 1.5em; color: #1b1f24; background: #fff;
  font: 16px/1.7 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei",
  SimSun, sans-serif; }
h1 { margin: 0 0 .8em; padding-bottom: .4em; border-bottom: 3px solid #1f4e79; font-size: 1.35em;
  line-height: 1.4; }
h2 { margin: 1.2em 0 .3em; font-size: 1.05em; line-height: 1.6; page-break-after: avoid; }
ol, ul { margin: .2em 0; padding-left: 1.8em; }
ul { list-style: square; }
li { margin: .5em 0; page-break-inside: avoid; }
p { margin: 0; }
.detail { color: #3d4650; font-size: .92em; overflow-wrap: anywhere; }
.label { color: #1f4e79; font-weight: bold; }
.bad > p:first-child, .E > p:first-child { font-weight: bold; }
.bad > p:first-child { color: #9c1c12; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .94em; }
th, td { padding: .3em .5em; border: 1px solid #8a949e; text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
th { background: #e8eef4; }
th:first-child, td:first-child { text-align: left; }
tbody tr:last-child td { font-weight: bold; }
footer { margin-top: 1.6em; padding-top: .6em; border-top: 1px solid #8a949e; font-weight: bold; }
@media print { body { max-width: none; padding: 0; font-size: 11pt; line-height: 1.55; }
  .scroll { overflow: visible; } }
"""

_TEMPLATE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{{ digest_of_style }}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{{ title }}</title>
<style>{{ style }}</style>
</head>
<body>
<h1>{{ title }}</h1>
{% for section in sections %}
<section>
<h2>{{ section.heading }}</h2>
{% if section.items %}
{% set list = "ol" if section.is_numbered else "ul" %}
<{{ list }}>
{% for item in section.items %}
<li{% if item.mark %} class="{{ item.mark }}"{% endif %}><p>{{ item.text }}</p>
{% for label, text in item.details %}
<p class="detail"><span class="label">{{ label }}：</span>{{ text }}</p>
{% endfor %}
</li>
{% endfor %}
</{{ list }}>
{% endif %}
{% if section.table %}
<div class="scroll"><table>
<thead><tr>{% for cell in section.table[0] %}<th scope="col">{{ cell }}</th>{% endfor %}</tr></thead>
<tbody>
{% for row in section.table[1:] %}
<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}
</tbody>
</table></div>
{% endif %}
</section>
{% endfor %}
<footer>{{ closing }}</footer>
</body>
</html>
"""  # noqa: E501


def to_text(digest: Digest, issue: int) -> str:
    """Render as plain text with Unix line ends."""
    blocks = [headline(digest.title_of, digest.month, issue)]
    for section in digest.sections:
        blocks.append("\n".join([section.heading, *_item_lines(section), *_table_lines(section)]))
    blocks.append(digest.closing)
    return "\n\n".join(blocks) + "\n"


def _item_lines(section: Section) -> list[str]:
    lines = []
    for number, item in enumerate(section.items, start=1):
        lead = f"{number}. " if section.is_numbered else "· "
        lines.append(f"  {lead}{item.text}")
        lines += [f"     {label}：{text}" for label, text in item.details]
    return lines


def _table_lines(section: Section) -> list[str]:
    if not section.table:
        return []
    widths = [max(map(text_width, column)) for column in zip(*section.table, strict=True)]
    return ["  " + "  ".join(_cells(row, widths)) for row in section.table]


def _cells(row: tuple[str, ...], widths: list[int]) -> list[str]:
    first, *others = (
        (cell, " " * (width - text_width(cell))) for cell, width in zip(row, widths, strict=True)
    )
    return [first[0] + first[1], *(padding + cell for cell, padding in others)]


def text_width(text: str) -> int:
    """Columns of a fixed-width screen: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def to_page(digest: Digest, issue: int) -> str:
    """Render as one HTML page: no script, no request, A4."""
    from jinja2 import Environment
    from markupsafe import Markup

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_TEMPLATE).render(
        title=headline(digest.title_of, digest.month, issue),
        sections=digest.sections,
        closing=digest.closing,
        # Our own text, and its hash is in the CSP: escaping a quote would switch the style off.
        style=Markup(_STYLE),  # noqa: S704
        digest_of_style=f"sha256-{_sha256(_STYLE)}",
    )


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
