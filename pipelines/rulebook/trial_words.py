"""What a trial of a rule found, in lines: by county and township, against the last screening.

Belongs here: the words and their order. Does not belong here: running the rule
(``quality.trial``), masking (``examples``).
"""

from __future__ import annotations

import polars as pl

from pipelines.alerts.words import OWNER, SEVERITY
from pipelines.months import month_label
from pipelines.quality.reference import first_day_of
from pipelines.quality.trial import Trial
from pipelines.rulebook.examples import examples
from pipelines.rulebook.words import STAGES, action_words, validity
from pipelines.settings import Settings

NO_TOWN = "不分乡镇"


def trial_lines(
    settings: Settings, trial: Trial, names: dict[str, str], county: str | None = None
) -> list[str]:
    """Return the report; ``names``: county code -> name, in order; ``county``: this one only."""
    found, new, gone = (_of(frame, county) for frame in (trial.found, trial.new, trial.gone))
    towns = _towns(settings)
    published = None if trial.published is None else _of(trial.published, county)
    return [
        *_head(trial, names.get(county or "")),
        "",
        f"一、查出 {found.height:,} 条",
        *_by_county(found, names, towns),
        "",
        "二、与最近一次筛查比较",
        *_compared(trial, found, published, new, gone, names),
        *_examples(settings, trial, found, {**names, **towns}),
        "",
        "以上只是试查：没有写入筛查结果，没有发布，也没有提醒。",
    ]


def _of(frame: pl.DataFrame, county: str | None) -> pl.DataFrame:
    return frame if county is None else frame.filter(pl.col("county_code") == county)


def _head(trial: Trial, county: str | None) -> list[str]:
    rule = trial.rule
    parameters = "、".join(f"{name}={value}" for name, value in rule.parameters.items())
    lines = [
        f"{rule.id} {rule.name}　{month_label(trial.month)}{f'　{county}' if county else ''}",
        f"  {rule.file} 第{rule.line}行；{STAGES[rule.stage]}检查；{SEVERITY[rule.severity]}；"
        f"{OWNER[rule.owner]}；{action_words(rule)}",
    ]
    lines += [f"  参数：{parameters}"] if parameters else []
    if not rule.applies_to(first_day_of(trial.month)):
        lines.append(
            f"  注意：这条规则{validity(rule)}执行，{month_label(trial.month)}筛查时不用它。"
        )
    return lines


def _by_county(found: pl.DataFrame, names: dict[str, str], towns: dict[str, str]) -> list[str]:
    lines = []
    for code, name in _present(found, names):
        rows = found.filter(pl.col("county_code") == code)
        counts = (
            rows.group_by("town_code").len("n").sort("n", "town_code", descending=[True, False])
        )
        listed = "、".join(
            f"{towns.get(town, town) if town else NO_TOWN} {n:,}" for town, n in counts.iter_rows()
        )
        lines.append(f"  {name} {rows.height:,}：{listed}")
    return lines


def _present(found: pl.DataFrame, names: dict[str, str]) -> list[tuple[str, str]]:
    there = set(found["county_code"].drop_nulls())
    return [(code, name) for code, name in names.items() if code in there]


def _compared(
    trial: Trial,
    found: pl.DataFrame,
    published: pl.DataFrame | None,
    new: pl.DataFrame,
    gone: pl.DataFrame,
    names: dict[str, str],
) -> list[str]:
    if published is None:
        return [f"  {month_label(trial.month)}还没有筛查过，没有可比的结果。"]
    total = (
        f"  筛查时 {published.height:,} 条，现在 {found.height:,} 条："
        f"多出 {new.height:,} 条，不再查出 {gone.height:,} 条。"
    )
    lines = []
    for code, name in _present(pl.concat([found, published]), names):
        then, now, more, less = (
            frame.filter(pl.col("county_code") == code).height
            for frame in (published, found, new, gone)
        )
        if more or less:
            lines.append(f"  {name}：{then:,} → {now:,}（多 {more:,}，少 {less:,}）")
    return [total, *lines]


def _examples(
    settings: Settings, trial: Trial, found: pl.DataFrame, places: dict[str, str]
) -> list[str]:
    if found.is_empty():
        return []
    lines = examples(settings, trial.month, found, places)
    return [
        "",
        f"三、举例（{len(lines)} 条，已隐去姓名和号码）",
        *(f"  · {line}" for line in lines),
    ]


def _towns(settings: Settings) -> dict[str, str]:
    frame = pl.read_csv(settings.seeds / "towns.csv", infer_schema=False)
    return dict(frame.select("town_code", "town_name").iter_rows())
