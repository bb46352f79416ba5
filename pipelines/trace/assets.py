"""The trace room as Dagster assets: what the history holds before a build, and after publishing.

Belongs here: partitions and lineage. Before the build a publication that a killed run left
without its entry is entered; after publishing the new one is.
Annotations are not postponed here: Dagster refuses a context whose type is text.
"""

from typing import TYPE_CHECKING

import dagster as dg

from pipelines.errors import shown_to_users
from pipelines.months import partitions

if TYPE_CHECKING:
    from pipelines.settings import Settings

HISTORY = dg.AssetKey(["lake", "history"])
PUBLICATION = dg.AssetKey(["publish", "history"])
SITE = dg.AssetKey(["publish", "site"])


def trace_assets(settings: "Settings") -> list[dg.AssetsDefinition]:
    """Return the history as the build finds it, and its entry of the new publication."""

    @dg.asset(
        key=HISTORY,
        group_name="trace",
        kinds={"parquet"},
        description="历次发布的数值和冻结的基期：计算之前补全",
        partitions_def=partitions(),
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def history(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        return _settled(settings)

    @dg.asset(
        key=PUBLICATION,
        deps=[SITE],
        group_name="trace",
        kinds={"parquet"},
        description="本次发布的编号、记录和有变化的数值",
        partitions_def=partitions(),
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def publication(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        return _settled(settings)

    return [history, publication]


def _settled(settings: "Settings") -> dg.MaterializeResult[None]:
    from pipelines.trace.history import settle

    with shown_to_users():
        return dg.MaterializeResult(metadata={"publication_id": settle(settings) or ""})
