"""The gate: no ID number, phone number or name of a real person leaves in the site.

Belongs here: what counts as personal data in a published file. Does not belong here: masking
(``alerts``). A refusal names file and kind, never the value found.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.publish.errors import PublishError

ID_NUMBER, PHONE, NAME = "身份证号", "手机号", "姓名"
LIBRARY = "plotly.min.js"
PRINTED = {".pdf", ".png"}
"""Pictures of pages that are looked through themselves."""

PACKED = {".xlsx", ".docx"}
"""Packages whose texts are read member by member."""

SHOWN = 10

# 18 characters; 20 or 22 where a disability certificate number follows the ID.
_ID18 = re.compile(r"(?<!\d)(\d{17}[\dXx])(?:\d{2}|\d{4})?(?!\d)")
_ID15 = re.compile(r"(?<!\d)(\d{15})(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)")
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff〇·•]+")
_TAG = re.compile(r"<[^>]*>")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


@dataclass(frozen=True)
class GateResult:
    """What was looked at: number of files, names of the vault, and library files let through."""

    files: int
    names: int
    allowed: tuple[str, ...] = ()


def check(
    folder: Path, vault: Path, *, own_words: frozenset[str] = frozenset(), what: str = "网站"
) -> GateResult:
    """Look through every file of ``folder``.

    Args:
        folder: the new site.
        vault: the vault folder; its names are compared with whole Han words of the files.
        own_words: words of the project's own texts, no leak even if someone bears that name.
        what: what the files are, for the message.

    Raises:
        PublishError: something was found. The message never holds the value.
    """
    found: list[tuple[str, str]] = []
    words: dict[str, set[str]] = {}
    allowed: list[str] = []
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        name = path.relative_to(folder).as_posix()
        if path.name == LIBRARY and _is_library(path):
            allowed.append(name)
            continue
        text = normalised(f"{name}\n{_text(path)}")
        found += [(name, kind) for kind in number_kinds(text)]
        for word in han_tokens(text) - own_words:
            words.setdefault(word, set()).add(name)
    names, hits = _names_among(vault, words)
    found += [(name, NAME) for hit in hits for name in words[hit]]
    if found:
        raise PublishError(_refusal(found, what))
    return GateResult(files=len(files), names=names, allowed=tuple(allowed))


def _text(path: Path) -> str:
    """Return what a file says; nothing of a picture, every text of a package."""
    if path.suffix in PRINTED:
        return ""
    if path.suffix in PACKED:
        with zipfile.ZipFile(path) as package:
            members = [package.read(name) for name in sorted(package.namelist())
                       if name.endswith(".xml")]  # fmt: skip
        return "\n".join(_TAG.sub(" ", member.decode("utf-8", "replace")) for member in members)
    return path.read_text(encoding="utf-8", errors="replace")


def normalised(text: str) -> str:
    """Undo what could hide a value: entities, escapes, full-width digits."""
    plain = _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), html.unescape(text))
    return unicodedata.normalize("NFKC", plain)


def number_kinds(text: str) -> list[str]:
    """Kinds of personal numbers in a text: ``身份证号``, ``手机号``."""
    kinds = []
    if any(_is_id18(match.group(1)) for match in _ID18.finditer(text)) or any(
        _is_date(f"19{match.group(1)[6:12]}") for match in _ID15.finditer(text)
    ):
        kinds.append(ID_NUMBER)
    if _PHONE.search(text):
        kinds.append(PHONE)
    return kinds


def han_tokens(text: str) -> set[str]:
    """Maximal runs of Han characters of at least two characters (a middle dot stays inside)."""
    return {token for token in _HAN.findall(text) if len(token) >= 2}


def _is_id18(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == number[17].upper() or _is_date(number[6:14])


def _is_date(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year < 2100
    except ValueError:
        return False


def _is_library(path: Path) -> bool:
    """Only the very library file of the installed wheel passes unread."""
    from plotly.offline import get_plotlyjs

    wheel = hashlib.sha256(get_plotlyjs().encode("utf-8")).digest()
    return hashlib.sha256(path.read_bytes()).digest() == wheel


def _names_among(vault: Path, words: Iterable[str]) -> tuple[int, list[str]]:
    """How many names the vault holds, and which of the words are names."""
    import duckdb

    pattern = vault / "identities" / "*" / "*.parquet"
    if not any((vault / "identities").glob("*/*.parquet")):
        return 0, []
    connection = duckdb.connect()
    connection.execute("create table words (word varchar)")
    listed = sorted(words)
    if listed:
        connection.execute("insert into words select unnest(?)", [listed])
    connection.execute(
        # Few names, borne by many, every month: each is looked at once.
        "create table names as select distinct"
        " regexp_replace(person_name, '\\s', '', 'g') as person_name"
        " from (select distinct person_name from read_parquet(?)) where length(person_name) >= 2",
        [str(pattern)],
    )
    row = connection.execute("select count(*) from names").fetchone()
    hits = connection.execute(
        "select word from words semi join names on word = person_name order by word"
    ).fetchall()
    connection.close()
    return int(row[0]) if row else 0, [hit[0] for hit in hits]


def _refusal(found: list[tuple[str, str]], what: str) -> str:
    kinds: dict[str, set[str]] = {}
    for name, kind in found:
        kinds.setdefault(name, set()).add(kind)
    lines = [f"{name}（{'、'.join(sorted(kinds[name]))}）" for name in sorted(kinds)]
    more = f"等{len(lines)}个文件" if len(lines) > SHOWN else ""
    return (
        f"已停止发布：新{what}的文件中疑有个人信息：{'；'.join(lines[:SHOWN])}{more}。"
        f"原来的{what}没有改动。请检查这些文件引用的文字（如问题说明、原因、更正办法）来自哪里，"
        "去掉个人信息后重新发布。"
    )
