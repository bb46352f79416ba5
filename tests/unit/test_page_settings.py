"""What an office may set of its pages, and what it is told of what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboards.look import Look, contrast
from pipelines.settings import FORMS, Settings, SettingsError, load_settings


def settings_of(home: Path, text: str) -> Settings:
    (home / "settings.yml").write_text(f"pages:\n{text}", encoding="utf-8")
    return load_settings(home)


def test_without_an_entry_the_pages_look_as_the_project_makes_them(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings.look == Look()
    assert settings.look.css == ""
    assert settings.forms == FORMS


def test_title_sign_colours_and_forms_are_the_offices(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>", encoding="utf-8")
    settings = settings_of(
        tmp_path,
        '  title: 就业监测\n  logo: logo.svg\n  colours: {临近: "#B36B00"}\n  forms: [pdf]\n',
    )
    assert settings.look.title == "就业监测"
    assert settings.look.logo == "<svg/>"
    assert settings.look.fill("near") == "#B36B00"
    assert settings.look.fill("good") == Look().fill("good")
    assert settings.look.css == ":root {--near-fill: #B36B00;--near: #B36B00;}\n"
    assert settings.forms == {"pdf"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  titel: x\n", "不认识的项：titel"),
        ("  title: 7\n", "title 应为文字"),
        ("  logo: none.svg\n", r"none\.svg 读不出来"),
        ('  colours: {达标: "#FFFF00"}\n', "太浅"),
        ("  colours: {达标: green}\n", "应写成"),
        ("  colours: {优秀: '#000000'}\n", "状态为达标、临近、滞后"),
        ("  forms: [word]\n", "可选 figures、pdf、png、single"),
        ("  - 1\n", "名称: 值"),
    ],
)
def test_a_mistake_is_told_with_its_entry(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        settings_of(tmp_path, text)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#FFFFFF") == pytest.approx(1)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.01)
