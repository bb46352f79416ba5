"""What every file of a run is read with, and how it gets to the child processes: unpacked once.

Belongs here: layouts and places as one thing that travels. Unpacking them for every file takes
as long as reading a third of the month. Does not belong here: reading either from its files.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pipelines.intake.layouts import Layouts
from pipelines.intake.regions import Regions


@dataclass(frozen=True)
class Reference:
    """The layouts and the gazetteer of a run."""

    layouts: Layouts
    regions: Regions

    def __reduce__(self) -> tuple[Callable[[bytes], Reference], tuple[bytes]]:
        """Travel as bytes that are made once here and, the same again, unpacked once there."""
        return _unpacked, (self._packed,)

    @cached_property
    def _packed(self) -> bytes:
        return pickle.dumps((self.layouts, self.regions))


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Reference:
    return Reference(*pickle.loads(packed))  # noqa: S301  by the process that started this one
