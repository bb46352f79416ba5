"""How a dbt node looks in Dagster: key, group, words. One small method per attribute.

Belongs here: names only. Does not belong here: running anything (``assets``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings

GROUP = "warehouse"


class EmploymentDbtTranslator(DagsterDbtTranslator):
    """Maps models to ``[schema, name]`` and sources to the lake assets that write them."""

    def __init__(self) -> None:
        super().__init__(
            DagsterDbtTranslatorSettings(
                # Findings, verdicts and rules are three files of one asset of the quality room.
                enable_duplicate_source_asset_keys=True,
                enable_source_metadata=False,
            )
        )

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return ``[marts, fct_indicator]`` for a model, ``[lake, T-H1]`` for a source."""
        if dbt_resource_props["resource_type"] == "source":
            return self._source_key(dbt_resource_props)
        # Not its own schema: on a cluster that has the office's prefix.
        schema = dbt_resource_props["config"].get("schema") or dbt_resource_props["schema"]
        return dg.AssetKey([schema, dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Return the room's group: all that dbt makes belongs together."""
        return GROUP

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Return what one row is, without the SQL."""
        return str(dbt_resource_props.get("description") or "")

    def get_metadata(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the columns with their meaning, where the project declares them."""
        columns = dbt_resource_props.get("columns") or {}
        if not columns:
            return {}
        return {"dagster/column_schema": dg.TableSchema([_column(c) for c in columns.values()])}

    def _source_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        meta = dbt_resource_props.get("meta") or {}
        return dg.AssetKey(meta["dagster"]["asset_key"])


def _column(column: Mapping[str, Any]) -> dg.TableColumn:
    return dg.TableColumn(
        name=column["name"],
        type=column.get("data_type") or "unknown",
        description=column.get("description") or None,
    )
