"""One frozen Settings object: where everything is, and what the office configured.

Belongs here: paths of the home folder and the project, and the office's ``settings.yml``.
Does not belong here: anything about what the data means (``expectations/``, ``dbt_project/seeds``).
Settings are read when a command or a run starts, never at import.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from dashboards.look import Look
from dashboards.papers.office import Office
from pipelines.engine_settings import ENGINE, Engine, read_engine
from pipelines.errors import EmploymentError
from pipelines.paper_settings import read_office

PROJECT_DIR = Path(__file__).resolve().parent.parent
HOME_VARIABLE = "EMPLOYMENT_HOME"
DEFAULT_HOME = Path("data")
CONFIG_NAME = "settings.yml"
FORMS = frozenset({"single", "pdf", "png", "figures"})
"""One file a page, A4 paper, a long picture for phones, the figures as workbook and CSV."""


class SettingsError(EmploymentError):
    """The office's configuration cannot be used; the message is Chinese and says what to do."""


@dataclass(frozen=True)
class Settings:
    """Where a run reads and writes. Every path derives from ``home`` and ``project_dir``."""

    home: Path
    project_dir: Path = PROJECT_DIR
    city_code: str = "220600"
    """The area of the whole office: its city, or the province above several cities."""
    city_name: str = "白山市"
    city_office: str = "白山市就业服务局"
    regions: tuple[str, ...] = ()
    """The cities that the office covers, by code; empty, the one of ``city_code`` alone."""
    cutoff_day: int = 3
    """Reports of a month are late after this day of the next one."""
    township_day: int = 25
    """Townships bring their lists up to date by this day of every month."""
    alert_deadline_day: int = 15
    """Counties correct what was found by this day of the next month."""
    escalate_after_days: int = 7
    """The city is told of what is overdue for more than so many days."""
    outbox_days: int = 365
    """How long it is kept that an alert was sent, where a newer one has taken its place."""
    exemption_months: int = 6
    """How long an exemption holds where nobody says until when."""
    papers: Office = field(default_factory=Office)
    """What the office's papers say of the office: the section ``papers``."""
    look: Look = field(default_factory=Look)
    """Title, sign and colours of the pages."""
    forms: frozenset[str] = FORMS
    """Which files to hand on are made beside the pages."""
    engine: Engine = field(default_factory=Engine)
    """What judges the counties and calculates the warehouse: the section ``engine``."""
    rule_processes: int = 1
    """How many processes screen a month, each some counties of it."""
    workers: int = field(default_factory=lambda: max(1, min(8, os.cpu_count() or 1)))

    @property
    def cities(self) -> tuple[str, ...]:
        """The cities that are covered, in the office's order, by code."""
        return self.regions or (self.city_code,)

    @property
    def inbox(self) -> Path:
        """``inbox/YYYY-MM/...``: what people drop in."""
        return self.home / "inbox"

    @property
    def archive(self) -> Path:
        """Immutable deliveries (by SHA-256) and their manifests."""
        return self.home / "archive"

    @property
    def lake(self) -> Path:
        """Conformed Parquet, without any identity."""
        return self.home / "lake"

    @property
    def vault(self) -> Path:
        """Identities, apart from everything else, mode 0700."""
        return self.home / "vault"

    @property
    def published(self) -> Path:
        """The promoted warehouse and site."""
        return self.home / "published"

    @property
    def warehouse_file(self) -> Path:
        """The DuckDB file that analysts open."""
        return self.published / "warehouse.duckdb"

    @property
    def site(self) -> Path:
        """The promoted site."""
        return self.published / "site"

    @property
    def alerts(self) -> Path:
        """``alerts/<county_code>/YYYY-MM/``."""
        return self.home / "alerts"

    @property
    def work(self) -> Path:
        """Scratch space on the same disk, so that promotion is a rename."""
        return self.home / "work"

    @property
    def spark_tables(self) -> Path:
        """Where a Spark cluster keeps what it calculates, if there is one."""
        return self.engine.folder or self.work / "spark"

    @property
    def dagster_home(self) -> Path:
        """The Dagster instance: run history and event log."""
        return self.home / "dagster"

    @property
    def expectations(self) -> Path:
        """Layouts and rules."""
        return self.project_dir / "expectations"

    @property
    def dbt_project(self) -> Path:
        """The dbt project."""
        return self.project_dir / "dbt_project"

    @property
    def seeds(self) -> Path:
        """Reference data and the plan."""
        return self.dbt_project / "seeds"

    @property
    def plan_targets(self) -> Path:
        """The plan's numbers: the office's own file where it has one, else the shipped plan."""
        own = self.home / "plan_targets.csv"
        return own if own.exists() else self.seeds / "plan_targets.csv"


