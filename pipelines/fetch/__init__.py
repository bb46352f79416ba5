"""Room 0: exports are copied from where they lie into the inbox.

Belongs here: reaching folders, shares and servers, and what was taken from them. Does not belong
here: looking into a file (intake). Nothing is ever changed at a source. The libraries of a kind
of place are imported when such a place is opened.
"""

from pipelines.fetch.checks import check_sources
from pipelines.fetch.errors import FetchBusyError, FetchError
from pipelines.fetch.example import write_example
from pipelines.fetch.result import FetchResult, SourceResult
from pipelines.fetch.run import fetch
from pipelines.fetch.sources import has_sources, load_sources

__all__ = [
    "FetchBusyError",
    "FetchError",
    "FetchResult",
    "SourceResult",
    "check_sources",
    "fetch",
    "has_sources",
    "load_sources",
    "write_example",
]
