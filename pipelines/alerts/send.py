"""Send the month's alerts by mail, each county's to its own addresses, each content once.

Belongs here: who gets what, retries, and going on when one address or county fails.
Does not belong here: the mail and the connection (``mail``), the record (``outbox``).
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from pipelines.alerts.folder import only_one, read_state
from pipelines.alerts.mail import (
    AddressRefusedError,
    ServerError,
    TryAgainError,
    build_mail,
    deliver,
    open_smtp,
)
from pipelines.alerts.masking import mask_address
from pipelines.alerts.model import AlertError, Progress, SendReport
from pipelines.alerts.outbox import Envelope, content_of, read_outbox, record_sent
from pipelines.alerts.source import county_names
from pipelines.settings import Settings, Smtp

RETRY_WAITS = (1.0, 3.0)


def send_alerts(
    settings: Settings,
    month: str,
    progress: Progress | None = None,
    retry_waits: Sequence[float] = RETRY_WAITS,
) -> SendReport:
    """Send what :func:`write_alerts` wrote for ``month`` (``YYYY-MM``).

    Nothing is sent, and nothing fails, when ``settings.smtp`` is not configured. Content that an
    address got already is not sent again. ``retry_waits``: seconds before each further try after
    a temporary failure.

    Raises:
        AlertError: another process is sending, the list of counties cannot be read, or what was
            sent cannot be recorded.
    """
    say = progress or (lambda _line: None)
    if settings.smtp is None:
        note = (
            "没有配置邮件服务器（settings.yml 的 smtp），提醒没有用邮件发送；"
            f"文件在 {settings.alerts}。"
        )
        say(note)
        return SendReport(month, is_configured=False, notes=(note,))
    run = _Run(settings, settings.smtp, month, say, tuple(retry_waits))
    with only_one(settings.alerts):
        run.send_all()
    report = run.report()
    say(
        f"{month} 的提醒：发出 {len(report.sent)} 封，以前已发 {report.already_sent} 封，"
        f"没有发成 {len(report.failed)} 项。"
    )
    return report


@dataclass
class _Run:
    """One pass over all addresses; keeps one connection while it holds."""

    settings: Settings
    smtp: Smtp
    month: str
    say: Progress
    waits: tuple[float, ...]
    sent: list[str] = field(default_factory=list)
    already: int = 0
    failed: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    client: smtplib.SMTP | None = None
    has_answered: bool = False
    """Whether the last try got as far as a usable connection: if not, no address can be served."""

    def report(self) -> SendReport:
        return SendReport(
            month=self.month,
            is_configured=True,
            sent=tuple(self.sent),
            already_sent=self.already,
            failed=tuple(self.failed),
            notes=tuple(self.notes),
        )

    def send_all(self) -> None:
        done = read_outbox(self.settings.alerts)
        server_problem = ""
        try:
            for name, folder, envelope in self._envelopes():
                if envelope in done:
                    self.already += 1
                    continue
                place = f"{name} {mask_address(envelope.recipient)}"
                if server_problem:
                    self._fail(place, server_problem)
                    continue
                server_problem = self._send_one(place, name, folder, envelope)
        finally:
            self._hang_up()

    def _envelopes(self) -> Iterator[tuple[str, Path, Envelope]]:
        names = county_names(self.settings)
        addresses = dict(self.settings.recipients)
        for code in sorted(set(addresses) - set(names)):
            self._fail(code, "settings.yml 的 recipients 中这个代码不是本市的县区代码")
        for code, name in names.items():
            folder = self.settings.alerts / code / self.month
            state = read_state(folder)
            if not addresses.get(code):
                self.notes.append(f"{name}：没有配置收件人，提醒只在 {folder}。")
            elif state is None:
                self._fail(name, f"{self.month} 的提醒还没有生成，请先生成")
            else:
                for address in dict.fromkeys(addresses[code]):
                    yield name, folder, Envelope(self.month, code, address, content_of(state))

    def _send_one(self, place: str, name: str, folder: Path, envelope: Envelope) -> str:
        """Send one mail; return why no further one can be sent, or nothing."""
        try:
            mail = build_mail(folder, self.smtp.sender, name, envelope)
            self._with_retries(mail)
        except AddressRefusedError as error:
            self._fail(place, str(error))
        except TryAgainError as error:
            tried = f"{error}，试了 {len(self.waits) + 1} 次，请稍后再发"
            self._fail(place, tried)
            return "" if self.has_answered else tried
        except ServerError as error:
            self._fail(place, str(error))
            return str(error)
        except OSError as error:
            self._fail(place, f"提醒文件无法读取（{type(error).__name__}），请重新生成")
        else:
            self.sent.append(place)
            self._record(place, envelope)
            self.say(f"{place}：已发送")
        return ""

    def _record(self, place: str, envelope: Envelope) -> None:
        try:
            record_sent(self.settings.alerts, envelope)
        except OSError as error:
            raise AlertError(
                f"{place} 的提醒已发出，但发送记录写不进 {self.settings.alerts}，"
                "为免重复发送已停止。请检查磁盘空间和文件夹权限，然后重新发送。"
            ) from error

    def _with_retries(self, mail: EmailMessage) -> None:
        for wait in (*self.waits, None):
            self.has_answered = False
            try:
                self.client = self.client or open_smtp(self.smtp)
                self.has_answered = True
                deliver(self.client, mail)
            except TryAgainError:
                self._hang_up()
                if wait is None:
                    raise
                time.sleep(wait)
            else:
                return

    def _fail(self, place: str, reason: str) -> None:
        self.failed.append(f"{place}：{reason}。")
        self.say(f"{place}：没有发成，{reason}。")

    def _hang_up(self) -> None:
        client, self.client = self.client, None
        if client is None:
            return
        try:
            client.quit()
        except OSError:
            client.close()
