"""What was published, publication by publication: the figures that changed, and the record.

Belongs here: numbering a publication, appending its figures to ``lake/history`` and keeping its
record and what it was made with. Does not belong here: why a figure changed (``fct_revision``).
Everything is told by content: doing it again, or after having been killed half-way, adds nothing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

from pipelines.intake.files import replace, write_parquet, write_text
from pipelines.publish.figures import DECIMALS, figures_sha256, read_figures
from pipelines.publish.record import FILE_NAME, file_sha256, read_record, write_record
from pipelines.warehouse import (
    HISTORY_SCHEMA,
    baseline_sha256,
    ensure_kept_tables,
    frozen_text,
    history_path,
    read_baseline,
    read_history,
)

if TYPE_CHECKING:
    from pipelines.settings import Settings

KEYS = ("indicator_id", "county_code", "report_month")
STATE = ("value", "definition_version", "inputs")
"""What makes a figure another one than before."""
_ID = re.compile(r"P-(?P<as_of>\d{4}-\d{2})-(?P<number>\d+)")
_DEFINITIONS = "select indicator_id, definition_version from marts.dim_indicator"
_INPUTS = """
select indicator_id, county_code, strftime(report_month, '%Y-%m') as report_month, inputs
from intermediate.int_indicator_county_month__inputs
"""


def settle(settings: Settings) -> str | None:
    """Put the published figures on record and number the publication; return its number.

    None where nothing is published, or where warehouse and record are not of the same publication
    (a run was killed between the two: the next refresh publishes again).

    Raises:
        WarehouseError: the history cannot be read.
    """
    ensure_kept_tables(settings)
    record_file = settings.published / FILE_NAME
    record = read_record(record_file)
    if not record.get("figures_sha256") or not settings.warehouse_file.exists():
        return None
    figures = read_figures(settings.warehouse_file)
    if figures_sha256(figures) != record["figures_sha256"]:
        return None
    history = read_history(settings)
    changed = changed_figures(history, figures_with_inputs(settings.warehouse_file, figures))
    name = _publication_id(settings, history, record["as_of_month"], not changed.is_empty())
    if not changed.is_empty():
        order = last_order(history) + 1
        new = changed.with_columns(
            pl.lit(name).alias("publication_id"),
            pl.lit(order, pl.Int32).alias("published_order"),
            pl.lit(str(record["as_of_month"])).alias("as_of_month"),
        ).select(pl.col(c).cast(t) for c, t in HISTORY_SCHEMA.items())
        write_parquet(history_path(settings), pl.concat([history, new]))
    _keep_what_it_was_made_with(settings, record)
    numbered = record | {"publication_id": name}
    if read_record(record_path(settings, name)) != numbered:
        write_record(record_path(settings, name), numbered)
    if record != numbered:
        write_record(record_file, numbered)
    return name


def figures_with_inputs(warehouse: Path, figures: pl.DataFrame) -> pl.DataFrame:
    """Return the figures with their definition and what they are made of (``inputs``).

    ``inputs`` is an empty text where no delivery feeds the figure.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        definitions = connection.execute(_DEFINITIONS).pl()
        inputs = connection.execute(_INPUTS).pl()
    return (
        figures.join(definitions, on="indicator_id", how="left")
        .join(inputs, on=KEYS, how="left")
        .with_columns(pl.col("inputs").fill_null(""))
    )


def changed_figures(history: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Return the figures that differ from what was published last, the vanished ones as null.

    A figure without a value that never had one is no figure yet.
    """
    last = as_published(history).select(*KEYS, *STATE)
    both = figures.join(last, on=KEYS, how="full", coalesce=True, suffix="_last", nulls_equal=True)
    value, before = (pl.col(name).round(DECIMALS) for name in ("value", "value_last"))
    was_published = pl.col("inputs_last").is_not_null()
    vanished = pl.col("inputs").is_null()
    differs = (
        value.ne_missing(before)
        | pl.col("definition_version").ne_missing(pl.col("definition_version_last"))
        | pl.col("inputs").ne_missing(pl.col("inputs_last"))
    )
    still_nothing = value.is_null() & before.is_null()
    return (
        both.filter((was_published | value.is_not_null()) & differs & ~(vanished & still_nothing))
        .with_columns(
            pl.coalesce("definition_version", "definition_version_last").alias(
                "definition_version"
            ),
            pl.col("inputs").fill_null(""),
        )
        .select(*KEYS, *STATE)
        .sort(KEYS)
    )


def last_order(history: pl.DataFrame) -> int:
    """Return the number of the newest publication that added figures, 0 before the first."""
    return max(history["published_order"].to_list(), default=0)


def as_published(history: pl.DataFrame, order: int | None = None) -> pl.DataFrame:
    """Return each figure's newest row, up to the publication ``order`` where one is told."""
    until = history if order is None else history.filter(pl.col("published_order") <= order)
    return until.sort("published_order").unique(KEYS, keep="last", maintain_order=True)


def record_path(settings: Settings, publication_id: str) -> Path:
    """Return where the record of a publication is kept."""
    return settings.published / "history" / f"{publication_id}.json"


def publication_ids(settings: Settings) -> list[str]:
    """Return the publications on record, oldest first."""
    names = {path.stem for path in (settings.published / "history").glob("P-*.json")}
    return sorted((name for name in names if _ID.fullmatch(name)), key=_in_order)


def plan_path(settings: Settings, sha256: str) -> Path:
    """Return where the plan or frozen year with that SHA-256 is kept."""
    return settings.archive / "plans" / f"{sha256}.csv"


def _in_order(publication_id: str) -> tuple[str, int]:
    match = _ID.fullmatch(publication_id)
    return (match["as_of"], int(match["number"])) if match else (publication_id, 0)


def _publication_id(settings: Settings, history: pl.DataFrame, as_of: str, is_new: bool) -> str:
    """Return the publication's number: the last one's again where it shows the same figures."""
    known = [*history["publication_id"].unique().to_list(), *publication_ids(settings)]
    of_month = [_in_order(name)[1] for name in known if _in_order(name)[0] == as_of]
    if not is_new and of_month:
        return f"P-{as_of}-{max(of_month)}"
    return f"P-{as_of}-{max(of_month, default=0) + 1}"


def _keep_what_it_was_made_with(settings: Settings, record: dict[str, Any]) -> None:
    """Keep plan and frozen year by hash, unless they were changed since the publication."""
    plan = settings.plan_targets
    if file_sha256(plan) == record.get("plan_sha256"):
        kept = plan_path(settings, record["plan_sha256"])
        if not kept.exists():
            content = plan.read_bytes()
            replace(kept, lambda aside: aside.write_bytes(content))
    frozen = record.get("baseline_sha256")
    if frozen and frozen == baseline_sha256(settings):
        kept = plan_path(settings, frozen)
        if not kept.exists():
            write_text(kept, frozen_text(read_baseline(settings)))
