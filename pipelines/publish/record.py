"""The publication record: which inputs, rules, definitions and code made the site, and digests.

Belongs here: ``published/publication.json``. Does not belong here: anything with a clock, and
the publication's number (``trace.history`` gives it once the figures are on record).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from dashboards.marts import Marts
from pipelines.publish import figures
from pipelines.publish.errors import PublishError
from pipelines.settings import Settings

FILE_NAME = "publication.json"
CODE_SUFFIXES = {".py", ".j2", ".css", ".js", ".svg"}


Record = dict[str, Any]


def digests(warehouse: Path) -> Record:
    """Return what tells the figures and marts of a warehouse from any others."""
    return {
        "figures_sha256": figures.figures_sha256(figures.read_figures(warehouse)),
        "marts": figures.marts_sha256(warehouse),
    }


def conditions(settings: Settings) -> Record:
    """Return what, beside the deliveries, a publication made now would be made with."""
    from pipelines.quality import rules_sha256
    from pipelines.warehouse import baseline_sha256, definitions_sha256

    return {
        "cutoff_day": settings.cutoff_day,
        "regions": list(settings.cities),
        "rules_sha256": rules_sha256(settings.expectations),
        "definitions_sha256": definitions_sha256(settings.dbt_project),
        "code_version": code_version(settings.project_dir),
        "plan_sha256": file_sha256(settings.plan_targets),
        "baseline_sha256": baseline_sha256(settings),
    }


def content(settings: Settings, marts: Marts, sealed: Record) -> Record:
    """Return the record: what a rebuild needs to give the same bytes."""
    from pipelines.intake import (
        read_manifests,
        read_register,
        read_withdrawals,
        standing_words,
        withdrawn_among,
    )
    from pipelines.warehouse import read_history, round_names

    withdrawals = read_withdrawals(settings)
    # a manifest is a file of its own: a long history has thousands
    taken_back = withdrawn_among(read_manifests(settings) if withdrawals else (), withdrawals)
    return {
        "as_of_month": f"{marts.as_of:%Y-%m}",
        "months": [f"{month:%Y-%m}" for month in marts.report_months],
        "deliveries": marts.delivery_states,
        "standings": standing_words(read_register(settings)),
        "withdrawals": {
            name: {"why": it.why, "who": it.who, "at": it.at}
            for name, it in sorted(taken_back.items())
        },
        "exemptions": exemptions_in_force(settings),
        # How much of the history of publications the marts were made with.
        "history_order": read_history(settings)["published_order"].max() or 0,
        "spot_rounds": round_names(settings),
        "site": figures.files_sha256(settings.site),
        **conditions(settings),
        **sealed,
    }


def exemptions_in_force(settings: Settings) -> Record:
    """Return exemption id -> the problem, the months and the time that it holds for."""
    from pipelines.quality.issues.records import APPROVED, read_exemptions

    fields = {"problem_key", "rule_id", "county_code", "finding_id", "report_month", "expires_on"}
    return {
        it.exemption_id: it.model_dump(mode="json", include=fields)
        for it in read_exemptions(settings)
        if it.decision == APPROVED
    }


def newly_exempt(settings: Settings, published: Record) -> set[str]:
    """Return the months from which an exemption holds, or held, that is new or gone since then."""
    now = exemptions_in_force(settings)
    return {
        str((now.get(name) or published[name])["report_month"])
        for name in now.keys() | published.keys()
        if now.get(name) != published.get(name)
    }


def write(settings: Settings, marts: Marts, sealed: Record) -> Path:
    """Write the record beside the site, whole or not at all; ``sealed`` is ``digests``'."""
    path = settings.published / FILE_NAME
    write_record(path, content(settings, marts, sealed))
    return path


def renew(settings: Settings) -> Path:
    """Record the site that was made again of the same warehouse; the rest is as it was.

    Raises:
        PublishError: there is no record of the warehouse's publication.
    """
    path = settings.published / FILE_NAME
    before = read_record(path)
    if not before:
        raise PublishError(
            f"找不到发布记录 {path}，不能只重新生成页面。请运行 employment refresh。"
        )
    site = figures.files_sha256(settings.site)
    now = {"site": site, "code_version": code_version(settings.project_dir)}
    write_record(path, before | now)
    return path


def write_record(path: Path, record: Record) -> None:
    """Write a record, whole or not at all."""
    text = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    new.replace(path)


def read_record(path: Path) -> Record:
    """Return a record; empty when there is none that can be read."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def code_version(project: Path) -> str:
    """Return the package's version and a hash of the code that makes figures and pages."""
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
        total.update(f"{path.relative_to(root).as_posix()}\n{file_sha256(path)}\n".encode())
    return total.hexdigest()


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
