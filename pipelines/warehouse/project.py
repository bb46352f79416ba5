"""The dbt project as this room runs it: its fingerprint, variables, profile and arguments.

Belongs here: pure builders of what dbt is given. Does not belong here: running dbt (``dbt``).
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.settings import Settings

NOT_DEFINITIONS = {"target", "logs", "dbt_packages"}
MEMORY_LIMIT = "2GB"
"""A full build of 18 months of the city peaks below this; beyond it DuckDB spills to ``work``."""

MAX_THREADS = 2
"""Models run two at a time; each query already uses every core."""


SESSION = {
    # Without this prefix a Thrift server keeps them among the variables, where nothing reads them.
    "set:hivevar:spark.sql.session.timeZone": "UTC",
    "set:hivevar:spark.sql.ansi.enabled": "true",
}
"""What every session on a cluster begins with."""


def definitions_sha256(dbt_project_dir: Path) -> str:
    """Return one SHA-256 over every file of the dbt project that can change a figure.

    The plan's numbers are left out: they are an input of their own, read by full rebuilds only.
    Line ends do not count, so a checkout on Windows has the same definitions.
    """
    digest = sha256()
    for path in sorted(dbt_project_dir.rglob("*")):
        inside = path.relative_to(dbt_project_dir)
        hidden = any(part.startswith(".") for part in inside.parts)
        if not path.is_file() or hidden or NOT_DEFINITIONS & set(inside.parts):
            continue
        if path.name == "plan_targets.csv":
            continue
        digest.update(inside.as_posix().encode())
        digest.update(sha256(path.read_bytes().replace(b"\r\n", b"\n")).digest())
    return digest.hexdigest()


def place_variables(settings: Settings) -> dict[str, object]:
    """Return the variables that say where the home folder's data is."""
    return {
        "lake": _sql_path(settings.lake),
        "plan_targets": _sql_path(settings.plan_targets),
        "spark_folder": _sql_path(settings.spark_tables),
    }


def run_variables(
    settings: Settings,
    first_month: str | None,
    definitions: str,
    views_stand: bool = False,
    until: str | None = None,
) -> dict[str, object]:
    """Return every variable of one build.

    ``views_stand``: the views are there as they would be; ``until``: the last month that is known.
    """
    return {
        "until": until,
        **_lasting_variables(settings, definitions),
        "months": [first_month] if first_month else None,
        "views_sha256": views_sha256(settings, definitions),
        "views_stand": views_stand,
    }


def views_sha256(settings: Settings, definitions: str) -> str:
    """Return the digest of all that a view's text is made of."""
    lasting = json.dumps(_lasting_variables(settings, definitions), sort_keys=True)
    return sha256(lasting.encode()).hexdigest()


def _lasting_variables(settings: Settings, definitions: str) -> dict[str, object]:
    return {
        **place_variables(settings),
        "definitions_sha256": definitions,
        "cutoff_day": settings.cutoff_day,
        "regions": list(settings.cities),
    }


def profile_text(settings: Settings, database: Path) -> str:
    """Return ``profiles.yml`` (JSON is YAML) for the file that is built aside, or the cluster."""
    output = _spark_output(settings) if settings.engine.is_spark else _output(settings, database)
    profile = {"employment": {"target": "main", "outputs": {"main": output}}}
    return json.dumps(profile, ensure_ascii=False, indent=2)


def _output(settings: Settings, database: Path) -> dict[str, object]:
    return {
        "type": "duckdb",
        "path": str(database),
        "schema": "main",
        "threads": MAX_THREADS,
        # Not `settings`, which are set again on every cursor: a spill folder in use cannot be.
        "config_options": {
            "threads": settings.workers,
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(dbt_folder(settings) / "spill"),
            # Everything needed is in the wheel; nothing may be fetched at run time.
            "autoinstall_known_extensions": "false",
        },
    }


def _spark_output(settings: Settings) -> dict[str, object]:
    engine = settings.engine
    return {
        "type": "spark",
        "method": "thrift",
        "host": engine.host,
        "port": engine.port,
        "user": engine.user,
        "schema": engine.schema,
        "threads": engine.threads,
        # The server itself waits up to half a second before it says that a query still runs.
        "poll_interval": 0,
        "server_side_parameters": SESSION,
    }


def dbt_folder(settings: Settings) -> Path:
    """Return where dbt keeps what it may reuse from run to run."""
    return settings.work / "dbt"


def arguments(
    settings: Settings,
    command: str,
    variables: dict[str, object],
    *options: str,
    target: Path | None = None,
) -> list[str]:
    """Return the words of one dbt command; ``target`` is where its products go if not to `work`."""
    folder = dbt_folder(settings)
    return [
        "--no-send-anonymous-usage-stats",
        "--no-use-colors",
        # Dagster and the command line speak for dbt; its own log is a file.
        "--log-level",
        "none",
        "--log-level-file",
        "warn",
        command,
        *options,
        "--project-dir",
        str(settings.dbt_project),
        "--profiles-dir",
        str(folder),
        "--target-path",
        str(target or folder / "target"),
        "--log-path",
        str(folder / "logs"),
        "--vars",
        json.dumps(variables, ensure_ascii=False),
    ]


def _sql_path(path: Path) -> str:
    """Return a path for use between single quotes in SQL."""
    return path.as_posix().replace("'", "''")