def resolve_home(home: Path | None = None) -> Path:
    """Return the home folder: the argument, else ``EMPLOYMENT_HOME``, else ``./data``."""
    chosen = home or Path(os.environ.get(HOME_VARIABLE) or DEFAULT_HOME)
    return chosen.expanduser().resolve()


def load_settings(home: Path | None = None, project_dir: Path = PROJECT_DIR) -> Settings:
    """Read ``settings.yml`` of the home folder, which may be absent.

    Raises:
        SettingsError: the file is not YAML, has an unknown entry or a value of the wrong kind.
    """
    root = resolve_home(home)
    path = root / CONFIG_NAME
    if not path.exists():
        return Settings(home=root, project_dir=project_dir)
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(
            f"配置文件 {path} 无法读取：{_first_line(error)}。请对照 docs/ 中的示例改正。"
        ) from error
    if not isinstance(raw, dict):
        raise SettingsError(f"配置文件 {path} 应为“名称: 值”的形式，请对照 docs/ 中的示例改正。")
    return _settings_from(root, project_dir, raw, path)


_PLAIN: dict[str, type] = {
    "city_code": str,
    "city_name": str,
    "city_office": str,
    "cutoff_day": int,
    "township_day": int,
    "alert_deadline_day": int,
    "escalate_after_days": int,
    "outbox_days": int,
    "exemption_months": int,
    "rule_processes": int,
    "workers": int,
}
_MOVED = ("smtp", "recipients")
_LEAST = {"escalate_after_days": 0, "outbox_days": 1, "rule_processes": 1}
PAGES = "pages"
REGIONS = "regions"
_SECTIONS = ("papers", PAGES, ENGINE, REGIONS)
LAST_DAY_OF_ALL = 28
"""The last day that every month has."""
MOST_EXEMPTION_MONTHS = 12
_MOST = {
    "cutoff_day": LAST_DAY_OF_ALL,
    "township_day": LAST_DAY_OF_ALL,
    "exemption_months": MOST_EXEMPTION_MONTHS,
}


def _settings_from(root: Path, project_dir: Path, raw: dict[str, Any], path: Path) -> Settings:
    _refuse_unknown(raw, path)
    values = _plain_values(raw, path)
    if REGIONS in raw:
        from pipelines.region_settings import region_settings

        values |= region_settings(raw[REGIONS], values, project_dir / "dbt_project" / "seeds", path)
    if "papers" in raw:
        values["papers"], problems = read_office(raw["papers"])
        if problems:
            raise SettingsError(
                f"配置文件 {path} 有误：{'；'.join(problems)}。请对照 docs/settings.md 改正。"
            )
    if PAGES in raw:
        from pipelines.page_settings import page_settings

        values |= page_settings(raw[PAGES], root, path)
    if ENGINE in raw:
        values[ENGINE] = read_engine(path, SettingsError)
    return Settings(home=root, project_dir=project_dir, **values)


def _refuse_unknown(raw: dict[str, Any], path: Path) -> None:
    moved = [name for name in _MOVED if name in raw]
    if moved:
        raise SettingsError(
            f"配置文件 {path} 中的 {'、'.join(moved)} 已改在 recipients.yml 中填写。"
            "请按 docs/settings.md 移过去，再从这里删除。"
        )
    unknown = sorted(set(map(str, raw)) - {*_PLAIN, *_SECTIONS})
    if unknown:
        known = "、".join((*_PLAIN, *_SECTIONS))
        raise SettingsError(
            f"配置文件 {path} 有不认识的项：{'、'.join(unknown)}。可用的项：{known}。"
        )


def _plain_values(raw: dict[str, Any], path: Path) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, kind in _PLAIN.items():
        if name in raw:
            values[name] = _plain(raw[name], kind, name, path)
            if name in _MOST and not 1 <= values[name] <= _MOST[name]:
                raise SettingsError(
                    f"配置文件 {path} 的 {name} 应为 1 至 {_MOST[name]} 的整数，"
                    f"现为 {values[name]}。"
                )
            if name in _LEAST and values[name] < _LEAST[name]:
                raise SettingsError(
                    f"配置文件 {path} 的 {name} 应为 {_LEAST[name]} 或更大的整数，"
                    f"现为 {values[name]}。"
                )
    return values


def _plain(value: Any, kind: type, name: str, path: Path) -> Any:
    if kind is str and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, kind) or isinstance(value, bool):
        expected = "整数" if kind is int else "文字"
        raise SettingsError(f"配置文件 {path} 的 {name} 应为{expected}，现为 {value!r}。")
    return value


def _first_line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return f"第{mark.line + 1}行第{mark.column + 1}列附近格式不对"
    return type(error).__name__
