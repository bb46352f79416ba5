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
_ENCODINGS = ("utf-8-sig", "gb18030")
_REPLACEMENT = "\ufffd"
_FEW_BROKEN = 0.02
"""Of the characters beyond ASCII: text in another encoding is broken throughout."""
_SEPARATORS = (",", "\t", ";", "|")
_SNIFF_CHARACTERS = 20_000
_SNIFF_BYTES = 100_000


def decode(content: bytes, file_name: str) -> str:
    """Return the text: UTF-8 (with or without mark), UTF-16 with mark, else GB18030.

    A few bytes that begin no character become U+FFFD: a name cut off at a field's width does
    not cost the whole file.

    Raises:
        Refusal: the bytes are none of these.
    """
    if content[:2] in UTF16:
        return content.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            if _is_mostly(content[:_SNIFF_BYTES], encoding) and _is_mostly(content, encoding):
                return content.decode(encoding, errors="replace")
    raise Refusal(
        UNREADABLE,
        f"文件“{file_name}”不是 Excel 表，也不是可识别编码（UTF-8、GB18030）的文本。"
        "请从系统重新导出为 xlsx 格式后放入收件目录。",
    )


def _is_mostly(content: bytes, encoding: str) -> bool:
    """Return whether few of the characters beyond ASCII are broken."""
    text = content.decode(encoding, errors="replace")
    foreign = len(text) - len(text.encode("ascii", errors="ignore"))
    return text.count(_REPLACEMENT) <= _FEW_BROKEN * foreign


def read_rows(text: str, file_name: str) -> tuple[pl.DataFrame, pl.Series]:
    """Return the cells (columns ``c0``…, null where empty) and each row's first physical line.

    Raises:
        Refusal: the text is no table.
    """
    head = text[:_SNIFF_CHARACTERS]
    separator = max(_SEPARATORS, key=head.count)
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
    if quoting == csv.QUOTE_NONE:
        frame = frame.with_columns(pl.all().str.replace(r'^"(?s)(.*)"$', "${1}"))
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
