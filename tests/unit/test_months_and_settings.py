"""Months, settings and the refusal of a wrong configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import describe
from pipelines.months import is_month, month_label, month_range, shift
from pipelines.settings import SettingsError, load_settings


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert shift("2021-12", 1) == "2022-01"
    assert shift("2022-01", -1) == "2021-12"
    assert shift("2022-06", -18) == "2020-12"
    assert month_range("2021-11", "2022-02") == ["2021-11", "2021-12", "2022-01", "2022-02"]
    assert month_range("2022-02", "2022-01") == []
    assert month_label("2022-05") == "2022年5月"


@pytest.mark.parametrize("text", ["2022-13", "2022-1", "202206", "2020-12", "2022-06 ", ""])
def test_what_is_not_a_month_is_refused(text: str) -> None:
    assert not is_month(text)


def test_a_home_without_a_configuration_has_the_defaults(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings.city_code == "220600"
    assert (settings.cutoff_day, settings.township_day) == (3, 25)
    assert settings.plan_targets.name == "plan_targets.csv"
    assert settings.plan_targets.is_relative_to(settings.project_dir)


def test_the_offices_own_plan_comes_first(tmp_path: Path) -> None:
    (tmp_path / "plan_targets.csv").write_text("x", encoding="utf-8")
    assert load_settings(tmp_path).plan_targets == tmp_path / "plan_targets.csv"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("city_nam: 白山市", "city_nam"),
        ("cutoff_day: 二十五", "cutoff_day"),
        ("cutoff_day: 31", "1 至 28"),
        ("township_day: 0", "1 至 28"),
        ("escalate_after_days: -1", "escalate_after_days"),
        ("outbox_days: 0", "1 或更大"),
        ("exemption_months: 13", "1 至 12"),
        ("smtp: {host: a, port: 25, sender: b@c}", "recipients.yml"),
        ("recipients: {'220621': [a@b.cn]}", "recipients.yml"),
        ("a: [", "第1行"),
        ("- x", "名称"),
    ],
)
def test_a_wrong_configuration_is_refused_with_its_place(
    tmp_path: Path, text: str, named: str
) -> None:
    (tmp_path / "settings.yml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=named) as caught:
        load_settings(tmp_path)
    assert "settings.yml" in str(caught.value)


def test_an_unexpected_error_never_shows_its_text() -> None:
    try:
        raise ValueError("229621199001010011 王小明")
    except ValueError as error:
        shown = describe(error)
    assert "229621" not in shown
    assert "王小明" not in shown
    assert "ValueError" in shown
