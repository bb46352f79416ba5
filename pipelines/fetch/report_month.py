"""Which report month a file at a source belongs to.

Belongs here: telling the month from a folder, a name or the time of a file, as ``sources.yml``
says. What the file itself says about its month is checked later, by the rules.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from pipelines.fetch.errors import FileRefusedError
from pipelines.fetch.kinds import Source
from pipelines.fetch.names import shown_name
from pipelines.months import is_month, shift

CHINA = timezone(timedelta(hours=8))

_FOLDER = re.compile(r"(20\d\d)-?(0[1-9]|1[0-2])|(20\d\d)年(0?[1-9]|1[0-2])月(?:份)?")
_IN_NAME = (
    re.compile(r"(?<!\d)(20\d\d)\s*年\s*(1[0-2]|0?[1-9])\s*月"),
    re.compile(r"(?<!\d)(20\d\d)(1[0-2]|0[1-9])(?:[0-3]\d(?:\d{4}|\d{6})?)?(?!\d)"),
    re.compile(r"(?<!\d)(20\d\d)[-_.](1[0-2]|0?[1-9])(?:[-_.][0-3]?\d)?(?!\d)"),
)


def month_and_parts(
    source: Source, path: str, parts: tuple[str, ...], modified: float | None, now: float
) -> tuple[str, tuple[str, ...]]:
    """Return the month of a file and its place below the month's folder.

    Raises:
        FileRefusedError: the month cannot be told, is before 2021-01 or lies in the future.
    """
    if source.month == "folder":
        month, parts = _of_folder(path, parts)
    elif source.month == "name":
        month = _of_name(path, parts[-1])
    elif source.month == "modified":
        month = _of_time(path, modified, source.cutoff_day)
    else:
        month = source.month
    latest = datetime.fromtimestamp(now, UTC).astimezone(CHINA).strftime("%Y-%m")
    if not is_month(month) or month > latest:
        raise FileRefusedError(
            f"{shown_name(path)}：月份 {month} 不能用，应在 2021-01 至 {latest} 之间。"
            "请在来源改正目录名、文件名，或核对服务器的时间。"
        )
    return month, parts


def _of_folder(path: str, parts: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    for at, part in enumerate(parts[:-1]):
        if found := _FOLDER.fullmatch(part):
            year, month = (text for text in found.groups() if text)
            return f"{year}-{int(month):02d}", parts[:at] + parts[at + 1 :]
    raise FileRefusedError(
        f"{shown_name(path)}：不在月份目录中。请在来源放进 2022-06 这样的目录，"
        "或在 sources.yml 用 month 说明怎样认月份（name、modified 或固定月份）。"
    )


def _of_name(path: str, name: str) -> str:
    found = {
        f"{match[1]}-{int(match[2]):02d}"
        for pattern in _IN_NAME
        for match in pattern.finditer(name)
    }
    if len(found) == 1:
        return found.pop()
    reason = "没有年月" if not found else f"有几个年月（{'、'.join(sorted(found))}）"
    raise FileRefusedError(
        f"{shown_name(path)}：文件名中{reason}。文件名应有一个年月，如 2022年6月 或 202206。"
        "请在来源改名，或在 sources.yml 改用别的 month。"
    )


def _of_time(path: str, modified: float | None, cutoff_day: int) -> str:
    """Up to the cut-off day the month before is still being delivered."""
    if modified is None:
        raise FileRefusedError(
            f"{shown_name(path)}：来源没有给出修改时间，认不出月份。"
            "请在 sources.yml 的 month 改用 folder、name 或固定月份。"
        )
    day = datetime.fromtimestamp(modified, UTC).astimezone(CHINA)
    month = day.strftime("%Y-%m")
    return shift(month, -1) if day.day <= cutoff_day else month
