"""The papers of one month: read, draw, write aside, gate, swap, in this order.

Belongs here: the order of the steps, the dates a paper names, what is reported. Does not belong
here: any step, any word of a paper.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.months import is_month, month_label, shift
from pipelines.papers.errors import PapersError
from pipelines.settings import Settings

if TYPE_CHECKING:
    from dashboards.charts import Picture
    from dashboards.marts import Marts
    from dashboards.papers.blocks import Paper
    from dashboards.papers.notice import Dates

NEW_PAPERS = "papers.new"
WORDS = "papers.words"
WHAT = "文稿"


@dataclass(frozen=True)
class PapersReport:
    """What was written."""

    files: tuple[Path, ...]
    left_out: tuple[str, ...]
    """What the papers do without and why, in Chinese."""
    blanks: int
    """Places left for the office to fill in."""
    has_analysis: bool


def write_papers(
    settings: Settings,
    month: str,
    *,
    analysis: bool = False,
    issued: date | None = None,
    force: bool = False,
    progress: Callable[[str], None] | None = None,
) -> PapersReport:
    """Write the papers of a month to ``published/papers/YYYY-MM``, all of them or none.

    Args:
        settings: where the home folder is, and the office's words.
        month: ``YYYY-MM``.
        analysis: also write the half-year analysis in a month that ends no half-year.
        issued: the day the papers are dated; the office's usual day when None.
        force: also write over papers that somebody filled in.
        progress: receives one Chinese line per step.

    Raises:
        PapersError: no such month, the marts cannot be read, a file cannot be written, or the
            papers there were filled in by hand.
        PublishError: the gate found personal data, or the swap failed.
            The papers written before stay as they were.
    """
    from dashboards.reading import MartsError, read_marts

    say = progress or (lambda line: None)
    if not is_month(month):
        raise PapersError(f"月份 {month} 写法不对：应像 2022-06 这样，且不早于 2021-01。")
    try:
        say("读取指标…")
        marts = read_marts(settings.warehouse_file, month)
    except MartsError as error:
        raise PapersError(str(error)) from error
    if len(settings.cities) > 1:
        raise PapersError(
            "文稿按市写，统计几个市时不生成。请在各市自己的数据目录（regions 只写该市）里运行。"
        )
    folder = settings.work / NEW_PAPERS
    target = settings.published / "papers" / month
    if not force:
        _refuse_changed(target)
    try:
        report = _written(settings, marts, (folder, target), analysis, issued, say)
    except OSError as error:
        raise PapersError(
            f"文稿没有写成：{error.filename or folder}"
            f"（{error.strerror or type(error).__name__}）。"
            "请检查磁盘空间和文件夹权限后重新生成；原来的文稿没有改动。"
        ) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(settings.work / WORDS, ignore_errors=True)
    say(f"已生成{month_label(month)}文稿。")
    return report


def _written(
    settings: Settings,
    marts: Marts,
    places: tuple[Path, Path],
    analysis: bool,
    issued: date | None,
    say: Callable[[str], None],
) -> PapersReport:
    from dashboards.papers import charts
    from dashboards.papers.analysis import is_due
    from dashboards.papers.notice import titled
    from pipelines.papers import kept, pictures
    from pipelines.papers.book import book_bytes
    from pipelines.papers.document import document_bytes
    from pipelines.publish import swap

    folder, target = places
    office, author = settings.papers, settings.city_office
    month = f"{marts.as_of:%Y-%m}"
    drawn = charts.pictures(marts)
    say(f"绘制{len(drawn)}幅图…")
    pngs, left_out = pictures.draw(drawn)
    say("写文稿…")
    has_analysis = analysis or is_due(marts.as_of)
    papers = _papers(settings, marts, drawn, dates(settings, month, issued), has_analysis)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for paper in papers:
        content = document_bytes(paper, pngs, author)
        (folder / f"{paper.file_stem}.docx").write_bytes(content)
    title = titled(office.problems_title, city=settings.city_name, month=month_label(month))
    book = book_bytes(marts, title.replace("\n", ""), author)
    (folder / f"重点问题清单_{month}.xlsx").write_bytes(book)
    say("检查个人信息…")
    _check(settings, marts, folder)
    names = sorted(path.name for path in folder.iterdir())
    swap.recover(target, WHAT)
    swap.promote(folder, target, WHAT)
    kept.record(target)
    return PapersReport(
        files=tuple(target / name for name in names),
        left_out=left_out,
        blanks=sum(paper.blanks() for paper in papers),
        has_analysis=has_analysis,
    )


def _refuse_changed(target: Path) -> None:
    """Lose nothing that a person wrote into the papers of this month."""
    from pipelines.papers import kept

    if names := kept.changed(target):
        raise PapersError(
            f"没有重新生成：{target} 中的 {'、'.join(names)} 被人修改过或不是本程序写的。"
            "请先把它们移到别处，再运行一次；确要覆盖请加 --force。"
        )


def _papers(
    settings: Settings, marts: Marts, drawn: dict[str, Picture], days: Dates, has_analysis: bool
) -> list[Paper]:
    from dashboards.papers import charts
    from dashboards.papers.analysis import analysis
    from dashboards.papers.notice import notice

    office, city = settings.papers, settings.city_name
    papers = [notice(marts, office, city, days, charts.charts(drawn, charts.NOTICE))]
    if has_analysis:
        shown = charts.charts(drawn, charts.ANALYSIS)
        papers.append(analysis(marts, office, city, days.issued, shown))
    return papers


def dates(settings: Settings, month: str, issued: date | None) -> Dates:
    """Return the day of issue, and by when counties correct and report next."""
    from dashboards.papers.notice import Dates
    from pipelines.alerts.due import due_date

    day = issued or _day_of(shift(month, 1), settings.papers.issue_day)
    return Dates(
        issued=day,
        correct_by=due_date(month, settings.alert_deadline_day, day),
        report_by=_day_of(shift(month, 2), settings.cutoff_day),
        township_day=settings.township_day,
    )


def _day_of(month: str, day: int) -> date:
    return date(int(month[:4]), int(month[5:]), day)


def _check(settings: Settings, marts: Marts, folder: Path) -> None:
    """Let nothing out that the pages would not let out."""
    from pipelines.papers.texts import lay_out
    from pipelines.publish import gate

    words = settings.work / WORDS
    shutil.rmtree(words, ignore_errors=True)
    lay_out(folder, words)
    gate.check(words, settings.vault, own_words=own_words(settings, marts), what=WHAT)


def own_words(settings: Settings, marts: Marts) -> frozenset[str]:
    """Han words of the project's own texts, which are no leak even if someone bears that name."""
    from dataclasses import astuple

    from dashboards.facts import Composition
    from dashboards.papers import lookup
    from pipelines.publish.gate import han_tokens

    source = Path(__file__).resolve().parent
    own = [*source.glob("*.py"), *(settings.project_dir / "dashboards").rglob("*.py")]
    texts = [path.read_text(encoding="utf-8") for path in sorted(own)]
    texts += [str(word) for word in astuple(settings.papers)]
    texts += [settings.city_office, settings.city_name]
    for area in marts.areas:
        texts += [area.county_name, area.short_name, *lookup.stale_towns(marts, area)]
    texts += [known.indicator_name for known in marts.definitions.values()]
    texts += [part.category for part in marts.all(Composition)]
    for rule in marts.finding_counts:
        texts += [rule.rule_name or "", rule.how_to_fix or ""]
    return frozenset(han_tokens("\n".join(texts)))
