"""The alerts room as Dagster assets: one digest per county, never behind the gate.

Belongs here: partitions and lineage. It hangs on the findings alone, so that a bad file
or a failed model cannot silence its own alert.
Annotations are not postponed here: Dagster refuses a context whose type is text.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import dagster as dg

from pipelines.errors import shown_to_users
from pipelines.months import partitions
from pipelines.quality.assets import FINDINGS

if TYPE_CHECKING:
    from pipelines.settings import Settings

ALERTS = dg.AssetKey(["alerts", "county_alerts"])


def alert_assets(
    settings: "Settings", progress: Callable[[str], None] | None = None
) -> dg.AssetsDefinition:
    """Return the asset that writes every county's digest and sends the newest month's."""

    @dg.asset(
        key=ALERTS,
        deps=[FINDINGS],
        group_name="alerts",
        kinds={"excel", "email"},
        description="各县（市、区）的数据质量提醒与问题清单",
        partitions_def=partitions(),
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def county_alerts(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        from pipelines.alerts import write_alerts
        from pipelines.alerts.rounds import after_writing

        with shown_to_users():
            newest = context.partition_keys[-1]
            for month in context.partition_keys:
                # a line per county is news for the newest month only
                write_alerts(settings, month, progress if month == newest else None)
            sent = after_writing(settings, progress)
            for line in (*sent.failed, *sent.notes):
                context.log.info(line)
        return dg.MaterializeResult(
            metadata={
                "months": len(context.partition_keys),
                "sent": len(sent.sent),
                "failed": len(sent.failed),
            }
        )

    return county_alerts
