"""A publication remembers the exemptions that it was made with; others refresh their months."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipelines.publish.record import exemptions_in_force, newly_exempt
from pipelines.quality.issues.records import Exemption, write_exemption
from pipelines.quality.issues.run import exempt_problems
from pipelines.settings import Settings
from pipelines.trace.reproduce import as_granted

D = dt.date


def _granted(settings: Settings, month: str, key: str, until: dt.date) -> Exemption:
    exemption = Exemption(
        exemption_id=f"HM-{month}-R43-{key}-1",
        problem_key=key,
        rule_id="R43",
        county_code="220621",
        finding_id=f"BS-{month}-R43-00001",
        report_month=month,
        reason="属实",
        requested_by="县",
        requested_on=D(2022, 6, 8),
        decision="approved",
        decided_by="市",
        decided_on=D(2022, 6, 9),
        expires_on=until,
    )
    write_exemption(settings, exemption)
    return exemption


def _keys(settings: Settings, month: str) -> list[str]:
    return exempt_problems(settings, month)["problem_key"].to_list()


def test_an_exemption_holds_from_its_month_on_for_months_that_end_within_its_time(
    tmp_path: Path,
) -> None:
    settings = Settings(home=tmp_path)
    _granted(settings, "2022-05", "a", D(2022, 7, 30))
    _granted(settings, "2022-06", "b", D(2022, 7, 31))
    held = {month: _keys(settings, f"2022-{month}") for month in ("04", "05", "06", "07", "08")}
    assert held == {"04": [], "05": ["a"], "06": ["a", "b"], "07": ["b"], "08": []}


def test_what_was_granted_or_revoked_since_refreshes_its_months(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert newly_exempt(settings, {}) == set()
    may = _granted(settings, "2022-05", "a", D(2022, 12, 31))
    published = exemptions_in_force(settings)
    assert newly_exempt(settings, {}) == {"2022-05"}
    assert newly_exempt(settings, published) == set()
    _granted(settings, "2022-03", "b", D(2022, 12, 31))
    assert newly_exempt(settings, published) == {"2022-03"}
    write_exemption(settings, may.model_copy(update={"decision": "revoked"}))
    assert newly_exempt(settings, published) == {"2022-03", "2022-05"}


def test_a_publication_made_again_screens_with_the_exemptions_it_had(tmp_path: Path) -> None:
    settings, scratch = Settings(home=tmp_path / "home"), Settings(home=tmp_path / "scratch")
    _granted(settings, "2022-05", "a", D(2022, 12, 31))
    for name, held in exemptions_in_force(settings).items():
        write_exemption(scratch, as_granted(name, held))
    assert _keys(scratch, "2022-05") == ["a"]
    assert exemptions_in_force(scratch) == exemptions_in_force(settings)
