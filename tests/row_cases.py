"""For each row rule a planted defect and its clean twin: what a test of the screening delivers.

Belongs here: changes to the clean rows of ``quality_lake``. Report month: May 2022.
Does not belong here: rules that need several rows (``test_quality_spells``).
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

D = dt.date
H1, N1, N2, N3, N6A = "T-H1", "T-N1", "T-N2", "T-N3", "T-N6a"
ANY = (H1, N1, N2)
PERSONS = (*ANY, "T-H2", "T-H3", "T-H6", "T-H7", N3, N6A, "T-C1", "T-H8", "T-N4", "T-S1")
JOBLESS = {
    "employment_state": "未就业",
    "transfer_state": "返乡未就业",
    "wage_cny": None,
    "has_employer": False,
}
GRADUATE = JOBLESS | {"education": "大学本科", "service_needs": None, "start_date": None}
IDLE = {"has_worked": False, "start_month": None, "wage_cny": None, "has_employer": False}
HOME = {"work_region": "县内乡外", "work_province": "吉林省", "work_city": "白山市",
        "work_county": "抚松县"}  # fmt: skip
STUDENT = {"school_state": "普通高中二年级"}
WEAK = {"labour_skill": "弱劳动力或半劳动力"}

Changes = dict[str, Any]
Case = tuple[str, tuple[str, ...], Changes, Changes]
"""Rule, tables, planted changes, changes of the clean twin."""


def unread(**cells: str) -> Changes:
    """Return a row's cells that could not be read: null, and what stands there."""
    told = {"unread_cells": json.dumps(cells, ensure_ascii=False)}
    return dict.fromkeys(cells) | told


COMPLETENESS: list[Case] = [
    ("R13", ANY, {"id_problem": "blank"}, {}),
    ("R13", ANY, {"id_problem": "placeholder"}, {}),
    ("R14", ANY, {"has_name": False}, {}),
    # Sixteen to fifty-nine on the last day of the month.
    ("R15", (H1,), {"employment_state": None}, {"employment_state": None, "id_birth_date": None}),
    *(
        ("R15", (table,), {column: None, start: None, "id_birth_date": in_age},
         {column: None, start: None, "id_birth_date": out_of_age})
        for table, column, start in (
            (H1, "employment_state", "start_date"), (N2, "has_worked", "start_month"))
        for in_age, out_of_age in (
            (D(2006, 5, 31), D(2006, 6, 1)),
            (D(1962, 6, 1), D(1962, 5, 31)),
        )
    ),
    ("R16", (H1,), {"work_county": None, "place_region": None}, HOME | {"work_county": None}),
    ("R16", (H1,), {"work_county": None, "place_region": None},
     {"work_county": None, "employment_state": "务农", "transfer_state": "务农"}),
    ("R16", (H1,), {"work_county": None, "work_province": None, "place_region": None},
     {"work_region": "境外", "place_region": "境外", "work_county": None}),
    ("R16", (N2,), {"work_county": None, "work_region": None}, {"work_county": None} | IDLE),
    ("R16", (N2,), {"work_county": None}, {"work_county": None, "work_region": "境外"}),
    ("R16", (N2,), {"work_county": None}, unread(work_county="乙")),
    ("R16", (N1,), {"months_worked": 3, "work_place": "广东打工"},
     {"months_worked": 3, "work_place": "江苏省苏州市昆山市"}),
    ("R16", (N1,), {"months_worked": 3, "work_place": "广西壮族自治区"},
     {"months_worked": 3, "work_place": "本村", "work_region": "乡内"}),
    ("R16", (N1,), {"months_worked": 3, "work_place": "外地"},
     {"months_worked": 0, "work_place": "外地"}),
    ("R16", (N1,), {"months_worked": 3, "work_place": "问19900000012"}, {}),
    ("R17", (H1, N2), {"wage_cny": None}, {}),
    ("R17", (H1, N2), {"industry": None}, unread(wage_cny="面议")),
    ("R17", (H1,), {"has_employer": False}, {"has_employer": False, "employment_form": "灵活就业"}),
    ("R17", (N2,), {"has_employer": False}, {"has_employer": False, "channel": "自主创业"}),
    ("R17", (N2,), {"channel": None}, {"channel": None} | IDLE),
    ("R17", (N2,), {"is_point_to_point": None}, {"is_point_to_point": True}),
    *(
        ("R18", (N1,), {name: None}, {})
        for name in ("labour_skill", "health_states", "relation", "education")
    ),
    ("R18", (N1,), {"education": None}, {"education": None} | STUDENT),
    ("R18", (N1,), {"education": None, "id_birth_date": D(2006, 5, 31)},
     {"education": None, "id_birth_date": D(2006, 6, 1)}),
    ("R19", (H1,), JOBLESS | {"wants_training": None}, JOBLESS),
    ("R19", (H1,), JOBLESS | {"wants_job": None}, {"wants_job": None}),
    ("R19", (H1,), JOBLESS | {"wants_job": None, "id_birth_date": D(1962, 6, 1)},
     JOBLESS | {"wants_job": None, "id_birth_date": D(1962, 5, 31)}),
    ("R20", (N3,), {"service_needs": None}, {"service_needs": None, "plans_to_work": False}),
    ("R21", (H1, N2), {"phone_problem": "invalid"}, {}),
    ("R21", (H1, N2), {"phone_problem": "blank"}, {}),
    ("R21", (H1,), {"phone_problem": "blank"}, JOBLESS | {"phone_problem": "blank"}),
    ("R21", (N2,), {"phone_problem": "invalid"}, IDLE | {"phone_problem": "invalid"}),
]  # fmt: skip

