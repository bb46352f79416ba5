"""A run that nobody started by hand fetches as it begins, and goes on whatever fails."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from pipelines.automation import fetching
from pipelines.intake import read_register
from pipelines.intake.assets import REGISTER, intake_assets
from pipelines.refresh import FETCHED_TAG
from pipelines.settings import Settings
from tests.fetch_stages import home_with
from tests.intake_files import N2_HEADER, csv_file, n2_row

MONTH = "2022-06"


@pytest.fixture
def share(tmp_path: Path) -> Path:
    path = tmp_path / "share" / MONTH / "抚松县" / "a.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(csv_file([N2_HEADER, n2_row(1)]))
    return tmp_path / "share"


def source(path: Path, name: str = "share") -> dict[str, object]:
    return {"name": name, "kind": "folder", "path": str(path), "settle_seconds": 0, "retries": 0}


def ran(settings: Settings, tags: dict[str, str] | None = None) -> str:
    """Run the intake as Dagster would; return what it says of the fetching."""
    asset = intake_assets(settings, None, fetching(settings))
    result = dg.materialize([asset], partition_key=MONTH, tags=tags)
    assert result.success
    (event,) = result.asset_materializations_for_node("intake")[-1:]
    assert event.asset_key == REGISTER
    return str(event.metadata["fetched"].value)


def test_what_lies_at_a_source_is_fetched_and_taken_in(share: Path, tmp_path: Path) -> None:
    settings = home_with(tmp_path, source(share))
    assert "收取 1 个文件" in ran(settings)
    assert read_register(settings)["inbox_path"].to_list() == [f"{MONTH}/抚松县/a.csv"]


def test_a_source_that_is_not_there_is_told_and_the_others_go_on(
    share: Path, tmp_path: Path
) -> None:
    settings = home_with(tmp_path, source(tmp_path / "gone", "gone"), source(share))
    said = ran(settings)
    assert "来源 gone" in said
    assert "没有完成" in said
    assert read_register(settings).height == 1


def test_a_mistake_in_the_file_of_sources_is_told_and_stops_nothing(tmp_path: Path) -> None:
    settings = home_with(tmp_path)
    (settings.home / "sources.yml").write_text("sources:\n  - {name: a, kind: ftp}\n")
    assert "第 2 行" in ran(settings)


def test_after_employment_refresh_has_fetched_the_run_does_not(share: Path, tmp_path: Path) -> None:
    settings = home_with(tmp_path, source(share))
    assert ran(settings, {FETCHED_TAG: "yes"}) == ""
    assert read_register(settings).height == 0


def test_an_office_without_sources_fetches_nothing(tmp_path: Path) -> None:
    assert ran(Settings(home=tmp_path)) == ""
