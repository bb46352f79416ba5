"""Which figures a publication adds to the history, and what was published when."""

from __future__ import annotations

import polars as pl

from pipelines.trace.history import as_published, changed_figures
from pipelines.warehouse import HISTORY_SCHEMA

Entry = tuple[int, str, float | None, str]


def history(*entries: Entry) -> pl.DataFrame:
    """Rows (order, county, value, inputs) of I01 in May."""
    return pl.DataFrame(
        [
            (f"P-2022-05-{order}", order, "2022-05", "I01", county, "2022-05", value, "v1", inputs)
            for order, county, value, inputs in entries
        ],
        schema=HISTORY_SCHEMA,
        orient="row",
    )


def figures(*entries: tuple[str, float | None, str], version: str = "v1") -> pl.DataFrame:
    return pl.DataFrame(
        [("I01", county, "2022-05", value, version, inputs) for county, value, inputs in entries],
        schema=[
            "indicator_id",
            "county_code",
            "report_month",
            "value",
            "definition_version",
            "inputs",
        ],
        schema_overrides={"value": pl.Float64},
        orient="row",
    )


def changed(before: pl.DataFrame, now: pl.DataFrame) -> list[tuple[str, float | None, str]]:
    return changed_figures(before, now).select("county_code", "value", "inputs").rows()


def test_the_first_publication_has_every_figure_with_a_value() -> None:
    now = figures(("220621", 3.0, "a.1"), ("220622", None, "a.1"))
    assert changed(history(), now) == [("220621", 3.0, "a.1")]


def test_what_is_the_same_is_not_repeated() -> None:
    before = history((1, "220621", 3.0, "a.1"), (2, "220621", 4.0, "b.1"), (1, "220622", 0.3, ""))
    same = figures(("220621", 4.0, "b.1"), ("220622", 0.1 + 0.2, ""))
    assert changed(before, same) == []


def test_other_deliveries_or_another_definition_are_a_change_without_another_value() -> None:
    before = history((1, "220621", 3.0, "a.1"))
    assert changed(before, figures(("220621", 3.0, "a.2"))) == [("220621", 3.0, "a.2")]
    newer = figures(("220621", 3.0, "a.1"), version="v2")
    assert changed_figures(before, newer)["definition_version"].to_list() == ["v2"]


def test_a_figure_that_is_gone_is_entered_once_as_no_value() -> None:
    before = history((1, "220621", 3.0, "a.1"))
    gone = changed_figures(before, figures(("220622", None, "")))
    assert gone.select("county_code", "value", "definition_version").rows() == [
        ("220621", None, "v1")
    ]
    entered = history((1, "220621", 3.0, "a.1"), (2, "220621", None, ""))
    assert changed(entered, figures(("220622", None, ""))) == []


def test_what_was_published_then_is_the_newest_row_until_then() -> None:
    every = history((1, "220621", 3.0, "a.1"), (2, "220621", 4.0, "b.1"), (1, "220622", 5.0, "c.1"))
    assert as_published(every, 1)["value"].to_list() == [3.0, 5.0]
    assert sorted(as_published(every)["value"].to_list()) == [4.0, 5.0]
