"""``employment withdraw``: take a delivery back, or undo that, and say what counts instead.

Belongs here: finding the delivery that is meant, what a reason may hold, the words at the end.
Does not belong here: the files (``intake.withdrawals``) and what counts (``intake.standing``).
"""

from __future__ import annotations

import difflib
import getpass
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.errors import EmploymentError
from pipelines.months import month_label

if TYPE_CHECKING:
    from pipelines.intake import Manifest, Withdrawal
    from pipelines.settings import Settings

SHOWN = 10
NEXT = "请运行 employment refresh，让计算和发布跟上。"
_SEPARATORS = re.compile(r"(?<=\d)[\s\-‐-―－_.·]+(?=[\dXx])")
_DELIVERY = re.compile(r"[A-Za-z]+(?:-[A-Z]\d[ab]?)?-\d{6}-\d{6}-[0-9a-f]{12}")
_ID = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)")


class WithdrawError(EmploymentError):
    """The delivery cannot be withdrawn, or the withdrawal not undone."""


def withdraw(settings: Settings, wanted: str, why: str, who: str | None) -> list[str]:
    """Take a delivery back; return what there is to say.

    Raises:
        WithdrawError: no or no single delivery is meant, it is withdrawn already, the reason is
            empty or names a person by number, or a refresh is running.
    """
    from pipelines.intake import Withdrawal, write_withdrawal

    reason = _checked(why, "撤回的理由（--why）")
    if not reason:
        raise WithdrawError("没有写明撤回的理由。请用 --why 写一句话，例如 --why 县里发错了月份。")
    person = _checked(who, "撤回人（--who）") if who else _login()

    def change(manifest: Manifest, known: Withdrawal | None) -> None:
        if known is not None:
            raise WithdrawError(
                f"{manifest.delivery_id} 已于 {known.at[:10]} 由 {known.who} 撤回（{known.why}）。"
                "要恢复它请加 --undo。"
            )
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        write_withdrawal(settings, Withdrawal(manifest.delivery_id, reason, person, at))

    return _changed(settings, wanted, "已撤回", change)


def undo(settings: Settings, wanted: str) -> list[str]:
    """Let a withdrawn delivery count again; return what there is to say.

    Raises:
        WithdrawError: no or no single delivery is meant, it is not withdrawn, or a refresh runs.
    """
    from pipelines.intake import remove_withdrawal

    def change(manifest: Manifest, known: Withdrawal | None) -> None:
        if known is None:
            raise WithdrawError(f"{manifest.delivery_id} 没有撤回过，不用恢复。")
        remove_withdrawal(settings, known)

    return _changed(settings, wanted, "已恢复", change)


def _changed(
    settings: Settings,
    wanted: str,
    done: str,
    change: Callable[[Manifest, Withdrawal | None], None],
) -> list[str]:
    """Change one withdrawal while no refresh runs: what it publishes must be what it read."""
    import filelock

    from pipelines.intake import (
        read_manifests,
        read_withdrawals,
        withdrawn_among,
        write_register,
    )

    settings.work.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(settings.work / "refresh.lock").acquire(timeout=0):
            manifest = _find(read_manifests(settings), wanted)
            known = withdrawn_among([manifest], read_withdrawals(settings))
            before = write_register(settings)
            change(manifest, known.get(manifest.delivery_id))
            after = write_register(settings)
    except filelock.Timeout:
        raise WithdrawError(f"刷新正在使用 {settings.home}，请等它结束后再撤回或恢复。") from None
    return [
        f"{done}：{manifest.inbox_path}（{manifest.delivery_id}）。",
        *_what_counts(settings, manifest, before, after),
        NEXT,
    ]


def _what_counts(
    settings: Settings, manifest: Manifest, before: pl.DataFrame, after: pl.DataFrame
) -> list[str]:
    from pipelines.refresh import county_names

    slot = (
        (pl.col("report_month") == manifest.report_month)
        & (pl.col("county_code") == manifest.county_code)
        & (pl.col("table_name") == manifest.table_name)
    )
    columns = ("delivery_id", "standing", "replaced_towns")
    was, now = before.filter(slot), after.filter(slot)
    county = county_names(settings).get(manifest.county_code, "（县区未识别）")
    place = f"{month_label(manifest.report_month)} {county} {manifest.table_name}"
    counting = now.filter(standing="counts")
    if _counting(was, columns) == _counting(now, columns):
        what = "采用的报送没有变化" if counting.height else "没有采用的报送"
        return [f"{place} {what}。"]
    if counting.is_empty():
        refused = "，最新的一份是拒收的" if "refused" in now["standing"].to_list() else ""
        return [f"{place} 现在没有可采用的报送{refused}，刷新后沿用以前月份或暂缺。"]
    return [f"{place} 现在采用：", *(f"  · {_one(row)}" for row in counting.to_dicts())]


def _counting(register: pl.DataFrame, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    return register.filter(standing="counts").select(columns).sort("delivery_id").rows()


def _one(row: dict[str, Any]) -> str:
    rows = row["rows_data"] - row["rows_superseded"]
    towns = "，其中有乡镇另有重新报送的" if row["rows_superseded"] else ""
    return f"{row['inbox_path']}（{rows:,} 行{towns}）"


def _find(manifests: list[Manifest], wanted: str) -> Manifest:
    """Return the delivery meant: by its id, the start of its id, or the name of its file."""
    text = unicodedata.normalize("NFKC", wanted.strip())
    for matches in (
        [m for m in manifests if m.delivery_id.lower() == text.lower()],
        [m for m in manifests if text and m.delivery_id.lower().startswith(text.lower())],
        [m for m in manifests if wanted.strip() in (m.inbox_path, m.file_name)],
    ):
        if len(matches) == 1:
            return matches[0]
        if matches:
            listed = "\n".join(f"  {m.delivery_id}  {m.inbox_path}" for m in matches[:SHOWN])
            more = f"\n  等共 {len(matches)} 份" if len(matches) > SHOWN else ""
            raise WithdrawError(f"“{text}”对应不止一份报送，请写全编号：\n{listed}{more}")
    raise WithdrawError(_unknown(manifests, text))


def _unknown(manifests: list[Manifest], text: str) -> str:
    if not manifests:
        return "还没有收取过任何报送，没有可撤回的。"
    names = {m.delivery_id: m for m in manifests} | {m.file_name: m for m in manifests}
    near = {names[name].delivery_id: names[name] for name in difflib.get_close_matches(text, names)}
    listed = "\n".join(f"  {m.delivery_id}  {m.inbox_path}" for m in near.values())
    hint = f"是不是：\n{listed}" if near else "用 employment deliveries --all 查看所有报送的编号。"
    shown = "（不显示）" if _holds_person(text) else f"“{text}”"
    return f"没有编号或文件名为{shown}的报送。{hint}"


def _checked(text: str, what: str) -> str:
    """Return the text on one line; refuse one that names a person by number."""
    plain = " ".join(text.split())
    if _holds_person(plain):
        raise WithdrawError(
            f"{what}中有身份证号或手机号，不能记录。请去掉号码，用“某乡镇某村的一人”这样的说法。"
        )
    return plain


def _holds_person(text: str) -> bool:
    without_ids = _DELIVERY.sub("", unicodedata.normalize("NFKC", text))
    digits = _SEPARATORS.sub("", without_ids)
    return _ID.search(digits) is not None or _MOBILE.search(digits) is not None


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未写明"
