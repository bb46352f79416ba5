"""A packed file in a county's folder, and what the key says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.intake.errors import Refusal
from pipelines.sample.figures.progress import _band
from pipelines.sample.strangers import STRANGERS, strangers_of
from tests.intake_files import conformed


def test_a_packed_file_is_written_and_nobody_can_read_it(tmp_path: Path) -> None:
    (stranger,) = strangers_of("2021-11")
    stranger.write(tmp_path)
    content = (tmp_path / "2021-11" / "靖宇" / stranger.name).read_bytes()
    with pytest.raises(Refusal, match="RAR"):
        conformed(content, file_name=stranger.name)


def test_the_key_says_that_it_was_refused_and_held_no_row() -> None:
    for stranger in STRANGERS:
        assert stranger.finding()["rule_id"].to_list() == ["R01"]
        assert stranger.verdict()["state"] == "refused"
        assert stranger.file_row()["rows_read"] == 0


@pytest.mark.parametrize(
    ("distance", "status"),
    [(0.95 - 0.98, "临近"), (-0.0300001, "滞后"), (0.98 - 0.98, "达标"), (-1e-10, "达标")],
)
def test_a_band_is_not_missed_by_a_hair_of_binary_fractions(distance: float, status: str) -> None:
    assert _band(distance) == status
