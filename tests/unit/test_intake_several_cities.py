"""Two cities in one gazetteer: rows of either are placed, and work is as far as from home."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines.areas import AreaError, area_names, covered_areas
from pipelines.intake.city import with_city
from pipelines.intake.region_files import load_regions
from pipelines.intake.regions import Regions
from pipelines.intake.work_places import CITY, PROVINCE, WorkPlaces
from pipelines.settings import PROJECT_DIR, SettingsError, load_settings
from tests.intake_files import layouts

SEEDS = PROJECT_DIR / "dbt_project" / "seeds"
BOTH = ("220600", "220500")


def both() -> Regions:
    return load_regions(SEEDS, BOTH)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("吉林省白山市抚松县", "220621"),
        ("抚松", "220621"),
        ("通化市东昌区", "220502"),
        ("集安", "220582"),
        ("通化县", "220521"),
        ("通化县二密镇", "220521"),
        # 通化市 has no 抚松县, and the city alone is no county.
        ("通化市抚松县", None),
        ("通化市", None),
    ],
)
def test_a_county_of_either_city_is_known(text: str, code: str | None) -> None:
    assert both().county(text) == code


def test_a_township_that_two_counties_have_is_placed_by_its_county_only() -> None:
    # 新华街道 is in 梅河口市 and, by the same name, nowhere else: both have 团结街道.
    assert both().town(None, "团结街道") is None
    assert both().town("220502", "团结街道") == "220502004"
    assert both().town("220582", "团结街道") == "220582001"


def test_the_other_city_is_unknown_where_it_is_not_covered() -> None:
    alone = load_regions(SEEDS, ("220600",))
    assert alone.county("东昌区") is None
    assert alone.county("220502") is None
    assert set(area_names(SEEDS, ("220600",))) == {"220600", *alone.county_codes}
    assert area_names(SEEDS, BOTH)["220000"] == "吉林省"


@pytest.mark.parametrize(
    ("text", "home", "region"),
    [
        ("浑江区", "220502", PROVINCE),
        ("白山", "220502", PROVINCE),
        ("集安", "220502", CITY),
        ("东昌区", "220621", PROVINCE),
        ("临江", "220621", CITY),
        ("通化", "220621", PROVINCE),
    ],
)
def test_how_far_away_somebody_works_begins_at_the_own_city(
    text: str, home: str, region: str
) -> None:
    assert WorkPlaces(both(), layouts().places).told(text, home, None) == region


@pytest.mark.parametrize("home", ["220602", "220621"])
@pytest.mark.parametrize("text", ["二密镇", "柳河", "辉南朝阳镇", "北岗镇", "长春", "白山"])
def test_another_city_changes_nothing_of_what_a_place_means(text: str, home: str) -> None:
    alone = WorkPlaces(load_regions(SEEDS, ("220600",)), layouts().places)
    assert WorkPlaces(both(), layouts().places).told(text, home, None) == alone.told(
        text, home, None
    )


def test_a_book_of_a_city_itself_is_that_city_s() -> None:
    frame = pl.DataFrame(
        {"county": ["通化市", "2205", "市本级"], "town_code": None, "home_county_code": None},
        schema_overrides={"town_code": pl.String, "home_county_code": pl.String},
    )
    placed, whose = with_city(frame, None, both())
    # What names no city is of the city that all other rows are of.
    assert placed["home_county_code"].to_list() == ["220500", "220500", "220500"]
    assert whose == "220500"


@pytest.mark.parametrize(
    ("homes", "folder", "whose"),
    [
        ([], None, None),
        ([], "220521", "220500"),
        (["220621"], None, "220600"),
        (["220621", "220521"], None, None),
        (["220621"], "220521", None),
    ],
)
def test_whose_a_row_of_an_unnamed_city_is_must_be_plain(
    homes: list[str], folder: str | None, whose: str | None
) -> None:
    frame = pl.DataFrame(
        {"county": ["市本级", *homes], "town_code": None, "home_county_code": [None, *homes]},
        schema_overrides={"town_code": pl.String, "home_county_code": pl.String},
    )
    placed, _ = with_city(frame, None, both(), folder)
    assert placed["home_county_code"].to_list() == [whose, *homes]


def _divisions(folder: Path, *rows: str) -> Path:
    header = "county_code,county_name,short_name,level,city_code,sort_order,tile_row,tile_column"
    (folder / "divisions.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (("229600,青石市,青石市,city,229600,0,,",), "第 2 行 青石市 下面没有一个县（市、区）"),
        (
            (
                "229600,青石市,青石市,city,229600,0,,",
                "229621,上沟县,上沟县,county,229600,1,,",
                "229622,上沟县,上沟县,county,229600,2,,",
            ),
            "第 4 行的名称“上沟县”与第 3 行重复",
        ),
        (("229621,上沟县,上沟县,county,229600,1,,",), "所属的市“229600”没有自己的一行"),
    ],
)
def test_divisions_that_contradict_themselves_are_refused_with_their_line(
    tmp_path: Path, rows: tuple[str, ...], words: str
) -> None:
    with pytest.raises(AreaError) as caught:
        covered_areas(_divisions(tmp_path, *rows), ("229600",))
    assert words in str(caught.value)
    assert "divisions.csv" in str(caught.value)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("[220600, 229900]", "没有代码为 229900 的市"),
        ("[白山市]", "应为市的六位代码"),
        ("[220600, 220600]", "有重复的代码"),
    ],
)
def test_a_mistake_of_the_setting_is_told(tmp_path: Path, written: str, words: str) -> None:
    (tmp_path / "settings.yml").write_text(f"regions: {written}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert words in str(caught.value)


def test_the_office_s_whole_area_follows_from_its_cities(tmp_path: Path) -> None:
    told = {}
    for written in ("220500", "[220600, 220500]"):
        (tmp_path / "settings.yml").write_text(f"regions: {written}\n", encoding="utf-8")
        settings = load_settings(tmp_path)
        told[settings.city_code] = (settings.city_name, settings.cities)
    assert told == {"220500": ("通化市", ("220500",)), "220000": ("吉林省", BOTH)}
    assert load_settings(tmp_path / "none").cities == ("220600",)
