"""What is handed on: one file a page, A4 PDF, phone pictures, the figures; and past issues.

Belongs here: which of these files there are, their names, and the pages that list them. Does not
belong here: printing (``printing``), the figures' workbook (``figure_files``).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboards import numbers, rendering
from dashboards.blocks import Listing, Page, one
from dashboards.marts import Marts
from dashboards.pages.common import site_title
from dashboards.rendering import FOLDER, SINGLE, Form
from dashboards.sentences import Part
from dashboards.tables import Cell, Row, Table
from pipelines.publish import figure_files, printing
from pipelines.publish.draw import DrawError
from pipelines.publish.figures import PAST
from pipelines.publish.record import FILE_NAME, read_record
from pipelines.settings import Settings

FILES = "files"
ENTRY = Page(name="files", label="下载与往期", title="", conclusion=(), rows=())
"""Its place in the menu; the page itself is made when the files are there."""


@dataclass(frozen=True)
class Made:
    """The files of each page: page name → form → file name; and what could not be made."""

    of_page: dict[str, dict[str, str]]
    figures: tuple[str, ...]
    left_out: tuple[str, ...]


def write(
    marts: Marts,
    pages: Sequence[Page],
    site: Path,
    drawings: Mapping[str, str],
    browser: Path | None,
    wanted: frozenset[str],
    say: Callable[[str], None],
) -> Made:
    """Write the files to hand on below ``files/`` of a site whose pages are written.

    Args:
        marts: the marts as of the issue.
        pages: the pages of the site.
        site: the site's folder.
        drawings: SVG texts by file stem; empty without a browser.
        browser: the browser that prints, None without one.
        wanted: of ``FORMS``, those the office wants.
        say: receives one Chinese line per step.
    """
    folder = site / FILES
    folder.mkdir()
    say("生成单文件网页和数据文件…")
    of_page: dict[str, dict[str, str]] = {page.name: {} for page in pages}
    figures: tuple[str, ...] = ()
    if "figures" in wanted:
        figures = figure_files.write(marts, folder, stem(marts, "指标数据"))
    if browser is None:
        return Made(of_page, figures, ("没有生成单文件网页、PDF和手机长图：需要浏览器。",))
    if "single" in wanted:
        form = Form(SINGLE, drawings, look=marts.look)
        for page in pages:
            name = f"{stem(marts, page.label)}.html"
            text = rendering.render(marts, page, (), form)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
            of_page[page.name]["html"] = name
    papers, pictures = _printed(marts, pages, site, wanted)
    if not papers and not pictures:
        return Made(of_page, figures, ())
    say("打印A4和手机长图…")
    try:
        printing.print_pages(
            browser,
            {page: folder / name for page, name in papers.items()},
            {page: folder / name for page, name in pictures.items()},
        )
    except DrawError as error:
        return Made(of_page, figures, (f"没有生成PDF和手机长图：{error}",))
    for kind, files in (("pdf", papers), ("png", pictures)):
        for page_file, name in files.items():
            of_page[page_file.stem][kind] = name
    return Made(of_page, figures, ())


def _printed(
    marts: Marts, pages: Sequence[Page], site: Path, wanted: frozenset[str]
) -> tuple[dict[Path, str], dict[Path, str]]:
    """Return which written page becomes which PDF and which phone picture."""
    names = {site / f"{page.name}.html": stem(marts, page.label) for page in pages}
    long = {site / f"{page.name}.html" for page in pages if page.area or page.name == "index"}
    papers = {page: f"{name}.pdf" for page, name in names.items() if "pdf" in wanted}
    pictures = {
        page: f"{name}.png" for page, name in names.items() if page in long and "png" in wanted
    }
    return papers, pictures


def stem(marts: Marts, label: str) -> str:
    """``白山市2022年6月_总览``."""
    return f"{marts.city.county_name}{numbers.year_month(marts.as_of)}_{label}"


def files_page(marts: Marts, pages: Sequence[Page], made: Made) -> Page:
    """Return the page that lists what there is to take along."""
    kinds = {"html": "单文件网页", "pdf": "A4 PDF", "png": "手机长图"}
    rows = tuple(
        Row(
            page.label,
            tuple(
                Cell("打开", kind="text", link=f"{FILES}/{name}") if name
                else Cell(numbers.NOT_APPLICABLE, kind="text")
                for name in (made.of_page[page.name].get(kind) for kind in kinds)
            ),
        )
        for page in pages
    )  # fmt: skip
    data = tuple(
        Row(name, (Cell("打开", kind="text", link=f"{FILES}/{name}"),)) for name in made.figures
    )
    return Page(
        name=ENTRY.name,
        label=ENTRY.label,
        title=site_title(marts, ENTRY.label),
        conclusion=(Part("各页都可以另存、打印或转发；数据文件可以用 Excel 或 WPS 打开。"),),
        rows=(
            one(
                Listing(
                    "各页的文件",
                    Table("各页的文件", ("页面", *kinds.values()), rows),
                    subtitle="单文件网页一个文件就是一页，可以放在优盘里或发给别人，不用联网",
                    note="".join(made.left_out),
                )
            ),
            one(
                Listing(
                    "数据文件",
                    Table("数据文件", ("文件", "打开"), data),
                    subtitle="页面上的每个数都在里面；人数太少的不列",
                )
            ),
            one(
                Listing(
                    "往期",
                    Table("往期", ("往期", "打开"), (_PAST_ROW,)),
                    subtitle="以前各月发布时的样子",
                )
            ),
        ),
    )


_PAST_ROW = Row("以前各期", (Cell("查看往期目录", kind="text", link=f"{PAST}/index.html"),))


def keep_past(settings: Settings, marts: Marts, site: Path, stands: Path) -> None:
    """Take the past issues over from the site that ``stands``, that site's own month included.

    What is below ``past/`` is of other publications: it is no part of this one's record.
    """
    target = site / PAST
    target.mkdir()
    month = f"{marts.as_of:%Y-%m}"
    before = str(read_record(settings.published / FILE_NAME).get("as_of_month", ""))
    for old in sorted((stands / PAST).glob("????-??")):
        if old.name != month:
            shutil.copytree(old, target / old.name)
    if before and before != month and (stands / FILES).is_dir():
        shutil.rmtree(target / before, ignore_errors=True)
        shutil.copytree(stands / FILES, target / before)
    page = _past_page(marts, target)
    text = rendering.render(marts, page, (), Form(FOLDER, root="../", look=marts.look))
    (target / "index.html").write_text(text, encoding="utf-8", newline="\n")


def _past_page(marts: Marts, folder: Path) -> Page:
    months = sorted((path for path in folder.glob("????-??") if path.is_dir()), reverse=True)
    rows = tuple(
        Row(file.name, (Cell("打开", kind="text", link=f"{month.name}/{file.name}"),))
        for month in months
        for file in sorted(month.iterdir())
    )
    return Page(
        name="past",
        label="往期",
        title=site_title(marts, "往期"),
        conclusion=(
            Part(f"共有{len(months)}期以前的发布，由近到远。" if months else "还没有以前的发布。"),
        ),
        rows=(one(Listing("各期的文件", Table("各期的文件", ("文件", "打开"), rows))),),
    )
