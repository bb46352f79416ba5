"""One small book of every table as an office sends it: titles, other ways of writing headers.

Belongs here: rows of cells and what a reader should make of them, worked out by hand; here the
provincial system's, the others in ``national_books``. Does not belong here: the checks.
"""

from __future__ import annotations

from datetime import date

from tests.intake_book import HOME, PERSON, THING, Book, persons, things
from tests.intake_files import H1_HEADER, h1_row
from tests.national_books import NATIONAL_BOOKS

_PROVINCIAL: dict[str, Book] = {
    "T-H1": Book(
        "jilin_employment",
        "抚松县农村劳动力转移就业实名制台账",
        (*H1_HEADER, "出生日期", "是否签订劳动合同", "就业服务需求", "意向培训工种"),
        [
            [*h1_row(1), "19850615", "是", "技能培训，职业指导", "电焊/家政"],
            [*h1_row(2), "1985-06-15", "", "岗位推荐", ""],
        ],
        {
            "registered_sex": "女",
            "registered_birth_date": date(1985, 6, 15),
            "contract_state": "已签订",
            "service_needs": "职业指导、技能培训",
            "training_trades": "家政、电焊",
            "wage_cny": 4500.0,
        },
        [
            (3, "service_needs", "职业指导"),
            (3, "service_needs", "技能培训"),
            (3, "training_trades", "家政"),
            (3, "training_trades", "电焊"),
            (4, "service_needs", "岗位推荐"),
        ],
    ),
    "T-H2": Book(
        "jilin_employment",
        "抚松县2022年职业技能培训人员花名册",
        (*PERSON, "班级编号", "培训单位", "培训类别", "培训形式", "培训工种", "技能等级", "学时",
         "开班时间", "结业时间", "培训对象", "是否取证", "证书编号", "补贴金额(元)", "是否就业",
         "就业时间"),
        persons(
            ("FS2022-03", "职教中心", "就业技能培训", "订单式", "保育员", "初级", "80学时",
             "2022.3.1", "2022-03-20", "脱贫人口、农村劳动力", "是", "FS0012", "1,200", "是",
             "2022/4/1"),
            ("FS2022-03", "职教中心", "创业培训", "", "", "", 40, "", "20220320", "农民工", "否",
             "无", "", "否", ""),
        ),
        {
            "class_no": "FS2022-03",
            "training_kind": "就业技能",
            "training_mode": "订单",
            "skill_level": "初级工",
            "class_hours": 80,
            "opened_date": date(2022, 3, 1),
            "closed_date": date(2022, 3, 20),
            "trainee_groups": "农村劳动力、脱贫人口",
            "is_qualified": True,
            "has_certificate": True,
            "subsidy_cny": 1200.0,
            "employed_date": date(2022, 4, 1),
        },
        [
            (3, "trainee_groups", "农村劳动力"),
            (3, "trainee_groups", "脱贫人口"),
            (4, "trainee_groups", "农村劳动力"),
        ],
    ),
    "T-H3": Book(
        "jilin_employment",
        "抚松县“131”服务台账（2022年5月）",
        (*PERSON, "服务时间", "服务项目", "服务人员", "服务结果"),
        persons(
            ("2022-05-06", "职业介绍", "甄王瑀", "有就业意向"),
            ("2022年5月7日", "政策宣讲", "", "就业"),
        ),
        {
            "service_date": date(2022, 5, 6),
            "service_kind": "岗位推荐",
            "has_helper": True,
            "service_result": "有意向",
        },
    ),
    "T-H4": Book(
        "jilin_employment",
        "抚松县返乡创业基地台账",
        (*THING, "基地名称", "基地级别", "认定文号", "认定时间", "带动创业人数", "带动就业",
         "运营情况"),
        things(
            ("万良人参产业园", "省", "吉人社函〔2020〕196号", "2020年11月", "23", "1,105人",
             "正常"),
            ("泉阳合作社", "县级", "", "2022-04-02", 3, 30.0, "停业"),
        ),
        {
            "base_name": "万良人参产业园",
            "base_level": "省级",
            "approved_date": date(2020, 11, 1),
            "startups": 23,
            "jobs": 1105,
            "base_state": "正常",
            "village_name": "万良村",
        },
        persons=0,
    ),
    "T-H5": Book(
        "jilin_employment",
        "白山市2022年招聘活动台账",
        (*THING, "活动名称", "活动类型", "举办时间", "活动地点", "活动形式", "参会企业数",
         "提供岗位数", "进场人数", "达成意向人数", "签约人数", "观看人次", "帮扶村"),
        [
            [1, "白山市", "", "", "春风送岗专场", "春风行动", "2022-02-18", "体育馆", "线下",
             "52家",
             "1,860", 2300, 412, 86, "", "万良村,大房子村"],
            [2, "白山市", "", "", "云上招聘", "直播", "2022/4/9", "", "直播带岗", 12, 300, "",
             "", "",
             "1.2万人次", ""],
        ],
        {
            "home_county_code": "220600",
            "campaign": "春风行动",
            "event_date": date(2022, 2, 18),
            "event_form": "线下",
            "firms": 52,
            "posts": 1860,
            "viewers": None,
            "villages": "万良村、大房子村",
        },
        [(3, "villages", "万良村"), (3, "villages", "大房子村")],
        persons=0,
        county="220600",
    ),
    "T-H6": Book(
        "jilin_employment",
        "就业困难人员认定花名册",
        (*PERSON, "困难类别", "认定时间", "退出时间"),
        persons(("4050人员", "2022-01-10", ""), ("零就业", "2021.12.1", "2022-05-05")),
        {"aid_kind": "大龄人员", "approved_date": date(2022, 1, 10), "left_date": None},
    ),
    "T-H7": Book(
        "jilin_employment",
        "就业失业登记信息",
        (*PERSON, "登记类型", "登记时间", "用人单位名称", "合同起始日期", "合同终止日期",
         "解除日期", "失业登记号", "失业日期", "失业终期", "注销原因"),
        persons(
            ("就业登记", "2022-03-02", "海润水产加工厂", "2022-03-01", "2025-02-28", "", "", "", "",
             ""),
            ("失业", "2022-04-01", "", "", "", "2022-03-25", "SY0001", "2022-03-26", "2022-05-09",
             "实现就业"),
        ),
        {
            "registration_kind": "就业登记",
            "registered_date": date(2022, 3, 2),
            "has_employer": True,
            "contract_end": date(2025, 2, 28),
            "has_unemployment_no": False,
            "leave_reason": None,
        },
    ),
    "T-H8": Book(
        "jilin_employment",
        "就业补贴发放明细",
        (*PERSON, "补贴项目", "补贴对象", "单位名称", "补贴月份", "发放金额(元)", "发放时间"),
        [
            *persons(("公益性岗位补贴", "个人", "", "2022年4月", "1,540.00", "2022-05-10")),
            [2, *HOME, "", "", "", "吸纳就业补贴", "企业", "海润水产加工厂", "202204", 20000,
             "2022-05-10"],
        ],
        {
            "policy": "公益性岗位补贴",
            "beneficiary_kind": "个人",
            "has_employer": False,
            "subsidy_month": date(2022, 4, 1),
            "amount_cny": 1540.0,
            "id_problem": None,
        },
        persons=1,
    ),
}  # fmt: skip

BOOKS: dict[str, Book] = {**_PROVINCIAL, **NATIONAL_BOOKS}
