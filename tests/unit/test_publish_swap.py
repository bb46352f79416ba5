"""Readers see the old site or the new one, whatever fails in between."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.publish import PublishError
from pipelines.publish.browser import find_browser
from pipelines.publish.swap import promote, recover


def folder(path: Path, text: str) -> Path:
    path.mkdir(parents=True)
    (path / "index.html").write_text(text, encoding="utf-8")
    return path


def read(site: Path) -> str:
    return (site / "index.html").read_text(encoding="utf-8")


def test_the_new_site_replaces_the_old_and_leaves_nothing_behind(tmp_path: Path) -> None:
    site = folder(tmp_path / "published" / "site", "old")
    promote(folder(tmp_path / "work" / "new", "new"), site)
    assert read(site) == "new"
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_the_first_site_needs_no_old_one(tmp_path: Path) -> None:
    site = tmp_path / "published" / "site"
    promote(folder(tmp_path / "work" / "new", "new"), site)
    assert read(site) == "new"


def test_the_old_site_is_put_back_when_the_new_one_cannot_be_renamed_in(tmp_path: Path) -> None:
    site = folder(tmp_path / "published" / "site", "old")
    with pytest.raises(PublishError, match="原来的网站没有改动"):
        promote(tmp_path / "work" / "does-not-exist", site)
    assert read(site) == "old"
    assert not (tmp_path / "published" / "site.old").exists()


def test_a_swap_cut_off_in_the_middle_is_undone_at_the_next_start(tmp_path: Path) -> None:
    site = tmp_path / "site"
    folder(tmp_path / "site.old", "old")
    recover(site)
    assert read(site) == "old"
    assert not (tmp_path / "site.old").exists()


def test_leftovers_of_a_finished_swap_are_removed_at_the_next_start(tmp_path: Path) -> None:
    site = folder(tmp_path / "site", "new")
    folder(tmp_path / "site.old", "old")
    recover(site)
    assert read(site) == "new"
    assert not (tmp_path / "site.old").exists()


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_the_browser_named_by_the_environment_comes_first(tmp_path: Path) -> None:
    named = executable(tmp_path / "my" / "browser")
    on_path = executable(tmp_path / "bin" / "chromium")
    environment = {"CHROME_PATH": str(named), "PATH": str(on_path.parent)}
    assert find_browser(environment) == named
    assert find_browser({"PATH": str(on_path.parent)}) == on_path


def test_a_browser_that_cannot_draw_is_not_taken(tmp_path: Path) -> None:
    text_only = executable(tmp_path / "bin" / "lynx")
    assert find_browser({"BROWSER": str(text_only), "PATH": str(tmp_path)}) is None


def test_without_any_browser_there_is_none(tmp_path: Path) -> None:
    assert find_browser({"PATH": str(tmp_path)}) is None
