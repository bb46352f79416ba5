"""Damaged and odd files end as a delivery, conformed or refused, every row accounted for."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from pipelines.intake import run_month
from pipelines.settings import Settings
from tests.intake_files import N2_HEADER, archive, csv_file, drop, html, locked, n2_row, xls, xlsx

COUNT = int(os.environ.get("INTAKE_FUZZ_COUNT", "30"))
MONTH = "2022-05"


def mutated(chance: random.Random) -> tuple[str, bytes]:
    """Return one file's extension and its damaged bytes."""
    rows = [list(N2_HEADER), *(n2_row(i) for i in range(1, 6))]
    for _ in range(chance.randrange(4)):
        row, at = chance.choice(rows), chance.randrange(len(N2_HEADER))
        other = chance.randrange(len(N2_HEADER))
        row[at], row[other] = row[other], chance.choice([row[at], "", "合计", "\u3000", "=1/0"])
    kind = chance.choice(["xlsx", "xls", "csv", "html"])
    write = {"csv": csv_file, "html": html}.get(kind)
    if write:
        content = bytearray(write(rows))
    else:
        content = bytearray({"xlsx": xlsx, "xls": xls}[kind]({"S": rows}))
    for _ in range(chance.choice([0, 0, 1, 5, 50])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    if chance.random() < 0.3:
        del content[chance.randrange(len(content)) :]
    return kind, bytes(content)


@pytest.mark.timeout(60 + 5 * COUNT)
def test_whatever_is_done_to_a_file_it_ends_as_a_delivery(tmp_path: Path) -> None:
    chance = random.Random(20220528)  # noqa: S311  no secret
    settings = Settings(home=tmp_path, workers=2)
    for number in range(COUNT):
        kind, content = mutated(chance)
        drop(settings.inbox, f"{MONTH}/抚松县/{number}.{kind}", content)
    outcome = run_month(settings, MONTH)
    assert outcome.manifests
    for manifest in outcome.manifests:
        assert manifest.rows_read == manifest.rows_data + manifest.rows_dropped
        assert sum(json.loads(manifest.dropped).values()) == manifest.rows_dropped
        if not manifest.is_conformed:
            message = str(manifest.refusal_message)
            assert manifest.file_name in message
            assert "请" in message
            assert "Traceback" not in message
    assert run_month(settings, MONTH).new == ()


def test_members_and_locked_workbooks_become_deliveries_of_their_own(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, workers=2)
    people = [N2_HEADER, n2_row(1)]
    bundle = {"表.xlsx": xlsx({"S": people}), "坏.pdf": b"%PDF-1.7"}
    drop(settings.inbox, f"{MONTH}/抚松县/包.zip", archive(bundle, "gb18030"))
    drop(settings.inbox, f"{MONTH}/靖宇县/锁.xlsx", locked(xlsx({"S": people}), "Bs#密码"))
    first = {m.inbox_path: m for m in run_month(settings, MONTH).manifests}
    assert {path: m.is_conformed for path, m in first.items()} == {
        f"{MONTH}/抚松县/包.zip!表.xlsx": True,
        f"{MONTH}/抚松县/包.zip!坏.pdf": False,
        f"{MONTH}/靖宇县/锁.xlsx": False,
    }
    assert "passwords.txt" in str(first[f"{MONTH}/靖宇县/锁.xlsx"].refusal_message)
    assert run_month(settings, MONTH).new == ()
    (settings.home / "passwords.txt").write_text("错\nBs#密码\n", encoding="utf-8")
    second = run_month(settings, MONTH)
    assert [m.inbox_path for m in second.new] == [f"{MONTH}/靖宇县/锁.xlsx"]
    assert second.conformed_count == 2
    assert len(second.manifests) == 3
    assert "Bs#密码" not in repr(second)
