"""Writing files so that a reader never sees half of one.

Belongs here: write to a temporary name in the same folder, then rename.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import polars as pl

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
TEMPORARY = ".tmp"
_LEVEL = 1
"""Of zstd: the files come out no larger than at level 3, a quarter sooner."""


def replace(path: Path, write: Callable[[Path], object], *, private: bool = False) -> None:
    """Let ``write`` fill a temporary file beside ``path``, then rename it over ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}{TEMPORARY}")
    try:
        if private:
            os.close(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE))
        write(aside)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text with Unix line ends."""
    replace(path, lambda aside: aside.write_text(text, encoding="utf-8", newline="\n"))


def write_parquet(path: Path, frame: pl.DataFrame, *, private: bool = False) -> None:
    """Write a frame as zstd Parquet."""
    replace(
        path,
        lambda a: frame.write_parquet(a, compression="zstd", compression_level=_LEVEL),
        private=private,
    )


def private_folder(path: Path) -> Path:
    """Make ``path`` a folder that only its owner may enter."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(PRIVATE_FOLDER)
    return path
