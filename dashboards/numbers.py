"""How a number, a month or a time is written on a page.

Belongs here: rounding, signs, separators, units. Does not belong here: arithmetic between
figures (the marts did it), wording around a figure (``sentences``).
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

MINUS = "−"
MISSING = "未填报"
WITHHELD = "不公布"
"""What a figure of so few persons reads that it would point at them."""

NOT_APPLICABLE = "—"
WAN = 10_000
BEIJING = timezone(timedelta(hours=8))


def rounded(value: float, digits: int) -> Decimal:
    """Round half away from zero, as people do on paper (``round`` would give 0.5 → 0)."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _signed(text: str, number: Decimal) -> str:
    if number == 0:
        return text
    return f"+{text}" if number > 0 else f"{MINUS}{text}"


def count(value: float | None, missing: str = NOT_APPLICABLE) -> str:
    """``4390`` → ``4,390``; null → ``missing``."""
    if value is None:
        return missing
    number = rounded(value, 0)
    return f"{MINUS if number < 0 else ''}{abs(number):,}"


def signed_count(value: float | None) -> str:
    """``-69`` → ``−69``, ``12`` → ``+12``, ``0`` → ``0``; null → ``—``."""
    if value is None:
        return NOT_APPLICABLE
    number = rounded(value, 0)
    return _signed(f"{abs(number):,}", number)


def people(value: float | None, unit: str = "人") -> tuple[str, str]:
    """Figure and unit: ``(65000) → ("6.50", "万人")``, ``(4390) → ("4,390", "人")``."""
    if value is None:
        return MISSING, ""
    if abs(value) >= WAN:
        return f"{rounded(value / WAN, 2)}", f"万{unit}"
    return count(value), unit


def people_text(value: float | None, unit: str = "人") -> str:
    """``people`` in one piece: ``6.50万人``."""
    return "".join(people(value, unit))


def of_unit(value: float | None, unit: str | None, missing: str = MISSING) -> str:
    """Write a figure as its unit asks: a share in percent, whole counts, one decimal else."""
    if value is None:
        return missing
    if unit == "%":
        return percent(value)
    return count(value) if value == int(value) else decimal(value)


def percent(ratio: float | None, missing: str = NOT_APPLICABLE) -> str:
    """``0.984`` → ``98.4%``; just under 1 stays ``99.9%``: 100% is said only when reached."""
    if ratio is None:
        return missing
    number = rounded(ratio * 100, 1)
    if ratio < 1 and number >= 100:
        number = Decimal("99.9")
    return f"{MINUS if number < 0 else ''}{abs(number)}%"


def whole_percent(ratio: float | None) -> str:
    """Write a target such as ``0.95`` → ``95%``; one decimal only where it has one."""
    if ratio is None:
        return NOT_APPLICABLE
    number = rounded(ratio * 100, 1)
    return f"{int(number) if number == int(number) else number}%"


def signed_percent(ratio: float | None) -> str:
    """Write a change: ``-0.069`` → ``−6.9%``; null → ``—``."""
    if ratio is None:
        return NOT_APPLICABLE
    number = rounded(ratio * 100, 1)
    return _signed(f"{abs(number)}%", number)


def points(gap: float | None) -> str:
    """Write a gap of ratios in percentage points, without the word: ``0.006`` → ``+0.6``."""
    if gap is None:
        return NOT_APPLICABLE
    number = rounded(gap * 100, 1)
    return _signed(f"{abs(number)}", number)


def points_words(gap: float) -> str:
    """``0.006`` → ``快0.6个百分点``; a gap that rounds to 0 keeps its direction in words."""
    number = rounded(gap * 100, 1)
    if gap == 0:
        return "持平"
    direction = "快" if gap > 0 else "慢"
    if number == 0:
        return f"略{direction}（不足0.1个百分点）"
    return f"{direction}{abs(number)}个百分点"


def amount(value: float | None, unit: str | None, missing: str = MISSING) -> str:
    """Write a figure of the catalogue by its unit, the unit left out but for ``%``.

    ``%`` holds a ratio 0–1, ``倍`` has two decimals, ``天`` one where it has one, the rest none.
    """
    if value is None:
        return missing
    if unit == "%":
        return percent(value)
    if unit == "倍":
        return f"{rounded(value, 2)}"
    return decimal(value).removesuffix(".0") if unit == "天" else count(value)


def amount_text(value: float | None, unit: str | None, missing: str = MISSING) -> str:
    """``amount`` with its unit: ``1,240户``, ``92.3%``, ``6.50万人``, ``1.32倍``."""
    if unit == "人" and value is not None:
        return people_text(value)
    text = amount(value, unit, missing)
    return text if value is None or unit in ("%", None) else f"{text}{unit}"


def decimal(value: float | None, missing: str = NOT_APPLICABLE) -> str:
    """Write points or days with one decimal: ``88.5``, ``60.0``; null → ``missing``."""
    if value is None:
        return missing
    number = rounded(value, 1)
    return f"{MINUS if number < 0 else ''}{abs(number):,}"


def signed_decimal(value: float | None) -> str:
    """Write a change of points: ``+0.5``, ``−2.0``; null → ``—``."""
    if value is None:
        return NOT_APPLICABLE
    number = rounded(value, 1)
    return _signed(f"{abs(number)}", number)


def month_end(month: date) -> date:
    """Last day of the month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def day(value: date) -> str:
    """``2022年6月30日``."""
    return f"{value.year}年{value.month}月{value.day}日"


def year_month(value: date) -> str:
    """``2022年6月``."""
    return f"{value.year}年{value.month}月"


def month_near(value: date, seen_from: date) -> str:
    """``5月``, or ``2021年12月`` when it is of another year than the page."""
    return f"{value.month}月" if value.year == seen_from.year else year_month(value)


def beijing_time(value: datetime) -> str:
    """Write a moment (UTC when it says nothing) as ``2022年7月5日 09:30``."""
    moment = value if value.tzinfo else value.replace(tzinfo=UTC)
    local = moment.astimezone(BEIJING)
    return f"{day(local.date())} {local:%H:%M}"


_NUMERALS = "零一二三四五六七八九"


def in_words(number: int) -> str:
    """Write a small whole number in words: 六, 十二; a larger one than 99 in digits."""
    tens, ones = divmod(number, 10)
    if not 0 <= tens < len(_NUMERALS):
        return str(number)
    if not tens:
        return _NUMERALS[ones]
    return f"{_NUMERALS[tens] if tens > 1 else ''}十{_NUMERALS[ones] if ones else ''}"