VALIDITY: list[Case] = [
    ("R22", PERSONS, {"id_problem": "length", "id_length": 15}, {"id_length": 20}),
    ("R23", PERSONS, {"id_problem": "checksum"}, {}),
    ("R24", PERSONS, {"id_problem": "excel_damaged"}, {}),
    ("R25", PERSONS, {"id_problem": "birth_date", "id_birth_date": None}, {"id_birth_date": None}),
    # A hundred and ten is possible until the birthday after.
    ("R25", (N1,), {"id_birth_date": D(1911, 5, 31)}, {"id_birth_date": D(1911, 6, 1)}),
    ("R26", (H1, N1), {"registered_birth_date": D(1986, 2, 1)},
     {"registered_birth_date": D(1986, 1, 9), "id_birth_date": D(1986, 1, 9)}),
    ("R26", (H1, N1), {"registered_birth_date": D(1986, 1, 8), "id_birth_date": D(1986, 1, 9)},
     {"registered_birth_date": D(1986, 1, 1), "id_birth_date": D(1986, 1, 9)}),
    ("R26", (H1, N1), {"registered_birth_date": D(1968, 1, 1)}, {"registered_birth_date": None}),
    ("R27", (H1, N1), {"registered_sex": "女"}, {"registered_sex": None}),
    ("R28", PERSONS, {"id_prefix": "229699"}, {"id_prefix": "229625"}),
    ("R28", (H1,), {"id_prefix": "990101"}, {"id_prefix": "440106"}),
    ("R29", PERSONS, {"certificate_problem": "kind", "id_length": 20}, {"id_length": 20}),
    ("R29", (N1,), {"certificate_problem": "grade", "id_length": 20}, {"id_length": 22}),
    ("R30", (H1,), unread(education="大学肄业"), {"education": None}),
    ("R30", (N1, N2), unread(labour_skill="强劳动力"), {}),
    ("R30", (N1,), {"education": "二年"}, {"education": "大专在读"}),
    ("R30", (N2,), {"channel": "不清楚"}, {"channel": "政府组织（劳务协作）"}),
    ("R30", (N1,), unread(health_states="聋哑"), unread(work_place="某地")),
    ("R31", (N1, N2), {"household_kind": "脱贫户", "home_county_code": "220622"},
     {"household_kind": "脱贫户"}),
    ("R31", (N1,), {"household_kind": "一般农户", "monitor_kind": "边缘易致贫户",
                    "home_county_code": "220622"},
     {"household_kind": "一般农户", "home_county_code": "220622"}),
    ("R31", ("T-N4",), {"household_kind": "脱贫户", "home_county_code": "220622"},
     {"household_kind": "脱贫户", "home_county_code": None}),
    ("R32", (H1, N1), {"months_worked": 13}, {"months_worked": 5}),
    ("R32", (H1,), {"last_year_months": 13}, {"last_year_months": 12}),
    ("R32", (N1,), {"public_post_months": -1}, {"public_post_months": 0}),
    ("R32", (H1, N1), unread(months_worked="三个多月"), {"months_worked": None}),
    ("R32", (N1,), unread(public_post_months=""), {}),
    # Wages: the limits themselves are fine.
    ("R33", (H1, N2), {"wage_cny": 99.99}, {"wage_cny": 100.0}),
    ("R33", (H1, N2), {"wage_cny": 30000.01}, {"wage_cny": 30000.0}),
    ("R33", (H1, N2), {"wage_cny": 0.0}, {"wage_cny": None}),
    ("R33", (H1,), {"wage_cny": 50.0}, {"wage_cny": 50.0, "employment_state": "务农"}),
    ("R34", (H1, N2), {"wage_cny": 399.99}, {"wage_cny": 400.0}),
    ("R34", (H1, N2), {"wage_cny": 100.0}, {"wage_cny": 99.99}),
    ("R34", (N2,), {"wage_cny": 300.0}, IDLE | {"wage_cny": 300.0}),
    # The day after the cut-off of May's reports lies ahead.
    ("R35", (H1,), {"start_date": D(2022, 6, 4)}, {"start_date": D(2022, 6, 3)}),
    ("R35", (H1,), {"return_date": D(1989, 12, 31)}, {"return_date": D(1990, 1, 1)}),
    ("R35", (N1,), {"registered_birth_date": D(2022, 7, 1)},
     {"registered_birth_date": D(1950, 7, 1), "id_birth_date": D(1950, 7, 1)}),
    ("R35", (H1,), unread(start_date="去年冬天"), {"start_date": None}),
    ("R35", (N2,), unread(end_month="2022.13"), {"end_month": D(2022, 6, 1)}),
    ("R35", (N6A,), {"start_date": D(2023, 1, 1)}, {"end_date": D(2023, 1, 1)}),
    ("R35", (N3,), {"planned_month": D(1899, 1, 1)}, {"planned_month": D(2022, 10, 1)}),
    ("R35", ("T-H5",), {"event_date": D(2023, 5, 1)}, {"event_date": D(2022, 5, 1)}),
    *(
        ("R36", PERSONS, {"name_problem": kind}, {})
        for kind in ("digits", "latin", "test", "mark", "short", "long")
    ),
]  # fmt: skip

