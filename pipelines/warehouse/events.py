"""Which of dbt's events are told at all.

Belongs here: the manager that every event goes through. Does not belong here: what is made of
the results (``dbt``).
"""

from __future__ import annotations

from typing import Any

from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import ctx_set_event_manager, get_event_manager


class _Told(EventManager):
    """Drops what only a debugging log would hold, before dbt makes a message of it.

    A build fires some ten thousand such events, a tenth of its processor time; nobody keeps them
    (``--log-level-file warn``).
    """

    def fire_event(
        self, e: BaseEvent, level: EventLevel | None = None, *args: Any, **options: Any
    ) -> None:
        if (level or e.level_tag()) is not EventLevel.DEBUG:
            super().fire_event(e, level, *args, **options)


def leave_out_debugging() -> None:
    """Let dbt's events of this process go through the manager that drops them."""
    if not isinstance(get_event_manager(), _Told):
        ctx_set_event_manager(_Told())
