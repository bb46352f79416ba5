"""Running again changes nothing; being killed half-way changes nothing in the end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.pipeline.compare import fingerprint
from tests.pipeline.conftest import ROOT, City, employment

pytestmark = pytest.mark.pipeline


def only_exports(city: City, to: Path, months: list[str] | None = None) -> Path:
    """Return a new home that holds the same exports (of ``months``) and nothing else."""
    to.mkdir()
    for path in sorted((city.home / "inbox").iterdir()):
        if months is None or path.name in months:
            shutil.copytree(path, to / "inbox" / path.name)
    shutil.copy(city.home / "plan_targets.csv", to)
    (to / "vault").mkdir(mode=0o700)
    shutil.copy(city.home / "vault" / "secret.key", to / "vault")
    return to


MONTHS = ["2021-01", "2021-02", "2021-03"]


@pytest.fixture(scope="module")
def undisturbed(dirty_city: City, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the fingerprint of the first months refreshed in one go, by nobody disturbed."""
    home = only_exports(dirty_city, tmp_path_factory.mktemp("undisturbed") / "home", MONTHS)
    assert employment("refresh", home=home).returncode in (0, 3)
    return fingerprint(home)


def test_a_second_refresh_changes_nothing(dirty_city: City, tmp_path: Path) -> None:
    city = dirty_city.copy(tmp_path / "again")
    before = fingerprint(city.home)
    assert before == fingerprint(dirty_city.home)
    again = employment("refresh", home=city.home)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "没有新的导出" in again.stdout
    assert fingerprint(city.home) == before
    forced = employment("refresh", "--month", "2022-05", home=city.home)
    assert forced.returncode == 3, forced.stdout + forced.stderr
    assert fingerprint(city.home) == before


@pytest.mark.parametrize("wait_for", ["lake/T", "lake/quality", "work/warehouse"])
def test_a_refresh_killed_half_way_and_run_again_ends_the_same(
    dirty_city: City, undisturbed: dict[str, str], tmp_path: Path, wait_for: str
) -> None:
    killed = only_exports(dirty_city, tmp_path / "killed", MONTHS)
    kill_when(killed, wait_for)
    assert not (killed / "published" / "publication.json").exists()
    finished = employment("refresh", home=killed)
    assert finished.returncode in (0, 3), finished.stdout + finished.stderr
    assert fingerprint(killed) == undisturbed


def kill_when(home: Path, wait_for: str) -> None:
    """Start a refresh and kill it, children and all, once it has got as far as ``wait_for``."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "refresh"],
        env={**os.environ, "EMPLOYMENT_HOME": str(home)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 300
    while not reached(home, wait_for):
        assert process.poll() is None, "the refresh ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def reached(home: Path, wait_for: str) -> bool:
    if wait_for == "lake/T":
        return len(list((home / "archive" / "manifests").rglob("*.json"))) >= 5
    if wait_for == "lake/quality":
        return (home / "lake/quality/verdicts/report_month=2021-02/verdicts.parquet").exists()
    return any((home / "work").glob("*.duckdb*"))


def test_month_by_month_gives_the_same_tables_as_all_at_once(
    dirty_city: City, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    home = only_exports(dirty_city, tmp_path / "monthly", [])
    for month in MONTHS:
        shutil.copytree(dirty_city.home / "inbox" / month, home / "inbox" / month)
        assert employment("refresh", home=home).returncode in (0, 3)
    assert fingerprint(home) == undisturbed
    past = home / "published" / "site" / "past"
    assert sorted(path.name for path in past.iterdir() if path.is_dir()) == MONTHS[:-1]
