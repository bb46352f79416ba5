"""Invented names, impossible identity numbers, unissued phones.

Belongs here: making them, whole columns at a time. Every number has a valid checksum and a prefix
that belongs to no place (2206xx becomes 2296xx, 2205xx 2295xx, 2222xx 2298xx), so it is nobody's.
Does not belong here: damaging them (``plant``).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from pipelines.sample.likeness import CITY_CODE

WEIGHTS = np.array((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))
CHECK_CHARACTERS = "10X98765432"
KOREAN, MONGOL = "朝鲜族", "蒙古族"
DOT = "·"
"""Stands between the parts of names of some nations."""

UNKNOWN_PREFIX = "229699"
"""Mirrors a code that no place ever had; each city has one of its own, see ``unknown_prefix``."""
_OLD = "2222"
"""The prefecture that some of the counties belonged to once."""
_CITIES = 10
"""A province has no more cities than this, here."""
_PHONES_OF_A_CITY = 200_000
UNKNOWN_ONE_IN, UNKNOWN_TURN = 1_009, 500
"""Of so many persons the one at this place has it: a slip when the first card was issued."""

_SURNAMES = {
    "王": 9,
    "李": 9,
    "张": 9,
    "刘": 7,
    "孙": 5,
    "于": 4,
    "赵": 4,
    "杨": 3,
    "姜": 3,
    "宋": 3,
    "曲": 2,
    "丛": 2,
    "迟": 1,
    "欧阳": 0.3,
}
_KOREAN_SURNAMES = {"金": 8, "朴": 7, "崔": 6, "李": 5, "许": 1, "全": 1}
_GIVEN = (
    (
        *("丽", "敏", "娟", "霞", "玉兰", "桂英", "秀云", "淑珍", "凤芹", "春华", "海燕", "雪梅"),
        *("红梅", "金凤", "景芝", "美玲", "佳琪", "雨桐"),
    ),
    (
        *("伟", "军", "强", "涛", "平", "刚", "国栋", "志强", "建军", "德福", "永海", "长林"),
        *("文博", "晓峰", "立新", "世龙", "树林", "广财", "福山", "延生", "子轩", "明哲"),
    ),
)
_KOREAN_GIVEN = (
    ("顺子", "英淑", "美花", "春姬", "银珠"),
    ("哲洙", "成日", "龙男", "光哲", "昌浩"),
)
"""Women's names first, then men's."""
_DOTTED = (("乌云", "萨仁", "图雅"), ("高娃", "其其格", "巴雅尔", "朝鲁"))


def synthetic_prefix(prefix: str) -> str:
    """Mirror a real six-digit prefix into the range that no place has."""
    return ("2298" if prefix.startswith(_OLD) else f"229{prefix[3]}") + prefix[4:]


def unknown_prefix(city: str) -> str:
    """Return a prefix that mirrors a code which no place of the city ever had."""
    return f"{synthetic_prefix(city)[:4]}{UNKNOWN_PREFIX[4:]}"


def is_unknown(number: pl.Expr) -> pl.Expr:
    """Return whether an identity number begins with such a prefix, of whatever city."""
    return number.str.contains(f"^229.{UNKNOWN_PREFIX[4:]}")


def number_of(city: str) -> int:
    """Return a city's place among those of the province, counted from the home city on: it is 0."""
    return (int(CITY_CODE[2:4]) - int(city[2:4])) % _CITIES


def names(is_korean: np.ndarray, is_male: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return one name a person, drawn from small invented lists."""
    n = len(is_korean)
    women, men = (_draw(_SURNAMES, given, n, rng) for given in _GIVEN)
    korean_women, korean_men = (_draw(_KOREAN_SURNAMES, given, n, rng) for given in _KOREAN_GIVEN)
    return np.where(
        is_male, np.where(is_korean, korean_men, men), np.where(is_korean, korean_women, women)
    )


def dotted_names(numbers: np.ndarray) -> np.ndarray:
    """Return names of two parts with a dot between them, one for each of ``numbers``."""
    first, second = (np.array(part) for part in _DOTTED)
    before = np.char.add(first[numbers % len(first)], DOT)
    return np.char.add(before, second[numbers // len(first) % len(second)])


def _draw(
    surnames: Mapping[str, float], given: tuple[str, ...], n: int, rng: np.random.Generator
) -> np.ndarray:
    weights = np.array(list(surnames.values()))
    first = np.array(list(surnames))[rng.choice(len(surnames), n, p=weights / weights.sum())]
    return np.char.add(first, np.array(given)[rng.integers(0, len(given), n)])


def identity_numbers(prefixes: np.ndarray, births: np.ndarray, is_male: np.ndarray) -> np.ndarray:
    """Return unique 18-character numbers.

    ``prefixes`` six digits, ``births`` eight digits (text), ``is_male`` decides the parity of the
    sequence number. At most 500 people may share prefix, birthday and sex.
    """
    stem = np.char.add(prefixes, births)
    group = np.char.add(stem, np.where(is_male, "1", "0"))
    _, inverse = np.unique(group, return_inverse=True)
    order = np.argsort(inverse, kind="stable")
    sorted_groups = inverse[order]
    first = np.r_[0, np.flatnonzero(np.diff(sorted_groups)) + 1] if len(order) else np.array([0])
    sizes = np.diff(np.r_[first, len(order)])
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - np.repeat(first, sizes)
    spread = inverse * 37 % 450
    sequence = (rank + spread) * 2 % 1000 + is_male
    body = np.char.add(stem, np.char.zfill(sequence.astype(str), 3))
    return np.char.add(body, check_characters(body))


def check_characters(bodies: np.ndarray) -> np.ndarray:
    """Return the check character of each 17-digit body."""
    digits = np.frombuffer(bodies.astype("U17").tobytes(), dtype=np.uint32).reshape(-1, 17) - 48
    checks: np.ndarray = np.array(list(CHECK_CHARACTERS))[(digits @ WEIGHTS) % 11]
    return checks


def is_valid(number: str) -> bool:
    """Return whether an 18-character number has the right check character."""
    body = number[:17]
    return body.isdigit() and check_characters(np.array([body]))[0] == number[17:].upper()


def phones(n: int, city: str = CITY_CODE) -> np.ndarray:
    """Return distinct phones of a block that is not issued; each city begins elsewhere in it."""
    numbers = (np.arange(n) + number_of(city) * _PHONES_OF_A_CITY) % 10**6
    return np.char.add("19900", np.char.zfill(numbers.astype(str), 6))
