"""What HTTPS servers differ in: how they list, ranges, redirects, ways to log in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fetch_servers import HOST, https_server
from tests.fetch_stages import WHEN, Stage, home_with, inbox_of, run, stage_of


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with stage_of("https", tmp_path / "server") as found:
        found.put("r/2022-06/抚松县/登记 #1%.csv", b"chinese", WHEN)
        found.put("r/2022-06/b.csv", b"b", WHEN)
        yield found


FILES = {"2022-06/抚松县/登记 #1%.csv": b"chinese", "2022-06/b.csv": b"b"}


@pytest.mark.parametrize("listing", ["html", "json"])
def test_both_forms_of_listing_are_read(stage: Stage, tmp_path: Path, listing: str) -> None:
    stage.server.listing = listing
    settings = home_with(tmp_path, stage.source("r"))
    assert run(settings).sources[0].failure is None
    assert inbox_of(settings) == FILES


def test_a_server_without_ranges_is_read_through(stage: Stage, tmp_path: Path) -> None:
    stage.server.ranges = False
    data = os.urandom(10 << 20)
    stage.put("r/2022-06/big.csv", data, WHEN)
    settings = home_with(tmp_path, stage.source("r"))
    assert run(settings).sources[0].failure is None
    assert inbox_of(settings)["2022-06/big.csv"] == data


def test_a_user_name_and_a_password_do_too(stage: Stage, tmp_path: Path) -> None:
    source = stage.source("r", username="jiuye", password={"file": "password"})
    del source["token"]
    settings = home_with(tmp_path, source)
    assert run(settings).sources[0].failure is None
    assert inbox_of(settings) == FILES


def test_a_redirect_to_another_server_is_not_followed(stage: Stage, tmp_path: Path) -> None:
    with https_server(tmp_path / "other") as other:
        stage.server.redirect = f"https://{HOST}:{other.port}/r/"
        settings = home_with(tmp_path, stage.source("r"))
        assert "转到另一个地址" in (run(settings).sources[0].failure or "")
        assert other.tokens == []


def test_a_page_that_is_no_listing_is_told(stage: Stage, tmp_path: Path) -> None:
    stage.put("r/index.html", b"plain words", WHEN)
    settings = home_with(tmp_path, stage.source("r"))
    assert "不是文件列表" in (run(settings).sources[0].failure or "")


def test_what_may_not_be_read_is_named_and_the_rest_comes(stage: Stage, tmp_path: Path) -> None:
    stage.put("r/2022-06/forbidden.csv", b"secret", WHEN)
    stage.put("r/2022-06/forbidden-folder/a.csv", b"secret", WHEN)
    settings = home_with(tmp_path, stage.source("r"))
    result = run(settings).sources[0]
    assert result.failure is None
    assert result.refused == ["2022-06/forbidden.csv：没有权限读取。请服务器管理员开通这个文件。"]
    assert result.notes == [
        "目录 2022-06/forbidden-folder/ 没有权限读取，其中的文件没有收取。请服务器管理员开通。"
    ]
    assert inbox_of(settings) == FILES
