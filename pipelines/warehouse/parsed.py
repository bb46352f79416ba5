"""dbt's reading of the project, done once per version of it and kept for every home folder.

Belongs here: where the parsed project is kept, and when it is of use. Nothing of a home folder is
in it (the macro ``source`` fills the places in), so all homes of an installation share it: reading
the project takes dbt longer than building a month. Does not belong here: running dbt (``dbt``).
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.warehouse.project import dbt_folder, definitions_sha256
from pipelines.warehouse.report import WarehouseError

if TYPE_CHECKING:
    from pipelines.settings import Settings

MANIFEST = "manifest.json"
"""What Dagster reads."""

PARSED = "partial_parse.msgpack"
"""The same for dbt."""

KEEP_DAYS = 30
"""Older versions go after this long: a maintainer changes definitions many times a day."""

_DBT = ("dbt-core", "dbt-adapters", "dbt-common", "dbt-duckdb")


def parsed_folder(settings: Settings, parse: Callable[[Path], None]) -> Path:
    """Return the folder with ``MANIFEST`` and ``PARSED`` of the project as it is now.

    Args:
        settings: the home folder and the project.
        parse: fills the folder that it is given; called where nobody has parsed this version.

    Raises:
        WarehouseError: the project cannot be parsed, or nothing can be written.
    """
    name = _key(settings)
    # The second where the program is installed by somebody else.
    places = (settings.project_dir / ".cache" / "dbt", dbt_folder(settings) / "parsed")
    for place in places:
        if (place / name / PARSED).is_file():
            return place / name
    aside = _new_folder(places[0]) or _new_folder(places[1])
    if aside is None:
        raise WarehouseError(f"不能写入 {places[1]}。请检查该文件夹的权限和磁盘空间。")
    try:
        parse(aside)
        return _put_in_place(aside, aside.with_name(name))
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _key(settings: Settings) -> str:
    """Return a name for the project as it is, where it is, read by this dbt."""
    parts = [
        definitions_sha256(settings.dbt_project),
        str(settings.dbt_project.resolve()),
        *(f"{package} {version(package)}" for package in _DBT),
        # The engine's own macros, and its names of schemas, are in what was parsed.
        f"{settings.engine.kind} {settings.engine.schema}",
        *(["dbt-spark " + version("dbt-spark")] if settings.engine.is_spark else ()),
    ]
    return sha256("\n".join(parts).encode()).hexdigest()[:32]


def _new_folder(place: Path) -> Path | None:
    try:
        place.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="parsing-", dir=place))
    except OSError:
        return None


def _put_in_place(aside: Path, final: Path) -> Path:
    """Rename what is whole; where another process was quicker, its result is the same."""
    for path in aside.iterdir():
        if path.name not in (MANIFEST, PARSED):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    aside.chmod(0o755)  # made for one user only, and read by all of them
    _remove_old(final.parent)
    try:
        aside.rename(final)
    except OSError:
        if not (final / PARSED).is_file():
            raise
    return final


def _remove_old(place: Path) -> None:
    oldest = time.time() - KEEP_DAYS * 24 * 3600
    for folder in place.iterdir():
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
