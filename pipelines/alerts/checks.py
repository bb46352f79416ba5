"""Whether the channels can be used: for ``employment doctor``.

Belongs here: looking at secrets and connections with a short limit, and one test line over every
channel on request. Does not belong here: alerts (``send``).
"""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from pipelines.alerts.carry import DeliveryError, Message, carry
from pipelines.alerts.channels import Channel, EmailChannel, FolderChannel
from pipelines.alerts.due import CHINA
from pipelines.alerts.recipients import Recipients, load_recipients, secret_problems
from pipelines.alerts.source import county_names
from pipelines.secret_refs import SecretError, SecretReference, at_home
from pipelines.settings import Settings

LIMIT = 5.0
"""Seconds for one connection."""
_AT_ONCE = 8


def check_channels(settings: Settings) -> tuple[int, list[str]]:
    """Return how many channels there are, and what is wrong with any of them; nothing is sent.

    Raises:
        RecipientsError: ``recipients.yml`` is wrong.
    """
    recipients = load_recipients(settings)
    problems = secret_problems(settings, recipients)
    looks = dict(_looks(settings, recipients))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = pool.map(lambda look: look(), looks.values())
        problems += [f"{name}：{words}" for name, words in zip(looks, found, strict=True) if words]
    return len(recipients.channels), problems


def send_test_lines(settings: Settings) -> list[tuple[str, str]]:
    """Send one line over every channel; return its name and what went wrong, empty for nothing.

    Raises:
        RecipientsError: ``recipients.yml`` is wrong.
    """
    recipients = load_recipients(settings)
    names = county_names(settings)
    now = datetime.now(CHINA)

    def one(entry: tuple[str, Channel]) -> tuple[str, str]:
        code, channel = entry
        message = Message(
            number=f"test-{channel.identity}-{now:%Y%m%d%H%M%S}",
            county_code=code,
            county_name=names[code],
            month="",
            issue=1,
            subject=f"【数据质量提醒】{names[code]} 渠道测试",
            brief=f"这是一条测试消息（{now:%Y-%m-%d %H:%M}），不需要办理。",
        )
        try:
            _try(settings, recipients, channel, message)
        except DeliveryError as error:
            return f"{names[code]} {channel.shown}", str(error)
        return f"{names[code]} {channel.shown}", ""

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(one, recipients.channels))


def _try(settings: Settings, recipients: Recipients, channel: Channel, message: Message) -> None:
    if isinstance(channel, FolderChannel):
        # A test file would stay there for the county to wonder about.
        if words := _folder_problem(settings, channel):
            raise DeliveryError(words)
        return
    carry(settings.home, recipients, channel, message)


def _looks(settings: Settings, recipients: Recipients) -> list[tuple[str, Callable[[], str]]]:
    looks: list[tuple[str, Callable[[], str]]] = []
    if recipients.smtp is not None:
        host, port = recipients.smtp.host, recipients.smtp.port
        looks.append((f"邮件服务器 {host}:{port}", partial(_connection_problem, host, port)))
    for _, channel in recipients.channels:
        if isinstance(channel, FolderChannel):
            looks.append((channel.shown, partial(_folder_problem, settings, channel)))
        elif not isinstance(channel, EmailChannel):
            looks.append((channel.shown, partial(_host_problem, settings, channel.address)))
    return looks


def _host_problem(settings: Settings, address: str | SecretReference) -> str:
    try:
        text = address if isinstance(address, str) else address.read(settings.home)
    except SecretError:
        return ""  # told with the secrets
    parts = urlsplit(text)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return _connection_problem(parts.hostname or "", port)


def _connection_problem(host: str, port: int) -> str:
    try:
        with socket.create_connection((host, port), timeout=LIMIT):
            return ""
    except OSError:
        return "连不上，提醒会留在发件箱里重试"


def _folder_problem(settings: Settings, channel: FolderChannel) -> str:
    root = at_home(settings.home, channel.path)
    if not root.is_dir():
        return f"文件夹 {root} 不存在或没有连接"
    try:
        with tempfile.NamedTemporaryFile(dir=root):
            return ""
    except OSError:
        return f"文件夹 {root} 写不进去，请检查权限和空间"
