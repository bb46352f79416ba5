"""Names, phones and employers told apart by keys; numbers compared next to the vault."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.intake import differing_digits
from pipelines.intake.identity import normal_name, normal_phone
from pipelines.intake.likeness import with_employer_key, with_likeness
from pipelines.settings import Settings

SECRET = "ab" * 32
ID = "229621198001020017"


def keys(names: list[str | None], phones: list[str | None], secret: str = SECRET) -> pl.DataFrame:
    frame = pl.DataFrame({"person_name": names, "phone": phones})
    frame = frame.with_columns(normal_name(pl.col("person_name")), normal_phone(pl.col("phone")))
    return with_likeness(frame, secret)


def test_one_name_and_phone_have_one_key_however_they_are_written() -> None:
    phones = ["19900000001", "19900000001.0", "199 0000 0002", None]
    found = keys(["王　强", "王强", "王刚", None], phones)
    name, phone = found["name_key"].to_list(), found["phone_key"].to_list()
    assert name[0] == name[1] != name[2]
    assert phone[0] == phone[1] != phone[2]
    assert (name[3], phone[3]) == (None, None)
    assert all(len(key) == 32 for key in (*name[:3], *phone[:3]))


def test_another_vault_has_other_keys_and_none_shows_the_text() -> None:
    ours, theirs = keys(["王强"], ["19900000001"]), keys(["王强"], ["19900000001"], "cd" * 32)
    assert ours["name_key"].item() != theirs["name_key"].item()
    assert "19900000001" not in ours["phone_key"].item()


def test_a_table_without_phones_has_empty_keys() -> None:
    found = with_likeness(pl.DataFrame({"person_name": ["王强", "王刚"]}), SECRET)
    assert found["phone_key"].to_list() == [None, None]


def test_an_employer_is_the_same_in_every_table_and_working_for_oneself_is_none() -> None:
    named = pl.DataFrame({"has_employer": ["宏图实业 公司", "宏图实业公司", "零工", "无", None]})
    shops = pl.DataFrame({"workshop_name": ["宏图实业公司"]})
    rows = with_employer_key(named, named, SECRET)["employer_key"].to_list()
    assert rows[0] == rows[1] == with_employer_key(shops, shops, SECRET)["employer_key"].item()
    assert rows[2:] == [None, None, None]
    plain = pl.DataFrame({"a": [1]})
    assert with_employer_key(plain, plain, SECRET).columns == ["a"]


def test_only_a_count_leaves_the_vault(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    folder = settings.vault / "identities" / "report_month=2022-05"
    folder.mkdir(parents=True)
    numbers = {"a": ID, "b": ID[:16] + "33", "c": f"{ID}11", "other": ID[::-1]}
    rows = pl.DataFrame({"person_key": list(numbers), "id_no": list(numbers.values())})
    rows.write_parquet(folder / "one.parquet")
    pairs = pl.DataFrame({"person_key": ["a", "a", "a"], "other_key": ["b", "c", "gone"]})
    found = differing_digits(settings, "2022-05", ["one", "purged"], pairs)
    assert found.columns == ["person_key", "other_key", "digits"]
    assert sorted(found.rows()) == [("a", "b", 2), ("a", "c", 0)]
    assert ID[:8] not in str(found.rows())
