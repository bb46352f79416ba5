"""Withdrawals: deliveries that people took back, one JSON file each.

Belongs here: the files in ``archive/withdrawals`` and which delivery each is about.
Does not belong here: what counts instead (``standing``), the command's words (``withdraw``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.intake.errors import IntakeError
from pipelines.intake.files import write_text
from pipelines.intake.manifests import UNKNOWN_COUNTY, Manifest
from pipelines.settings import Settings


@dataclass(frozen=True)
class Withdrawal:
    """Who took which delivery back, when (UTC) and why."""

    delivery_id: str
    why: str
    who: str
    at: str

    def is_of(self, manifest: Manifest) -> bool:
        """Whether ``manifest`` is the delivery withdrawn.

        Read again by a newer reader, the same file may be recognised as another table or, where
        nobody could say the county before, get one: it stays withdrawn. Put into a county's
        folder afterwards it is a new delivery.
        """
        if self.delivery_id == manifest.delivery_id:
            return True
        mine, theirs = _parts(self.delivery_id), _parts(manifest.delivery_id)
        unknown = UNKNOWN_COUNTY in (mine[0], theirs[0]) and manifest.folder_county_code is None
        return (mine[0] == theirs[0] or unknown) and mine[1:] == theirs[1:]


def _parts(delivery_id: str) -> tuple[str, ...]:
    """County, month and content of a delivery id."""
    return tuple(delivery_id.rsplit("-", 3)[1:])


def withdrawal_path(settings: Settings, delivery_id: str) -> Path:
    """Return where the withdrawal of a delivery is."""
    return settings.archive / "withdrawals" / f"{delivery_id}.json"


def read_withdrawals(settings: Settings) -> list[Withdrawal]:
    """Return every withdrawal in force, by delivery id.

    Raises:
        IntakeError: a file cannot be read.
    """
    found = []
    for path in sorted((settings.archive / "withdrawals").glob("*.json")):
        if path.name.startswith("."):
            continue
        try:
            withdrawal = Withdrawal(**json.loads(path.read_text(encoding="utf-8")))
            if withdrawal.delivery_id != path.stem:
                raise ValueError
        except (OSError, ValueError, TypeError) as error:
            raise IntakeError(
                f"撤回记录 {path} 已损坏，无法读取。请从备份恢复它；"
                "没有备份时删除它并重新运行 employment withdraw。"
            ) from error
        found.append(withdrawal)
    return found


def withdrawn_among(
    manifests: Iterable[Manifest], withdrawals: Iterable[Withdrawal]
) -> dict[str, Withdrawal]:
    """Return delivery id -> withdrawal for those of ``manifests`` that are taken back."""
    by_content: dict[str, list[Withdrawal]] = {}
    for withdrawal in withdrawals:
        by_content.setdefault(_parts(withdrawal.delivery_id)[-1], []).append(withdrawal)
    return {
        manifest.delivery_id: withdrawal
        for manifest in manifests
        for withdrawal in by_content.get(_parts(manifest.delivery_id)[-1], [])
        if withdrawal.is_of(manifest)
    }


def write_withdrawal(settings: Settings, withdrawal: Withdrawal) -> None:
    """Write the withdrawal; from then on the delivery does not count."""
    text = json.dumps(asdict(withdrawal), ensure_ascii=False, indent=1, sort_keys=True)
    write_text(withdrawal_path(settings, withdrawal.delivery_id), text + "\n")


def remove_withdrawal(settings: Settings, withdrawal: Withdrawal) -> None:
    """Undo the withdrawal."""
    withdrawal_path(settings, withdrawal.delivery_id).unlink()
