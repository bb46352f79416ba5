"""Text exports: bytes in whichever encoding become rows of text.

Belongs here: encodings, separators, quotes and ``="…"`` wrappers of CSV and tab-separated files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import zip_longest
from typing import Literal

import polars as pl

from pipelines.intake import limits
from pipelines.intake.errors import UNREADABLE, Refusal

UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SNIFF_CHARACTERS = 20_000


def decode(content: bytes, file_name: str) -> str:
    """Return the text: UTF-8 (with or without mark), UTF-16 with mark, else GB18030.

    Raises:
        Refusal: the bytes are none of these.
    """
    if content[:2] in UTF16:
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal(
        UNREADABLE,
        f"文件“{file_name}”不是 Excel 表，也不是可识别编码（UTF-8、GB18030）的文本。"
        "请从系统重新导出为 xlsx 格式后放入收件目录。",
    )


def read_rows(text: str, file_name: str) -> tuple[pl.DataFrame, pl.Series]:
    """Return the cells (columns ``c0``…, null where empty) and each row's first physical line.

    Raises:
        Refusal: the text is no table.
    """
    separator = "\t" if _sniff(text, "\t") > _sniff(text, ",") else ","
    # one quote too many would swallow lines until the next one: then quotes are plain characters
    quoting: Literal[0, 3] = csv.QUOTE_NONE if text.count('"') % 2 else csv.QUOTE_MINIMAL
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)
    rows: list[list[str]] = []
    lines: list[int] = []
    last = 0
    try:
        for row in reader:
            rows.append(row)
            lines.append(last + 1)
            last = reader.line_num
    except csv.Error as error:
        raise Refusal(
            UNREADABLE,
            f"文件“{file_name}”第 {last + 1} 行起引号不成对或单元格过长，无法分列。"
            "请从系统重新导出为 xlsx 格式后放入收件目录。",
        ) from error
    if max(map(len, rows), default=0) > limits.MAX_COLUMNS:
        raise too_wide(file_name)
    frame = frame_of(rows)
    if '="' in text:
        frame = frame.with_columns(pl.all().str.replace(r'^="?(?s)(.*?)"?$', "${1}"))
    return frame, pl.Series("row_no", lines, dtype=pl.Int32)


def frame_of(rows: Sequence[Sequence[str | None]]) -> pl.DataFrame:
    """Return rows of different lengths as a frame of text (columns ``c0``…)."""
    columns = list(zip_longest(*rows)) or [()]
    return pl.DataFrame(
        {f"c{i}": pl.Series(values, dtype=pl.String) for i, values in enumerate(columns)}
    )


def too_wide(file_name: str) -> Refusal:
    """Return the refusal of a text with more columns than any export has."""
    return Refusal(
        UNREADABLE,
        f"文件“{file_name}”有一行超过 {limits.MAX_COLUMNS} 列，不像是系统导出的表。"
        "请从系统重新导出为 xlsx 格式后放入收件目录。",
    )


def _sniff(text: str, separator: str) -> int:
    return text[:_SNIFF_CHARACTERS].count(separator)
