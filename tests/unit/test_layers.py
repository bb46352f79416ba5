"""A room imports from rooms before it and from the common modules, never forward."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMON = {
    "areas",
    "settings",
    "engine_settings",
    "paper_settings",
    "errors",
    "months",
    "ports",
    "secret_refs",
    "yaml_lines",
}
MAY_IMPORT = {
    "fetch": set(),
    "sample": set(),
    "spark": set(),
    "intake": set(),
    "quality": {"intake"},
    "warehouse": {"intake", "quality"},
    "publish": {"intake", "quality", "warehouse"},
    "alerts": {"intake", "quality"},
    "offices": {"intake"},
    "papers": {"intake", "quality", "warehouse", "publish", "alerts"},
    "trace": {"intake", "quality", "warehouse", "publish", "offices"},
    "rulebook": {"intake", "quality", "alerts", "offices"},
    "spotcheck": {"intake", "quality", "warehouse", "offices", "trace"},
}
HEAVY = ("great_expectations", "dbt", "playwright", "plotly", "dagster_dbt", "docx")


def imported(path: Path, *, top_level_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_level_only else list(ast.walk(tree))
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def room_files(room: str) -> list[Path]:
    return sorted((ROOT / "pipelines" / room).rglob("*.py"))


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_from_rooms_before_it(room: str) -> None:
    files = room_files(room)
    assert files
    allowed = MAY_IMPORT[room] | COMMON | {room}
    wrong = {
        f"{path.name}: {name}"
        for path in files
        for name in imported(path)
        if name.startswith("pipelines.") and name.split(".")[1] not in allowed
    }
    assert not wrong


def test_dashboards_import_no_room() -> None:
    wrong = {
        f"{path.name}: {name}"
        for path in (ROOT / "dashboards").rglob("*.py")
        for name in imported(path)
        if name.startswith("pipelines")
    }
    assert not wrong


@pytest.mark.parametrize("room", [*sorted(MAY_IMPORT), "."])
def test_importing_a_room_imports_nothing_heavy(room: str) -> None:
    folder = ROOT / "pipelines" / room
    init = folder / "__init__.py"
    if room == ".":
        files = sorted(folder.glob("*.py"))
    else:
        exported = {name.split(".")[2] for name in imported(init) if name.count(".") >= 2}
        files = [init, *(folder / f"{name}.py" for name in exported)]
    heavy = {
        f"{path.name}: {name}"
        for path in files
        if path.exists()
        for name in imported(path, top_level_only=True)
        if name.startswith(HEAVY)
    }
    assert not heavy


def test_no_module_is_longer_than_300_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for folder in ("pipelines", "dashboards", "dbt_project")
        for pattern in ("*.py", "*.sql")
        for path in (ROOT / folder).rglob(pattern)
        if "target" not in path.parts
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert not long


def test_every_module_says_what_belongs_in_it() -> None:
    missing = [
        str(path.relative_to(ROOT))
        for folder in ("pipelines", "dashboards")
        for path in (ROOT / folder).rglob("*.py")
        if not (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").strip()
    ]
    assert not missing


def test_every_error_that_a_room_lets_out_may_be_shown_to_users() -> None:
    from importlib import import_module

    from pipelines.errors import EmploymentError

    let_out = {
        name: value
        for room in MAY_IMPORT
        for name, value in vars(import_module(f"pipelines.{room}")).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert {"IntakeError", "QualityError", "WarehouseError", "PublishError"} <= set(let_out)
    assert [name for name, value in let_out.items() if not issubclass(value, EmploymentError)] == []
