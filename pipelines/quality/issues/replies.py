"""Reading back what a county returned: the workbook becomes a reply and requests, or is told of.

Belongs here: one file at a time, recognising a file that was read before, what is written.
Does not belong here: what is wrong with a row (``returned``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

from pipelines.intake.errors import Refusal
from pipelines.intake.reading import read_sheets
from pipelines.quality.issues.exemptions import put, refusal
from pipelines.quality.issues.lookup import IssueError, Named, Register
from pipelines.quality.issues.records import Reply, ReplyKind, ReplyRow, read_records, write_reply
from pipelines.quality.issues.returned import (
    HANDLING,
    NUMBER,
    Judged,
    NumbersIn,
    filled_rows,
    judge,
)
from pipelines.settings import Settings


@dataclass(frozen=True)
class ReadBack:
    """What one returned workbook led to; ``problems`` has a sentence a row that was not taken."""

    file_name: str
    county_name: str
    mended: int
    asked: tuple[str, ...]
    """Numbers of the new requests."""
    repeated: int
    untouched: int
    problems: tuple[str, ...]


def read_back(
    settings: Settings,
    path: Path,
    names: dict[str, str],
    numbers_in: NumbersIn,
    today: dt.date,
) -> ReadBack:
    """Take what a returned workbook says, row by row; rows that cannot be taken are told.

    Args:
        settings: the home folder.
        path: the workbook.
        names: county code -> name.
        numbers_in: which personal numbers a text holds.
        today: the day that the records bear.

    Raises:
        IssueError: the file cannot be read, is no 问题清单, has no entry, or was read before.
    """
    try:
        content = path.read_bytes()
        sheets = read_sheets(content, path.name)
    except OSError as error:
        raise IssueError(f"文件 {path} 打不开（{error.strerror}）。") from error
    except Refusal as refused:
        raise IssueError(refused.message) from refused
    sha256 = hashlib.sha256(content).hexdigest()
    replies = read_records(settings).replies
    if known := next((it for it in replies if it.sha256 == sha256), None):
        raise IssueError(
            f"{path.name} 与 {known.read_on} 读过的 {known.file_name}"
            f"（{names.get(known.county_code, known.county_code)}）完全相同，没有再读。"
        )
    rows, untouched, with_rows = filled_rows(sheets)
    if not with_rows:
        raise IssueError(
            f"{path.name} 没有一张工作表有“{NUMBER}”和“{HANDLING}”两列，"
            "请用发给县里的《问题清单.xlsx》填写后交回。"
        )
    if not rows:
        raise IssueError(f"{path.name} 没有一行填了“{HANDLING}”，没有可读的内容。")

    def cannot(named: Named, note: str) -> str | None:
        same = _said_before(replies, named.problem_key, "exemption", note)
        return None if same else refusal(settings, named, note)

    county, judged = judge(rows, Register(settings), names, cannot, numbers_in)
    new = [
        item for item in judged.taken if not _said_before(replies, item[0].problem_key, *item[1:])
    ]
    asked = _write(settings, path.name, sha256, county, new, names, today)
    return ReadBack(
        file_name=path.name,
        county_name=names.get(county or "", "县区不明"),
        mended=sum(kind == "corrected" for _, kind, _ in new),
        asked=asked,
        repeated=_count(judged) - len(new),
        untouched=untouched,
        problems=tuple(judged.problems),
    )


def _count(judged: Judged) -> int:
    return len(judged.taken)


def _said_before(replies: tuple[Reply, ...], problem: str, kind: ReplyKind, note: str) -> bool:
    """Whether a reply said the very same: a corrected file repeats what was taken before."""
    return any(
        row.problem_key == problem and row.kind == kind and row.note == note.strip()
        for reply in replies
        for row in reply.rows
    )


def _write(
    settings: Settings,
    file_name: str,
    sha256: str,
    county: str | None,
    taken: list[tuple[Named, ReplyKind, str]],
    names: dict[str, str],
    today: dt.date,
) -> tuple[str, ...]:
    """Write a request for each exemption, then the reply."""
    if county is None or not taken:
        return ()
    asked = [
        put(settings, named, note, names.get(county, county), today).exemption_id
        for named, kind, note in taken
        if kind == "exemption"
    ]
    write_reply(
        settings,
        Reply(
            county_code=county,
            report_month=max(named.report_month for named, _, _ in taken),
            file_name=file_name,
            sha256=sha256,
            read_on=today,
            rows=tuple(
                ReplyRow(
                    finding_id=named.finding_id,
                    problem_key=named.problem_key,
                    kind=kind,
                    note=note.strip(),
                )
                for named, kind, note in taken
            ),
        ),
    )
    return tuple(asked)
