"""Old names, short names and codes of the city's counties and townships."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.intake.places import filled_down, with_region
from pipelines.intake.work_regions import WORK_CELLS, with_work_region
from tests.intake_files import layouts, regions


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("抚松县", "220621"),
        ("抚松", "220621"),
        ("吉林省白山市抚松县", "220621"),
        ("白山市浑江区", "220602"),
        ("八道江区", "220602"),
        ("江源县", "220605"),
        ("长白县", "220623"),
        ("长白朝鲜族自治县", "220623"),
        ("220621", "220621"),
        ("220621000000", "220621"),
        ("池西区", "220621"),
        ("抚松县万良镇", "220621"),
        ("　抚 松 县", "220621"),
        ("白山市", None),
        ("通化市", None),
        ("222426", None),
        ("", None),
        (None, None),
    ],
)
def test_a_county_is_known_by_all_its_names(text: str | None, code: str | None) -> None:
    assert regions().county(text) == code


@pytest.mark.parametrize(
    ("county", "text", "code"),
    [
        ("220621", "万良镇", "220621105"),
        ("220621", "万良", "220621105"),
        ("220621", "抚松县万良镇", "220621105"),
        ("220621", "白山市抚松县万良镇", "220621105"),
        ("220621", "池西区", "220621120"),
        ("220621", "兴隆乡", "220621200"),
        ("220681", "兴隆街道", "220681003"),
        ("220681", "兴隆街道办事处", "220681003"),
        ("220622", "蒙江乡", "220622201"),
        ("220621", "220621105", "220621105"),
        ("220621", "220621105201", "220621105"),
        ("220621", "220621105201.0", "220621105"),
        ("220622", "220621105", None),
        ("220622", "万良镇", None),
        (None, "万良镇", "220621105"),
        (None, "兴隆", None),
    ],
)
def test_a_township_is_looked_up_in_its_county(
    county: str | None, text: str, code: str | None
) -> None:
    assert regions().town(county, text) == code


def places(*rows: tuple[str | None, str | None, str | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema=dict.fromkeys(("county", "town", "village", "region_code"), pl.String()),
        orient="row",
    )


def test_most_rows_decide_the_county_and_settle_rows_without_one() -> None:
    frame, county = with_region(
        places(
            ("抚松县", "万良镇", None, None),
            (None, "兴隆", None, None),
            (None, None, None, "220621105201"),
            ("靖宇县", "赤松镇", None, None),
            ("敦化市", "万良镇", None, None),
            (None, None, None, None),
        ),
        regions(),
    )
    assert county == "220621"
    assert frame.select("home_county_code", "town_code").rows() == [
        ("220621", "220621105"),
        ("220621", "220621200"),
        ("220621", "220621105"),
        ("220622", "220622106"),
        (None, None),
        (None, None),
    ]


def test_a_county_cell_with_the_countys_short_name_names_no_township() -> None:
    frame, _ = with_region(
        places(("靖宇", None, None, None), ("池西区", None, None, None)), regions()
    )
    assert frame["town_code"].to_list() == [None, "220621120"]


def test_without_any_known_region_there_is_no_county() -> None:
    _, county = with_region(places(("敦化市", "江南镇", None, None)), regions())
    assert county is None


def test_cells_merged_down_a_column_are_filled_within_their_township() -> None:
    frame = filled_down(
        places(
            ("抚松县", "万良镇", "万良村", None),
            (None, None, None, None),
            (None, None, "大房子村", None),
            (None, "泉阳镇", None, None),
            (None, None, None, None),
        )
    )
    assert frame.select("county", "town", "village").rows() == [
        ("抚松县", "万良镇", "万良村"),
        ("抚松县", "万良镇", "万良村"),
        ("抚松县", "万良镇", "大房子村"),
        ("抚松县", "泉阳镇", None),
        ("抚松县", "泉阳镇", None),
    ]


def test_a_single_empty_cell_stays_empty() -> None:
    rows = [("抚松县", "万良镇", "万良村", None)] * 9 + [("抚松县", None, None, None)]
    assert filled_down(places(*rows))["town"].to_list()[-1] is None


@pytest.mark.parametrize(
    ("province", "city", "county", "town", "expected"),
    [
        (None, "白山市", "抚松县", "万良镇", "乡内"),
        (None, "青岛市", None, None, "省外"),
        (None, "长春市", "朝阳区", None, "省内市外"),
        (None, None, "靖宇县", None, "市内县外"),
        (None, None, None, None, None),
        ("江苏省苏州市昆山市", None, None, None, "省外"),
        ("吉林省白山市抚松县万良镇", None, None, None, "乡内"),
        ("吉林省", "抚松县", "万良镇", None, "乡内"),
        ("吉林省", "八道江区", None, None, "市内县外"),
        ("韩国", "首尔", None, None, "境外"),
        ("境外", None, None, None, "境外"),
        ("山东省", "青岛市", None, None, "省外"),
        ("广东", None, None, None, "省外"),
        ("外地", None, None, None, None),
        ("吉林省", "长春市", "朝阳区", None, "省内市外"),
        ("吉林", "长春", None, None, "省内市外"),
        ("吉林省", None, None, None, None),
        ("吉林省", "白山市", "靖宇县", None, "市内县外"),
        ("吉林省", "白山市", "抚松县", "泉阳镇", "县内乡外"),
        ("吉林省", "白山市", "抚松县", None, "县内乡外"),
        ("吉林省", "白山市", "抚松县", "万良镇", "乡内"),
        ("吉林省", None, "抚松县", "万良", "乡内"),
        ("吉林省", "白山市", None, None, None),
    ],
)
def test_the_region_of_work_follows_from_the_four_places(
    province: str | None,
    city: str | None,
    county: str | None,
    town: str | None,
    expected: str | None,
) -> None:
    cells = (province, city, county, town, "220621", "220621105")
    names = (*WORK_CELLS, "home_county_code", "town_code")
    frame = pl.DataFrame([cells], schema=dict.fromkeys(names, pl.String()), orient="row")
    result = with_work_region(frame, regions(), layouts().places)
    assert result["work_region"].to_list() == [expected]


@pytest.mark.parametrize(
    ("city", "county", "province"),
    [
        ("青岛市", None, "山东省"),
        ("延边州", None, "吉林省"),
        ("白山市", None, "吉林省"),
        (None, "八道江区", "吉林省"),
        ("长春", "朝阳区", "吉林省"),
        (None, "朝阳区", None),
        ("某某市", None, None),
        (None, None, None),
    ],
)
def test_a_blank_province_is_told_by_the_city_or_the_county(
    city: str | None, county: str | None, province: str | None
) -> None:
    cells = (None, city, county, None, "220621", "220621105")
    names = (*WORK_CELLS, "home_county_code", "town_code")
    frame = pl.DataFrame([cells], schema=dict.fromkeys(names, pl.String()), orient="row")
    result = with_work_region(frame, regions(), layouts().places)
    assert result["work_province"].to_list() == [province]
