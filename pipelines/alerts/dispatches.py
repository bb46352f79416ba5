"""That a county was told: ``archive/dispatches/<dispatch_id>.json`` (contracts 4.1).

Belongs here: writing that record once an alert reached the county on one channel; the clock of a
problem starts with it. Does not belong here: what follows from it (the issues of ``quality``).
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from pipelines.alerts.due import LEAST_DAYS
from pipelines.alerts.folder import State, private_folder
from pipelines.alerts.outbox import Parcel
from pipelines.settings import Settings

_FILE_MODE = 0o600


def record_dispatch(settings: Settings, parcel: Parcel, state: State) -> bool:
    """Write the record of a delivered alert, unless it is there already; return whether it is new.

    ``state`` is of the content that was delivered. The first channel's delivery counts.
    """
    name = f"{parcel.county_code}-{parcel.month}-{parcel.issue}-{state.content_hash[:8]}"
    path = private_folder(settings.archive / "dispatches") / f"{name}.json"
    if path.exists():
        return False
    sent_on = datetime.fromisoformat(parcel.delivered_at).date()
    # What arrived late must not be overdue on the day it arrives.
    due_on = max(date.fromisoformat(state.due_on), sent_on + timedelta(days=LEAST_DAYS))
    record = {
        "dispatch_id": name,
        "report_month": parcel.month,
        "county_code": parcel.county_code,
        "channel": parcel.shown,
        "sent_on": sent_on.isoformat(),
        "due_on": due_on.isoformat(),
        "problem_keys": list(state.problem_keys),
    }
    part = path.with_name(f".{path.name}.part")
    part.touch(mode=_FILE_MODE)
    part.write_text(f"{json.dumps(record, ensure_ascii=False)}\n", encoding="utf-8")
    part.replace(path)
    return True
