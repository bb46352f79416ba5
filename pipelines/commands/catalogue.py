"""``employment catalogue``: the indicators and the data model, for people to read.

Belongs here: the command, its options and what it prints. The work is ``trace``'s.
"""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from pipelines.commands.options import Force, Home, OutFolder

PAGE_NAME, BOOK_NAME, MODEL_NAME = "指标目录.html", "指标目录.xlsx", "数据模型.html"


def catalogue(
    out: OutFolder = None,
    force: Force = False,
    home: Home = None,
) -> None:
    """生成指标目录（网页和表格）和数据模型说明（dbt 文档），都可离线打开。"""
    from pipelines.settings import load_settings
    from pipelines.trace.catalogue import catalogue_book, catalogue_page, read_catalogue
    from pipelines.trace.files import refuse_existing, save
    from pipelines.trace.model_docs import model_docs

    settings = load_settings(home)
    folder = (out or Path()).expanduser()
    names = (PAGE_NAME, BOOK_NAME, MODEL_NAME)
    refuse_existing([folder / name for name in names], force=force)
    indicators = read_catalogue(settings.seeds)
    contents = (
        catalogue_page(indicators),
        catalogue_book(indicators, settings.city_office),
        model_docs(settings),
    )
    console = Console()
    for name, content in zip(names, contents, strict=True):
        path = save(folder / name, name, content, force=force)
        console.print(f"{name.partition('.')[0]}：{path}", markup=False, soft_wrap=True)
