"""The catalogue of indicators: every figure's definition as page, workbook and document.

Belongs here: which facts stand in which column. Does not belong here: the facts (the dbt
project's seeds), the model's own documentation (``model_docs``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.offices.look import Book, write_table
from pipelines.offices.page import page

TITLE = "指标目录"
COLUMNS = (
    "编号",
    "名称",
    "算法",
    "单位",
    "时间口径",
    "目标",
    "来源表",
    "责任单位",
    "口径说明",
    "参数",
    "级",
)
_WIDTHS = (8, 24, 46, 7, 10, 18, 14, 12, 34, 22, 4)
_PARAMETER_COLUMNS = ("参数", "值", "单位", "起用", "停用", "说明")
_PARAMETER_WIDTHS = (24, 8, 8, 12, 12, 50)
TIERS = "级：1 来自两个系统，2 来自台账，3 人工填报。"
AGE = ("working_age_min", "working_age_max")
PARAMETERS_OF: dict[str, tuple[str, ...]] = {
    "I01m3": ("months_short",),
    "I01m6": ("months_long",),
    "I06c": ("months_long",),
    **dict.fromkeys(("I07a", "I07c", "I07d", "I24", "I34", "I35", "I36", "I37", "I37b"), AGE),
    **dict.fromkeys(("I38", "I44", "I50"), AGE),
    **dict.fromkeys(("I43a", "I43b", "I43c"), (*AGE, "state_fresh_days")),
    "I25a": ("follow_up_days",),
    "I25b": ("placement_days",),
    "I31c": ("workshop_min_relieved",),
    **dict.fromkeys(("I41", "I41b"), ("pay_group_min",)),
    "I42d": ("elderly_post_age",),
    "I57": ("transport_min_months",),
    "I57b": ("transport_min_months",),
    "I59": ("help_days",),
}
"""Indicator -> the parameters that its definition reads."""
_FIXED = {"at_most": "不超过", "complete": "达到"}
_TARGETS = {
    "plan": "方案任务数",
    "baseline_year_end": "2021年全年",
    "baseline_same_month": "2021年同月",
}


@dataclass(frozen=True)
class Catalogue:
    """The catalogue as text: one tuple per indicator and per parameter, in ``COLUMNS``' order."""

    indicators: tuple[tuple[str, ...], ...]
    parameters: tuple[tuple[str, ...], ...]
    version: str


def read_catalogue(seeds: Path) -> Catalogue:
    """Read the catalogue from the dbt project's seeds."""
    indicators = pl.read_csv(seeds / "indicators.csv", infer_schema=False).fill_null("")
    listed = pl.read_csv(seeds / "parameters.csv", infer_schema=False).fill_null("")
    needed = pl.read_csv(seeds / "indicator_tables.csv", infer_schema=False)
    tables: dict[str, list[str]] = {}
    for indicator, table, is_needed in needed.iter_rows():
        tables.setdefault(indicator, []).append(table if is_needed == "true" else f"（{table}）")
    in_force = {
        row["parameter_id"]: f"{row['note']}：{row['value']} {row['unit']}".strip()
        for row in listed.to_dicts()
        if not row["valid_to"]
    }
    return Catalogue(
        indicators=tuple(_indicator(row, tables, in_force) for row in indicators.to_dicts()),
        parameters=tuple(
            listed.select(
                "parameter_id", "value", "unit", "valid_from", "valid_to", "note"
            ).iter_rows()
        ),
        version="、".join(sorted(set(indicators["definition_version"]))),
    )


def _indicator(
    row: dict[str, Any], tables: dict[str, list[str]], parameters: dict[str, str]
) -> tuple[str, ...]:
    own = PARAMETERS_OF.get(row["indicator_id"], ())
    return (
        row["indicator_id"], row["indicator_name"], row["formula"], row["unit"],
        row["time_meaning"], target_words(row),
        "、".join(tables.get(row["indicator_id"], [])) or "任务数表", row["owner"],
        row["default_choice"], "；".join(parameters[name] for name in own), row["tier"],
    )  # fmt: skip


def target_words(row: dict[str, Any]) -> str:
    """Return the target of an indicator in words, as its seed row says it."""
    kind = row["target_kind"]
    if kind == "none":
        return "无"
    if kind != "fixed":
        return _TARGETS[kind]
    value = row["fixed_target"]
    shown = f"{float(value) * 100:g}%" if row["unit"] == "%" else f"{value} {row['unit']}"
    near = f"，{row['near_target']} 以内为临近" if row["near_target"] else ""
    return f"{_FIXED.get(row['status_rule'], '')}{shown}{near}"


def catalogue_document(catalogue: Catalogue) -> str:
    """Return ``docs/indicators.md``."""
    lines = [
        f"# {TITLE}",
        "",
        f"由 `dbt_project/seeds` 生成，不要手改。口径版本：{catalogue.version}。{TIERS}",
        "准确的定义见 [figures.md](figures.md)。来源表带括号的有则用之，缺报不影响数值。",
        "",
        *_markdown(COLUMNS, catalogue.indicators),
        "",
        "## 参数",
        "",
        *_markdown(_PARAMETER_COLUMNS, catalogue.parameters),
    ]
    return "\n".join(lines) + "\n"


def catalogue_book(catalogue: Catalogue, author: str) -> bytes:
    """Return the catalogue as a workbook."""
    book = Book(TITLE, author)
    write_table(book, book.sheet(TITLE), 0, COLUMNS, catalogue.indicators, _WIDTHS)
    write_table(
        book, book.sheet("参数"), 0, _PARAMETER_COLUMNS, catalogue.parameters, _PARAMETER_WIDTHS
    )
    return book.content()


def catalogue_page(catalogue: Catalogue) -> bytes:
    """Return the catalogue as one page that asks for nothing from anywhere."""
    return page(
        Path(__file__).with_name("catalogue.html.j2"),
        title=TITLE,
        version=catalogue.version,
        tiers=TIERS,
        columns=COLUMNS,
        indicators=catalogue.indicators,
        parameter_columns=_PARAMETER_COLUMNS,
        parameters=catalogue.parameters,
    )


def _markdown(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> list[str]:
    def line(cells: tuple[str, ...]) -> str:
        return "| " + " | ".join(cell.replace("|", "／") for cell in cells) + " |"

    return [line(columns), "|" + "---|" * len(columns), *map(line, rows)]
