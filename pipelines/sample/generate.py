"""Runs the made-up city month by month and writes exports, plan and answer key.

Belongs here: the order of things and the checks of what was asked for.
Does not belong here: any single step of it.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.months import is_month, month_label, month_range, shift
from pipelines.sample.across import History, Moment, findings_across
from pipelines.sample.answer_key import file_row, findings_frame, write_answer_key
from pipelines.sample.callings import add_callings
from pipelines.sample.careers import Careers
from pipelines.sample.city import City, read_city
from pipelines.sample.cross import cross_rules
from pipelines.sample.delivery import Delivery
from pipelines.sample.errors import SampleError
from pipelines.sample.events import events_between
from pipelines.sample.figures import Figure, Timeline, judge
from pipelines.sample.inbox import Inbox
from pipelines.sample.ledgers import Ledger, Ledgers
from pipelines.sample.ledgers.key import file_row_of, findings_of, verdict_of, write_ledger_rows
from pipelines.sample.likeness import CITY_CODE
from pipelines.sample.looks import PASSWORD
from pipelines.sample.pages import count_rows
from pipelines.sample.people import build_people
from pipelines.sample.plant import Place, Planter
from pipelines.sample.plots.twins import with_twins
from pipelines.sample.row_key import LARGEST_SCALE, write_rows
from pipelines.sample.rules.posts_and_journeys import journeys, posts
from pipelines.sample.screen import Screened, screen_month
from pipelines.sample.slots import Effective, Memory
from pipelines.sample.strangers import Stranger, strangers_of
from pipelines.sample.tidy import tidied
from pipelines.sample.writing import Writers

LEAST_SCALE = 0.005
"""Below it a county has fewer poor workers than there are counties."""
LATE_MONTHS = 2
"""In the last months every row rule shows, so that the newest page has something to say."""


@dataclass(frozen=True)
class SampleReport:
    """What was written: how many files, people and planted findings, by rule."""

    inbox: Path
    files: int
    people: int
    findings: dict[str, int]


@dataclass
class _Key:
    figures: list[Figure]
    findings: list[pl.DataFrame]
    verdicts: list[dict[str, object]]
    files: list[dict[str, object]]


def generate(
    out: Path,
    *,
    scale: float = 1.0,
    first: str = "2021-01",
    last: str = "2022-06",
    seed: int = 1,
    clean: bool = False,
    code: str = CITY_CODE,
    months_to_write: Collection[str] | None = None,
    workers: int = 2,
    progress: Callable[[str], None] | None = None,
) -> SampleReport:
    """Write a city's exports of ``first`` to ``last`` and the answers to them into ``out``.

    Exports of several cities may lie in one ``out``, one call each.

    Args:
        out: the home folder; gets ``inbox/``, the folder ``answer_key_of`` names and, unless it
            is 白山 at ``scale`` 1, its rows in ``plan_targets.csv``.
        scale: 1 is the whole city (183,300 people of working age), at least 0.005.
        first: first report month; no defect is planted in it that needs a predecessor.
        last: last report month.
        seed: the same arguments give the same bytes.
        clean: no defect at all.
        code: the city's code in the divisions.
        months_to_write: write only these months' files; the key still tells all months.
        workers: processes that write files; 1 writes in this one.
        progress: told one Chinese line a month.

    Raises:
        SampleError: the arguments make no sense, or ``out`` already holds the city's sample.
        AreaError: the divisions have no such city.
    """
    _check(out, scale, first, last, code)
    answers = answer_key_of(out, code)
    tell = progress or (lambda _: None)
    tell("正在生成人员……")
    city = read_city(scale, code=code)
    people = _population(city, first, last, seed, scale, clean=clean)
    if clean:
        people = tidied(people)
    careers = Careers(people, city, int(first[:4]), seed)
    events = [] if clean else events_between(first, last, code)
    planter = None if clean else Planter(people, city, seed)
    late = max(first, shift(last, 1 - LATE_MONTHS))
    inbox = Inbox(people, city, careers, scale, events, planter, late)
    ledgers = Ledgers(people, city, careers, scale, seed, clean=clean)
    key = _Key([], [], [], [])
    memory, timeline, history = Memory(), Timeline(city), History()
    with (
        tempfile.TemporaryDirectory(prefix="sample-") as scratch,
        Writers(people, city, scale, out / "inbox", Path(scratch), workers) as writers,
    ):
        for month in month_range(f"{first[:4]}-01", last):
            careers.step()
            books = ledgers.month(month)
            if month < first:
                continue
            deliveries = inbox.month(month)
            screened, before = _answer(month, deliveries, books, city, memory, key, scale)
            now = screened.effective
            fresh = history.put(books)
            key.findings += findings_across(
                Moment(month, city, people, screened, deliveries, fresh, history)
            )
            history.keep(month, now)
            key.figures += timeline.month(month, now, before, deliveries, books)
            _answer_ledgers(books, key)
            strangers = [] if clean or month == first else strangers_of(month, code)
            _answer_strangers(strangers, key)
            if months_to_write is None or month in months_to_write:
                if scale <= LARGEST_SCALE:
                    write_rows(answers / "rows", deliveries)
                    write_ledger_rows(answers / "rows", books)
                writers.month(deliveries)
                writers.ledgers(books)
                for stranger in strangers:
                    stranger.write(out / "inbox")
                count = len(deliveries) + len(books) + len(strangers)
                tell(f"{month_label(month)}：{count}个文件")
        writers.finish()
    judge(key.figures, city)
    counts = Counter(findings_frame(key.findings)["rule_id"].to_list())
    written = [
        f for f in key.files if months_to_write is None or f["report_month"] in months_to_write
    ]
    parameters: dict[str, object] = {
        "scale": scale,
        "first": first,
        "last": last,
        "seed": seed,
        "clean": clean,
        "months_written": sorted({str(f["report_month"]) for f in written}),
        "findings": dict(sorted(counts.items())),
    }
    if written and not clean:
        _leave_password(out)
    if scale != 1.0 or code != CITY_CODE:
        _write_plan(out / "plan_targets.csv", city)
    write_answer_key(answers, key.figures, key.findings, key.verdicts, written, parameters)
    return SampleReport(out / "inbox", len(written), people.height, dict(sorted(counts.items())))


def answer_key_of(out: Path, code: str) -> Path:
    """Return the folder of a city's answer key."""
    return out / ("answer_key" if code == CITY_CODE else f"answer_key_{code}")


