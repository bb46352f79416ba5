"""``recipients.yml``: what it may hold, and where its mistakes are."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.alerts.channels import EmailChannel
from pipelines.alerts.recipients import (
    RecipientsError,
    load_recipients,
    secret_problems,
)
from pipelines.settings import Settings

SMTP = "smtp: {host: mail.example.cn, sender: jiuye@example.cn}\n"


def home_with(tmp_path: Path, text: str) -> Settings:
    (tmp_path / "recipients.yml").write_text(text, encoding="utf-8")
    return Settings(home=tmp_path)


def test_names_codes_and_aliases_mean_the_same_county(tmp_path: Path) -> None:
    settings = home_with(
        tmp_path,
        SMTP
        + """
counties:
  抚松县:
    - {kind: email, to: [a@example.cn, b@example.cn], attach: true}
    - {kind: wecom, key: {env: FUSONG_KEY}}
  220622:
    - {kind: folder, path: share}
  八道江区: [{kind: webhook, url: "https://oa.example.cn/hook"}]
  白山市: [{kind: dingtalk, token: {file: token}, secret: {file: secret}}]
""",
    )
    found = load_recipients(settings)
    assert [code for code, _ in found.channels] == [
        *("220621", "220621", "220621", "220622", "220602", "220600"),
    ]
    first, second, *_ = found.of("220621")
    assert isinstance(first, EmailChannel)
    assert isinstance(second, EmailChannel)
    assert (first.to, second.to) == (["a@example.cn"], ["b@example.cn"])
    assert len({channel.identity for _, channel in found.channels}) == 6
    shown = [channel.shown for _, channel in found.channels]
    assert shown[0] == "邮件 a***@example.cn"
    assert shown[2] == "企业微信（FUSONG_KEY）"
    assert shown[4] == "网络接口（oa.example.cn）"


def test_without_the_file_there_is_nobody(tmp_path: Path) -> None:
    assert load_recipients(Settings(home=tmp_path)).channels == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("smtp: {host: a}\n", "第 1 行：缺少“sender”。"),
        ("people: {}\n", "第 1 行：应只有 smtp"),
        (SMTP + "counties:\n  上海: []\n", "第 3 行：“上海”不是本市的县"),
        (
            SMTP
            + "counties:\n  抚松县: [{kind: folder, path: a}]\n"
            + "  抚松: [{kind: folder, path: b}]\n",
            "第 4 行：“抚松”与“抚松县”是同一个地方",
        ),
        (
            SMTP + "counties:\n  抚松县:\n    - kind: sms\n",
            "第 4 行：“kind”（渠道种类）只能是 email",
        ),
        (
            SMTP + "counties:\n  抚松县:\n    - kind: email\n      to: [张三]\n",
            "第 5 行：邮箱地址写法不对",
        ),
        (
            SMTP + "counties:\n  抚松县:\n    - kind: wecom\n      key: 693a91f6-secret\n",
            "第 5 行：密码、令牌、密钥不能直接写在这里",
        ),
        (
            SMTP + "counties:\n  抚松县:\n    - kind: webhook\n      url: http://oa/hook\n",
            "第 5 行：url 是不加密的 http://",
        ),
        (
            SMTP + "counties:\n  抚松县:\n    - {kind: email, to: [a@b.cn], attachment: true}\n",
            "第 4 行：不认识的项“attachment”。这里可用的项：kind、to、attach。",
        ),
        (
            "counties:\n  抚松县:\n    - {kind: email, to: [a@b.cn]}\n",
            "第 1 行：有 kind: email 的渠道，但没有 smtp",
        ),
        (
            "smtp:\n  host: a\n  sender: a@b.cn\n  security: none\n  username: u\n"
            "  password: {env: P}\n",
            "第 4 行：security: none 不加密",
        ),
        ("", "是空的"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_without_a_secret(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(RecipientsError) as caught:
        load_recipients(home_with(tmp_path, text))
    assert said in str(caught.value)
    assert "recipients.yml" in str(caught.value)
    assert "693a91f6" not in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = SMTP + "counties:\n  抚松县:\n    - kind: sms\n    - {kind: folder}\n  靖宇县: 1\n"
    with pytest.raises(RecipientsError, match="有 3 处错误"):
        load_recipients(home_with(tmp_path, text))


def test_absent_and_open_secrets_are_found_before_anything_is_sent(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("t")
    (tmp_path / "token").chmod(0o644)
    text = (
        "counties:\n  抚松县:\n    - {kind: wecom, key: {env: NO_SUCH_VARIABLE}}\n"
        "    - {kind: dingtalk, token: {file: token}}\n"
    )
    settings = home_with(tmp_path, text)
    absent, open_to_all = secret_problems(settings, load_recipients(settings))
    assert "企业微信（NO_SUCH_VARIABLE）：环境变量 NO_SUCH_VARIABLE 没有设置" in absent
    assert "其他用户也能读取" in open_to_all
