"""Damaged and odd files end as a delivery, conformed or refused, every row accounted for."""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path

import pytest

from pipelines.intake import run_month
from pipelines.settings import Settings
from tests.fuzz_files import fuzzed
from tests.intake_files import N2_HEADER, archive, drop, locked, n2_row, xlsx

COUNT = int(os.environ.get("INTAKE_FUZZ_COUNT", "200"))
"""More by hand: INTAKE_FUZZ_COUNT=10000 python -m pytest tests/integration/test_intake_fuzz.py"""
SEED = int(os.environ.get("INTAKE_FUZZ_SEED", "20220528"))
BATCH = 500
MONTH = "2022-05"


@pytest.mark.timeout(120 + COUNT)
@pytest.mark.parametrize("start", range(0, COUNT, BATCH))
def test_whatever_is_done_to_a_file_it_ends_as_a_delivery(tmp_path: Path, start: int) -> None:
    settings = Settings(home=tmp_path, workers=2)
    (tmp_path / "passwords.txt").write_text("对的密码\n", encoding="utf-8")
    for number in range(start, min(start + BATCH, COUNT)):
        kind, content = fuzzed(random.Random(SEED + number))  # noqa: S311  no secret
        drop(settings.inbox, f"{MONTH}/抚松县/{number}.{kind}", content)
    outcome = run_month(settings, MONTH)
    taken = {manifest.inbox_path.split("!")[0] for manifest in outcome.manifests}
    assert len(taken) > 0.9 * min(BATCH, COUNT - start)  # the same bytes twice are one delivery
    for manifest in outcome.manifests:
        where = f"INTAKE_FUZZ_SEED={SEED}: {manifest.inbox_path}"
        assert manifest.rows_read == manifest.rows_data + manifest.rows_dropped, where
        assert sum(json.loads(manifest.dropped).values()) == manifest.rows_dropped, where
        if not manifest.is_conformed:
            message = str(manifest.refusal_message)
            assert manifest.file_name in message, where
            assert "请" in message, where
            assert not re.search("Traceback|Error|Exception|panick", message), (where, message)
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
