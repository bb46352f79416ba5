"""The header texts of the three exports, and how they differ between counties.

Belongs here: which columns an export has, in which order, under which words. ``key`` names the
content (a stored column or one that nobody reads); ``""`` is a column that stays empty.
Does not belong here: the cells below (``render``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipelines.sample.extras import RISK_COLUMNS
from pipelines.sample.looks import Look

NATIONAL_COLUMNS = 177


@dataclass(frozen=True)
class Column:
    """One column: group heading (labour books only), the two ways to word it, and its content."""

    key: str
    header: str
    other_header: str = ""
    group: str = ""

    def text(self, use_other: bool) -> str:
        """Return the header as one county words it."""
        return self.other_header if use_other and self.other_header else self.header


def _labour() -> tuple[Column, ...]:
    groups: dict[str, tuple[tuple[str, ...], ...]] = {
        "": (("serial", "序号"),),
        "基本信息": (
            ("county", "县（市、区）"),
            ("town", "乡镇（街道）", "乡镇"),
            ("village", "行政村（社区）"),
            ("village_code", "行政区划代码"),
            ("person_name", "姓名（必填）", "姓名"),
            ("id_sex", "性别"),
            ("nation", "民族"),
            ("birth_text", "出生日期"),
            ("age", "年龄"),
            ("id_no", "公民身份号码\n（必填）", "身份证号码"),
            ("hukou_kind", "户口性质"),
            ("health", "健康状况"),
            ("education", "文化程度", "学历"),
            ("phone", "联系手机 "),
            ("population_class", "人员类别", "人口资源分类"),
            ("is_poverty_relieved", "是否脱贫人口"),
            ("is_monitored", "是否监测对象"),
            ("is_relocated", "是否易地搬迁"),
            ("is_returnee", "是否返乡人员"),
        ),
        "就业信息": (
            ("employment_state", "就业状态（必填）", "就业状态"),
            ("employment_form", "就业形式"),
            ("transfer_state", "转移就业状况\n（必填）", "转移就业状况"),
            ("transfer_mode", "转移就业方式"),
            ("work_region", "就业地域（必填）", "就业地域 "),
            ("work_province", "务工地所在省"),
            ("work_city", "务工地所在市"),
            ("work_county", "务工地所在区县"),
            ("employer", "工作单位名称"),
            ("industry", "从事行业"),
            ("trade", "从事工种"),
            ("start_date", "就业(转移)时间", "就业（转移）\n时间"),
            ("return_date", "返乡时间"),
            ("wage_cny", "务工月收入\n（元）", "务工月收入(元)"),
            ("months_worked", "本年度已经务工时长"),
            ("contract_state", "劳动合同签订情况"),
            ("is_paid_on_time", "是否按月足额领到工资"),
            ("last_year_months", "上一年度务工时长"),
        ),
        "技能与意愿": (
            ("skill_level", "技能等级", "国家职业资格等级（技能人员等级)"),
            ("wants_job", "是否有就业意愿"),
            ("wants_training", "是否有培训意愿"),
            ("training_trades", "培训意向工种"),
            ("subsidised_trainings", "年内享受政府职业培训补贴次数"),
            ("startup_state", "创业状态"),
            ("service_needs", "就业服务需求"),
        ),
        "采集信息": (
            ("collector", "采集人"),
            ("collected", "采集时间"),
            ("updated_date", "最后更新时间 "),
            ("record_state", "数据状态"),
        ),
    }
    return tuple(
        Column(words[0], words[1], words[2] if len(words) > 2 else "", group)
        for group, columns in groups.items()
        for words in columns
    )


LABOUR = _labour()

EPISODES = (
    Column("province", "省"),
    Column("city", "市"),
    Column("county", "县", "县(市、区、旗)"),
    Column("town", "乡", "乡(镇)"),
    Column("village", "行政村"),
    Column("household_no", "户编号"),
    Column("person_no", "人编号", "人口编号"),
    Column("person_name", "姓名"),
    Column("id_no", "证件号码"),
    Column("household_kind", "户类型"),
    Column("monitor_kind", "监测对象类别", "易返贫致贫户(监测对象)类型"),
    Column("has_worked", "是否已务工"),
    Column("start_month", "开始时间"),
    Column("end_month", "结束时间"),
    Column("work_province", "务工所在省"),
    Column("work_city", "务工所在市"),
    Column("work_county", "务工所在县"),
    Column("work_town", "务工所在乡"),
    Column("employer", "务工企业名称"),
    Column("industry", "所属行业"),
    Column("channel", "就业渠道"),
    Column("is_point_to_point", "是否点对点输送"),
    Column("wage_cny", "务工月收入"),
    Column("transport_subsidy_cny", "年度交通费补助"),
    Column("phone", "家庭成员联系电话", "成员联系电话"),
    Column("labour_skill", "劳动技能"),
    Column("school_state", "在校生状况"),
    Column("", "备注"),
)

_KNOWN_PLACES = {
    1: Column("city", "市"),
    2: Column("county", "县", "县(市、区、旗)"),
    3: Column("town", "乡", "乡(镇)"),
    4: Column("village", "村", "行政村"),
    5: Column("household_no", "户编号"),
    6: Column("person_no", "人编号", "人口编号"),
    7: Column("person_name", "姓名"),
    8: Column("id_sex", "性别"),
    9: Column("birth_text", "出生日期"),
    10: Column("certificate_kind", "证件类型"),
    11: Column("id_no", "证件号码"),
    12: Column("household_kind", "户类型"),
    13: Column("monitor_kind", "监测对象类别", "易返贫致贫户(监测对象)类型"),
    14: Column("nation", "民族"),
    15: Column("phone", "家庭成员联系电话", "成员联系电话"),
    16: Column("year", "年度"),
    17: Column("relation", "与户主关系"),
    18: Column("education", "文化程度"),
    19: Column("health_states", "健康状况"),
    41: Column("school_state", "在校生状况"),
    42: Column("labour_skill", "劳动技能"),
    43: Column("months_worked", "务工时间（月）"),
    44: Column("work_place", "务工所在地"),
    45: Column("employer", "务工企业名称"),
    46: Column("works_abroad", "是否国外务工"),
    47: Column("public_post", "公益性岗位"),
    48: Column("minimum_living", "享受低保政策情况"),
    49: Column("public_post_months", "公益性岗位(月数)"),
    50: Column("job_channels", "就业渠道（易地搬迁后扶使用）"),
    51: Column("", "大专或本科毕业生未就业原因"),
    61: Column("destitute_support", "享受特困供养政策情况"),
    62: Column("wage_income_cny", "工资性收入"),
    63: Column("", "生产经营性收入"),
    64: Column("", "财产性收入"),
    65: Column("", "转移性收入"),
    66: Column("net_income_cny", "纯收入（元）"),
    67: Column("net_income_per_head_cny", "人均纯收入（元）"),
    86: Column("has_bottom_support", "整户无劳动能力兜底保障户"),
    109: Column("is_risk_eliminated", "风险是否已消除"),
    110: Column("identified_month", "识别监测时间"),
    111: Column("eliminated_month", "消除监测时间"),
    112: Column("risk_elimination", "风险消除方式"),
    145: Column("", "产业帮扶"),
    146: Column("job_help", "就业帮扶"),
    147: Column("", "金融帮扶"),
    148: Column("post_help", "公益性岗位帮扶", "公益岗位帮扶"),
    149: Column("", "公益性岗位帮扶其他备注"),
    150: Column("", "健康帮扶"),
    156: Column("", "教育帮扶"),
    157: Column("is_relocated", "是否易地扶贫搬迁户"),
    158: Column("", "搬迁方式"),
    159: Column("", "安置点名称"),
    162: Column("", "信息采集人"),
    163: Column("", "信息采集人联系电话"),
    164: Column("is_risk_eliminated_2", "风险是否已消除"),
}
_INSURANCES = (
    *("城乡居民基本医疗保险", "城镇职工基本医疗保险", "大病保险", "商业补充医疗保险"),
    *("城乡居民基本养老保险", "城镇职工基本养老保险", "失业保险", "意外伤害保险"),
)
_BENEFITS = (
    *("产业奖补", "小额信贷", "光伏收益", "生态护林", "退耕还林", "草原奖补", "耕地地力保护补贴"),
    *("良种补贴", "农机购置补贴", "雨露计划", "教育资助", "营养改善", "家庭医生签约", "慢病管理"),
    *("大病救治", "医疗救助", "残疾人两项补贴", "临时救助", "孤儿保障", "高龄津贴", "危房改造"),
    *("安全饮水", "电网改造", "广播电视", "网络资费优惠", "消费帮扶", "社会捐助", "结对帮扶"),
)
_AFTER = (
    *("产业帮扶", "就业帮扶", "金融帮扶", "搬迁", "教育帮扶", "健康帮扶", "社会帮扶"),
    *("综合保障", "住房安全保障", "饮水安全保障", "义务教育保障", "跟踪监测时间", "备注"),
)


def _poverty() -> tuple[Column, ...]:
    """Return the 177 columns: those with a known place there, the rest in between."""
    fillers = [
        *(f"是否参加{name}" for name in _INSURANCES),
        *(f"享受{name}情况" for name in _BENEFITS),
        *(f"享受{name}金额" for name in _BENEFITS),
        *(f"享受{name}时间" for name in _BENEFITS),
        *(f"享受{name}年度" for name in _BENEFITS),
    ]
    risks = [Column(f"risk_{i}", f"致贫/返贫风险{i}") for i in range(1, RISK_COLUMNS + 1)]
    rest = [*risks, *(Column("", name) for name in fillers)]
    last = NATIONAL_COLUMNS - len(_AFTER)
    columns: list[Column] = []
    for place in range(1, last + 1):
        known = _KNOWN_PLACES.get(place)
        columns.append(known or rest.pop(0))
    return (*columns, *(Column("", f"风险消除后{name}") for name in _AFTER))


POVERTY = _poverty()
COLUMNS = {"T-H1": LABOUR, "T-N1": POVERTY, "T-N2": EPISODES}
OTHER_WORDING = {
    "T-H1": ("220605", "220622", "220681"),
    "T-N1": ("220605", "220621", "220681"),
    "T-N2": ("220602", "220621", "220623"),
}
"""Counties whose exports use the other wording."""
LONG_LABELS = ("220605", "220622")
"""Counties whose labour books write code labels in full."""
LABELS_IN_FULL = {
    "hukou_kind": {"农业户口": "农业户口（农村）", "非农业户口": "非农业"},
    "employment_state": {"未就业": "未就业(失业)"},
    "employment_form": {"自主创业": "自主创业(个体经营)"},
    "skill_level": {
        "初级工": "初级工(五级)",
        "中级工": "中级工(四级)",
        "高级工": "高级工(三级)",
        "技师": "技师(二级)",
        "高级技师": "高级技师(一级)",
    },
    "startup_state": {"待创业": "有意愿(待创业)"},
}

NEW_COLUMNS = (
    Column("new_form", "新就业形态类别（必填）", group="就业信息"),
    Column("new_number", "零工驿站登记编号", group="就业信息"),
)
"""What a new release of the system brought: nobody's layout knows these."""
_NEW_BEFORE = "work_region"
_ADDRESS = Column("address", "户籍地址", group="基本信息")
_HOME = ("county", "town", "village", "village_code")


