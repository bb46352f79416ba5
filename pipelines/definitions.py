"""The Dagster code location: ``build_defs`` is the only place where the graph is assembled.

Belongs here: putting rooms, jobs, schedules and sensors together. The command line, the
tests and ``dagster dev`` all go through ``build_defs``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import dagster as dg

from pipelines.settings import Settings, load_settings

# single_run backfills are what lets one run cover several months; dagster calls them beta.
warnings.filterwarnings("ignore", category=dg.BetaWarning)


def build_defs(settings: Settings, progress: Callable[[str], None] | None = None) -> dg.Definitions:
    """Return the whole graph for one home folder.

    ``progress`` receives one Chinese line per step of work; None keeps quiet.
    """
    from pipelines.alerts.assets import alert_assets
    from pipelines.automation import (
        failure_sensor,
        fetching,
        inbox_sensor,
        monthly_schedule,
        refresh_job,
        sending_job,
        waiting_sensor,
    )
    from pipelines.intake.assets import export_specs, intake_assets
    from pipelines.publish.assets import publish_assets
    from pipelines.quality.assets import quality_assets
    from pipelines.trace.assets import trace_assets
    from pipelines.warehouse.assets import mart_keys, warehouse_assets

    warehouse = warehouse_assets(settings, progress)
    job, sending = refresh_job(), sending_job(settings)
    return dg.Definitions(
        assets=[
            *export_specs(),
            intake_assets(settings, progress, fetching(settings, progress)),
            quality_assets(settings, progress),
            warehouse,
            publish_assets(settings, mart_keys(warehouse), progress),
            *trace_assets(settings),
            alert_assets(settings, progress),
        ],
        jobs=[job, sending],
        schedules=[monthly_schedule(job)],
        sensors=[
            inbox_sensor(job, settings),
            waiting_sensor(sending, settings),
            failure_sensor(settings),
        ],
    )


@dg.definitions
def definitions() -> dg.Definitions:
    """Return the graph over the home folder of the environment; read at launch, not at import."""
    return build_defs(load_settings())
