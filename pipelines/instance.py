"""The Dagster instance of a home folder: its run history, its telemetry off.

Belongs here: where it keeps what. Does not belong here: runs (``refresh``, ``dev``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster import DagsterInstance

    from pipelines.settings import Settings

_INSTANCE_CONFIG = """\
# Written by employment. Nothing is ever sent anywhere.
telemetry:
  enabled: false
nux:
  enabled: false
"""


def dagster_instance(settings: Settings) -> DagsterInstance:
    """Return the home folder's own Dagster instance, with its telemetry off."""
    import dagster as dg
    from dagster._core.instance.ref import InstanceRef

    from pipelines.event_log import as_storage

    root = settings.dagster_home
    root.mkdir(parents=True, exist_ok=True)
    config = root / "dagster.yaml"
    if not config.exists():
        config.write_text(_INSTANCE_CONFIG, encoding="utf-8")
    # Whoever wrote their own configuration has chosen a storage too.
    ours = config.read_text(encoding="utf-8") == _INSTANCE_CONFIG
    overrides = {"event_log_storage": as_storage(root)} if ours else {}
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(root), overrides=overrides))
