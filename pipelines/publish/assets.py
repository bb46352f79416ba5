"""The publish room as Dagster assets: the promoted warehouse and the promoted site.

Belongs here: partitions, lineage, and the order promote-then-swap. A plan that does not add
up (R08) holds the whole publication back; the last one stands.
Annotations are not postponed here: Dagster refuses a context whose type is text.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import dagster as dg

from pipelines.errors import shown_to_users
from pipelines.months import partitions

if TYPE_CHECKING:
    from pipelines.settings import Settings

SITE = dg.AssetKey(["publish", "site"])


def publish_assets(
    settings: "Settings",
    marts: Sequence[dg.AssetKey],
    progress: Callable[[str], None] | None = None,
) -> dg.AssetsDefinition:
    """Return the asset that renders the site from the new marts and promotes both."""

    @dg.asset(
        key=SITE,
        deps=list(marts),
        group_name="publish",
        kinds={"plotly", "html"},
        description="发布：数据仓库与静态页面一起换成新的",
        partitions_def=partitions(),
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def site(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        from pipelines.publish.release import release

        with shown_to_users():
            outcome = release(settings, progress)
        report = outcome.report
        if report is None:
            return dg.MaterializeResult(metadata={"held": outcome.held or ""})
        return dg.MaterializeResult(
            metadata={
                "as_of_month": report.as_of_month,
                "files": report.files,
                "bytes": report.bytes,
                "left_out": "；".join(report.left_out),
            }
        )

    return site
