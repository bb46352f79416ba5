"""Rows of other months that count, as relations that are opened only where a rule asks for them.

Belongs here: what was in effect so many months ago, in the baseline year, and now: the newest
accepted slot of each (county, table), its quarantined rows left out. A relation is a view over the
files of its own month: what no rule reads costs nothing, and of what is read only the columns.
Does not belong here: the slots that R05, R06 and R76 compare with (``history``).
"""

# ruff: noqa: S608  -- names are the project's own and every value goes through query.literal

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import polars as pl

from pipelines.months import shift
from pipelines.quality.catalogue import Catalogue
from pipelines.quality.history import of_counties, quarantined_rows
from pipelines.quality.query import literal, relation_of
from pipelines.quality.relations import delivery_file, empty_file, is_replaced, register_path
from pipelines.quality.session import create_from, parquet
from pipelines.quality.tables import read_verdicts
from pipelines.settings import Settings

BASELINE_YEAR = 2021
"""The year the plan compares with (dbt's variable ``baseline_year``)."""
MONTHS_BACK = {"T-H1": 6, "T-N1": 1, "T-N2": 1}
COMPARED_WITH_BASELINE = ("T-N1", "T-N2")
IN_EFFECT = "_in_effect"
_SLOT = ["county_code", "table_name"]
_FROZEN = {
    "baseline_version": pl.Int32,
    "indicator_id": pl.String,
    "county_code": pl.String,
    "report_month": pl.String,
    "value": pl.Float64,
}


def load_earlier(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    catalogue: Catalogue,
    month: str,
    counties: Sequence[str] | None = None,
) -> None:
    """Create the relations that the catalogue's rules across months name, and ``frozen``.

    ``t_h1_before_1`` … ``_6``, ``t_n1_before_1``, ``t_n2_before_1``: rows in effect so many months
    before; ``t_n1_baseline``, ``t_n1_baseline_december`` (and T-N2): in the same month of the
    baseline year and in its December, without a row in the baseline year itself;
    ``t_h2_in_effect`` …: rows in effect now, of this month where it is accepted. The rows of this
    month must be those of accepted deliveries by now. ``counties`` as in ``load_month``.
    """
    asked = _texts(catalogue)
    verdicts = of_counties(
        read_verdicts(settings, before=month).filter(pl.col("state") == "accepted"), counties
    )
    sources = {table: item.source for table, item in catalogue.deliveries.items()}
    wanted = {name: at for name, at in _earlier(month).items() if name in asked}
    chosen = {name: _newest(verdicts, table, at) for name, (table, at) in wanted.items()}
    for table in sources:
        name = f"{relation_of(table)}{IN_EFFECT}"
        if name in asked:
            chosen[name] = _carried(connection, verdicts, table)
            wanted[name] = (table, None)
    months = sorted({m for parts in chosen.values() for m in parts["report_month"].unique()})
    create_from(connection, "quarantined_earlier", quarantined_rows(settings, months))
    for name, (table, _) in wanted.items():
        files = _files(settings, sources[table], table, chosen[name])
        _create_view(connection, settings, name, chosen[name], files)
        if name.endswith(IN_EFFECT):
            connection.execute(
                f"create view {name} as from {relation_of(table)} union all by name"
                f" from {name}_carried"
            )
    _load_frozen(connection, settings)


def _texts(catalogue: Catalogue) -> str:
    return "\n".join([*catalogue.views.values(), *(rule.sql or "" for rule in catalogue.rules)])


def _earlier(month: str) -> dict[str, tuple[str, str | None]]:
    """Return relation -> (table, month in which it is looked at; None: in none)."""
    found: dict[str, tuple[str, str | None]] = {
        f"{relation_of(table)}_before_{back}": (table, shift(month, -back))
        for table, most in MONTHS_BACK.items()
        for back in range(1, most + 1)
    }
    is_later = int(month[:4]) > BASELINE_YEAR
    for table in COMPARED_WITH_BASELINE:
        for name, number in (("baseline", month[5:]), ("baseline_december", "12")):
            at = f"{BASELINE_YEAR}-{number}" if is_later else None
            found[f"{relation_of(table)}_{name}"] = (table, at)
    return found


