"""One alert as one mail, and the connection that carries it.

Belongs here: the message, TLS, and what a failure means (this address, try again, or the server).
Does not belong here: who gets what and how often (``send``). No server text is passed on: it may
repeat an address.
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from pathlib import Path

from pipelines.alerts.outbox import Envelope
from pipelines.alerts.words import PAGE_NAME, TEXT_NAME, WORKBOOK_NAME
from pipelines.settings import Smtp

IMPLICIT_TLS_PORT = 465
_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


class MailError(smtplib.SMTPException):
    """A mail did not go out; the message is Chinese, without full stop."""


class AddressRefusedError(MailError):
    """One mail will not be taken; the next one may be."""


class TryAgainError(MailError):
    """The server could not just now."""


class ServerError(MailError):
    """No mail can be sent until the configuration is mended."""


def build_mail(folder: Path, sender: str, county_name: str, envelope: Envelope) -> EmailMessage:
    """Make the mail of one alert: text, page, and the workbook when there is one.

    Raises:
        AddressRefusedError: sender or recipient cannot stand in a mail header.
        OSError: a file of the alert cannot be read.
    """
    text = (folder / TEXT_NAME).read_text(encoding="utf-8-sig")
    page = (folder / PAGE_NAME).read_text(encoding="utf-8")
    mail = EmailMessage()
    try:
        mail["From"], mail["To"] = sender, envelope.recipient
    except (ValueError, IndexError) as error:
        raise AddressRefusedError("邮箱地址写法不对，请检查配置") from error
    mail["Subject"] = text.splitlines()[0]
    mail["Date"] = formatdate(localtime=True)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "alerts.invalid"
    # The same message has the same number: a server that saw it before a crash can drop the copy.
    mail["Message-ID"] = f"<{envelope.content[:32]}.{envelope.county_code}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text, charset="utf-8", cte="base64")
    mail.add_alternative(page, subtype="html", charset="utf-8", cte="base64")
    workbook = folder / WORKBOOK_NAME
    if workbook.exists():
        name = f"问题清单_{county_name}_{envelope.month}.xlsx"
        main, sub = _XLSX
        mail.add_attachment(workbook.read_bytes(), maintype=main, subtype=sub, filename=name)
    return mail


def open_smtp(smtp: Smtp) -> smtplib.SMTP:
    """Open a connection, protected and logged in as configured; ``with`` closes it.

    Raises:
        TryAgainError: nobody answers, or not in time.
        ServerError: certificate, TLS or log-in is refused.
    """
    context = _context(smtp)
    try:
        client = _open(smtp, context)
    except ssl.SSLError as error:
        raise ServerError(_certificate_words(smtp)) from error
    except (smtplib.SMTPException, TimeoutError) as error:
        raise TryAgainError(
            f"邮件服务器 {smtp.host}:{smtp.port} 没有应答或应答不正常"
            f"（最多等 {smtp.timeout_seconds:g} 秒）"
        ) from error
    except OSError as error:
        raise TryAgainError(f"连不上邮件服务器 {smtp.host}:{smtp.port}") from error
    try:
        _protect_and_log_in(client, smtp, context)
    except BaseException:
        client.close()
        raise
    return client


def deliver(client: smtplib.SMTP, mail: EmailMessage) -> None:
    """Hand over one mail.

    Raises:
        AddressRefusedError: refused for good (5xx).
        TryAgainError: refused for now (4xx), or the connection broke.
    """
    try:
        client.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        raise _refusal(min(code for code, _ in error.recipients.values())) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code) from error
    except (smtplib.SMTPNotSupportedError, ValueError) as error:
        raise AddressRefusedError("邮箱地址含有服务器不支持的字符") from error
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        raise TryAgainError("发送途中连接中断或超时") from error


def _refusal(code: int) -> MailError:
    if 400 <= code < 500:
        return TryAgainError(f"邮件服务器暂时不收（代码 {code}）")
    return AddressRefusedError(f"邮件服务器拒收（代码 {code}），请核对邮箱地址")


def _context(smtp: Smtp) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(smtp.ca_file) if smtp.ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise ServerError(
            f"证书文件 {smtp.ca_file} 无法读取，请检查 settings.yml 的 smtp.ca_file"
        ) from error


def _open(smtp: Smtp, context: ssl.SSLContext) -> smtplib.SMTP:
    if smtp.port == IMPLICIT_TLS_PORT:
        return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=smtp.timeout_seconds, context=context)
    return smtplib.SMTP(smtp.host, smtp.port, timeout=smtp.timeout_seconds)


def _protect_and_log_in(client: smtplib.SMTP, smtp: Smtp, context: ssl.SSLContext) -> None:
    has_tls = smtp.starttls or smtp.port == IMPLICIT_TLS_PORT
    if smtp.username and not has_tls:
        raise ServerError(
            "配置了用户名和密码，但没有加密（smtp.starttls 为 false），为防密码泄露没有发送"
        )
    try:
        if smtp.starttls and smtp.port != IMPLICIT_TLS_PORT:
            client.starttls(context=context)
        if smtp.username:
            client.login(smtp.username, smtp.password or "")
    except ssl.SSLError as error:
        raise ServerError(_certificate_words(smtp)) from error
    except smtplib.SMTPAuthenticationError as error:
        raise _log_in_refusal(error.smtp_code) from error
    except smtplib.SMTPNotSupportedError as error:
        raise ServerError(
            "邮件服务器不支持所配置的加密或登录方式，没有发送；请与邮件管理员核对 smtp 的端口和设置"
        ) from error
    except OSError as error:
        raise TryAgainError(f"邮件服务器 {smtp.host}:{smtp.port} 中断了连接") from error


def _log_in_refusal(code: int) -> MailError:
    if 400 <= code < 500:
        return TryAgainError(f"邮件服务器暂时不能登录（代码 {code}）")
    return ServerError("邮件服务器不接受用户名或密码，请检查 settings.yml 的 smtp")


def _certificate_words(smtp: Smtp) -> str:
    return (
        f"邮件服务器 {smtp.host}:{smtp.port} 的证书不可信，没有发送。"
        "请向邮件管理员要证书文件，写进 settings.yml 的 smtp.ca_file"
    )
