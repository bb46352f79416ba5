"""The quality room as Dagster assets: findings and verdicts, one asset check a rule.

Belongs here: partitions, lineage, checks. What a rule says is data (``expectations/``).
Annotations are not postponed here: Dagster refuses a context whose type is text.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import dagster as dg

from pipelines.errors import shown_to_users
from pipelines.intake.assets import TABLES
from pipelines.months import partitions

if TYPE_CHECKING:
    from pipelines.settings import Settings

FINDINGS = dg.AssetKey(["lake", "findings"])


def quality_assets(
    settings: "Settings", progress: Callable[[str], None] | None = None
) -> dg.AssetsDefinition:
    """Return the asset that screens months with Great Expectations, oldest first.

    A failed rule is a warning of the asset check, never a failed step: findings are the
    normal product of this room, and the counties that have none go on.
    """
    from pipelines.quality import load_rules, one_of_each

    rules = one_of_each(load_rules(settings.expectations))

    @dg.asset(
        key=FINDINGS,
        deps=[["lake", table] for table in TABLES],
        group_name="quality",
        kinds={"greatexpectations", "duckdb"},
        description="每条规则查出的问题，以及每份报送能否采用",
        partitions_def=partitions(),
        backfill_policy=dg.BackfillPolicy.single_run(),
        check_specs=[
            dg.AssetCheckSpec(rule.id, asset=FINDINGS, description=rule.name) for rule in rules
        ],
    )
    def findings(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        from pipelines.quality import screen_month
        from pipelines.quality.cluster import on_cluster
        from pipelines.quality.issues.run import update_issues

        counts: Counter[str] = Counter()
        elsewhere = on_cluster(master) if (master := settings.engine.rule_master) else None
        with shown_to_users():
            for month in context.partition_keys:
                screening = screen_month(settings, month, progress, elsewhere)
                for outcome in screening.outcomes:
                    counts[outcome.rule_id] += outcome.unexpected_count
            issues = update_issues(settings)
        yield dg.MaterializeResult(
            metadata={
                "findings": sum(counts.values()),
                "issues": issues.height,
                "months": len(context.partition_keys),
            },
            check_results=[
                dg.AssetCheckResult(
                    check_name=rule.id,
                    asset_key=FINDINGS,
                    passed=counts[rule.id] == 0,
                    severity=dg.AssetCheckSeverity.WARN,
                    metadata={"unexpected_count": counts[rule.id]},
                )
                for rule in rules
            ],
        )

    return findings
