"""Whether each place can be reached now: for ``employment doctor``.

Belongs here: trying, with a short limit. It copies nothing.
"""

from __future__ import annotations

import time
from threading import Thread

from pipelines.errors import EmploymentError
from pipelines.fetch.kinds import Source
from pipelines.fetch.places import close_quietly, open_place
from pipelines.fetch.reasons import explain
from pipelines.fetch.run import keep_libraries_quiet
from pipelines.fetch.sources import load_sources, secret_warnings
from pipelines.settings import Settings

LIMIT = 5.0
"""Seconds for one connection."""
WHOLE_LIMIT = 15.0
"""Seconds for all of them, at once."""


def check_sources(settings: Settings) -> list[tuple[str, str | None]]:
    """Return each source's name and what is wrong with it; None: it can be reached.

    Raises:
        FetchError: ``sources.yml`` is wrong.
    """
    sources = load_sources(settings)
    keep_libraries_quiet()
    found: dict[str, str | None] = {
        source.name: f"{WHOLE_LIMIT:.0f} 秒没有回应。请检查网络和服务器。" for source in sources
    }

    def check(source: Source) -> None:
        found[source.name] = _problem(settings, source)

    threads = [Thread(target=check, args=(source,), daemon=True) for source in sources]
    for thread in threads:
        thread.start()
    until = time.monotonic() + WHOLE_LIMIT
    for thread in threads:
        thread.join(timeout=max(0.0, until - time.monotonic()))
    return [(source.name, found[source.name]) for source in sources]


def _problem(settings: Settings, source: Source) -> str | None:
    hasty = source.model_copy(update={"timeout_seconds": min(LIMIT, source.timeout_seconds)})
    try:
        place = open_place(hasty, settings.home)
        try:
            place.probe()
        finally:
            close_quietly(place)
    except EmploymentError as error:
        return str(error)
    except Exception as error:
        return explain(error).words
    return "；".join(secret_warnings(settings, source)) or None
