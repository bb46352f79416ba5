"""Messages to robots and other systems by HTTP, through Apprise's plugins.

Belongs here: what of Apprise's plugins an office needs otherwise. Read in their source (2.3) and
tried: the robots' plugins take every HTTP 200 for delivered, but WeCom and DingTalk refuse with a
200 and an ``errcode``; DingTalk's signature is encoded twice, which its server refuses in the same
silent way; the vendor's host is fixed, but an office may have its own. So the last step, asking
and reading the answer, is ours. Does not belong here: what a message says (``brief``).
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from apprise import AppriseAsset
from apprise.exception import AppriseImproperlyConfigured
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.wecombot import NotifyWeComBot

from pipelines.alerts.carry import DeliveryError, Message, read_secret
from pipelines.alerts.channels import DingtalkChannel, WebhookChannel, WecomChannel
from pipelines.secret_refs import SecretReference, at_home

_ASSET = AppriseAsset(app_id="employment", app_desc="employment")
_MEANINGS = {
    40008: "消息类型不被接受",
    45009: "发送过于频繁",
    93000: "机器人已删除，或 key 不对",
    130101: "发送过于频繁",
    300005: "机器人已删除，或 token 不对",
    310000: "安全设置不符：请核对加签的 secret、关键词（可设为“数据质量提醒”）和允许的网络地址",
    400013: "群已解散",
    400101: "机器人已删除，或 token 不对",
}
"""The vendors' documented codes that an office can do something about."""

# Apprise repeats a wrong key in what it logs.
logging.getLogger("apprise").addHandler(logging.NullHandler())
logging.getLogger("apprise").propagate = False


class _Asking:
    """The last step of a plugin: post, and read the answer."""

    request_rate_per_sec = 0
    verify: str | bool = True
    seconds: float = 15

    def ask(self, url: str, payload: Any, *, reads_code: bool, **more: Any) -> bool:
        """Post ``payload`` as JSON; ``reads_code``: the answer must hold ``errcode`` 0.

        Raises:
            DeliveryError: nobody there, not in time, not trusted, or refused.
        """
        try:
            answer = requests.post(
                url,
                json=payload,
                timeout=self.seconds,
                verify=self.verify,
                allow_redirects=False,
                **more,
            )
        except requests.Timeout:
            words = f"对方在 {self.seconds:g} 秒内没有应答"
            raise DeliveryError(words, of_endpoint=True) from None
        except requests.exceptions.SSLError:
            words = "对方的证书不可信，没有发送；单位自有机构的证书请用 ca_file 写明"
            raise DeliveryError(words, of_endpoint=True) from None
        except requests.ConnectionError:
            raise DeliveryError("连不上对方的服务器", of_endpoint=True) from None
        except (requests.RequestException, OSError, ValueError):
            raise DeliveryError("地址或证书文件不能用，请检查 recipients.yml") from None
        if answer.is_redirect:
            raise DeliveryError(f"对方要求转到别的地址（HTTP {answer.status_code}），没有跟随")
        if not answer.ok:
            raise DeliveryError(f"对方没有收下（HTTP {answer.status_code}）")
        if reads_code:
            _check_code(answer)
        return True


def _check_code(answer: requests.Response) -> None:
    try:
        code = int(answer.json()["errcode"])
    except (ValueError, KeyError, TypeError):
        raise DeliveryError("对方的应答不是机器人的应答，请核对 url") from None
    if code:
        meaning = _MEANINGS.get(code)
        raise DeliveryError(f"机器人没有收下（errcode {code}{f'：{meaning}' if meaning else ''}）")


class WecomRobot(_Asking, NotifyWeComBot):
    """Apprise's WeCom robot, of any host, that reads the answer."""

    def send(self, body: str, title: str = "", **_: Any) -> bool:
        """Post one text."""
        payload = {"msgtype": "text", "text": {"content": body}}
        return self.ask(self.api_url, payload, reads_code=True)


class DingtalkRobot(_Asking, NotifyDingTalk):
    """Apprise's DingTalk robot, of any host, that signs once and reads the answer."""

    def send(self, body: str, title: str = "", **_: Any) -> bool:
        """Post one text."""
        url = self.notify_url.format(token=self.token)
        signed = {}
        if self.secret:
            timestamp, sign = self.get_signature()
            signed = {"timestamp": timestamp, "sign": unquote(sign)}
        payload = {"msgtype": "text", "text": {"content": f"{title}\n{body}"}}
        return self.ask(url, payload, reads_code=True, params=signed)


class Webhook(_Asking, NotifyJSON):
    """Apprise's JSON webhook, with what an alert counts as numbers."""

    address = ""

    def send(self, body: str, title: str = "", **_: Any) -> bool:
        """Post version, title, message and type as Apprise does, and the extra entries."""
        payload = {"version": self.json_version, "title": title, "message": body, "type": "info"}
        payload |= self.payload_extras
        return self.ask(self.address, payload, reads_code=False, headers=self.headers)


def post(
    home: Path, channel: WecomChannel | DingtalkChannel | WebhookChannel, message: Message
) -> None:
    """Post the brief of ``message``.

    Raises:
        DeliveryError: it was not taken.
    """
    try:
        plugin = _plugin(home, channel, message)
    except AppriseImproperlyConfigured:
        raise DeliveryError("令牌、key 或 secret 的写法不对，请核对是否复制完整") from None
    plugin.seconds = channel.timeout_seconds
    if channel.ca_file:
        path = at_home(home, channel.ca_file)
        if not path.exists():
            raise DeliveryError(f"证书文件 {path} 不存在，请检查 recipients.yml 的 ca_file")
        plugin.verify = str(path)
    if not plugin.notify(body=message.brief, title=message.subject):
        raise DeliveryError("消息没有发成")


def _plugin(
    home: Path, channel: WecomChannel | DingtalkChannel | WebhookChannel, message: Message
) -> WecomRobot | DingtalkRobot | Webhook:
    if isinstance(channel, WecomChannel):
        robot = WecomRobot(key=read_secret(channel.key, home), asset=_ASSET)
        robot.api_url = _moved(robot.api_url, channel.url)
        return robot
    if isinstance(channel, DingtalkChannel):
        secret = read_secret(channel.secret, home) or None
        dingtalk = DingtalkRobot(
            token=read_secret(channel.token, home), secret=secret, asset=_ASSET
        )
        dingtalk.notify_url = _moved(dingtalk.notify_url, channel.url)
        return dingtalk
    return _webhook(home, channel, message)


def _webhook(home: Path, channel: WebhookChannel, message: Message) -> Webhook:
    address = channel.url
    if isinstance(address, SecretReference):
        address = read_secret(address, home)
        parts = urlsplit(address)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise DeliveryError("所引用的地址应以 https:// 开头，含主机名")
        if parts.scheme == "http" and not channel.plain_http:
            raise DeliveryError("所引用的地址不加密（http://），没有发送；须改用 https://")
    headers = {}
    if token := read_secret(channel.token, home):
        bearer = channel.token_header.lower() == "authorization"
        headers[channel.token_header] = f"Bearer {token}" if bearer else token
    extras = {
        "number": message.number,
        "county_code": message.county_code,
        "report_month": message.month,
        "issue": message.issue,
        "counts": message.counts,
    }
    hook = Webhook(host=urlsplit(address).hostname, headers=headers, payload=extras, asset=_ASSET)
    hook.address = address
    return hook


def _moved(vendors: str, host: str) -> str:
    """Return the vendor's address on the office's host: ``https://host`` and maybe a path."""
    parts = urlsplit(vendors)
    return f"{host.rstrip('/')}{parts.path}?{parts.query}"
