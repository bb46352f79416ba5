"""``recipients.yml``: who is told, and over which channels; a mistake is told with its line.

Belongs here: reading that file, and asking whether its secrets are there. Does not belong here:
what an entry may hold (``channels``), sending (``send``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError

from pipelines.alerts.channels import KINDS, Channel, EmailChannel, MailServer
from pipelines.alerts.model import AlertError
from pipelines.alerts.source import area_codes
from pipelines.errors import EmploymentError
from pipelines.secret_refs import SecretReference
from pipelines.settings import Settings
from pipelines.yaml_lines import Kind, child_of, line_of, mistakes, read_yaml, refusal

FILE_NAME = "recipients.yml"
_SMTP, _COUNTIES = "smtp", "counties"


class RecipientsError(AlertError):
    """``recipients.yml`` cannot be used; the message is Chinese and names the lines."""


_FILE = Kind(
    title="收件人文件",
    error=RecipientsError,
    when_empty="请对照 docs/settings.md 填写；不需要时请删除这个文件。",
)


@dataclass(frozen=True)
class Recipients:
    """Who is told; ``channels``: ``(county_code, channel)``, a mail address each in the end."""

    smtp: MailServer | None = None
    channels: tuple[tuple[str, Channel], ...] = ()

    def of(self, county_code: str) -> list[Channel]:
        """Return the channels of one county, or of the city."""
        return [channel for code, channel in self.channels if code == county_code]

    def secrets(self) -> list[tuple[str, SecretReference]]:
        """Return every secret with the name of what needs it."""
        found = [("smtp", secret) for secret in self.smtp.secrets()] if self.smtp else []
        found += [(c.shown, secret) for _, c in self.channels for secret in c.secrets()]
        return list(dict.fromkeys(found))


def has_recipients(settings: Settings) -> bool:
    """Return whether the office has written who is told."""
    return (settings.home / FILE_NAME).exists()


def load_recipients(settings: Settings) -> Recipients:
    """Read ``recipients.yml`` of the home folder; without it nobody is told.

    Raises:
        RecipientsError: all mistakes at once, each with its line and what is allowed there.
    """
    path = settings.home / FILE_NAME
    if not path.exists():
        return Recipients()
    content, node = read_yaml(path, _FILE)
    if not isinstance(content, dict) or not set(content) <= {_SMTP, _COUNTIES}:
        words = "第 1 行：应只有 smtp（邮件服务器）和 counties（各县区的渠道）两项。"
        raise refusal([words], path, _FILE)
    wrong: list[str] = []
    smtp = _smtp(content.get(_SMTP), node, wrong)
    channels = tuple(_channels(settings, content.get(_COUNTIES), node, wrong))
    if smtp is None and _SMTP not in content and _has_mail(channels):
        line = line_of(node, [_COUNTIES])
        wrong.append(f"第 {line} 行：有 kind: email 的渠道，但没有 smtp（邮件服务器）一项。")
    if wrong:
        raise refusal(wrong, path, _FILE)
    return Recipients(smtp, channels)


def secret_problems(settings: Settings, recipients: Recipients) -> list[str]:
    """Return what is wrong with the secrets: absent, or open to others."""
    found = []
    for name, secret in recipients.secrets():
        try:
            secret.read(settings.home)
        except EmploymentError as error:
            found.append(f"{name}：{error}")
        if warning := secret.warning(settings.home):
            found.append(f"{name}：{warning}")
    return found


def _has_mail(channels: tuple[tuple[str, Channel], ...]) -> bool:
    return any(isinstance(channel, EmailChannel) for _, channel in channels)


def _smtp(raw: Any, node: yaml.Node, wrong: list[str]) -> MailServer | None:
    if raw is None:
        return None
    found = child_of(node, _SMTP)
    assert found is not None  # noqa: S101 (the content has it)
    try:
        return MailServer.model_validate(raw)
    except ValidationError as error:
        wrong += mistakes(MailServer, error, found[1], _FILE)
    return None


def _channels(
    settings: Settings, raw: Any, node: yaml.Node, wrong: list[str]
) -> Iterator[tuple[str, Channel]]:
    found = child_of(node, _COUNTIES)
    if raw is None or found is None:
        return
    line, under = found
    if not isinstance(raw, dict):
        wrong.append(f"第 {line} 行：“counties”下面每行应是一个县（市、区）的名称或代码。")
        return
    codes = area_codes(settings)
    seen: dict[str, str] = {}
    for name, listed in raw.items():
        line, entries = child_of(under, name) or (line, under)
        code = codes.get(str(name))
        if code is None:
            wrong.append(
                f"第 {line} 行：“{name}”不是本市的县（市、区）。"
                "应为名称或代码，如 抚松县 或 220621；市本级写 白山市。"
            )
            continue
        if code in seen:
            wrong.append(f"第 {line} 行：“{name}”与“{seen[code]}”是同一个地方，请合并成一处。")
            continue
        seen[code] = str(name)
        if not isinstance(listed, list) or not listed:
            wrong.append(f"第 {line} 行：“{name}”下面每个渠道应以“- kind: ”开头。")
            continue
        for at, entry in enumerate(listed):
            item = (child_of(entries, at) or (line, entries))[1]
            yield from ((code, channel) for channel in _one(entry, item, wrong))


def _one(raw: Any, node: yaml.Node, wrong: list[str]) -> list[Channel]:
    model = KINDS.get(str(raw.get("kind"))) if isinstance(raw, dict) else None
    if model is None:
        line = line_of(node, ["kind"])
        wrong.append(f"第 {line} 行：“kind”（渠道种类）只能是 {'、'.join(KINDS)} 之一。")
        return []
    try:
        channel = model.model_validate(raw)
    except ValidationError as error:
        wrong += mistakes(model, error, node, _FILE)
        return []
    if isinstance(channel, EmailChannel):
        return [channel.model_copy(update={"to": [to]}) for to in dict.fromkeys(channel.to)]
    return [channel]
