"""Read the plan's targets, which the office may have typed itself.

Does not belong here: what the targets mean (dbt) or whether they add up (R08).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.quality.errors import QualityError

_COLUMNS = ("plan_year", "indicator_id", "county_code", "target_value")


def read_plan(path: Path) -> pl.DataFrame:
    """Return ``plan_year`` (int), ``indicator_id``, ``county_code``, ``target_value`` (float).

    Raises:
        QualityError: the file is unreadable, lacks a column, or a cell is not a number.
    """
    try:
        raw = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise QualityError(
            f"任务分解表 {path} 无法读取，应为 UTF-8 编码的 CSV（逗号分隔，首行为列名）。"
        ) from error
    raw = raw.rename({name: name.strip().lstrip("\ufeff") for name in raw.columns})
    if missing := [name for name in _COLUMNS if name not in raw.columns]:
        raise QualityError(
            f"任务分解表 {path} 缺少列 {'、'.join(missing)}，请对照自带的任务分解表补上。"
        )
    text = raw.select(pl.col(name).str.strip_chars() for name in _COLUMNS)
    numbers = text.with_columns(
        pl.col("plan_year").cast(pl.Int32, strict=False),
        pl.col("target_value").cast(pl.Float64, strict=False),
    )
    for name in ("plan_year", "target_value"):
        wrong = numbers[name].is_null().arg_true()
        if len(wrong):
            line = int(wrong[0]) + 2
            raise QualityError(
                f"任务分解表 {path} 第{line}行的 {name} 应为数字"
                f"（不加千分位逗号），现为“{text[name][line - 2] or ''}”，请改正。"
            )
    return numbers
