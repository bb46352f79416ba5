"""The plain Chinese words that text, page, workbook and mail share.

Belongs here: labels of codes, dates as the office says them, numbers with separators.
Does not belong here: whole digests (``digest``, ``city``).
"""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.alerts.model import ACCEPTED, HELD, MISSING, REFUSED, Counts, RuleGroup, Verdict
from pipelines.months import month_label

UNKNOWN_TABLE = "unknown"
MONTHLY = ("T-H1", "T-N1", "T-N2")
"""Tables that every county delivers every month; the others are ledgers."""
TABLES = {
    "T-H1": "农村劳动力实名制信息",
    "T-H2": "培训台账",
    "T-H3": "就业服务记录",
    "T-H4": "返乡创业基地台账",
    "T-H5": "招聘活动台账",
    "T-H6": "就业援助对象认定",
    "T-H7": "就业失业登记",
    "T-H8": "政策享受信息",
    "T-N1": "脱贫户监测对象信息",
    "T-N2": "已外出务工信息",
    "T-N3": "计划外出务工信息",
    "T-N4": "户信息",
    "T-N5": "行政村信息",
    "T-N6a": "公益性岗位名单",
    "T-N6b": "帮扶车间名单",
    "T-C1": "低收入人口花名册",
    "T-S1": "抽检表",
    "T-M1": "人工填报指标",
    "plan": "任务分解表",
    UNKNOWN_TABLE: "认不出是哪张表的文件",
}
SOURCES = {
    "jilin_employment": "吉林就业信息管理系统",
    "national_monitoring": "全国防返贫监测信息系统",
    "civil_affairs": "民政部门",
    "spot_check": "抽检",
    "manual": "人工填报",
}
SEVERITY = {"E": "必须更正", "W": "请核实", "I": "提示"}
OWNER = {"T": "乡镇更正", "K": "县区管理员处理", "C": "市局牵头处理"}
STATE = {ACCEPTED: "已采用", HELD: "已暂停", REFUSED: "拒收", MISSING: "缺报"}
WORKBOOK_NAME = "问题清单.xlsx"
TEXT_NAME = "提醒.txt"
PAGE_NAME = "提醒.html"
CLOSING = "本提醒不含完整身份证号；请勿转发到微信、QQ群。"
CLOSING_BRIEF = "本消息只有条数，不含个人信息。"
QUIET_LINE = "本期与上次相同，没有新的问题"
CLOSING_CITY = "本提醒只含条数，不含个人信息；请勿转发到微信、QQ群。"


def amount(value: int) -> str:
    """Write a number with thousands separators."""
    return f"{value:,}"


def sentence(text: str) -> str:
    """Return the text with exactly one full stop at its end; empty stays empty."""
    bare = text.strip().rstrip("。.；;")
    return f"{bare}。" if bare else ""


def table_label(table_name: str | None) -> str:
    """Return the table's own name in its system."""
    return TABLES.get(table_name or "", table_name or "")


def delivery_name(verdict: Verdict) -> str:
    """Name table and system, as an administrator knows them."""
    source = SOURCES.get(verdict.source)
    label = table_label(verdict.table_name)
    return f"{label}（{source}）" if source else label


def headline(title_of: str, month: str, issue: int) -> str:
    """Return the first line of every alert and the subject of its mail."""
    return f"【数据质量提醒】{title_of} {month_label(month)}（第{issue}次）"


def numbered(name: str, issue: int) -> str:
    """``问题清单（第2次）.xlsx``: a name that the next issue does not take."""
    stem, dot, kind = name.rpartition(".")
    return f"{stem}（第{issue}次）{dot}{kind}"


def rule_title(group: RuleGroup) -> str:
    """``务工未满16周岁（R43）``."""
    return f"{group.rule_name}（{group.rule_id}）"


def progress_words(counts: Counts) -> str:
    """Say how many are new, for the sentence that gives the total."""
    if counts.is_first:
        return "首次筛查，没有上期可比"
    return f"新增 {amount(counts.new)}、持续 {amount(counts.continuing)}"


def closed_words(counts: Counts) -> str:
    """``上期已销号 52 条。`` and, when there are any, those nobody could look at."""
    if counts.is_first:
        return ""
    words = f"上期已销号 {amount(counts.closed)} 条。"
    if counts.unconfirmed:
        words += (
            f"另有以前的 {amount(counts.unconfirmed)} 条，因本期有数据未采用或未收到，"
            "暂时不能确认是否已更正。"
        )
    return words


