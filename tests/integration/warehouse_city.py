"""A city of six counties in four months, small enough to work its figures out by hand.

Four counties never change: one worker, who is a member and has one episode. 抚松 (220621) and
靖宇 (220622) do everything else: quarantine, an excluded town, an unknown town, a person in
both, a held month, a re-delivery, a missing table. 长白 (220623) has a refused file.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.settings import PROJECT_DIR, Settings
from tests.warehouse_lake import COUNTIES, Lake, episode, labour, member

DBT = PROJECT_DIR / "dbt_project"
MODELS = sorted((DBT / "models").rglob("*.sql"))
VIEWS = [
    path
    for path in MODELS
    if "staging" in path.parts or "materialized='view'" in path.read_text(encoding="utf-8")
]
SEEDS = [path for path in (DBT / "seeds").glob("*.csv") if path.stem != "plan_targets"]
"""The plan's targets are read from where the office keeps them."""

QUIET = tuple(county for county in COUNTIES if county not in ("220621", "220622"))
PLAN = """plan_year,indicator_id,county_code,target_value,target_kind,document
2022,I01,220600,17,task,方案
2022,I01,220602,2,task,方案
2022,I01,220605,2,task,方案
2022,I01,220621,4,task,方案
2022,I01,220622,5,task,方案
2022,I01,220623,2,task,方案
2022,I01,220681,2,task,方案
2022,I04,220600,7,task,方案
"""


def home(folder: Path) -> Settings:
    """Return settings of a new home whose path is as awkward as an office's may be."""
    settings = Settings(home=folder / "白山市 it's", workers=2)
    settings.home.mkdir(parents=True)
    (settings.home / "plan_targets.csv").write_text(PLAN, encoding="utf-8")
    return settings


def city(settings: Settings, through: str = "2022-02") -> Lake:
    """Write the lake up to a month and return its builder, for more to be added."""
    lake = Lake(settings.lake)
    for month, deliver in {
        "2021-01": _january_2021,
        "2021-12": _december_2021,
        "2022-01": _january_2022,
        "2022-02": _february_2022,
    }.items():
        if month <= through:
            deliver(lake)
    lake.write()
    return lake


def _quiet(lake: Lake, month: str) -> None:
    for number, county in enumerate(QUIET):
        lake.deliver("T-H1", county, month, [labour(number)])
        lake.deliver("T-N1", county, month, [member(number)])
        if (county, month) == ("220623", "2022-02"):
            lake.refuse("T-N2", county, month)
        else:
            lake.deliver("T-N2", county, month, [episode(number)])


def _january_2021(lake: Lake) -> None:
    _quiet(lake, "2021-01")
    lake.deliver("T-H1", "220621", "2021-01", [labour(101), labour(102)])
    lake.deliver("T-N1", "220621", "2021-01", [member(101), member(102)])
    lake.deliver("T-N2", "220621", "2021-01", [episode(101)])
    lake.deliver("T-H1", "220622", "2021-01", [labour(201)])
    lake.deliver("T-N1", "220622", "2021-01", [member(201)])
    lake.deliver("T-N2", "220622", "2021-01", [episode(201)])


def _december_2021(lake: Lake) -> None:
    _quiet(lake, "2021-12")
    lake.deliver("T-H1", "220621", "2021-12", [labour(101), labour(102), labour(103)])
    lake.deliver("T-N1", "220621", "2021-12", [member(101), member(102), member(103)])
    lake.deliver("T-N2", "220621", "2021-12", [episode(101), episode(102)])
    lake.deliver("T-H1", "220622", "2021-12", [labour(201), labour(202, transfer_state="务农")])
    lake.deliver("T-N1", "220622", "2021-12", [member(201)])
    lake.deliver("T-N2", "220622", "2021-12", [episode(201)])


def _january_2022(lake: Lake) -> None:
    _quiet(lake, "2022-01")
    lake.deliver(
        "T-H1",
        "220621",
        "2022-01",
        [
            labour(101),
            labour(102),
            labour(103, wage_cny=None, town_code=None),
            labour(203, home_county_code="220622"),
            labour(199, town_code="220621120"),
        ],
        quarantine=(2,),
    )
    lake.deliver("T-N1", "220621", "2022-01", [member(101), member(102), member(103)])
    lake.deliver("T-N2", "220621", "2022-01", [episode(101), episode(102)])
    lake.deliver(
        "T-H1",
        "220622",
        "2022-01",
        [labour(201), labour(202), labour(203, employment_state="未就业")],
    )
    monitored = member(203, household_kind="一般农户", monitor_kind="边缘易致贫户")
    lake.deliver("T-N1", "220622", "2022-01", [member(201), monitored])
    lake.deliver("T-N2", "220622", "2022-01", [episode(201), episode(203)])


def _february_2022(lake: Lake) -> None:
    _quiet(lake, "2022-02")
    lake.deliver("T-H1", "220621", "2022-02", [labour(101)], verdict="held", blocking_rules="R06")
    lake.deliver("T-N1", "220621", "2022-02", [member(101), member(102), member(103)])
    lake.deliver("T-N2", "220621", "2022-02", [episode(101), episode(102), episode(103)])
    lake.deliver("T-H1", "220622", "2022-02", [labour(201)], verdict=None)
    lake.deliver(
        "T-H1",
        "220622",
        "2022-02",
        [labour(201), labour(202), labour(203, employment_state="未就业"), labour(204)],
        received_at="2022-02-28T10:00:00Z",
    )
    lake.deliver("T-N1", "220622", "2022-02", [member(201), member(203)])
    lake.miss("T-N2", "220622", "2022-02")
