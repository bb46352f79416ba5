"""Alerts mailed to a real SMTP server with TLS on loopback."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd import smtp as aiosmtp
from aiosmtpd.controller import Controller

from pipelines.alerts import send_alerts, write_alerts
from pipelines.settings import Settings, Smtp
from tests.alerts_home import (
    FUSONG,
    JINGYU,
    MONTH,
    PEOPLE,
    make_home,
    standard_verdicts,
    write_screening,
)

QUICK = (0.05, 0.05)
NEVER = "nobody@example.com"
LATER = "later@example.com"


@dataclass
class Mailbox:
    """What the server took; ``busy``: how many more times LATER is asked to come again."""

    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)
    busy: int = 0

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Answer RCPT."""
        if address == NEVER:
            return "550 5.1.1 no such user"
        if address == LATER and self.busy:
            self.busy -= 1
            return "450 4.2.0 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep the mail."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails += [(address, mail) for address in envelope.rcpt_tos]
        return "250 OK"

    def addresses(self) -> list[str]:
        """Return who got mail, in order."""
        return [address for address, _ in self.mails]


class TlsController(Controller):
    """A server that speaks only after STARTTLS."""

    def __init__(self, handler: Any, context: ssl.SSLContext, **more: Any) -> None:
        self.starttls_context = context
        self.more = more
        super().__init__(handler, hostname="127.0.0.1", port=free_port())

    def factory(self) -> aiosmtp.SMTP:
        """Make the protocol of one connection."""
        return aiosmtp.SMTP(
            self.handler,
            tls_context=self.starttls_context,
            require_starttls=True,
            enable_SMTPUTF8=False,
            **self.more,
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a self-signed certificate for 127.0.0.1; the key is in the same file."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", str(path), "-out", f"{path}.crt"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    certificate = Path(f"{path}.crt")
    path.write_text(path.read_text() + certificate.read_text())
    return path


def context_of(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox, certificate: Path) -> Iterator[TlsController]:
    controller = TlsController(mailbox, context_of(certificate))
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def settings(tmp_path: Path, server: TlsController, certificate: Path) -> Settings:
    made = replace(
        make_home(tmp_path),
        smtp=smtp_of(server, certificate),
        recipients=(
            (FUSONG, ("fusong@example.com",)),
            (JINGYU, ("jingyu@example.com", "jingyu2@example.com")),
            ("220600", ("city@example.com",)),
        ),
    )
    write_alerts(made, MONTH)
    return made


def smtp_of(server: TlsController, certificate: Path) -> Smtp:
    return Smtp(
        host="127.0.0.1",
        port=server.port,
        sender="bureau@example.com",
        timeout_seconds=5,
        ca_file=Path(f"{certificate}.crt"),
    )


def test_each_county_gets_its_own_alert_at_its_own_addresses(
    settings: Settings, mailbox: Mailbox
) -> None:
    report = send_alerts(settings, MONTH)
    assert not report.failed
    assert len(report.sent) == 4
    assert sorted(mailbox.addresses()) == [
        "city@example.com",
        "fusong@example.com",
        "jingyu2@example.com",
        "jingyu@example.com",
    ]
    by_address = dict(mailbox.mails)
    mail = by_address["fusong@example.com"]
    assert mail["Subject"] == "【数据质量提醒】抚松县 2022年5月（第1次）"
    assert mail["To"] == "fusong@example.com"
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert "一、本期问题 8 条" in plain.get_content()
    assert "<h1>【数据质量提醒】抚松县" in page.get_content()
    (workbook,) = mail.iter_attachments()
    assert workbook.get_filename() == "问题清单_抚松县_2022-05.xlsx"
    on_disk = settings.alerts / FUSONG / MONTH / "问题清单.xlsx"
    assert workbook.get_content() == on_disk.read_bytes()
    assert not list(by_address["city@example.com"].iter_attachments())


def test_the_same_content_is_not_sent_twice_but_changed_content_is(
    settings: Settings, mailbox: Mailbox
) -> None:
    send_alerts(settings, MONTH)
    write_alerts(settings, MONTH)
    again = send_alerts(settings, MONTH)
    assert (len(again.sent), again.already_sent) == (0, 4)
    write_screening(settings.home, [], standard_verdicts())
    write_alerts(settings, MONTH)
    send_alerts(settings, MONTH)
    assert len(mailbox.mails) == 8


def test_a_crash_between_two_alerts_resumes_where_it_was(
    settings: Settings, mailbox: Mailbox
) -> None:
    send_alerts(settings, MONTH)
    outbox = settings.alerts / "outbox.jsonl"
    lines = outbox.read_text(encoding="utf-8").splitlines()
    outbox.write_text("\n".join([*lines[:2], lines[2][:20]]), encoding="utf-8")
    report = send_alerts(settings, MONTH)
    assert (len(report.sent), report.already_sent) == (2, 2)
    recorded = [
        json.loads(line)["recipient"]
        for line in outbox.read_text(encoding="utf-8").splitlines()
        if line.endswith("}")
    ]
    assert sorted(recorded) == sorted(mailbox.addresses()[:4])


def test_a_refused_address_does_not_hold_the_others(settings: Settings, mailbox: Mailbox) -> None:
    mixed = replace(
        settings,
        recipients=((FUSONG, (NEVER, "fusong@example.com")), (JINGYU, ("jingyu@example.com",))),
    )
    said: list[str] = []
    report = send_alerts(mixed, MONTH, said.append, QUICK)
    assert mailbox.addresses() == ["fusong@example.com", "jingyu@example.com"]
    (failure,) = report.failed
    assert failure.startswith("抚松县 n***@example.com：邮件服务器拒收（代码 550）")
    spoken = "\n".join([*said, *report.failed, *report.sent, *report.notes])
    assert "fusong@" not in spoken
    assert not any(person in spoken or number in spoken for person, number in PEOPLE)


def test_a_temporary_refusal_is_tried_again(settings: Settings, mailbox: Mailbox) -> None:
    mailbox.busy = 2
    later = replace(settings, recipients=((FUSONG, (LATER,)),))
    assert len(send_alerts(later, MONTH, retry_waits=QUICK).sent) == 1
    mailbox.busy = 3
    later = replace(settings, recipients=((JINGYU, (LATER, "jingyu@example.com")),))
    report = send_alerts(later, MONTH, retry_waits=QUICK)
    assert len(report.sent) == 1
    assert "暂时不收（代码 450），试了 3 次" in report.failed[0]


def test_an_impossible_address_is_told_and_the_rest_is_sent(
    settings: Settings, mailbox: Mailbox
) -> None:
    odd = replace(
        settings,
        recipients=(
            (FUSONG, ("抚松@例子.com", "a@b\nBcc: x@y", "fusong@example.com")),
            ("229999", ("lost@example.com",)),
        ),
    )
    report = send_alerts(odd, MONTH, retry_waits=QUICK)
    assert mailbox.addresses() == ["fusong@example.com"]
    assert len(report.failed) == 3
    assert "不是本市的县区代码" in report.failed[0]


def test_counties_without_addresses_are_noted_not_failed(settings: Settings) -> None:
    report = send_alerts(replace(settings, recipients=()), MONTH)
    assert not report.failed
    assert len(report.notes) == 7
    assert "没有配置收件人" in report.notes[0]


def test_an_alert_that_was_not_written_is_a_failure_that_says_so(settings: Settings) -> None:
    report = send_alerts(settings, "2022-04")
    assert "抚松县：2022-04 的提醒还没有生成，请先生成。" in report.failed


def test_without_mail_configuration_nothing_fails(settings: Settings, mailbox: Mailbox) -> None:
    report = send_alerts(replace(settings, smtp=None), MONTH)
    assert not report.is_configured
    assert not report.failed
    assert "没有配置邮件服务器" in report.notes[0]
    assert not mailbox.mails


def test_a_certificate_nobody_vouches_for_stops_the_mail(
    settings: Settings, mailbox: Mailbox
) -> None:
    assert settings.smtp is not None
    report = send_alerts(replace(settings, smtp=replace(settings.smtp, ca_file=None)), MONTH)
    assert len(report.failed) == 4
    assert all("证书不可信" in failure for failure in report.failed)
    assert not mailbox.mails


def test_a_server_without_tls_gets_nothing(settings: Settings, mailbox: Mailbox) -> None:
    assert settings.smtp is not None
    plain = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    plain.start()
    try:
        smtp = replace(settings.smtp, port=plain.port)
        report = send_alerts(replace(settings, smtp=smtp), MONTH, retry_waits=QUICK)
        assert "不支持所配置的加密" in report.failed[0]
        open_password = replace(smtp, starttls=False, username="u", password="p")
        report = send_alerts(replace(settings, smtp=open_password), MONTH, retry_waits=QUICK)
        assert "防密码泄露" in report.failed[0]
    finally:
        plain.stop()
    assert not mailbox.mails


def test_a_wrong_password_stops_the_mail_and_a_right_one_sends_it(
    settings: Settings, certificate: Path, mailbox: Mailbox
) -> None:
    def check(
        server: Any, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> aiosmtp.AuthResult:
        return aiosmtp.AuthResult(success=data.password == b"right", handled=False)

    controller = TlsController(
        mailbox, context_of(certificate), authenticator=check, auth_required=True
    )
    controller.start()
    try:
        smtp = replace(smtp_of(controller, certificate), username="bureau", password="wrong")
        report = send_alerts(replace(settings, smtp=smtp), MONTH, retry_waits=QUICK)
        assert all("不接受用户名或密码" in failure for failure in report.failed)
        assert not mailbox.mails
        right = replace(settings, smtp=replace(smtp, password="right"))
        assert len(send_alerts(right, MONTH, retry_waits=QUICK).sent) == 4
    finally:
        controller.stop()


def test_a_server_that_is_not_there_is_reported_once_per_address(settings: Settings) -> None:
    assert settings.smtp is not None
    gone = replace(settings, smtp=replace(settings.smtp, port=free_port()))
    report = send_alerts(gone, MONTH, retry_waits=QUICK)
    assert len(report.failed) == 4
    assert all("连不上邮件服务器" in failure for failure in report.failed)


def test_a_server_that_does_not_answer_is_given_up_after_the_configured_time(
    settings: Settings,
) -> None:
    assert settings.smtp is not None
    silent = socket.create_server(("127.0.0.1", 0))
    accepted: list[socket.socket] = []
    thread = threading.Thread(target=lambda: accepted.append(silent.accept()[0]), daemon=True)
    thread.start()
    try:
        smtp = replace(settings.smtp, port=silent.getsockname()[1], timeout_seconds=0.3)
        report = send_alerts(replace(settings, smtp=smtp), MONTH, retry_waits=())
        assert len(report.failed) == 4
        assert "没有应答或应答不正常（最多等 0.3 秒）" in report.failed[0]
    finally:
        silent.close()
        thread.join(5)
        for connection in accepted:
            connection.close()
