"""Room 6: figures that can be defended: frozen, remembered, explained, made again.

Belongs here: the frozen year, the history of publications, where a figure comes from, rebuilding
a past publication, the catalogue of indicators. It reads what the other rooms published and
changes none of it; a number is made in ``dbt_project`` only.
"""

from pipelines.trace.errors import TraceError
from pipelines.trace.history import settle

__all__ = ["TraceError", "settle"]
