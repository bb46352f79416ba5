"""The words that fill the cells: places of work, employers, trades, canonical labels.

Belongs here: short lists and tables of words, with weights where they matter.
Does not belong here: choosing among them (``people``), header texts (``headers``).
"""

from __future__ import annotations

HOME_PROVINCE = "吉林省"

IN_PROVINCE = (
    ("长春市", "朝阳区"),
    ("长春市", "二道区"),
    ("长春市", "绿园区"),
    ("吉林市", "船营区"),
    ("通化市", "东昌区"),
    ("延边朝鲜族自治州", "延吉市"),
)
_ANOTHER_CITY = ("白山市", "浑江区")
"""Takes the place of a city of ``IN_PROVINCE`` for those who live there."""
OUT_OF_PROVINCE = (
    ("辽宁省", "大连市", "金州区"),
    ("辽宁省", "沈阳市", "铁西区"),
    ("北京市", "北京市", "朝阳区"),
    ("天津市", "天津市", "滨海新区"),
    ("山东省", "青岛市", "城阳区"),
    ("山东省", "烟台市", "福山区"),
    ("山东省", "威海市", "环翠区"),
    ("江苏省", "苏州市", "昆山市"),
    ("浙江省", "宁波市", "北仑区"),
)
ABROAD = ("韩国", "首尔", "永登浦区")

LOCAL_EMPLOYERS = ("长白山参业有限公司", "绿源矿泉水厂", "林下食品加工厂", "县人民医院后勤部")
FAR_EMPLOYERS = ("恒达建筑劳务公司", "启明电子有限公司", "海润水产加工厂", "安顺物业服务公司")
WORKSHOPS = ("人参加工帮扶车间", "服装加工帮扶车间")
POSTS_BY_NUMBER = (*("保洁员",) * 4, "护林员", "护路员", "巡河员", "助老助残员")
"""Half of the posts keep villages clean."""

LOCAL_INDUSTRIES = (
    *("农副食品加工业", "林产品加工", "批发和零售业", "住宿和餐饮业", "建筑业"),
    "网络零售和直播",
)
FAR_INDUSTRIES = (
    *("制造业", "建筑业", "住宿和餐饮业", "居民服务业", "交通运输业"),
    "快递和外卖配送",
)
TRADES = ("普工", "瓦工", "服务员", "司机", "缝纫工", "保安")

H1_EDUCATION = ("小学", "初级中学", "普通高中", "中等专科", "大学专科", "大学本科")
N1_EDUCATION = {
    "小学": "小学",
    "初级中学": "初中",
    "普通高中": "高中",
    "中等专科": "高中",
    "大学专科": "大专",
    "大学本科": "本科及以上",
}
SKILL_LEVELS = ("无", "初级工", "中级工", "高级工", "技师", "高级技师")
SKILL_WEIGHTS = (0.75, 0.14, 0.07, 0.025, 0.01, 0.005)

KINDS = ("公益岗", "车间", "企业", "灵活", "创业")
FORM_OF_KIND = {
    "公益岗": "公益性岗位",
    "车间": "单位就业",
    "企业": "单位就业",
    "灵活": "灵活就业",
    "创业": "自主创业",
}
LOCAL_TRANSFER_OF_KIND = {
    "公益岗": "本市县就业",
    "车间": "本市县就业",
    "企业": "本市县就业",
    "灵活": "灵活就业",
    "创业": "自主创业",
}
CHANNEL_OF_KIND = {
    "公益岗": "公益岗位",
    "车间": "帮扶车间",
    "企业": "自主外出",
    "灵活": "灵活就业",
    "创业": "自主创业",
}
WAGES = {
    "公益岗": (500, 900),
    "车间": (1_800, 2_600),
    "县内": (2_600, 3_600),
    "省内县外": (3_500, 4_500),
    "省外": (4_500, 6_500),
}
HEAPED_SHARE = 0.35
BACKGROUNDS = {
    "务农": ("务农", "务农", "务农"),
    "未就业": ("未就业", None, "无转移"),
    "无就业意愿": ("无就业意愿", None, "无转移"),
    "在校": ("在校", None, "无转移"),
    "丧失劳动能力": ("丧失劳动能力", None, "无转移"),
}
"""Employment state, form and transfer state of a person who has not worked this year."""


def in_province(city: str) -> tuple[tuple[str, str], ...]:
    """Return places of work (city, county) in the province, none of them in ``city`` itself."""
    return tuple(_ANOTHER_CITY if place[0] == city else place for place in IN_PROVINCE)
