"""dbt's own documentation as one file that opens without a network.

Belongs here: having it made and checking that it asks for nothing. Running dbt is ``warehouse``'s.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.warehouse.docs import static_docs

if TYPE_CHECKING:
    from pipelines.settings import Settings

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline';"
    " img-src data: blob:; font-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
)
"""What the browser lets the page do: run what it holds, and fetch nothing."""
_HEAD = re.compile(r"<head[^>]*>")


def model_docs(settings: Settings) -> bytes:
    """Return the documentation of every model and column, one self-contained page.

    Raises:
        WarehouseError: dbt cannot make it.
    """
    page = static_docs(settings)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    return _HEAD.sub(lambda head: head[0] + policy, page, count=1).encode()
