"""Which figures the half-year analysis tells where, and by which short name.

Belongs here: lists of indicators with the noun of a sentence. Does not belong here: sentences.
"""

from __future__ import annotations

Named = tuple[tuple[str, str], ...]

PROPERTIES = {
    "性别": "sex",
    "年龄": "age_band",
    "文化程度": "education",
    "技能等级": "skill_level",
}
NONE = {"无": "无技能等级"}
"""A class that says nothing without its property."""

INCOME: Named = (
    ("I06d", "月收入中位数"),
    ("I06b", "劳动合同签订占比"),
    ("I06c", "转移就业满6个月的占比"),
    ("I06a", "有技能等级的占比"),
)
PEAKS = (("I17a", "春节后", 2), ("I17b", "春耕后", 5), ("I17c", "秋收后", 10))
"""Indicator, name and first month of each peak: one that is yet to come has no figure to tell."""

RISK: Named = (
    ("I05", "当年因务工就业不稳新纳入监测户数"),
    ("I05p", "月末风险未消除户数"),
    ("I59", "出现一人帮扶一人及时率"),
)
WATCHED: Named = (
    ("I37", "有劳动力的搬迁家庭至少1人就业的占比"),
    ("I43a", "脱贫人口动态监测覆盖率"),
    ("I43b", "农村低收入人口动态监测覆盖率"),
    ("I43c", "易地搬迁人口动态监测覆盖率"),
)
AGAIN: Named = (
    ("I46a", "失业后30天内再就业率"),
    ("I46c", "90天内再就业率"),
    ("I46d", "再就业天数中位数"),
    ("I44", "就业援助对象纳入率"),
)
MEASURES: dict[str, Named] = {
    "帮扶车间": (
        ("I30", "原有帮扶车间稳定率"),
        ("I31", "新增帮扶车间"),
        ("I32a", "车间吸纳就业"),
    ),
    "乡村公益性岗位": (
        ("I39", "在岗人数"),
        ("I40", "弱劳力半劳力占比"),
        ("I42a", "实名制率"),
    ),
    "技能培训": (
        ("I02", "重点群体培训人数"),
        ("I24", "培训意愿满足率"),
        ("I25b", "培训后90天就业率"),
    ),
    "返乡创业和劳务品牌": (
        ("I03", "新增返乡创业基地"),
        ("I18a", "返乡创业人数"),
        ("I21", "劳务品牌"),
    ),
    "“3个1”活动和“131”服务": (
        ("I22a", "专场招聘会帮扶村覆盖率"),
        ("I22b", "三送下乡覆盖率"),
        ("I22c", "送人到企覆盖率"),
        ("I50", "“131”服务完成率"),
    ),
    "政策落实": (
        ("I57", "跨省务工交通补助享受率"),
        ("I29", "培训补贴落实率"),
    ),
}
STABILITY: Named = (("I04p", "脱贫人口月末在岗人数"), ("I06c", "转移就业满6个月的占比"))
DATA: Named = (("I12", "两系统一致率"), ("I09", "乡镇按月更新率"))
OLDER = ("55—59", "60及以上")
