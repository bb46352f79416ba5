"""Every figure stands in the HTML, and nothing that an offline office browser refuses."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dashboards import numbers, rendering, tables
from dashboards.marts import Marts
from dashboards.pages import all_pages
from dashboards.reading import read_marts
from dashboards.rendering import FOLDER, Form
from tests.marts_fixture import Scenario, build


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Marts:
    return read_marts(build(tmp_path_factory.mktemp("marts") / "w.duckdb"))


def rendered(marts: Marts) -> dict[str, str]:
    """Return every page's HTML by its name."""
    every = all_pages(marts)
    return {page.name: rendering.render(marts, page, every, Form(FOLDER)) for page in every}


@pytest.fixture(scope="module")
def site(marts: Marts) -> dict[str, str]:
    return rendered(marts)


@pytest.fixture(scope="module")
def page(site: dict[str, str]) -> str:
    return site["index"]


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"</?span[^>]*>", "", page)))


def test_every_headline_figure_of_every_area_is_in_the_html(
    marts: Marts, site: dict[str, str]
) -> None:
    text = text_of("".join(site.values()))
    for area in marts.areas:
        for indicator in ("I01", "I04"):
            value = marts.value(indicator, area)
            assert value is not None
            assert f" {numbers.count(value.value)} " in text
        for indicator in ("I07a", "I07b", "I07c", "I07d", "I07e", "I09", "I12"):
            value = marts.value(indicator, area)
            assert value is not None
            assert numbers.percent(value.value) in text


def test_every_month_of_the_curves_stands_in_a_table(marts: Marts, site: dict[str, str]) -> None:
    text = text_of("".join(site.values()))
    for (indicator, county, month), value in marts.values.items():
        if indicator == "I04" or (indicator == "I01" and county == marts.city.county_code):
            assert f" {numbers.count(value.value)} " in text, (indicator, county, month)


def test_every_chart_has_a_description_with_numbers(site: dict[str, str]) -> None:
    images = re.findall(r"<img[^>]*>", "".join(site.values()))
    assert len(images) >= 2 * 15
    for image in images:
        alt = re.search(r'alt="([^"]+)"', image)
        assert alt, image
        assert re.search(r"\d", alt.group(1)), image


def test_the_page_says_when_to_what_and_from_where(page: str) -> None:
    text = text_of(page)
    for words in (
        "白山市农村劳动力转移就业与脱贫人口务工监测",
        "数据截至 2022年6月30日",
        "来源：吉林就业信息管理系统、全国防返贫监测信息系统",
        "生成依据：截至2022年7月5日 09:30收到的数据",
        "长白朝鲜族自治县",
        "池西区、池南区由长白山管委会管理，另计",
        "不代表行政区划界线",
        "口径：",
    ):
        assert words in text


def test_sample_data_are_marked_and_real_data_are_not(tmp_path: Path, page: str) -> None:
    assert "示例数据" in page
    assert '<body class="folder sample">' in page
    real = read_marts(build(tmp_path / "w.duckdb", Scenario(is_sample=False)))
    for text in rendered(real).values():
        assert "示例数据" not in text
    for drawn in all_pages(real):
        assert all("示例数据" not in str(one.wide) for one in drawn.pictures().values())


def test_every_page_can_live_under_a_strict_policy(site: dict[str, str]) -> None:
    for page in site.values():
        assert "default-src 'none'" in page
        assert not re.search(r"\sstyle=", page)
        assert not re.search(r"\son[a-z]+=", page)
        assert not re.search(r"https?://", page)
        assert "unsafe" not in page
        assert "integrity=" not in page
        assert "<style" not in page
        assert "<script" not in page


def test_a_single_file_holds_all_it_needs(marts: Marts) -> None:
    for page in all_pages(marts):
        stems = [f"{name}-{size}" for name in page.pictures() for size in ("wide", "narrow")]
        form = Form(rendering.SINGLE, dict.fromkeys(stems, "<svg/>"))
        text = rendering.render(marts, page, (), form)
        assert form.css_hash in text
        assert not re.search(r'href="(?!#main)', text)
        assert not re.search(r'src(set)?="(?!data:)', text)
        assert "url(data:image/svg+xml" in text


