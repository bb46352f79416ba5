"""Small cities walked the whole way once per test session, by the real command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]
SCALE = "0.01"


@dataclass(frozen=True)
class City:
    """A home folder after one refresh, and what the command printed."""

    home: Path
    exit_code: int
    output: str

    def copy(self, to: Path) -> City:
        """Return a copy that a test may change."""
        shutil.copytree(self.home, to)
        return City(to, self.exit_code, self.output)


def employment(*words: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the installed command line as a user does."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    if home is not None:
        environment["EMPLOYMENT_HOME"] = str(home)
    command = [sys.executable, "-m", "pipelines.cli", *words]
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900
    )


def make_city(home: Path, *options: str) -> City:
    written = employment("sample", "--out", str(home), "--scale", SCALE, *options)
    assert written.returncode == 0, written.stderr
    if "--clean" not in options:  # one city makes every form; printing takes as long as building
        (home / "settings.yml").write_text("pages:\n  forms: [single, figures]\n", "utf-8")
    refreshed = employment("refresh", home=home)
    return City(home, refreshed.returncode, refreshed.stdout + refreshed.stderr)


@dataclass(frozen=True)
class Cities:
    """Makes each city once per session, however many processes run the tests."""

    shared: Path
    own: Path

    def made(self, name: str, *options: str) -> City:
        """Return this process's own copy: what one opens, the other would see come and go."""
        home, ended = self.shared / name, self.shared / f"{name}.json"
        with FileLock(self.shared / f"{name}.lock"):
            if not ended.exists():
                city = make_city(home, *options)
                ended.write_text(json.dumps([city.exit_code, city.output]), encoding="utf-8")
        exit_code, output = json.loads(ended.read_text(encoding="utf-8"))
        return City(home, exit_code, output).copy(self.own / name)


@pytest.fixture(scope="session")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Cities:
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cities"
    shared.mkdir(exist_ok=True)
    return Cities(shared, tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="session")
def dirty_city(cities: Cities) -> City:
    return cities.made("dirty")


@pytest.fixture(scope="session")
def clean_city(cities: Cities) -> City:
    return cities.made("clean", "--clean", "--seed", "2", "--to", "2022-02")
