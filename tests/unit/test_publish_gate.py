"""The gate stops what could name a person and lets everything else pass, quickly."""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from pipelines.publish import PublishError
from pipelines.publish.gate import check, number_kinds

ID18 = "229621196503120013"
"""An impossible prefix (2296xx), so nobody's number; the date is plausible."""
PHONE = "19900001234"
NAME = "欧阳测试"


def site(folder: Path, **files: str) -> Path:
    target = folder / "site"
    target.mkdir()
    for name, text in files.items():
        (target / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return target


def vault(folder: Path, *names: str) -> Path:
    target = folder / "vault" / "identities" / "report_month=2022-06"
    target.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute("create table people as select unnest(?) as person_name", [list(names)])
        connection.execute(f"copy people to '{target / 'd.parquet'}' (format parquet)")
    return folder / "vault"


@pytest.mark.parametrize(
    "text",
    [
        ID18,
        f"户主{ID18}。",
        f"{ID18}42",
        f"{ID18}4202",
        "22962119650312001x",
        "229621650312001",
        "".join(chr(ord(digit) + 0xFEE0) for digit in ID18),
        "&#50;" + ID18[1:],
        "\\u0032" + ID18[1:],
    ],
)
def test_an_id_number_in_any_guise_stops_the_publication(tmp_path: Path, text: str) -> None:
    with pytest.raises(PublishError, match=r"index\.html（身份证号）") as caught:
        check(site(tmp_path, index_html=f"<p>{text}</p>"), tmp_path / "vault")
    assert ID18 not in str(caught.value)


@pytest.mark.parametrize("text", [PHONE, f"+86{PHONE}", f"86{PHONE}", f'"tel":{PHONE}'])
def test_a_mobile_number_stops_the_publication(tmp_path: Path, text: str) -> None:
    with pytest.raises(PublishError, match=r"data\.json（手机号）") as caught:
        check(site(tmp_path, data_json=text), tmp_path / "vault")
    assert PHONE not in str(caught.value)


@pytest.mark.parametrize("text", [f"<td>{NAME}</td>", f"：{NAME}，", f"{NAME}2人"])
def test_a_vault_name_stops_the_publication_without_being_repeated(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(PublishError, match=r"a\.svg（姓名）") as caught:
        check(site(tmp_path, a_svg=text), vault(tmp_path, NAME, "王某"))
    assert NAME not in str(caught.value)


def test_a_name_inside_a_longer_word_is_not_a_name(tmp_path: Path) -> None:
    result = check(site(tmp_path, index_html="<p>江源区滞后</p>"), vault(tmp_path, "江源", "区"))
    assert result.names == 1
    assert result.files == 1


def test_a_word_of_the_projects_own_texts_does_not_block_forever(tmp_path: Path) -> None:
    folder = site(tmp_path, index_html="<p>高峰</p>")
    people = vault(tmp_path, "高峰")
    check(folder, people, own_words=frozenset({"高峰"}))
    with pytest.raises(PublishError, match="姓名"):
        check(folder, people)


def test_figures_and_paths_pass(tmp_path: Path) -> None:
    clean = "65,000 6.50万人 2022-06-30T01:30:00 M1.3812,345.67 #12436D 12345678901 0.97402"
    result = check(site(tmp_path, index_html=clean, site_css="a{}"), vault(tmp_path, NAME))
    assert result.files == 2


def test_eighteen_digits_without_date_or_checksum_are_no_id_number() -> None:
    assert number_kinds("123456789012345678") == []
    assert number_kinds(ID18) == ["身份证号"]


def test_only_the_wheels_own_library_file_passes_unread(tmp_path: Path) -> None:
    from plotly.offline import get_plotlyjs

    folder = site(tmp_path)
    library = folder / "plotly.min.js"
    library.write_text(get_plotlyjs(), encoding="utf-8", newline="\n")
    assert check(folder, tmp_path / "vault").allowed == ("plotly.min.js",)
    library.write_text(f"/* {ID18} */", encoding="utf-8")
    with pytest.raises(PublishError, match="身份证号"):
        check(folder, tmp_path / "vault")


def test_two_hundred_thousand_names_take_a_few_seconds_at_most(tmp_path: Path) -> None:
    surnames, given = "赵钱孙李周吴郑冯陈卫", "一丁七万丈三上下不与丐丑专且世丘丙业丛东"
    names = [f"{a}{b}{c}{d}" for a in surnames for b in given for c in given for d in given]
    many = vault(tmp_path, *(names * 3)[:200_000])
    folder = site(tmp_path, index_html="<td>赵丁某</td>" * 5000)
    start = time.perf_counter()
    result = check(folder, many)
    assert result.names == len(set(names))
    assert time.perf_counter() - start < 5


def test_a_name_inside_a_workbook_is_found(tmp_path: Path) -> None:
    folder = site(tmp_path)
    with xlsxwriter.Workbook(str(folder / "数据.xlsx")) as book:
        book.add_worksheet().write(0, 0, NAME)
    with pytest.raises(PublishError, match=r"数据\.xlsx（姓名）"):
        check(folder, vault(tmp_path, NAME))