def test_old_kernels_find_nothing_they_do_not_know() -> None:
    css = (rendering.ASSETS / "site.css").read_text(encoding="utf-8")
    for word in ("inset:", "aspect-ratio", ":has(", "@container", "clamp(", "focus-visible"):
        assert word not in css, word
    assert not re.search(r"[^-]gap:", css.replace("grid-gap:", ""))
    code = (rendering.ASSETS / "draw.js").read_text(encoding="utf-8")
    assert not re.search(r"\?\.|\?\?|=>|\.at\(|replaceAll", code)
    assert len(code.splitlines()) <= 30


class Balance(HTMLParser):
    """Counts what must be balanced and collects ids and links."""

    VOID = ("meta", "link", "img", "source", "br")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect ids, links and open elements."""
        known = dict(attrs)
        if known.get("id"):
            self.ids.append(str(known["id"]))
        if tag == "a":
            self.links.append(str(known.get("href")))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Refuse an end that closes another element."""
        assert self.open.pop() == tag


def test_the_markup_is_balanced_and_every_link_leads_somewhere(site: dict[str, str]) -> None:
    for page in site.values():
        parser = Balance()
        parser.feed(page)
        assert parser.open == []
        assert len(set(parser.ids)) == len(parser.ids)
        inside = {link.removeprefix("#") for link in parser.links if link.startswith("#")}
        assert inside <= set(parser.ids)
        outside = {link for link in parser.links if not link.startswith("#")}
        assert outside <= {f"{name}.html" for name in site}


def test_every_table_has_a_caption_and_scoped_headers(site: dict[str, str]) -> None:
    for table in re.findall(r"<table>.*?</table>", "".join(site.values()), re.DOTALL):
        assert "<caption" in table
        assert not re.search(r"<th(?! scope=)", table.replace("<thead", ""))


def test_the_county_table_is_sorted_by_rank_and_shows_the_movement(marts: Marts) -> None:
    table = tables.progress_table(marts, "I04")
    ranks = [row.cells[0].text for row in table.rows]
    assert ranks == ["1 →", "2 →", "3 →", "4 ↑1", "5 ↑1", "6 ↓2", "—"]
    assert table.rows[-1].header == "全市"
    carried = next(row for row in table.rows if row.header == "靖宇县")
    assert carried.cells[-1].text == "沿用5月"
    assert carried.cells[-2].text == "未更新"
    assert len(table.columns) == len(carried.cells) + 1


def test_a_page_without_any_data_reads_unreported_and_shows_no_zero(tmp_path: Path) -> None:
    marts = read_marts(build(tmp_path / "w.duckdb", Scenario(has_data=False)))
    assert not any(page.pictures() for page in all_pages(marts))
    site = rendered(marts)
    text = text_of("".join(site.values()))
    assert "尚未填报，暂无结论" in text_of(site["index"])
    assert not re.search(r"[^0-9,.]0人", text)
    assert "未填报" in text


@pytest.mark.parametrize("as_of", ["2021-01", "2021-12", "2022-01", "2022-02"])
def test_the_page_of_any_month_can_be_made(tmp_path: Path, as_of: str) -> None:
    marts = read_marts(build(tmp_path / "w.duckdb"), as_of)
    for page in rendered(marts).values():
        assert "None" not in page
        assert "nan" not in text_of(page)


def test_a_page_without_a_baseline_can_be_made(tmp_path: Path) -> None:
    marts = read_marts(build(tmp_path / "w.duckdb", Scenario(has_baseline=False)))
    site = rendered(marts)
    assert "没有2021年同月数据" in site["index"]
    assert all("None" not in page for page in site.values())


def test_a_year_that_no_page_shows_is_not_taken_for_one_without_figures(marts: Marts) -> None:
    with pytest.raises(LookupError, match="2019-12"):
        marts.value("I04", marts.city, marts.as_of.replace(year=2019, month=12))