def columns_of(table: str, look: Look, missing: str = "") -> list[Column]:
    """Return the columns of a file with this look, in order; ``missing`` is left out."""
    columns = [column for column in COLUMNS[table] if column.key != (missing or None)]
    if look.has_only_addresses:
        columns = [_ADDRESS if c.key == "county" else c for c in columns]
        columns = [c for c in columns if c.key not in _HOME]
    if look.is_split_by_town:
        columns = [c for c in columns if c.key not in ("town", "village_code")]
    if look.is_merged_down:
        columns = [c for c in columns if c.key != "village_code"]
    if look.has_annual_wages:
        columns = [
            replace(c, key="annual_wage", header="务工年收入(万元)", other_header="")
            if c.key == "wage_cny"
            else c
            for c in columns
        ]
    if look.has_new_columns:
        at = next((i for i, c in enumerate(columns) if c.key == _NEW_BEFORE), len(columns))
        columns[at:at] = NEW_COLUMNS
    return _reordered(columns) if look.is_reordered else columns


def _reordered(columns: list[Column]) -> list[Column]:
    """Turn the columns of each group round; the first columns of a plain table stay in front."""
    groups = list(dict.fromkeys(column.group for column in columns))
    if len(groups) == 1:
        return [*columns[:5], *reversed(columns[5:])]
    return [c for group in groups for c in reversed([c for c in columns if c.group == group])]
