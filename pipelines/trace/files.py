"""Files that people asked for, in the folder they named: never over another file unasked.

Belongs here: where such a file goes. Does not belong here: what stands in it.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.intake.files import replace
from pipelines.trace.errors import TraceError


def save(out: Path | None, own_name: str, content: bytes, *, force: bool) -> Path:
    """Write ``content`` to ``out``: a file, a folder for ``own_name``, or None for this folder.

    Raises:
        TraceError: the file is there and not ``force``, or it cannot be written.
    """
    path = (out or Path()).expanduser()
    if path.is_dir():
        path = path / own_name
    refuse_existing([path], force=force)
    try:
        replace(path, lambda aside: aside.write_bytes(content))
    except OSError as error:
        raise TraceError(
            f"写不了 {path.resolve()}（{error.strerror or type(error).__name__}）。"
            "请关闭正打开它的程序，或用 --out 指定能写的位置。"
        ) from error
    return path.resolve()


def refuse_existing(paths: list[Path], *, force: bool) -> None:
    """Refuse to write over files that are there, unless ``force``.

    Raises:
        TraceError: one is there.
    """
    there = [str(path.resolve()) for path in paths if path.exists()]
    if there and not force:
        raise TraceError(
            f"文件已经存在，没有覆盖：{'、'.join(there)}。要覆盖请加 --force；要另存请用 --out。"
        )
