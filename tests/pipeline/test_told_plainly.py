"""What goes wrong on the way is told in Chinese, with its place, and breaks nothing published."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.refresh import plan_refresh, run_refresh
from pipelines.settings import PROJECT_DIR, Settings
from tests.pipeline.compare import fingerprint
from tests.pipeline.conftest import City, employment

pytestmark = pytest.mark.pipeline


def test_a_plan_that_is_no_table_is_named_and_the_publication_stands(
    clean_city: City, tmp_path: Path
) -> None:
    city = clean_city.copy(tmp_path / "home")
    before = fingerprint(city.home)
    (city.home / "plan_targets.csv").write_text("乱七八糟\n", encoding="utf-8")
    failed = employment("refresh", "--month", "2022-02", home=city.home)
    said = failed.stdout + failed.stderr
    assert failed.returncode == 1
    assert "plan_targets.csv" in said
    assert "未预料" not in said
    assert "Traceback" not in said
    after = fingerprint(city.home)
    assert {k: v for k, v in after.items() if not k.startswith("alerts")} == {
        k: v for k, v in before.items() if not k.startswith("alerts")
    }


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("expectations/completeness.yml", "severity: E", "severity: X"),
        ("expectations/jilin_employment/layout.yml", "type: id,", "type: idd,"),
    ],
)
def test_a_mistake_in_a_yaml_file_is_named_with_its_line(
    clean_city: City, tmp_path: Path, file: str, old: str, new: str
) -> None:
    project = tmp_path / "project"
    shutil.copytree(PROJECT_DIR / "expectations", project / "expectations")
    shutil.copytree(PROJECT_DIR / "dbt_project", project / "dbt_project")
    path = project / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    home = clean_city.copy(tmp_path / "home").home
    settings = Settings(home=home, project_dir=project)
    with pytest.raises(Exception, match=r"第\s*\d+\s*行") as caught:
        raise_what_is_told(settings)
    assert path.name in str(caught.value)


def raise_what_is_told(settings: Settings) -> None:
    """Refresh a month; raise the first thing that the analyst would be told."""
    from pipelines.errors import EmploymentError

    result = run_refresh(settings, plan_refresh(settings, "2022-02"))
    raise EmploymentError(result.failures[0])
