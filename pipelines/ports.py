"""Whether anybody answers at an address, asked before something that would try for minutes.

Belongs here: the one question. Does not belong here: who should answer, and what to do about it
(the rooms say it in their own words).
"""

from __future__ import annotations

import socket

ANSWER_SECONDS = 5.0


def no_answer(host: str, port: int, seconds: float = ANSWER_SECONDS) -> str:
    """Return why nobody takes a connection at ``host:port``; empty when somebody does."""
    try:
        socket.create_connection((host, port), timeout=seconds).close()
    except (OSError, OverflowError) as error:
        return getattr(error, "strerror", None) or "没有应答"
    return ""