def overdue_words(counts: Counts) -> str:
    """``逾期未改 5 条。`` with what the city was told of, and exemptions; empty when none."""
    words = ""
    if counts.overdue:
        words = f"逾期未改 {amount(counts.overdue)} 条"
        words += f"，其中 {amount(counts.escalated)} 条已报市局" if counts.escalated else ""
        words += "。"
    if counts.exempt:
        words += f"已批准豁免 {amount(counts.exempt)} 条，不再列出。"
    if counts.requested:
        words += f"申请豁免待批 {amount(counts.requested)} 条。"
    return words


def severity_words(counts: Counts) -> str:
    """``必须更正 12 条，请核实 25 条，提示 10 条``."""
    levels = (("E", counts.errors), ("W", counts.warnings), ("I", counts.infos))
    return "，".join(f"{SEVERITY[level]} {amount(count)} 条" for level, count in levels)


def due_words(counts: Counts) -> str:
    """Say what is to be done by the date; older problems keep the date they were given first."""
    earlier = "；以前已通知的，仍按原来的期限" if counts.continuing or counts.overdue else ""
    return f"在源系统更正（不要改导出表），更正后重新导出报送{earlier}"


def noted_words(count: int) -> str:
    """Say how many findings are on record only; empty when there are none."""
    if not count:
        return ""
    return f"另有 {amount(count)} 条只作记录（如乱码、已忽略的合计行），不列入清单。"


def ledger_words(verdicts: Iterable[Verdict]) -> str:
    """Say how many ledgers came beside the monthly tables; empty when there are none."""
    known = (v for v in verdicts if v.is_lead and v.table_name not in (*MONTHLY, UNKNOWN_TABLE))
    count = sum(1 for _ in known)
    return f"另收到台账 {amount(count)} 份" if count else ""


def file_words(verdict: Verdict) -> str:
    """Name the file where the table alone does not say which one is meant."""
    if verdict.wrong_files:
        return f"（共 {verdict.parts} 个文件，出问题的是 {'、'.join(verdict.wrong_files)}）"
    if verdict.parts > 1:
        return f"（共 {verdict.parts} 个文件）"
    if verdict.state == REFUSED and verdict.file_name:
        return f"（文件 {verdict.file_name}）"
    return ""


def delivery_words(verdict: Verdict) -> str:
    """Say what became of one expected table, without what to do."""
    state = STATE.get(verdict.state, verdict.state) + file_words(verdict)
    if verdict.state == ACCEPTED:
        counted = f"共 {amount(verdict.rows_data)} 行，计入统计 {amount(verdict.rows_accepted)} 行"
        if verdict.rows_quarantined:
            counted += f"，暂不计入 {amount(verdict.rows_quarantined)} 行"
        return f"{state}。{counted}。"
    if verdict.state == MISSING:
        return f"{state}，没有收到这张表。"
    reason = sentence(verdict.reason)
    return f"{state}。原因：{reason}" if reason else f"{state}。"


def what_to_do(verdict: Verdict, inbox: str) -> str:
    """Say what the county does about a table that was not adopted; empty when it was.

    ``inbox`` is the county's folder in the inbox, as a person would read it.
    """
    if verdict.state == ACCEPTED:
        return ""
    source = SOURCES.get(verdict.source, "源系统")
    again = f"放入收件目录 {inbox}，市局收到后会重新检查。"
    if verdict.state == MISSING:
        return f"请尽快从{source}导出“{table_label(verdict.table_name)}”（全部字段），{again}"
    if verdict.state == REFUSED and not verdict.is_lead:
        return (
            "这张表已有可用的文件，统计不受影响。"
            f"如果要用这个文件代替，请从{source}用“全部字段”重新导出，{again}"
        )
    if verdict.state == REFUSED:
        return f"请从{source}用“全部字段”重新导出（不要改表头、不要另存为其他格式），{again}"
    kept = "重新报送并通过检查之前，本期不用这份数据，统计沿用上次采用的数据（以前没有的，暂缺）。"
    if verdict.is_screened:
        return f"{kept}请先在源系统更正下列问题，再重新导出，{again}"
    return f"{kept}这份文件没有逐行检查。请核对后从{source}重新导出，{again}"