CONSISTENCY: list[Case] = [
    ("R37", (H1,), JOBLESS | {"wage_cny": 1.0}, JOBLESS | {"wage_cny": 0.0}),
    ("R37", (H1,), JOBLESS | {"has_employer": True}, JOBLESS | {"has_employer": None}),
    ("R37", (H1,), JOBLESS | {"months_worked": 3},
     JOBLESS | {"months_worked": 3, "return_date": D(2022, 4, 1)}),
    ("R37", (H1,), {"employment_state": "无就业意愿"}, {"employment_state": "务农"}),
    ("R37", (N2,), IDLE | {"wage_cny": 4000.0}, {"has_worked": None}),
    ("R37", (N2,), IDLE | {"has_employer": True}, IDLE),
    ("R38", (H1,), {"start_date": None}, unread(start_date="不详2")),
    ("R38", (H1,), {"start_date": None},
     {"start_date": None, "employment_form": "务农", "transfer_state": "务农"}),
    ("R38", (H1,), {"months_worked": 0, "start_date": D(2022, 4, 1)},
     {"months_worked": 0, "start_date": D(2022, 4, 2)}),
    ("R38", (N2,), {"start_month": None}, IDLE),
    ("R39", (H1, N1), {"months_worked": 6}, {"months_worked": 5}),
    ("R40", (N2,), {"end_month": D(2021, 2, 1)}, {"end_month": D(2021, 3, 1)}),
    ("R40", (N2,), {"end_month": D(2021, 2, 1)}, IDLE | {"end_month": D(2021, 2, 1)}),
    ("R40", (H1,), JOBLESS | {"return_date": D(2021, 2, 28)},
     JOBLESS | {"return_date": D(2021, 3, 1), "start_date": D(2021, 3, 20)}),
    ("R40", (H1,), JOBLESS | {"return_date": D(2021, 2, 27)}, {"return_date": D(2021, 2, 27)}),
    ("R41", (N2,), IDLE | {"start_month": D(2022, 1, 1)}, IDLE),
    ("R41", (N2,), IDLE | {"start_month": D(2022, 1, 1), "end_month": D(2022, 6, 1)},
     IDLE | {"start_month": D(2022, 1, 1), "end_month": D(2022, 5, 1)}),
    ("R42", (N2,), {"start_month": D(2020, 4, 1)}, {"start_month": D(2020, 5, 1)}),
    ("R42", (N2,), {"start_month": D(2019, 4, 1)},
     {"start_month": D(2019, 4, 1), "end_month": D(2022, 1, 1)}),
    # The day before the sixteenth birthday, and the birthday; in T-N2 the month's last day.
    ("R43", (H1,), {"id_birth_date": D(2005, 3, 2)}, {"id_birth_date": D(2005, 3, 1)}),
    ("R43", (N2,), {"id_birth_date": D(2005, 4, 1)}, {"id_birth_date": D(2005, 3, 31)}),
    ("R43", (H1,), {"start_date": D(2001, 12, 31)}, {"id_birth_date": None}),
    ("R43", (H1,), {"id_birth_date": D(2004, 2, 29), "start_date": D(2020, 2, 28)},
     {"id_birth_date": D(2004, 2, 29), "start_date": D(2020, 2, 29)}),
    ("R44", (H1,), {"population_class": "在校学生"}, JOBLESS | {"population_class": "在校学生"}),
    ("R44", (N1,), STUDENT | {"months_worked": 3}, STUDENT | {"months_worked": 2}),
    ("R44", (N2,), STUDENT, STUDENT | IDLE),
    # A job of two summer months is a holiday's, a third month is not, nor one in autumn.
    ("R44", (N2,), STUDENT | {"start_month": D(2021, 7, 1), "end_month": D(2021, 9, 1)},
     STUDENT | {"start_month": D(2021, 7, 1), "end_month": D(2021, 8, 1)}),
    ("R44", (N2,), STUDENT | {"start_month": D(2021, 10, 1), "end_month": D(2021, 10, 1)},
     STUDENT | {"start_month": D(2022, 1, 1), "end_month": D(2022, 2, 1)}),
    ("R45", (H1,), {"population_class": "丧失劳动能力"},
     JOBLESS | {"population_class": "丧失劳动能力"}),
    ("R45", (N1,), {"labour_skill": "丧失劳动力", "months_worked": 1},
     {"labour_skill": "丧失劳动力", "health_states": "残疾", "months_worked": 0}),
    ("R45", (N2,), {"labour_skill": "无劳动力"}, {"labour_skill": "无劳动力"} | STUDENT),
    ("R45", (N2,), {"labour_skill": "丧失劳动力"}, WEAK),
    ("R45b", (N2,), WEAK, WEAK | HOME),
    ("R45b", (N2,), WEAK, WEAK | {"channel": "帮扶车间"}),
    ("R45b", (N2,), WEAK, WEAK | IDLE),
    ("R46", (N2,), {"channel": "公益岗位"}, HOME | {"channel": "公益岗位"}),
    ("R46", (N2,), {"channel": "帮扶车间"}, IDLE | {"channel": "帮扶车间"}),
    ("R46", (H1,), {"transfer_mode": "就业帮扶车间"},
     HOME | {"transfer_mode": "就业帮扶车间", "place_region": "县内乡外"}),
    ("R46", (H1,), {"employment_form": "公益性岗位"}, JOBLESS | {"employment_form": "公益性岗位"}),
    ("R46", (N1,), {"job_channels": "公益岗位", "work_region": "省外"},
     {"job_channels": "公益岗位、外出务工", "work_region": "省外"}),
    ("R47", (H1,), {"work_region": "县内乡外"},
     {"work_region_basis": "推断", "work_region": "乡内"}),
    ("R47", (H1,), HOME | {"work_region": "省外", "place_region": "县内乡外"},
     HOME | {"work_region": "乡内", "place_region": "县内乡外"}),
    ("R47", (H1,), {"work_region": "境外"}, {"place_region": None}),
    ("R47", (H1,), dict.fromkeys(HOME) | {"work_region": "境外", "place_region": None},
     {"work_region": "境外", "place_region": None, "work_province": "海上"}),
    *(
        ("R48", (N1,), {"destitute_support": kind, "months_worked": 2, "work_region": "省外"},
         {"destitute_support": kind, "months_worked": 2, "work_region": "县内乡外"})
        for kind in ("农村特困", "城市特困")
    ),
    ("R48", (N1,), {"destitute_support": "农村特困", "months_worked": 1, "work_region": "市内县外"},
     {"destitute_support": "不享受", "months_worked": 1, "work_region": "市内县外"}),
    ("R49", (N6A,), {"id_birth_date": D(1952, 5, 31)}, {"id_birth_date": D(1952, 6, 1)}),
    ("R49", (N6A,), {"id_birth_date": D(1940, 1, 1)},
     {"id_birth_date": D(1940, 1, 1), "end_date": D(2022, 4, 30)}),
    ("R49", (N1,), {"id_birth_date": D(1952, 5, 31), "public_post": "保洁员",
                    "public_post_months": 1}, {"id_birth_date": D(1952, 5, 31)}),
    ("R49b", (N6A,), {"id_birth_date": D(2006, 6, 1)}, {"id_birth_date": D(2006, 5, 31)}),
    ("R49b", (N1,), {"id_birth_date": D(2010, 6, 1), "public_post": "保洁员",
                     "public_post_months": 1}, {"id_birth_date": D(2010, 6, 1)}),
    ("R51", (N1,), {"public_post": "保洁员"}, {"public_post": "保洁员", "public_post_months": 1}),
    ("R51", (N1,), {"public_post_months": 2}, {"public_post_months": 0}),
    ("R51", (N1,), {"public_post": "保洁员", "public_post_months": 0},
     {"public_post": "保洁员"} | unread(public_post_months="全年")),
    ("R52", (N1,), WEAK, WEAK | {"health_states": "长期慢性病"}),
    ("R52", (N1,), {"labour_skill": "无劳动力"}, {"labour_skill": "无劳动力"} | STUDENT),
    ("R52", (N1,), {"labour_skill": "丧失劳动力", "id_birth_date": D(1962, 6, 1)},
     {"labour_skill": "丧失劳动力", "id_birth_date": D(1962, 5, 31)}),
    ("R53", (H1,), JOBLESS | {"education": "大学专科", "service_needs": None},
     JOBLESS | {"education": "大学专科"}),
    ("R53", (H1,), JOBLESS | {"skill_level": "中级工", "service_needs": None},
     JOBLESS | {"service_needs": None}),
    ("R53", (H1,), JOBLESS | {"education": "研究生", "service_needs": None},
     JOBLESS | {"education": "研究生", "service_needs": None, "wants_job": False}),
    ("R53", (H1,), JOBLESS | {"education": "大学本科", "service_needs": None},
     {"education": "大学本科", "service_needs": None}),
    *(
        ("R53", (H1,), GRADUATE | {"id_birth_date": in_age}, GRADUATE | {"id_birth_date": out})
        for in_age, out in ((D(2006, 5, 31), D(2006, 6, 1)), (D(1962, 6, 1), D(1962, 5, 31)))
    ),
]  # fmt: skip

CASES = [*COMPLETENESS, *VALIDITY, *CONSISTENCY]
SEVERAL_ROWS = ("R40", "R50", "R54", "R61")
"""Rules that compare rows: ``test_quality_spells``, ``test_quality_cross``."""
