"""Where deliveries are kept: archive, lake, vault, and the typed files without rows.

Belongs here: paths and writes of the home folder. Does not belong here: what is in the frames.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import zipfile
from pathlib import Path

import polars as pl

from pipelines.intake.archive_file import copy_member
from pipelines.intake.errors import IntakeError
from pipelines.intake.files import (
    PRIVATE_FILE,
    TEMPORARY,
    private_folder,
    replace,
    write_parquet,
)
from pipelines.intake.layouts import Layouts, load_layouts
from pipelines.intake.register import register_path, write_register
from pipelines.intake.schemas import lake_schema, values_schema, vault_schema
from pipelines.settings import Settings

EMPTY_MONTH, EMPTY_COUNTY, EMPTY_NAME = "0001-01", "000000", "empty"
VALUES = "_values"
"""Ending of the folder that holds the bridge of a table's multi-valued cells."""
_KEY_BYTES = 32


def object_path(settings: Settings, sha256: str) -> Path:
    """Return where the bytes with that hash are kept."""
    return settings.archive / "objects" / sha256[:2] / sha256


def archive_bytes(settings: Settings, source: Path, sha256: str, at: tuple[int, ...] = ()) -> None:
    """Keep the bytes of ``source``, or of its member ``at``, unchanged under their hash.

    Raises:
        IntakeError: the file changed while it was copied.
    """
    target = object_path(settings, sha256)
    if target.exists():
        return
    private_folder(settings.archive / "objects")
    private_folder(target.parent)
    replace(target, lambda aside: _copy(source, aside, sha256, at), private=True)


def lake_path(
    settings: Settings, source: str, table: str, month: str, county: str, name: str
) -> Path:
    """Return the Parquet file of a delivery."""
    folder = settings.lake / source / table / f"report_month={month}" / f"county_code={county}"
    return folder / f"{name}.parquet"


def vault_path(settings: Settings, month: str, name: str) -> Path:
    """Return the identities file of a delivery."""
    return settings.vault / "identities" / f"report_month={month}" / f"{name}.parquet"


def write_identities(path: Path, vault: Path, frame: pl.DataFrame) -> None:
    """Write an identities file that only its owner may read."""
    private_folder(vault)
    private_folder(path.parent)
    write_parquet(path, frame, private=True)


def secret_key(settings: Settings) -> str:
    """Return the key of the keyed hash, made on first use.

    Raises:
        IntakeError: the key's file is empty or damaged.
    """
    path = settings.vault / "secret.key"
    private_folder(settings.vault)
    if not path.exists():
        if any(settings.vault.glob("identities/report_month=2*/*.parquet")):
            raise IntakeError(
                f"身份库中有数据，但密钥 {path} 不见了。请从备份恢复该文件；"
                "没有它，人员无法与以前月份对应。"
            )
        made = secrets.token_hex(_KEY_BYTES)
        replace(path, lambda aside: aside.write_text(made, encoding="ascii"), private=True)
    key = path.read_text(encoding="ascii", errors="replace").strip()
    if len(key) < 2 * _KEY_BYTES:
        raise IntakeError(f"密钥文件 {path} 是空的或不完整。请从备份恢复该文件后重新运行。")
    path.chmod(PRIVATE_FILE)
    return key


def ensure_empty_tables(settings: Settings, layouts: Layouts | None = None) -> None:
    """Write the typed files without rows, so that reading ``*.parquet`` never finds nothing."""
    layouts = layouts or load_layouts(settings.expectations)
    for table, layout in layouts.source_of.items():
        path = lake_path(settings, layout.source, table, EMPTY_MONTH, EMPTY_COUNTY, EMPTY_NAME)
        _write_empty(path, lake_schema(table, layouts), vault=None)
        if layouts.tables[table].multi:
            path = lake_path(
                settings, layout.source, f"{table}{VALUES}", EMPTY_MONTH, EMPTY_COUNTY, EMPTY_NAME
            )
            _write_empty(path, values_schema(), vault=None)
    path = vault_path(settings, EMPTY_MONTH, EMPTY_NAME)
    _write_empty(path, vault_schema(), vault=settings.vault)
    if not register_path(settings).exists():
        write_register(settings)


def sweep(settings: Settings, layouts: Layouts, month: str, delivery_ids: set[str]) -> None:
    """Remove what a killed run left of the month: files of deliveries without a manifest."""
    folders = [
        settings.lake / layout.source / f"{table}{ending}" / f"report_month={month}"
        for table, layout in layouts.source_of.items()
        for ending in ("", VALUES)
    ]
    folders.append(settings.vault / "identities" / f"report_month={month}")
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            stale = path.suffix == ".parquet" and path.stem not in delivery_ids
            if path.is_file() and (stale or path.name.endswith(TEMPORARY)):
                path.unlink()


def _write_empty(path: Path, schema: dict[str, pl.DataType], *, vault: Path | None) -> None:
    if path.exists() and pl.read_parquet_schema(path) == pl.Schema(schema):
        return
    frame = pl.DataFrame(schema=schema)
    if vault is None:
        write_parquet(path, frame)
    else:
        write_identities(path, vault, frame)


def _copy(source: Path, target: Path, sha256: str, at: tuple[int, ...]) -> None:
    try:
        if at:
            copy_member(source, at, target)
        else:
            shutil.copyfile(source, target)
    except (IndexError, zipfile.BadZipFile) as error:
        raise _changed(source) from error
    with target.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != sha256:
        raise _changed(source)


def _changed(source: Path) -> IntakeError:
    return IntakeError(
        f"收件目录中的 {source} 在读取时发生了变化（可能还在复制）。请等复制完成后重新运行。"
    )
