"""Samples and home folders for the parts: made once, copied for every try.

Belongs here: where exports come from, and a home that holds some of their months.
Does not belong here: running anything in a home (``commands``).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from pipelines.sample import generate
from tests.bench.bench import Bench

_BESIDE = ("passwords.txt", "plan_targets.csv")
"""What a sample leaves for a home beside the exports."""
_FEWER_FORMS = "pages:\n  forms: [single, figures]\n"
"""The tiny form prints neither A4 nor pictures: that takes as long as all the rest."""
_NEVER_CHANGED = (".parquet", ".duckdb")
"""Replaced by a rename, never written again: a link to them is as good as a copy."""


def exports(bench: Bench, months: Sequence[str]) -> Path:
    """Return a folder with the exports of ``months`` (in a row) in its ``inbox``."""
    if bench.sample and all((bench.sample / "inbox" / month).is_dir() for month in months):
        return bench.sample
    folder = bench.work / f"sample-{months[0]}-{months[-1]}"
    if not (folder / "answer_key").is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        bench.say(f"生成示例导出：{months[0]} 至 {months[-1]}，规模 {bench.scale:g}")
        generate(
            folder,
            scale=bench.scale,
            first=months[0],
            last=months[-1],
            progress=lambda line: bench.say(f"  {line}"),
        )
    return folder


def new_home(bench: Bench, name: str, sample: Path, months: Sequence[str]) -> Path:
    """Make a home whose inbox holds these months of a sample, and nothing else."""
    home = bench.work / name
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    if bench.tiny:
        (home / "settings.yml").write_text(_FEWER_FORMS, encoding="utf-8")
    for name in _BESIDE:
        if (sample / name).is_file():
            shutil.copy2(sample / name, home / name)
    for month in months:
        add_month(home, sample, month)
    return home


def add_month(home: Path, sample: Path, month: str) -> None:
    """Put a month's exports into the inbox."""
    shutil.copytree(sample / "inbox" / month, home / "inbox" / month)


def twin(home: Path, other: Path) -> Path:
    """Make ``other`` the same as ``home``; what only ever is replaced is linked."""

    def copy(source: str, target: str) -> str:
        if source.endswith(_NEVER_CHANGED):
            os.link(source, target)
            return target
        return str(shutil.copy2(source, target))

    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(home, other, copy_function=copy)
    return other
