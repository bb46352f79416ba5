"""The samples on record, for the rule that compares what came back with who was drawn.

Belongs here: the relation ``spot_draws``, straight from ``archive/spotchecks``, as the table that
the warehouse makes of them comes after the screening. Does not belong here: the draw itself.
"""

from __future__ import annotations

import json

import duckdb
import polars as pl

from pipelines.quality.errors import QualityError
from pipelines.quality.session import create_from
from pipelines.settings import Settings

_SCHEMA = dict.fromkeys(("round_no", "county_code", "sample_no", "person_key"), pl.String())


def load_draws(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Create ``spot_draws``: one row a drawn person, none where nothing was drawn.

    Raises:
        QualityError: a record cannot be read.
    """
    rows = []
    for path in sorted((settings.archive / "spotchecks").glob("*.json")):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            rows += [
                (record["round_no"], county, row["sample_no"], row["person_key"])
                for county, drawn in record["counties"].items()
                for row in drawn["rows"]
            ]
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise QualityError(f"抽检记录 {path} 已损坏，无法读取。请从备份恢复。") from error
    create_from(connection, "spot_draws", pl.DataFrame(rows, schema=_SCHEMA, orient="row"))
