"""A large lake is rebuilt some months at a time: which months go together."""

from __future__ import annotations

from pipelines.warehouse.batches import spans

YEAR = [("2021-01", 40), ("2021-02", 40), ("2021-04", 40), ("2021-05", 40)]


def test_what_memory_holds_is_built_in_one_go() -> None:
    assert spans(YEAR, 160) == [(None, None)]
    assert spans([], 160) == [(None, None)]


def test_a_larger_lake_is_built_some_months_at_a_time() -> None:
    assert spans(YEAR, 159) == [(None, "2021-04"), ("2021-05", None)]
    assert spans(YEAR, 80) == [(None, "2021-02"), ("2021-03", None)]


def test_a_month_that_is_larger_than_memory_is_a_batch_of_its_own() -> None:
    assert spans(YEAR[:3], 10) == [
        (None, "2021-01"),
        ("2021-02", "2021-02"),
        ("2021-03", None),
    ]
