"""The outbox: every alert reaches every channel once, whatever fails in between."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.alerts import RecipientsError, SendReport, send_alerts
from pipelines.alerts.checks import check_channels, send_test_lines
from pipelines.alerts.due import CHINA
from pipelines.alerts.log import unsent_lines
from pipelines.alerts.notice import notice_text, notify_failure
from pipelines.alerts.outbox import Outbox
from pipelines.alerts.recipients import FILE_NAME
from pipelines.alerts.rounds import without_news
from pipelines.alerts.write import write_where_time_passed
from pipelines.settings import Settings
from tests.alert_servers import (
    LATER,
    NEVER,
    Authority,
    Mailbox,
    Robot,
    robot_server,
)
from tests.alerts_home import (
    FUSONG,
    JINGYU,
    MONTH,
    PEOPLE,
    make_home,
    standard_findings,
    standard_verdicts,
    write,
    write_screening,
)
from tests.fetch_servers import HOST, free_port

NOON = datetime(2022, 6, 3, 12, tzinfo=CHINA)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = make_home(tmp_path)
    write(made)
    return made


def told(
    settings: Settings,
    mailbox: Mailbox,
    authority: Authority,
    counties: dict[str, list[dict[str, Any]]],
) -> None:
    """Write ``recipients.yml``."""
    smtp = {"host": HOST, "port": mailbox.port, "sender": "bureau@example.com"}
    smtp |= {"ca_file": str(authority.ca_file), "timeout_seconds": 5}
    content = {"smtp": smtp, "counties": counties}
    (settings.home / FILE_NAME).write_text(yaml.safe_dump(content, allow_unicode=True))
    (settings.home / "key").write_text("a-key")


def mail(*to: str, attach: bool = False) -> dict[str, Any]:
    return {"kind": "email", "to": list(to), "attach": attach}


def wecom(robot: Robot) -> dict[str, Any]:
    url = f"http://{HOST}:{robot.port}"
    return {"kind": "wecom", "key": {"file": "key"}, "url": url, "plain_http": True}


def send(settings: Settings, now: datetime = NOON, *, at_once: bool = False) -> SendReport:
    return send_alerts(settings, now=now, at_once=at_once)


def dispatches(settings: Settings) -> dict[str, dict[str, Any]]:
    found = sorted((settings.archive / "dispatches").glob("*.json"))
    return {path.stem: json.loads(path.read_text()) for path in found}


def test_each_county_gets_its_own_alert_and_a_record_that_it_was_told(
    settings: Settings, mailbox: Mailbox, robot: Robot, authority: Authority
) -> None:
    counties = {
        "抚松县": [mail("fusong@example.com", attach=True), wecom(robot)],
        "靖宇": [mail("jingyu@example.com", "jingyu2@example.com")],
        "220600": [mail("city@example.com", attach=True)],
    }
    told(settings, mailbox, authority, counties)
    report = send(settings)
    assert (len(report.sent), report.failed, report.waiting) == (5, (), 0)
    expected = ["city", "fusong", "jingyu2", "jingyu"]
    assert mailbox.addresses() == [f"{name}@example.com" for name in expected]
    by_address = dict(mailbox.mails)
    fusong = by_address["fusong@example.com"]
    assert fusong["Subject"] == "【数据质量提醒】抚松县 2022年5月（第1次）"
    (workbook,) = fusong.iter_attachments()
    on_disk = settings.alerts / FUSONG / MONTH / "问题清单.xlsx"
    assert workbook.get_content() == on_disk.read_bytes()
    assert not list(by_address["city@example.com"].iter_attachments())
    assert "白山市（全市汇总）" in by_address["city@example.com"]["Subject"]
    records = {name[:6]: record for name, record in dispatches(settings).items()}
    assert set(records) == {FUSONG, JINGYU, "220600"}
    record = records[FUSONG]
    own = {row["problem_key"] for row in standard_findings() if row["county_code"] == FUSONG}
    assert set(record["problem_keys"]) == own
    assert (record["sent_on"], record["due_on"]) == ("2022-06-03", "2022-06-15")
    assert (record["county_code"], record["report_month"]) == (FUSONG, MONTH)


def test_what_was_told_has_a_date_and_grows_overdue_without_another_screening(
    settings: Settings, mailbox: Mailbox, authority: Authority
) -> None:
    told(settings, mailbox, authority, {"抚松县": [mail("a@example.com")]})
    send(settings)
    assert write_where_time_passed(settings, today=date(2022, 6, 15)) is None
    report = write_where_time_passed(settings, today=date(2022, 6, 16))
    assert report is not None
    text = (settings.alerts / FUSONG / MONTH / "提醒.txt").read_text(encoding="utf-8-sig")
    assert "（第2次）" in text
    assert "逾期未改 8 条。" in text
    assert len(send(settings, NOON + timedelta(days=13)).sent) == 1


def test_a_messenger_gets_counts_and_no_person(
    settings: Settings, mailbox: Mailbox, robot: Robot, authority: Authority
) -> None:
    told(settings, mailbox, authority, {"抚松县": [wecom(robot)], "白山市": [wecom(robot)]})
    send(settings)
    texts = [asked.body["text"]["content"] for asked in robot.asked]
    assert texts[0].splitlines() == [
        "【数据质量提醒】抚松县 2022年5月（第1次）",
        "数据收件：有 1 份需要补报或重新报送。",
        "本期问题 8 条：首次筛查，没有上期可比。",
        "按轻重：必须更正 4 条，请核实 4 条，提示 0 条。",
        "请于6月15日前在源系统更正（不要改导出表），更正后重新导出报送。",
        f"完整清单：市局数据目录 alerts/{FUSONG}/{MONTH}/问题清单.xlsx。",
        "本消息只有条数，不含个人信息。",
    ]
    assert "各县（市、区）：浑江区 1、抚松县 8、靖宇县 1。" in texts[1]
    for text in texts:
        assert "*" not in text
        assert not re.search(r"BS-2022", text)


def test_the_same_alert_is_not_sent_twice_and_a_changed_one_is(
    settings: Settings, mailbox: Mailbox, authority: Authority
) -> None:
    told(settings, mailbox, authority, {"抚松县": [mail("a@example.com")]})
    send(settings)
    write(settings, today=date(2022, 6, 4))
    assert send(settings, NOON + timedelta(days=1)).sent == ()
    assert len(mailbox.mails) == 1
    write_screening(settings.home, standard_findings()[:3], standard_verdicts())
    write(settings, today=date(2022, 6, 12))
    assert len(send(settings, NOON + timedelta(days=9)).sent) == 1
    assert mailbox.mails[1][1]["Subject"].endswith("（第2次）")
    first, second = dispatches(settings).values()
    # Told late, nobody has less than a week.
    assert (first["due_on"], second["due_on"]) == ("2022-06-15", "2022-06-19")


def test_a_failing_channel_does_not_hold_the_others_and_is_tried_again_later(
    settings: Settings, mailbox: Mailbox, robot: Robot, authority: Authority
) -> None:
    robot.answer = {"errcode": 93000, "errmsg": "invalid webhook url"}
    mailbox.busy = 1
    counties = {"抚松县": [mail(NEVER, LATER, "ok@example.com"), wecom(robot)]}
    told(settings, mailbox, authority, counties)
    said: list[str] = []
    report = send_alerts(settings, said.append, now=NOON)
    assert mailbox.addresses() == ["ok@example.com"]
    assert (len(report.sent), len(report.failed), report.waiting) == (1, 3, 3)
    reasons = "\n".join(report.failed)
    assert "抚松县 邮件 n***@example.com：没有送到，邮件服务器拒收（代码 550）" in reasons
    assert "企业微信（key）：没有送到，机器人没有收下（errcode 93000：机器人已删除" in reasons
    assert "第 1 次，6月3日 12:01 以后重试" in reasons
    spoken = "\n".join([*said, *report.sent, *report.failed])
    assert "ok@example" not in spoken
    assert not any(person in spoken or number in spoken for person, number in PEOPLE)

    robot.answer = {"errcode": 0}
    assert send(settings, NOON + timedelta(seconds=30)).waiting == 3
    again = send(settings, NOON + timedelta(minutes=1))
    assert (len(again.sent), len(again.failed)) == (2, 1)
    assert mailbox.addresses() == [LATER, "ok@example.com"]
    (never,) = [p for p in Outbox(settings.alerts).parcels() if p.status == "failed"]
    # The pause doubles.
    assert (never.tries, never.next_try) == (2, "2022-06-03T12:03:00+08:00")
    assert len(send(settings, NOON + timedelta(minutes=2), at_once=True).failed) == 1


def test_a_dead_server_is_asked_once_a_round_and_delays_nobody_else(
    settings: Settings, mailbox: Mailbox, authority: Authority
) -> None:
    with robot_server() as slow, robot_server() as quick:
        slow.delay = 3.0
        dead = {**wecom(slow), "timeout_seconds": 0.5}
        counties: dict[str, list[dict[str, Any]]] = {
            name: [dead, wecom(quick)] for name in ("抚松县", "靖宇县", "浑江区")
        }
        told(settings, mailbox, authority, counties)
        began = time.monotonic()
        report = send(settings)
        assert time.monotonic() - began < 2.5
        assert (len(report.sent), len(report.failed)) == (3, 3)
        assert len(slow.asked) == 1
        assert all("0.5 秒内没有应答" in line for line in report.failed)


def test_a_later_alert_takes_the_place_of_one_that_did_not_arrive(
    settings: Settings, mailbox: Mailbox, authority: Authority
) -> None:
    mailbox.busy = 1
    told(settings, mailbox, authority, {"抚松县": [mail(LATER)]})
    assert len(send(settings).failed) == 1
    write_screening(settings.home, standard_findings()[:3], standard_verdicts())
    write(settings)
    assert len(send(settings).sent) == 1
    assert [m["Subject"][-5:] for _, m in mailbox.mails] == ["（第2次）"]
    old, new = Outbox(settings.alerts).parcels()
    assert {old.status, new.status} == {"replaced", "delivered"}


def test_a_channel_that_was_removed_is_not_tried_any_more(
    settings: Settings, mailbox: Mailbox, authority: Authority
) -> None:
    told(settings, mailbox, authority, {"抚松县": [mail(NEVER)]})
    send(settings)
    told(settings, mailbox, authority, {"抚松县": [mail("new@example.com")]})
    report = send(settings)
    assert (len(report.sent), report.waiting) == (1, 0)
    (gone,) = [p for p in Outbox(settings.alerts).parcels() if p.status == "replaced"]
    assert gone.reason == "渠道已从 recipients.yml 删除"


def test_what_waits_for_channels_that_are_all_gone_waits_no_more(
    settings: Settings, mailbox: Mailbox, authority: Authority
) -> None:
    told(settings, mailbox, authority, {"抚松县": [mail(NEVER)]})
    send(settings)
    assert len(unsent_lines(settings)) == 1
    (settings.home / FILE_NAME).unlink()
    assert send(settings).waiting == 0
    assert unsent_lines(settings) == []


def test_without_recipients_nobody_is_told_and_nothing_fails(settings: Settings) -> None:
    report = send(settings)
    assert "没有配置收件人（recipients.yml）" in report.notes[0]
    assert not dispatches(settings)


def test_a_mistake_in_recipients_sends_nothing(settings: Settings) -> None:
    (settings.home / FILE_NAME).write_text("counties:\n  抚松县:\n    - kind: sms\n")
    with pytest.raises(RecipientsError, match="第 3 行"):
        send(settings)


def test_a_damaged_file_of_the_outbox_means_sent_again_not_never(
    settings: Settings, mailbox: Mailbox, authority: Authority
) -> None:
    told(settings, mailbox, authority, {"抚松县": [mail("a@example.com")]})
    send(settings)
    (path,) = (settings.alerts / "outbox").glob("[0-9a-f]*.json")
    path.write_text(path.read_text()[:40])
    assert len(send(settings).sent) == 1
    assert len({m["Message-ID"] for _, m in mailbox.mails}) == 1


def test_a_mistake_in_recipients_is_told_by_a_refresh_and_does_not_stop_it(
    settings: Settings,
) -> None:
    (settings.home / FILE_NAME).write_text("counties:\n  抚松县:\n    - kind: sms\n")
    said: list[str] = []
    report = without_news(settings, said.append)
    assert report.failed == (said[-1],)
    assert said[-1].startswith("提醒没有发出。收件人文件")


def test_a_refresh_without_news_sends_what_is_due(
    settings: Settings, mailbox: Mailbox, authority: Authority
) -> None:
    told(settings, mailbox, authority, {"抚松县": [mail("a@example.com")]})
    assert without_news(settings).sent == ("抚松县 邮件 a***@example.com",)
    assert without_news(settings).sent == ()
    assert mailbox.addresses() == ["a@example.com"]


def test_the_doctor_names_what_cannot_be_used_and_a_test_line_goes_everywhere(
    settings: Settings, mailbox: Mailbox, robot: Robot, authority: Authority
) -> None:
    (settings.home / "share").mkdir()
    share = {"kind": "folder", "path": "share"}
    told(settings, mailbox, authority, {"抚松县": [mail("a@example.com"), wecom(robot), share]})
    (settings.home / "key").chmod(0o600)
    assert check_channels(settings) == (3, [])
    assert [problem for _, problem in send_test_lines(settings)] == ["", "", ""]
    assert "不需要办理" in robot.asked[0].body["text"]["content"]
    assert len(mailbox.mails) == 1
    assert list((settings.home / "share").iterdir()) == []

    (settings.home / "share").rmdir()
    gone = {**wecom(robot), "url": f"http://{HOST}:{free_port()}"}
    told(settings, mailbox, authority, {"抚松县": [gone, share]})
    count, problems = check_channels(settings)
    assert count == 2
    assert "连不上" in problems[0]
    assert "不存在或没有连接" in problems[1]
    assert all(problem for _, problem in send_test_lines(settings))


def test_the_city_hears_of_a_failed_run_over_its_channels(
    settings: Settings, mailbox: Mailbox, robot: Robot, authority: Authority
) -> None:
    told(settings, mailbox, authority, {"白山市": [mail("city@example.com"), wecom(robot)]})
    path = notify_failure(settings, "run-1")
    assert path.read_text(encoding="utf-8") == notice_text("run-1", "白山市")
    assert mailbox.mails[0][1]["Subject"] == "【刷新未完成】白山市就业数据本次刷新没有完成。"
    assert "运行编号：run-1" in robot.asked[0].body["text"]["content"]


def employment(settings: Settings, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pipelines.cli", "alerts", *words]
    return subprocess.Popen(
        [*command, "--home", str(settings.home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name != "posix", reason="Windows has no kill -9")
def test_a_command_killed_after_the_other_side_took_the_mail_sends_it_once_more(
    settings: Settings, mailbox: Mailbox, authority: Authority
) -> None:
    counties = {name: [mail(f"{at}@example.com")] for at, name in enumerate(("抚松县", "靖宇县"))}
    told(settings, mailbox, authority, counties)
    process = employment(settings, "send")
    mailbox.kill = process.pid
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert len(mailbox.mails) == 1
    assert not dispatches(settings)

    again = employment(settings, "send")
    out, err = again.communicate(timeout=60)
    assert (again.returncode, err) == (0, "")
    assert "送达 2 条" in out
    # At least once: what was not marked came again, as the same message.
    assert mailbox.addresses() == ["0@example.com", "0@example.com", "1@example.com"]
    assert len({m["Message-ID"] for _, m in mailbox.mails}) == 2
    assert len(dispatches(settings)) == 2


def test_the_commands_show_send_and_tell_what_did_not_arrive(
    settings: Settings, mailbox: Mailbox, authority: Authority
) -> None:
    gone = {"kind": "webhook", "url": f"http://{HOST}:{free_port()}/x", "plain_http": True}
    told(settings, mailbox, authority, {"抚松县": [mail("a@example.com", attach=True), gone]})
    shown = employment(settings, "preview", "--county", "抚松")
    out, _ = shown.communicate(timeout=60)
    assert shown.returncode == 0
    assert "三、主要问题" in out
    assert "邮件 a***@example.com（附问题清单）" in out
    assert "本消息只有条数" in out
    assert not mailbox.mails

    sent = employment(settings, "send")
    out, err = sent.communicate(timeout=60)
    assert (sent.returncode, err) == (3, "")
    assert len(mailbox.mails) == 1

    listed = employment(settings, "log")
    out, _ = listed.communicate(timeout=60)
    plain = re.sub(r"[│┃\s]", "", out)
    for words in ("还没有送到的提醒", "连不上对方的服务器", "已送达", "1次"):
        assert words in plain
    for secret in ("a@example.com", "Traceback"):
        assert secret not in out

    nowhere = employment(settings, "log", "--county", "上海")
    _, err = nowhere.communicate(timeout=60)
    assert nowhere.returncode == 1
    assert "没有“上海”这个县（市、区）" in err
