"""The parsed project: made once, shared by every home folder, whole or not there at all."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from pipelines.settings import PROJECT_DIR, Settings
from pipelines.warehouse.parsed import MANIFEST, PARSED, parsed_folder
from pipelines.warehouse.report import WarehouseError


class Parser:
    """Stands in for dbt: counts, and leaves what dbt leaves."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, folder: Path) -> None:
        """Fill the folder."""
        self.calls += 1
        (folder / MANIFEST).write_text("{}", encoding="utf-8")
        (folder / PARSED).write_bytes(b"parsed")
        (folder / "perf_info.json").write_text("{}", encoding="utf-8")
        (folder / "compiled").mkdir()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT_DIR / "dbt_project" / "macros", tmp_path / "project/dbt_project/macros")
    return tmp_path / "project"


def home(tmp_path: Path, project: Path, name: str) -> Settings:
    return Settings(home=tmp_path / name, project_dir=project)


def test_two_homes_of_one_installation_share_it(tmp_path: Path, project: Path) -> None:
    parse = Parser()
    first = parsed_folder(home(tmp_path, project, "first"), parse)
    assert parsed_folder(home(tmp_path, project, "second"), parse) == first
    assert parse.calls == 1
    assert sorted(path.name for path in first.iterdir()) == sorted((MANIFEST, PARSED))
    assert [path.name for path in first.parent.iterdir()] == [first.name]


def test_a_changed_definition_is_parsed_again_and_old_ones_go(
    tmp_path: Path, project: Path
) -> None:
    parse = Parser()
    settings = home(tmp_path, project, "home")
    macro = project / "dbt_project" / "macros" / "dates.sql"
    found = [parsed_folder(settings, parse)]
    long_ago = time.time() - 31 * 24 * 3600
    os.utime(found[0], (long_ago, long_ago))
    for line in ("-- one\n", "-- two\n"):
        macro.write_text(macro.read_text(encoding="utf-8") + line, encoding="utf-8")
        found.append(parsed_folder(settings, parse))
    assert parse.calls == 3
    assert [folder.exists() for folder in found] == [False, True, True]


def test_another_place_of_the_project_is_another_one(tmp_path: Path, project: Path) -> None:
    parse = Parser()
    moved = shutil.copytree(project, tmp_path / "moved")
    parsed_folder(home(tmp_path, project, "home"), parse)
    shutil.copytree(project / ".cache", moved / ".cache")
    parsed_folder(home(tmp_path, moved, "home"), parse)
    assert parse.calls == 2


def test_where_the_program_may_not_be_written_the_home_keeps_it(
    tmp_path: Path, project: Path
) -> None:
    (project / ".cache").write_text("a file stands in for a folder without rights")
    parse = Parser()
    settings = home(tmp_path, project, "home")
    assert settings.work in parsed_folder(settings, parse).parents
    parsed_folder(settings, parse)
    assert parse.calls == 1
    (tmp_path / "other").write_text("nor the home")
    with pytest.raises(WarehouseError, match="不能写入"):
        parsed_folder(home(tmp_path, project, "other"), parse)


def test_a_parse_that_fails_or_is_killed_leaves_nothing_to_be_found(
    tmp_path: Path, project: Path
) -> None:
    def fail(folder: Path) -> None:
        (folder / MANIFEST).write_text("{", encoding="utf-8")
        raise WarehouseError("读不懂")

    settings = home(tmp_path, project, "home")
    with pytest.raises(WarehouseError, match="读不懂"):
        parsed_folder(settings, fail)
    parse = Parser()
    found = parsed_folder(settings, parse)
    assert parse.calls == 1
    assert [path.name for path in found.parent.iterdir()] == [found.name]


def test_of_two_that_parse_at_once_both_find_it(tmp_path: Path, project: Path) -> None:
    settings = home(tmp_path, project, "home")
    inner = Parser()

    def slow(folder: Path) -> None:
        parsed_folder(settings, inner)
        Parser()(folder)

    found = parsed_folder(settings, slow)
    assert inner.calls == 1
    assert (found / PARSED).read_bytes() == b"parsed"
    assert [path.name for path in found.parent.iterdir()] == [found.name]
