"""The columns of every ledger: name, kind of value, and the headers offices put above it.

Belongs here: the lists only, from the contract. The first header is the standard one.
Does not belong here: filling them (``people``, ``poor``, ``places``), writing cells (``cells``).
"""

from __future__ import annotations

from pipelines.sample.ledgers.labour_tables import LABOUR_TABLES
from pipelines.sample.ledgers.shapes import PERSON, Table, columns

_MEMBER = (("姓名", "成员姓名"), ("证件号码", "身份证号码"), ("家庭成员联系电话", "联系电话"))
_HEAD = (("户主姓名",), ("户主证件号码", "户主身份证号"), ("户联系电话", "联系电话"))

_TABLES = (
    *LABOUR_TABLES,
    Table(
        "T-N3",
        ("（务工月监测）计划外出务工信息", "计划外出务工信息"),
        columns(
            """
            household_no record 户编号
            person_no record 人编号|人口编号
            household_kind code 户类型
            monitor_kind code 监测对象类别|易返贫致贫户(监测对象)类型
            plans_to_work boolean* 是否计划务工|是否计划外出务工
            planned_province text 计划务工所在省
            planned_city text 计划务工所在市
            planned_county text 计划务工所在县
            planned_month month 计划务工时间|计划外出务工时间
            service_needs codes 就业服务需求|服务需求
            """
        ),
        _MEMBER,
        is_national=True,
    ),
    Table(
        "T-N4",
        ("（乡村建设）户信息", "户信息导出"),
        columns(
            """
            household_no record* 户编号
            household_kind code 户类型
            monitor_kind code 监测对象类别|易返贫致贫户(监测对象)类型
            members count 家庭人口数|家庭人口
            workers count 劳动力人数|劳动力数
            is_relocated boolean 是否易地扶贫搬迁户|是否易地搬迁户
            settlement text 安置点名称|安置点
            road_kind text 入户路类型|入户路
            """
        ),
        _HEAD,
        is_national=True,
    ),
    Table(
        "T-N5",
        ("（自定义）行政村信息", "行政村信息"),
        columns(
            """
            households count 总户数|农户总数
            population count 总人口数|总人口
            relieved_households count 脱贫户数
            relieved_persons count 脱贫人口数|脱贫人数
            monitored_households count 监测户数|监测对象户数
            is_assisted boolean 是否帮扶村|是否重点帮扶村
            has_work_team boolean 是否有驻村工作队|驻村工作队
            is_exited boolean 是否出列|是否脱贫出列
            """
        ),
        is_national=True,
    ),
    Table(
        "T-N6a",
        ("乡村公益性岗位名单", "公益岗位人员花名册"),
        columns(
            """
            post_kind code* 岗位类型|岗位类别
            employer_unit text 聘用单位|用人单位
            start_date date* 聘用开始时间|上岗时间
            end_date date 聘用结束时间|离岗时间
            monthly_pay_cny money 月工资|月工资(元)|年工资(元)
            is_weak_labour boolean 是否弱劳力半劳力|是否弱半劳动力
            has_insurance boolean 人身意外险|是否购买人身意外险
            attendance_days count 出勤天数|本月出勤天数
            """
        ),
        PERSON,
        is_national=True,
    ),
    Table(
        "T-N6b",
        ("就业帮扶车间名单", "帮扶车间一览表"),
        columns(
            """
            workshop_name text* 车间名称|帮扶车间名称
            credit_code text 统一社会信用代码|社会信用代码
            approved_date date* 认定时间|认定日期
            workshop_state code* 状态|车间状态
            workers count 吸纳总人数|吸纳就业人数
            relieved_workers count 其中脱贫人口|吸纳脱贫人口数
            """
        ),
        is_national=True,
    ),
    Table(
        "T-C1",
        ("低收入人口花名册", "农村低收入人口名册（低收入家庭）"),
        columns(
            """
            low_income_kind code* 对象类别|救助对象类别
            approved_month month 认定时间|认定年月
            can_work boolean 有无劳动能力|是否有劳动能力
            """
        ),
        PERSON,
    ),
    Table(
        "T-S1",
        ("农村劳动力信息抽检表", "实名制信息抽样核查表"),
        columns(
            """
            round_no text* 抽检批次|抽查批次
            sample_no text* 样本编号|样本号
            checked_table text 被抽表|来源表
            is_reached boolean* 是否联系上|能否联系上
            state_is_true boolean 就业状态属实|就业状态是否属实
            region_is_true boolean 就业地域属实|就业地域是否属实
            training_is_true boolean 培训意愿属实|培训意愿是否属实
            skill_is_true boolean 技能水平属实|技能水平是否属实
            wage_is_true boolean 务工收入属实|务工收入是否属实
            checked_date date 核查日期|抽检日期
            has_checker presence 核查人|抽检人
            """
        ),
        PERSON,
    ),
    Table(
        "T-M1",
        ("人工填报指标", "任务指标填报表"),
        columns(
            """
            indicator_id text* 指标编号|指标代码
            period_month month* 所属月份|统计月份
            value number 数值|指标值
            is_done boolean 是否完成|是否已完成
            done_date date 完成日期|办结日期
            document_no text 文号|文件号
            evidence text 佐证材料|佐证
            has_filler presence 填报人|填表人
            """
        ),
        has_places=False,
    ),
)
TABLES = {table.table: table for table in _TABLES}
"""Every ledger by its id, in the order of the contract."""
COUNTY_HEADERS = {True: ("县", "县（市、区）"), False: ("县（市、区）", "县区")}
TOWN_HEADERS = {True: ("乡", "乡（镇）"), False: ("乡镇", "乡镇（街道）")}
VILLAGE_HEADERS = ("行政村", "村")
"""By whether the table is of the national system."""
WHO = ("town_code", "village_name", "county_name", "town_name", "person_name", "id_no", "phone")
"""Where and who a row is, beside the stored columns."""
