"""What a large library imports and nobody calls is loaded when somebody calls it after all."""

from __future__ import annotations

import gc
import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.quality.sparing import importing_as_if_absent, importing_without


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    folder = tmp_path / "seldom_used"
    folder.mkdir()
    (folder / "__init__.py").write_text("WEIGHT = 5\n", "utf-8")
    (folder / "part.py").write_text("def twice(n):\n    return 2 * n\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder.name
    for name in [name for name in sys.modules if name.split(".")[0] == folder.name]:
        del sys.modules[name]


def test_nothing_is_loaded_until_it_is_asked_for(package: str) -> None:
    with importing_without(package, f"{package}.part"):
        from seldom_used import part  # type: ignore[import-not-found]

        assert not hasattr(sys.modules[package], "__file__")
    assert package not in sys.modules
    assert part.twice(21) == 42
    assert sys.modules[f"{package}.part"].twice(4) == 8


def test_what_is_loaded_already_stays(package: str) -> None:
    import seldom_used

    with importing_without(package):
        assert sys.modules[package] is seldom_used
    assert sys.modules[package] is seldom_used


def test_garbage_is_collected_again_after_an_import_that_failed() -> None:
    with pytest.raises(ImportError), importing_without("seldom_used"):
        _fail_to_import()
    assert gc.isenabled()
    assert "seldom_used" not in sys.modules


def _fail_to_import() -> None:
    assert not gc.isenabled()
    raise ImportError


def test_what_is_told_to_be_absent_is_there_again_afterwards(package: str) -> None:
    with importing_as_if_absent(package), pytest.raises(ModuleNotFoundError):
        importlib.import_module(f"{package}.part")
    assert package not in sys.modules
    assert importlib.import_module(f"{package}.part").twice(21) == 42
    loaded = sys.modules[package]
    with importing_as_if_absent(package), pytest.raises(ModuleNotFoundError):
        importlib.import_module(package)
    assert sys.modules[package] is loaded


def test_great_expectations_is_imported_where_spark_connect_would_end_the_process(
    tmp_path: Path,
) -> None:
    connect = tmp_path / "pyspark" / "sql" / "connect"
    connect.mkdir(parents=True)
    for folder in (connect, *connect.parents[:2]):
        (folder / "__init__.py").write_text("", "utf-8")
    (connect / "dataframe.py").write_text("import sys\nsys.exit(0)\n", "utf-8")
    script = "import sys, pyspark.sql, pipelines.quality.gx\nprint(sys.modules['pyspark'].__file__)"
    told = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    ).stdout
    assert told.strip() == str(tmp_path / "pyspark" / "__init__.py")


def test_great_expectations_comes_without_what_no_rule_needs() -> None:
    script = (
        "import sys, pipelines.quality.gx\n"
        "print(sorted({'altair', 'scipy', 'scipy.stats'} & set(sys.modules)))\n"
        "import scipy.stats\n"
        "print(round(float(scipy.stats.norm.cdf(0)), 3))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout
    assert told.split("\n")[:2] == ["[]", "0.5"]
