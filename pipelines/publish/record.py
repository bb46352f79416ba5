"""The publication record: which inputs, rules, definitions and code made the site.

Belongs here: ``published/publication.json``. Does not belong here: anything with a clock.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from dashboards.marts import Marts
from pipelines.settings import Settings

FILE_NAME = "publication.json"
CODE_SUFFIXES = {".py", ".j2", ".css", ".js", ".svg"}


def content(settings: Settings, marts: Marts) -> dict[str, Any]:
    """Return the record: what a rebuild needs to give the same bytes."""
    from pipelines.intake import read_register, standing_words
    from pipelines.quality import rules_sha256
    from pipelines.warehouse import definitions_sha256

    return {
        "as_of_month": f"{marts.as_of:%Y-%m}",
        "months": [f"{month:%Y-%m}" for month in marts.report_months],
        "deliveries": marts.delivery_states,
        "standings": standing_words(read_register(settings)),
        "cutoff_day": settings.cutoff_day,
        "rules_sha256": rules_sha256(settings.expectations),
        "definitions_sha256": definitions_sha256(settings.dbt_project),
        "code_version": _code_version(settings.project_dir),
        "plan_sha256": _file_digest(settings.plan_targets),
    }


def write(settings: Settings, marts: Marts) -> Path:
    """Write the record beside the site, whole or not at all."""
    path = settings.published / FILE_NAME
    text = json.dumps(content(settings, marts), ensure_ascii=False, indent=2, sort_keys=True)
    new = path.with_name(f"{path.name}.new")
    new.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    new.replace(path)
    return path


def _code_version(project: Path) -> str:
    try:
        number = version("employment")
    except PackageNotFoundError:
        number = "0"
    code = (
        path
        for room in ("pipelines", "dashboards")
        for path in (project / room).rglob("*")
        if path.suffix in CODE_SUFFIXES
    )
    return f"{number}+{_digest(project, code)[:12]}"


def _digest(root: Path, paths: Iterable[Path]) -> str:
    """One SHA-256 over names and contents in the order of the names."""
    total = hashlib.sha256()
    for path in sorted(paths, key=lambda item: item.relative_to(root).as_posix()):
        total.update(f"{path.relative_to(root).as_posix()}\n{_file_digest(path)}\n".encode())
    return total.hexdigest()


def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
