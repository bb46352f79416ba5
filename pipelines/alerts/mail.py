"""One alert as one mail, over a protected connection.

Belongs here: the message, TLS, log-in, and what a failure means. The standard library's, because
an office's own certificate authority, a stable Message-ID and the server's code are needed, which
Apprise's mail plugin does not give. No server text is passed on: it may repeat an address.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path

from pipelines.alerts.carry import DeliveryError, Message, read_secret
from pipelines.alerts.channels import EmailChannel, MailServer
from pipelines.secret_refs import at_home

_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def send_mail(
    home: Path, server: MailServer | None, channel: EmailChannel, message: Message
) -> None:
    """Send ``message`` to the one address of ``channel``.

    Raises:
        DeliveryError: the server or the address did not take it.
    """
    if server is None:
        raise DeliveryError("recipients.yml 中没有 smtp（邮件服务器）")
    mail = build_mail(server, channel, message)
    password = read_secret(server.password, home)
    context = _context(home, server)
    client = _open(server, context)
    try:
        _protect_and_log_in(client, server, context, password)
        _hand_over(client, mail)
        # The mail is taken; how the server says goodbye does not matter.
        with suppress(smtplib.SMTPException, OSError):
            client.quit()
    finally:
        client.close()


def build_mail(server: MailServer, channel: EmailChannel, message: Message) -> EmailMessage:
    """Make the mail of one alert: text, page where there is one, workbook where it is wanted."""
    mail = EmailMessage()
    mail["From"], mail["To"] = server.sender, channel.to[0]
    mail["Subject"] = message.subject
    mail["Date"] = formatdate(localtime=True)
    # The same message has the same number: a server that saw it before a crash can drop the copy.
    mail["Message-ID"] = f"<{message.number}@{server.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text or message.brief, charset="utf-8", cte="base64")
    if message.page:
        mail.add_alternative(message.page, subtype="html", charset="utf-8", cte="base64")
    if channel.attach and message.workbook is not None:
        name = f"问题清单_{message.county_name}_{message.month}（第{message.issue}次）.xlsx"
        main, sub = _XLSX
        mail.add_attachment(message.workbook, maintype=main, subtype=sub, filename=name)
    return mail


def _context(home: Path, server: MailServer) -> ssl.SSLContext:
    path = at_home(home, server.ca_file) if server.ca_file else None
    try:
        return ssl.create_default_context(cafile=str(path) if path else None)
    except (OSError, ssl.SSLError) as error:
        raise DeliveryError(
            f"证书文件 {path} 无法读取，请检查 recipients.yml 的 smtp.ca_file", of_endpoint=True
        ) from error


def _open(server: MailServer, context: ssl.SSLContext) -> smtplib.SMTP:
    where, seconds = f"{server.host}:{server.port}", server.timeout_seconds
    try:
        if server.security == "tls":
            return smtplib.SMTP_SSL(server.host, server.port, timeout=seconds, context=context)
        return smtplib.SMTP(server.host, server.port, timeout=seconds)
    except ssl.SSLError as error:
        raise _untrusted(server) from error
    except (smtplib.SMTPException, TimeoutError) as error:
        raise DeliveryError(
            f"邮件服务器 {where} 没有应答或应答不正常（最多等 {seconds:g} 秒）", of_endpoint=True
        ) from error
    except OSError as error:
        raise DeliveryError(f"连不上邮件服务器 {where}", of_endpoint=True) from error


def _protect_and_log_in(
    client: smtplib.SMTP, server: MailServer, context: ssl.SSLContext, password: str
) -> None:
    try:
        if server.security == "starttls":
            client.starttls(context=context)
        if server.username:
            client.login(server.username, password)
    except ssl.SSLError as error:
        raise _untrusted(server) from error
    except smtplib.SMTPAuthenticationError as error:
        raise _log_in_refusal(error.smtp_code) from error
    except smtplib.SMTPNotSupportedError as error:
        raise DeliveryError(
            "邮件服务器不支持所配置的加密或登录方式，没有发送；"
            "请与邮件管理员核对 smtp 的端口和设置",
            of_endpoint=True,
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryError(
            f"邮件服务器 {server.host}:{server.port} 中断了连接或应答不正常", of_endpoint=True
        ) from error


def _hand_over(client: smtplib.SMTP, mail: EmailMessage) -> None:
    try:
        client.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        raise _refusal(min(code for code, _ in error.recipients.values())) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code) from error
    except (smtplib.SMTPNotSupportedError, ValueError) as error:
        raise DeliveryError("邮箱地址含有服务器不支持的字符") from error
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        raise DeliveryError("发送途中连接中断或超时", of_endpoint=True) from error


def _refusal(code: int) -> DeliveryError:
    if 400 <= code < 500:
        return DeliveryError(f"邮件服务器暂时不收（代码 {code}）")
    return DeliveryError(f"邮件服务器拒收（代码 {code}），请核对邮箱地址")


def _log_in_refusal(code: int) -> DeliveryError:
    if 400 <= code < 500:
        return DeliveryError(f"邮件服务器暂时不能登录（代码 {code}）", of_endpoint=True)
    return DeliveryError("邮件服务器不接受用户名或密码，请核对 smtp", of_endpoint=True)


def _untrusted(server: MailServer) -> DeliveryError:
    return DeliveryError(
        f"邮件服务器 {server.host}:{server.port} 的证书不可信，没有发送。"
        "请向邮件管理员要证书文件，写在 recipients.yml 的 smtp.ca_file",
        of_endpoint=True,
    )
