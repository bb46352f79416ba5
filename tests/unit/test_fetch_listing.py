"""What an HTTPS server's listing names: the two forms, and links that lead elsewhere."""

from __future__ import annotations

import pytest

from pipelines.fetch.errors import PlaceError
from pipelines.fetch.https_listing import listed_addresses, path_below

BASE = "https://files.example.cn/out/"

PAGE = """<html><body><h1>Index of /out</h1>
<a href="?C=N;O=D">Name</a> <a href="../">Parent</a> <a href="/">Root</a>
<a href="2022-06/">2022-06/</a>
<a href="/out/a%20b.csv">a b.csv</a>
<a href="https://files.example.cn/out/c.csv#top">c</a> <a href="https://files.example.cn/out/c.csv">c</a>
<a href="抚松县.xlsx">抚松县</a> <a href="%B8%A7%CB%C9.xls">GBK</a>
<a href="https://elsewhere.example.cn/out/d.csv">d</a> <a href="javascript:void(0)">x</a>
<a href="%2e%2e/e.csv">e</a> <a>no address</a> <a href="https://[broken">f</a>
</body></html>"""


def paths(content: bytes) -> list[str]:
    return [path_below(address, BASE) for address in listed_addresses(content, BASE)]


def test_a_page_gives_the_links_below_it() -> None:
    assert paths(PAGE.encode()) == [
        "2022-06/",
        "a b.csv",
        "c.csv",
        "抚松县.xlsx",
        "抚松.xls",
        "../e.csv",  # told as it is; a name that leads out is refused by name
    ]


def test_a_page_in_gbk_is_read() -> None:
    page = '<a href="抚松县.xlsx">抚松县</a>'.encode("gb18030")
    assert paths(page) == ["抚松县.xlsx"]


@pytest.mark.parametrize(
    "content",
    [
        '[{"name": "2022-06", "type": "directory"}, {"name": "抚松 a%.csv", "type": "file"}]',
        '{"files": [{"name": "2022-06/", "is_dir": true}, {"name": "抚松 a%.csv"}]}',
        '["2022-06/", "抚松 a%.csv"]',
    ],
)
def test_json_gives_names_and_folders(content: str) -> None:
    assert paths(content.encode()) == ["2022-06/", "抚松 a%.csv"]


def test_a_json_name_that_leads_out_stays_visible_to_be_refused() -> None:
    assert paths(b'["../../etc/a.csv", "/etc/a.csv"]') == ["../../etc/a.csv", "etc/a.csv"]


@pytest.mark.parametrize("content", ["plain words", "{half", '{"a": 1}', "[1]", '[{"size": 3}]'])
def test_what_is_no_listing_is_told(content: str) -> None:
    with pytest.raises(PlaceError, match="不是文件列表"):
        listed_addresses(content.encode(), BASE)
