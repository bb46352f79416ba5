"""Small cities walked the whole way once per test session, by the real command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

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
    refreshed = employment("refresh", home=home)
    return City(home, refreshed.returncode, refreshed.stdout + refreshed.stderr)


@pytest.fixture(scope="session")
def dirty_city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return make_city(tmp_path_factory.mktemp("dirty") / "home")


@pytest.fixture(scope="session")
def clean_city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return make_city(
        tmp_path_factory.mktemp("clean") / "home", "--clean", "--seed", "2", "--to", "2022-02"
    )
