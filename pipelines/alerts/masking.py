"""How a person is written in an alert: enough to find them in the source system, no more.

Belongs here: pure functions from a cell as exported to its masked form.
Does not belong here: reading the vault (``identity``).
"""

from __future__ import annotations

import re
import unicodedata

UNKNOWN_NAME = "（姓名未知）"
BLANK_NAME = "（姓名空）"
UNKNOWN_ID = "（号码未知）"
BLANK_ID = "（证件号码空）"
SCIENTIFIC_ID = "（科学计数，原号已丢失）"

COMPOUND_SURNAMES = frozenset(
    [
        *("欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人"),
        *("夏侯", "诸葛", "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶"),
        *("太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于"),
        *("司空", "闾丘", "子车", "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷", "公良"),
        *("漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐", "段干", "百里"),
        *("呼延", "东郭", "南门", "羊舌", "微生", "梁丘", "左丘", "东门", "西门", "南荣"),
        *("第五", "完颜", "富察", "那拉", "叶赫", "钮祜", "瓜尔", "爱新", "纳兰", "耶律"),
    ]
)

_DOTS = re.compile("[·•・．‧∙⋅.]")
_SPACES = re.compile(r"\s+")
_SCIENTIFIC = re.compile(r"^[\d.]+E\+?\d+$")
_DISABILITY_LENGTHS = (20, 22)
_ID_LENGTH = 18
_OLD_ID_LENGTH = 15
_MAX_STARS = 18


def mask_name(name: str | None) -> str:
    """Mask a name: ``王*``, ``王*强``, ``欧阳*``, ``欧阳*文``, ``阿***·***``.

    None (no vault row) gives 姓名未知, blank gives 姓名空. Five characters and more, letters and
    digits keep the first character only: such a cell may hold anything.
    """
    if name is None:
        return UNKNOWN_NAME
    text = _SPACES.sub("", unicodedata.normalize("NFKC", name))
    if not text:
        return BLANK_NAME
    if _DOTS.search(text):
        parts = _DOTS.split(text)
        stars = "·".join("*" * min(len(part), _MAX_STARS) for part in parts)
        return text[0] + stars[1:] if parts[0] else stars
    if len(text) > 4 or any(char.isascii() for char in text):
        return text[0] + "*" * min(len(text) - 1, _MAX_STARS) if len(text) > 1 else "*"
    return _mask_han(text)


def _mask_han(text: str) -> str:
    surname = 2 if len(text) > 2 and text[:2] in COMPOUND_SURNAMES else 1
    if len(text) == 1:
        return "*"
    if len(text) - surname == 1:
        return text[:surname] + "*"
    return text[:surname] + "*" * (len(text) - surname - 1) + text[-1]


def mask_id(id_no: str | None) -> str:
    """Mask an ID number as 4 + stars + 4: ``2206**********123X``.

    A number of 20 or 22 characters is a disability card: only its first 18 are shown, since the
    rest tells the kind of disability. Of 15 to 17 characters the last two remain, which are never
    part of the birth date; of fewer none. The length stays visible: it is what is to be corrected.
    """
    if id_no is None:
        return UNKNOWN_ID
    text = _SPACES.sub("", unicodedata.normalize("NFKC", id_no)).upper().removesuffix(".0")
    if not text:
        return BLANK_ID
    if _SCIENTIFIC.match(text):
        return SCIENTIFIC_ID
    if len(text) in _DISABILITY_LENGTHS:
        text = text[:_ID_LENGTH]
    if len(text) < _OLD_ID_LENGTH:
        return "*" * len(text)
    tail = 4 if len(text) >= _ID_LENGTH else 2
    return text[:4] + "*" * min(len(text) - 4 - tail, _MAX_STARS) + text[-tail:]


def mask_address(address: str) -> str:
    """Mask a mail address for reports: ``f***@example.com``."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}***@{domain}"
