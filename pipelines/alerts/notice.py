"""The note to the city office that a run failed.

Belongs here: wording and delivery of that one note. It says what still stands and where
to look; it never quotes an error, which could quote a cell.
"""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.settings import Settings


def notice_text(run_id: str) -> str:
    """Return the note for the run ``run_id``."""
    return (
        "【刷新未完成】白山市就业数据本次刷新没有完成。\n"
        "已发布的页面和数据不受影响，仍是上一次的内容。\n"
        f"运行编号：{run_id}\n"
        "请在市局电脑上运行 employment status 查看进度，"
        "运行 employment doctor 自查，改正后重新运行 employment refresh。\n"
    )


def notify_failure(settings: Settings, run_id: str) -> Path:
    """Write the note to the city's alert folder and mail it where mail is configured.

    A mail server that does not answer must not hide the note: the file is written first.
    """
    from pipelines.alerts.mail import open_smtp

    folder = settings.alerts / settings.city_code
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "运行失败.txt"
    path.write_text(notice_text(run_id), encoding="utf-8")
    addresses = dict(settings.recipients).get(settings.city_code, ())
    if settings.smtp is not None and addresses:
        message = EmailMessage()
        message["Subject"] = "【刷新未完成】白山市就业数据"
        message["From"] = settings.smtp.sender
        message["To"] = ", ".join(addresses)
        message.set_content(notice_text(run_id))
        try:
            with open_smtp(settings.smtp) as server:
                server.send_message(message)
        except (smtplib.SMTPException, OSError):
            path.write_text(
                notice_text(run_id) + "邮件没有发出：邮件服务器没有应答或拒收。\n", encoding="utf-8"
            )
    return path
