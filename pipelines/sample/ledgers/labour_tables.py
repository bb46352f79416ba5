"""The tables of the labour office, from the contract: the first header is the standard one.

Belongs here: the lists only. Does not belong here: filling them (``people``, ``trainings``).
"""

from __future__ import annotations

from pipelines.sample.ledgers.shapes import PERSON, Table, columns

LABOUR_TABLES = (
    Table(
        "T-H2",
        ("职业技能培训台账", "培训人员花名册"),
        columns(
            """
            class_no text* 班级编号|培训班次
            training_provider text 培训机构|承训机构
            training_kind code* 培训类型|培训类别
            training_mode code 培训方式|培训形式
            trade text 工种|培训工种
            skill_level code 等级|技能等级
            class_hours count 课时|学时
            opened_date date 开班日期|开班时间
            closed_date date* 结业日期|结业时间
            trainee_groups codes 人员类别|学员类别
            is_qualified boolean* 是否合格|是否取证
            has_certificate presence 证书编号|证书号
            subsidy_cny money 补贴金额|补贴金额(元)|补贴金额(万元)
            is_employed boolean 是否就业|培训后是否就业
            employed_date date 就业时间|就业日期
            """
        ),
        PERSON,
    ),
    Table(
        "T-H3",
        ("就业服务记录", "“131”就业服务台账"),
        columns(
            """
            service_date date* 服务日期|服务时间
            service_kind code* 服务类型|服务项目
            has_helper presence 服务人|服务人员
            service_result code 结果|服务结果
            """
        ),
        PERSON,
    ),
    Table(
        "T-H4",
        ("返乡创业基地台账", "返乡入乡创业基地一览表"),
        columns(
            """
            base_name text* 名称|基地名称
            base_level code* 级别|基地级别
            approval_no text 认定文号|批复文号
            approved_date date* 认定日期|认定时间
            startups count 带动创业人数|带动创业
            jobs count 带动就业人数|带动就业
            base_state code 状态|运营状态
            """
        ),
    ),
    Table(
        "T-H5",
        ("招聘活动台账", "就业服务活动台账"),
        columns(
            """
            event_name text* 名称|活动名称
            campaign code* 活动类别|活动类型
            event_date date* 日期|活动日期|举办时间
            venue text 地点|活动地点
            event_form code 形式|活动形式
            firms count 企业数|参会企业数
            posts count 岗位数|提供岗位数
            attendees count 进场人数|参加人数
            intents count 达成意向|意向人数
            signed count 签约|签约人数
            viewers count 观看人数|直播观看人数
            villages texts 帮扶村|覆盖帮扶村
            """
        ),
        has_places=False,
    ),
    Table(
        "T-H6",
        ("就业援助对象认定表", "就业困难人员认定花名册"),
        columns(
            """
            aid_kind code* 认定类别|困难人员类别
            approved_date date* 认定日期|认定时间
            left_date date 退出日期|退出时间
            """
        ),
        PERSON,
    ),
    Table(
        "T-H7",
        ("就业失业登记表", "就业登记、失业登记台账"),
        columns(
            """
            registration_kind code* 登记类别|登记类型
            registered_date date* 登记日期|登记时间
            has_employer presence 单位名称|用人单位名称
            contract_start date 合同始期|合同起始日期
            contract_end date 合同终期|合同终止日期
            released_date date 解除日期|解除合同日期
            has_unemployment_no presence 失业登记号|失业登记编号
            unemployed_from date 失业始期|失业日期
            unemployed_to date 失业终期|失业结束日期
            leave_reason code 注销去向|注销原因
            """
        ),
        PERSON,
    ),
    Table(
        "T-H8",
        ("政策享受信息", "就业补贴发放台账"),
        columns(
            """
            policy text* 政策名称|补贴项目
            beneficiary_kind code 享受对象|补贴对象
            has_employer presence 单位名称|享受单位
            subsidy_month month* 补贴年月|补贴月份
            amount_cny money* 金额|金额(元)|金额(万元)
            paid_date date 发放日期|发放时间
            """
        ),
        PERSON,
    ),
)
