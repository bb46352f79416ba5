"""Office files whose bytes depend on their content only.

Belongs here: taking the clock out of a packed file. Does not belong here: writing one.
"""

from __future__ import annotations

import io
import zipfile

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip archive can say."""


def repeatable(packed: bytes) -> bytes:
    """Return the same archive with every member of the same time."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as before,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for member in before.infolist():
            info = zipfile.ZipInfo(member.filename, FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(info, before.read(member))
    return buffer.getvalue()
