"""The warehouse room as Dagster assets: every dbt model a materialisation, every test a check.

Belongs here: partitions, and turning dbt's nodes into Dagster's events. The build is the same
one as everywhere (``build.stream``); promotion is the publish room's step.
Annotations are not postponed here: Dagster refuses a context whose type is text.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import dagster as dg

from pipelines.errors import shown_to_users
from pipelines.months import partitions

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from pipelines.warehouse.report import NodeResult
    from pipelines.warehouse.translator import EmploymentDbtTranslator

Event = (
    dg.Output[Any]
    | dg.AssetMaterialization
    | dg.AssetObservation
    | dg.AssetCheckResult
    | dg.AssetCheckEvaluation
)


def warehouse_assets(
    settings: "Settings",
    progress: Callable[[str], None] | None = None,
    partitions_def: dg.PartitionsDefinition | None = None,
) -> dg.AssetsDefinition:
    """Return all dbt seeds and models as one partitioned multi-asset with their tests as checks.

    The project is parsed once per version of it (``parsed``). ``partitions_def`` is monthly unless
    told.
    """
    from dagster_dbt import dbt_assets

    from pipelines.warehouse.dbt import manifest_file
    from pipelines.warehouse.translator import EmploymentDbtTranslator

    manifest = json.loads(manifest_file(settings).read_text(encoding="utf-8"))
    translator = EmploymentDbtTranslator()

    @dbt_assets(
        manifest=manifest,
        name="warehouse",
        dagster_dbt_translator=translator,
        partitions_def=partitions_def or partitions(),
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def warehouse(context: dg.AssetExecutionContext) -> Iterator[Event]:
        from pipelines.warehouse.build import stream

        with shown_to_users():
            for node in stream(settings, context.partition_keys, progress=progress):
                yield from _events(node, context, manifest, translator)

    return warehouse


def mart_keys(warehouse: dg.AssetsDefinition) -> Sequence[dg.AssetKey]:
    """Return the keys of the published interface, in order."""
    return sorted(key for key in warehouse.keys if key.path[0] == "marts")


def _events(
    node: "NodeResult",
    context: dg.AssetExecutionContext,
    manifest: dict[str, Any],
    translator: "EmploymentDbtTranslator",
) -> Iterator[Event]:
    """Yield what Dagster records of one node; nothing for assets that this run left out."""
    from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

    message = DbtCoreCliEventMessage(raw_event=node.event, event_history_metadata={})
    wanted = {key.to_python_identifier() for key in context.selected_asset_keys}
    events = message.to_default_asset_events(
        manifest=manifest, dagster_dbt_translator=translator, context=context
    )
    for event in events:
        if not isinstance(event, dg.Output) or event.output_name in wanted:
            yield event
