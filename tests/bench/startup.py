"""What it costs to start each tool: an import in a fresh interpreter, and reading the dbt project.

Belongs here: imports measured apart. Several tools share modules, so the sum is more than a run
pays.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from pipelines.settings import PROJECT_DIR, Settings
from tests.bench.bench import Bench
from tests.bench.measuring import job, run, summary

IMPORTS = {
    "Python": "pass",
    "Polars": "import polars",
    "DuckDB": "import duckdb",
    "fastexcel": "import fastexcel",
    "Dagster": "import dagster",
    "dagster-dbt": "import dagster_dbt",
    "dbt": "import dbt.cli.main, dbt.adapters.duckdb",
    "Great Expectations": "import great_expectations",
    "Plotly": "import plotly.graph_objects",
    "employment": "import pipelines.cli",
}


def measure(bench: Bench) -> dict[str, Any]:
    """Return the seconds of each import, and of reading the dbt project once per version."""
    found = {}
    for name, code in IMPORTS.items():
        tries = [run([sys.executable, "-c", code], bench.say, name) for _ in range(bench.repeats)]
        found[name] = summary(tries)
    took, _ = job("startup", {}, bench.say, "dbt 解析项目")
    return {"imports": found, "parse_project_once": took.figures()}


def work() -> int:
    """Let dbt read a copy of the project that nobody has read before; return bytes of it."""
    from pipelines.warehouse.dbt import manifest_file

    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        for part in ("dbt_project", "expectations"):
            shutil.copytree(PROJECT_DIR / part, project / part)
        settings = Settings(home=Path(folder) / "home", project_dir=project)
        return manifest_file(settings).stat().st_size
