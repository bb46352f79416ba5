"""How far from home a text of an office means; what is not clear stays empty."""

from __future__ import annotations

import pytest

from pipelines.intake.work_places import WorkPlaces
from tests.intake_files import layouts, regions

FUSONG, WANLIANG = "220621", "220621105"


def told(text: str | None, home: str | None = FUSONG, town: str | None = WANLIANG) -> str | None:
    return WorkPlaces(regions(), layouts().places).told(text, home, town)


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("本村", "乡内"),
        ("家附近", "乡内"),
        ("村里", "乡内"),
        ("万良镇", "乡内"),
        ("万良", "乡内"),
        ("抚松县万良镇", "乡内"),
        ("吉林省白山市抚松县万良镇万良村", "乡内"),
        ("在万良镇打工", "乡内"),
        ("抽水村", "县内乡外"),
        ("本县", "县内乡外"),
        ("县城", "县内乡外"),
        ("抚松县城", "县内乡外"),
        ("抚松", "县内乡外"),
        ("泉阳镇", "县内乡外"),
        ("抚松县泉阳镇某某加工厂", "县内乡外"),
        ("池西区", "县内乡外"),
        ("靖宇县", "市内县外"),
        ("靖宇", "市内县外"),
        ("八道江区", "市内县外"),
        ("江源县", "市内县外"),
        ("白山市浑江区", "市内县外"),
        ("吉林白山浑江区", "市内县外"),
        ("赤松镇", "市内县外"),
        ("长白", "市内县外"),
        ("吉林省长春市朝阳区", "省内市外"),
        ("长春", "省内市外"),
        ("长春打工", "省内市外"),
        ("吉林长春", "省内市外"),
        ("吉林市", "省内市外"),
        ("吉林省朝阳区", "省内市外"),
        ("通化", "省内市外"),
        ("延边州", "省内市外"),
        ("延吉", "省内市外"),
        ("前郭县", "省内市外"),
        ("梅河口市", "省内市外"),
        ("江苏省苏州市昆山市玉山镇", "省外"),
        ("江苏昆山", "省外"),
        ("广东打工", "省外"),
        ("去广东务工", "省外"),
        ("大连", "省外"),
        ("内蒙古", "省外"),
        ("深圳富士康", "省外"),
        ("北京市朝阳区建国路88号", "省外"),
        ("辽宁省朝阳市", "省外"),
        ("外省", "省外"),
        ("南方", "省外"),
        ("关内", "省外"),
        ("广东、福建", "省外"),
        ("韩国", "境外"),
        ("韩国首尔", "境外"),
        ("出国", "境外"),
        ("国外", "境外"),
    ],
)  # fmt: skip
def test_a_place_is_told_against_home(text: str, region: str) -> None:
    assert told(text) == region


@pytest.mark.parametrize(
    "text",
    [
        None, "", "白山", "白山市", "吉林", "吉林省", "吉林打工", "省内", "外地", "市外", "打工",
        "外出务工", "本市", "各地", "朝阳", "朝阳区", "铁西区", "长白山", "长白山池北区",
        "北京烤鸭店", "长春路", "韩国料理", "朝鲜族镇", "长春、沈阳", "河北屯", "个体", "同城",
    ],
)  # fmt: skip
def test_what_is_not_clear_is_not_told(text: str | None) -> None:
    assert told(text) is None


def test_a_township_is_looked_for_at_home_before_elsewhere() -> None:
    assert told("兴隆乡", FUSONG, WANLIANG) == "县内乡外"
    assert told("兴隆街道", "220681", None) == "县内乡外"


def test_a_county_is_not_the_township_of_its_name() -> None:
    assert told("靖宇", "220622", "220622100") == "县内乡外"
    assert told("靖宇镇", "220622", "220622100") == "乡内"


def test_without_a_home_a_place_inside_the_city_says_nothing() -> None:
    assert told("靖宇县", None, None) is None
    assert told("长春", None, None) == "省内市外"


def test_the_special_townships_are_places_of_their_county() -> None:
    assert told("池西", FUSONG, "220621120") == "乡内"
    assert told("池南区", FUSONG, "220621120") == "县内乡外"
    assert told("池西区", "220622", None) == "市内县外"