def _check(out: Path, scale: float, first: str, last: str, code: str) -> None:
    if not LEAST_SCALE <= scale <= 2:
        raise SampleError(f"规模应在 {LEAST_SCALE} 到 2 之间（1 为全市），现为 {scale}。")
    for name, month in (("起始月份", first), ("截止月份", last)):
        if not is_month(month):
            raise SampleError(f"{name}应写成 2022-05 的样子，且不早于 2021-01，现为“{month}”。")
    if first > last:
        raise SampleError(f"起始月份 {first} 晚于截止月份 {last}，请对调。")
    if answer_key_of(out, code).exists():
        raise SampleError(f"{out} 里已有一套示例数据。请换一个空目录，或先删除其中的内容。")


def _write_plan(path: Path, city: City) -> None:
    """Write the city's plan, above it those of other cities that are there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plan = city.targets
    if path.exists():
        there = pl.read_csv(path, schema=plan.schema)
        own = pl.col("county_code").is_in([city.code, *(c.code for c in city.counties)])
        plan = pl.concat([there.filter(~own), plan])
    path.write_bytes(plan.write_csv().encode("utf-8"))


def _leave_password(out: Path) -> None:
    """Add the password of locked books to those of the office."""
    path = out / "passwords.txt"
    known = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    path.touch(0o600)
    path.write_text("\n".join(dict.fromkeys((*known, PASSWORD))) + "\n", encoding="utf-8")


def _population(
    city: City, first: str, last: str, seed: int, scale: float, *, clean: bool
) -> pl.DataFrame:
    rng = np.random.default_rng([seed, 3])
    people = build_people(city, int(first[:4]), int(last[:4]), scale, rng)
    if not clean:
        people = with_twins(people)
    return add_callings(people, city, int(first[:4]), rng, clean=clean)


def _answer(
    month: str,
    deliveries: list[Delivery],
    books: list[Ledger],
    city: City,
    memory: Memory,
    key: _Key,
    scale: float,
) -> tuple[Screened, dict[Place, Effective]]:
    """Screen the month and note what each file holds; return that and what counted before."""
    before = dict(memory.effective)
    screened = screen_month(month, deliveries, city, memory, scale)
    key.findings += screened.findings
    key.findings += cross_rules(month, screened, before, deliveries, city)
    key.findings += journeys(screened.accepted, deliveries)
    key.findings += posts(screened.accepted, books, month)
    key.verdicts += screened.verdicts
    key.files += [file_row(delivery, count_rows(delivery, scale)) for delivery in deliveries]
    return screened, before


def _answer_ledgers(ledgers: list[Ledger], key: _Key) -> None:
    for ledger in ledgers:
        key.findings += findings_of(ledger)
        key.verdicts.append(verdict_of(ledger))
        key.files.append(file_row_of(ledger))


def _answer_strangers(strangers: list[Stranger], key: _Key) -> None:
    for stranger in strangers:
        key.findings.append(stranger.finding())
        key.verdicts.append(stranger.verdict())
        key.files.append(stranger.file_row())
