"""A page that people keep as a file: one look, no script, nothing asked for from anywhere.

Belongs here: putting template, the shared look (``page.css``) and the page's own together.
Does not belong here: what stands in a page.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path


def page(template: Path, **content: object) -> bytes:
    """Return the page of ``template`` (``x.html.j2``), with the ``x.css`` beside it.

    The template gets ``content``, ``style`` and its ``digest`` for the content security policy.
    """
    import jinja2

    own = template.with_name(template.name.replace(".html.j2", ".css"))
    shared = Path(__file__).with_name("page.css")
    style = "".join(path.read_text(encoding="utf-8") for path in (shared, own))
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        environment.from_string(template.read_text(encoding="utf-8"))
        .render(style=style, digest=f"sha256-{digest}", **content)
        .encode()
    )
