"""Every kind of channel against a real server on loopback: what arrives, what is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import socket
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.alerts import DeliveryError
from pipelines.alerts.carry import Message, carry
from pipelines.alerts.recipients import load_recipients
from pipelines.settings import Settings
from tests.alert_servers import (
    LATER,
    NEVER,
    Authority,
    Mailbox,
    Robot,
    mail_server,
    robot_server,
)
from tests.fetch_servers import HOST, free_port

SECRET = "SECf00d"
MESSAGE = Message(
    number="0123456789abcdef",
    county_code="220621",
    county_name="抚松县",
    month="2022-05",
    issue=2,
    subject="【数据质量提醒】抚松县 2022年5月（第2次）",
    brief="本期问题 8 条。",
    text="【数据质量提醒】抚松县 2022年5月（第2次）\n\n例：欧阳*文",
    page="<h1>抚松县</h1>",
    workbook=b"PK workbook",
    counts={"total": 8, "is_first": True},
)


def send(home: Path, entry: dict[str, Any], smtp: dict[str, Any] | None = None) -> None:
    """Carry the message over a channel written as the office writes it."""
    content: dict[str, Any] = {"counties": {"抚松县": [entry]}}
    content |= {"smtp": smtp} if smtp else {}
    (home / "recipients.yml").write_text(yaml.safe_dump(content, allow_unicode=True))
    (home / "secret").write_text(SECRET)
    recipients = load_recipients(Settings(home=home))
    for channel in recipients.of("220621"):
        carry(home, recipients, channel, MESSAGE)


def refusal(home: Path, entry: dict[str, Any], smtp: dict[str, Any] | None = None) -> str:
    with pytest.raises(DeliveryError) as caught:
        send(home, entry, smtp)
    return str(caught.value)


def smtp_of(mailbox: Mailbox, authority: Authority, **more: Any) -> dict[str, Any]:
    common = {"host": HOST, "port": mailbox.port, "sender": "bureau@example.com"}
    return {**common, "timeout_seconds": 5.0, "ca_file": str(authority.ca_file), **more}


def email(*to: str, attach: bool = False) -> dict[str, Any]:
    return {"kind": "email", "to": list(to or ["fusong@example.com"]), "attach": attach}


WECOM = {"kind": "wecom", "key": {"file": "secret"}, "plain_http": True}
DINGTALK = {"kind": "dingtalk", "token": {"file": "secret"}, "plain_http": True}


def at(robot: Robot, entry: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**entry, "url": f"http://{HOST}:{robot.port}", **more}


def test_a_mail_holds_text_page_and_the_workbook_only_where_it_is_wanted(
    tmp_path: Path, mailbox: Mailbox, authority: Authority
) -> None:
    send(tmp_path, email("a@example.com", attach=True), smtp_of(mailbox, authority))
    send(tmp_path, email("b@example.com"), smtp_of(mailbox, authority))
    (_, full), (_, bare) = mailbox.mails
    assert full["Subject"] == MESSAGE.subject
    assert full["Message-ID"] == "<0123456789abcdef@example.com>"
    plain, page = full.get_body(("plain",)), full.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert "例：欧阳*文" in plain.get_content()
    assert page.get_content().strip() == MESSAGE.page
    (workbook,) = full.iter_attachments()
    assert workbook.get_filename() == "问题清单_抚松县_2022-05（第2次）.xlsx"
    assert workbook.get_content() == MESSAGE.workbook
    assert not list(bare.iter_attachments())


def test_a_password_goes_only_over_tls_and_a_wrong_one_is_told(
    tmp_path: Path, authority: Authority
) -> None:
    from aiosmtpd.smtp import AuthResult

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> Any:
        return AuthResult(success=data.password == SECRET.encode(), handled=False)

    with mail_server(authority.context, authenticator=check, auth_required=True) as mailbox:
        right = smtp_of(mailbox, authority, username="bureau", password={"file": "secret"})
        send(tmp_path, email(), right)
        assert len(mailbox.mails) == 1
        (tmp_path / "wrong").write_text("wrong")
        wrong = {**right, "password": {"file": "wrong"}}
        assert "不接受用户名或密码" in refusal(tmp_path, email(), wrong)
        absent = {**right, "password": {"env": "NO_SUCH_VARIABLE"}}
        assert "环境变量 NO_SUCH_VARIABLE 没有设置" in refusal(tmp_path, email(), absent)


def test_a_mail_server_that_cannot_be_trusted_gets_nothing(
    tmp_path: Path, mailbox: Mailbox, authority: Authority
) -> None:
    unknown = smtp_of(mailbox, authority)
    del unknown["ca_file"]
    assert "证书不可信" in refusal(tmp_path, email(), unknown)
    with mail_server(None) as plain:
        assert "不支持所配置的加密" in refusal(tmp_path, email(), smtp_of(plain, authority))
        assert plain.mails == []
    assert mailbox.mails == []


def test_what_a_mail_server_refuses_is_told_by_its_code(
    tmp_path: Path, mailbox: Mailbox, authority: Authority
) -> None:
    mailbox.busy = 1
    smtp = smtp_of(mailbox, authority)
    assert "拒收（代码 550）" in refusal(tmp_path, email(NEVER), smtp)
    assert "暂时不收（代码 450）" in refusal(tmp_path, email(LATER), smtp)
    send(tmp_path, email(LATER), smtp)
    assert mailbox.addresses() == [LATER]


def test_a_mail_server_that_is_not_there_or_silent_is_given_up(
    tmp_path: Path, mailbox: Mailbox, authority: Authority
) -> None:
    gone = smtp_of(mailbox, authority, port=free_port())
    assert "连不上邮件服务器" in refusal(tmp_path, email(), gone)
    with socket.create_server((HOST, 0)) as silent:
        slow = smtp_of(mailbox, authority, port=silent.getsockname()[1], timeout_seconds=0.3)
        assert "最多等 0.3 秒" in refusal(tmp_path, email(), slow)


def test_wecom_gets_the_brief_as_its_robot_takes_it(tmp_path: Path, robot: Robot) -> None:
    send(tmp_path, at(robot, WECOM))
    (asked,) = robot.asked
    assert (asked.path, asked.query) == ("/cgi-bin/webhook/send", {"key": SECRET})
    assert asked.body["msgtype"] == "text"
    text = asked.body["text"]["content"]
    assert text.splitlines() == [MESSAGE.subject, MESSAGE.brief]


def test_dingtalk_gets_the_brief_with_a_signature_that_its_server_can_check(
    tmp_path: Path, robot: Robot
) -> None:
    send(tmp_path, at(robot, DINGTALK, secret={"file": "secret"}))
    (asked,) = robot.asked
    assert (asked.path, asked.query["access_token"]) == ("/robot/send", SECRET)
    signed = f"{asked.query['timestamp']}\n{SECRET}".encode()
    right = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest())
    assert asked.query["sign"] == right.decode()
    assert asked.body["text"]["content"] == f"{MESSAGE.subject}\n{MESSAGE.brief}"
    send(tmp_path, at(robot, DINGTALK))
    assert set(robot.asked[1].query) == {"access_token"}


@pytest.mark.parametrize("entry", [WECOM, DINGTALK])
@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (200, {"errcode": 310000, "errmsg": "secret talk"}, "errcode 310000：安全设置不符"),
        (200, {"errcode": 12345, "errmsg": "secret talk"}, "（errcode 12345）"),
        (200, b"<html>portal</html>", "不是机器人的应答"),
        (502, {"errcode": 0}, "HTTP 502"),
        (302, {"errcode": 0}, "没有跟随"),
    ],
)
def test_a_robot_that_refuses_in_any_way_has_not_got_the_message(
    tmp_path: Path, robot: Robot, entry: dict[str, Any], status: int, answer: Any, said: str
) -> None:
    robot.status, robot.answer = status, answer
    robot.location = f"http://{HOST}:{robot.port}/elsewhere" if status == 302 else ""
    words = refusal(tmp_path, at(robot, entry))
    assert said in words
    assert "secret talk" not in words
    assert SECRET not in words
    assert len(robot.asked) == 1


def test_a_key_that_cannot_be_one_is_refused_without_being_said(
    tmp_path: Path, robot: Robot, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd").write_text("two words and ?&")
    assert "写法不对" in refusal(tmp_path, at(robot, WECOM, key={"file": "odd"}))
    assert "two words" not in "".join(capfd.readouterr())


def test_a_webhook_gets_counts_as_numbers_and_no_person(
    tmp_path: Path, authority: Authority
) -> None:
    with robot_server(authority.context) as robot:
        url = f"https://{HOST}:{robot.port}/hook/a"
        entry = {"kind": "webhook", "url": url, "ca_file": str(authority.ca_file)}
        send(tmp_path, {**entry, "token": {"file": "secret"}})
        (asked,) = robot.asked
        assert asked.path == "/hook/a"
        assert asked.headers["Authorization"] == f"Bearer {SECRET}"
        assert asked.body["counts"] == {"total": 8, "is_first": True}
        assert (asked.body["county_code"], asked.body["issue"]) == ("220621", 2)
        assert "欧阳" not in str(asked.body)
        untrusted = {"kind": "webhook", "url": url}
        assert "证书不可信" in refusal(tmp_path, untrusted)
        assert len(robot.asked) == 1


def test_a_webhook_whose_address_is_the_secret_is_read_from_its_place(
    tmp_path: Path, robot: Robot
) -> None:
    (tmp_path / "hook").write_text(f"http://{HOST}:{robot.port}/hook/s3cret")
    entry = {"kind": "webhook", "url": {"file": "hook"}}
    assert "不加密" in refusal(tmp_path, entry)
    robot.status = 401
    assert "HTTP 401" in refusal(tmp_path, {**entry, "plain_http": True})
    assert robot.asked[0].path == "/hook/s3cret"


def test_a_server_that_is_slow_or_gone_is_given_up(tmp_path: Path, robot: Robot) -> None:
    robot.delay = 1.0
    assert "0.2 秒内没有应答" in refusal(tmp_path, at(robot, WECOM, timeout_seconds=0.2))
    gone = {**WECOM, "url": f"http://{HOST}:{free_port()}"}
    assert "连不上" in refusal(tmp_path, gone)


def test_a_folder_keeps_every_issue_and_never_what_the_county_wrote(tmp_path: Path) -> None:
    entry = {"kind": "folder", "path": "share/抚松县"}
    assert "不存在或没有连接" in refusal(tmp_path, entry)
    (tmp_path / "share" / "抚松县").mkdir(parents=True)
    send(tmp_path, entry)
    folder = tmp_path / "share" / "抚松县" / "2022-05"
    book = folder / "问题清单（第2次）.xlsx"
    assert {path.name for path in folder.iterdir()} == {
        *("提醒（第2次）.txt", "提醒（第2次）.html", book.name),
    }
    book.write_bytes(b"filled in")
    send(tmp_path, entry)
    assert book.read_bytes() == b"filled in"
