"""What a file was read with: when that changes, it is read again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.intake.version import reader_version
from pipelines.settings import PROJECT_DIR, Settings


@pytest.mark.parametrize(
    ("changed", "is_another"),
    [
        ("expectations/spot_check/layout.yml", True),
        ("dbt_project/seeds/region_aliases.csv", True),
        ("dbt_project/seeds/places.csv", True),
        ("dbt_project/seeds/indicators.csv", False),
        ("expectations/validity.yml", False),
    ],
)
def test_the_version_follows_what_reading_depends_on(
    tmp_path: Path, changed: str, is_another: bool
) -> None:
    for folder in ("expectations", "dbt_project/seeds"):
        shutil.copytree(PROJECT_DIR / folder, tmp_path / folder)
    settings = Settings(home=tmp_path / "home", project_dir=tmp_path)
    before = reader_version(settings)
    with (tmp_path / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert (reader_version(settings) != before) == is_another