def _newest(verdicts: pl.DataFrame, table: str, at: str | None) -> pl.DataFrame:
    """Return the parts of the slots of ``table`` in effect in the month ``at``."""
    known = verdicts.filter(pl.col("table_name") == table, pl.col("report_month") <= (at or ""))
    newest = known.group_by(_SLOT).agg(pl.col("report_month").max())
    return known.join(newest, on=[*_SLOT, "report_month"], how="semi").sort("delivery_id")


def _carried(
    connection: duckdb.DuckDBPyConnection, verdicts: pl.DataFrame, table: str
) -> pl.DataFrame:
    """Return the parts of earlier months that are in effect still: nothing accepted replaced it."""
    here = connection.execute(
        "select distinct county_code from verdicts"
        " where state = 'accepted' and table_name = $table",
        {"table": table},
    ).fetchall()
    fresh = [county for (county,) in here]
    return _newest(verdicts, table, "9999-12").filter(~pl.col("county_code").is_in(fresh))


def _files(settings: Settings, source: str, table: str, parts: pl.DataFrame) -> list[Path]:
    columns = parts.select("report_month", "county_code", "delivery_id")
    return [
        empty_file(settings, source, table),
        *(delivery_file(settings, source, table, *row) for row in columns.iter_rows()),
    ]


def _create_view(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    name: str,
    parts: pl.DataFrame,
    files: list[Path],
) -> None:
    create_from(connection, f"{name}_parts", parts.select("county_code", "delivery_id"))
    view = f"{name}_carried" if name.endswith(IN_EFFECT) else name
    connection.execute(
        f"""
        create view {view} as
        select
            in_file.*,
            c.county_code,
            areas.county_name,
            known.table_title,
            towns.town_name,
            coalesce(towns.is_excluded, false) as is_excluded,
            concat(areas.county_name, towns.town_name, in_file.village_name) as place
        from {parquet(files)} as in_file
        join {name}_parts as c using (delivery_id)
        join {parquet([register_path(settings)])} as r using (delivery_id)
        left join known_tables as known on known.table_name = r.table_name
        left join areas on areas.county_code = c.county_code
        left join towns on towns.town_code = in_file.town_code
        where not {is_replaced("r.replaced_towns", "in_file.town_code")}
            and not exists (
                from quarantined_earlier as q
                where q.delivery_id = in_file.delivery_id and q.row_no = in_file.row_no
                    and q.sheet_name is not distinct from in_file.sheet_name
            )
        """
    )


def _load_frozen(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Create ``frozen``: the newest version of the frozen year, where there is one."""
    path = settings.lake / "baseline" / "values.parquet"
    if not path.is_file():
        create_from(connection, "frozen", pl.DataFrame(schema=_FROZEN))
        return
    connection.execute(
        f"""
        create table frozen as
        select {", ".join(_FROZEN)} from {parquet([path])}
        where baseline_year = {BASELINE_YEAR}
        qualify baseline_version = max(baseline_version) over ()
        """
    )


def remember_set_aside(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``set_aside``: whom the row rules have quarantined, before their rows are gone.

    A household without them, or a person missing from one table, is not known well enough to be
    told of. Columns: table_name, county_code, household_no (null in T-H1), person_key.
    """
    parts = " union all by name ".join(
        f"select {literal(table)} as table_name, county_code, person_key"
        f"{', household_no' if table != 'T-H1' else ''} from {relation_of(table)} as t"
        " where exists (from found where found.action = 'Q' and not found.is_exempt"
        f" and found.table_name = {literal(table)} and found.delivery_id = t.delivery_id"
        " and found.row_no = t.row_no and found.sheet_name is not distinct from t.sheet_name)"
        for table in MONTHS_BACK
    )
    connection.execute(f"create table set_aside as {parts}")
