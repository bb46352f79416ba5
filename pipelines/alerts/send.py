"""Send the alerts: what is new to every channel once, what failed again when its time has come.

Belongs here: who gets what, that different servers are served at once, and that one which fails
does not hold the others. Does not belong here: protocols (``carry``), the files (``outbox``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipelines.alerts.carry import DeliveryError, Message, carry
from pipelines.alerts.channels import Channel
from pipelines.alerts.dispatches import record_dispatch
from pipelines.alerts.due import CHINA
from pipelines.alerts.folder import State, private_folder, read_state
from pipelines.alerts.model import AlertError, Progress
from pipelines.alerts.outbox import UNSENT, Outbox, Parcel, new_parcel
from pipelines.alerts.recipients import Recipients, load_recipients
from pipelines.alerts.source import county_names
from pipelines.alerts.words import PAGE_NAME, TEXT_NAME, WORKBOOK_NAME
from pipelines.quality.issues.run import update_issues
from pipelines.settings import Settings

_LOCK_NAME = ".send.lock"
_AT_ONCE = 8


@dataclass(frozen=True)
class SendReport:
    """What :func:`send_alerts` did: messages sent now; Chinese lines of those that failed now.

    ``waiting``: not sent yet, tried again later. ``notes``: what else is to be known.
    """

    sent: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    waiting: int = 0
    notes: tuple[str, ...] = ()


def send_alerts(
    settings: Settings,
    progress: Progress | None = None,
    *,
    now: datetime | None = None,
    at_once: bool = False,
) -> SendReport:
    """Send every county's newest alert to its channels, and what is due again.

    Content that a channel got already is not sent again; content that is not the newest any more
    is not sent. ``at_once``: try now also what is to be tried later.

    Raises:
        AlertError: ``recipients.yml`` is wrong, or what was sent cannot be recorded.
        QualityError: a record about findings cannot be read.
    """
    say = progress or (lambda _line: None)
    recipients = load_recipients(settings)
    waits = any(parcel.status in UNSENT for parcel in Outbox(settings.alerts).parcels())
    if not recipients.channels and not waits:
        line = f"没有配置收件人（recipients.yml），提醒没有发出；文件在 {settings.alerts}。"
        say(line)
        return SendReport(notes=(line,))
    with _alone(settings.alerts) as is_alone:
        if not is_alone:
            line = "另一个程序正在发送提醒，由它发送。"
            say(line)
            return SendReport(notes=(line,))
        try:
            sending = _Pass(settings, recipients, say, now or datetime.now(CHINA))
            report = sending.run(at_once=at_once)
        except OSError as error:
            raise AlertError(
                f"发送记录写不进 {settings.alerts}，为免重复发送已停止。"
                "请检查磁盘空间和文件夹权限，然后运行 employment alerts send。"
            ) from error
    if sending.has_told:
        # From now on the problems have a date by which to be mended.
        update_issues(settings)
    return report


@contextmanager
def _alone(alerts: Path) -> Iterator[bool]:
    """Let one process send at a time; it may take long, so that nobody waits for it."""
    from filelock import FileLock, Timeout

    lock = FileLock(private_folder(alerts) / _LOCK_NAME, 0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


@dataclass(frozen=True)
class _Errand:
    """A message, the channel it goes to and the state of the content it carries."""

    parcel: Parcel
    channel: Channel
    state: State
    folder: Path
    name: str

    @property
    def place(self) -> str:
        return f"{self.name} {self.channel.shown}"


@dataclass(frozen=True)
class _Outcome:
    errand: _Errand
    parcel: Parcel


class _Pass:
    """One look at everything that may be sent."""

    def __init__(
        self, settings: Settings, recipients: Recipients, say: Progress, now: datetime
    ) -> None:
        self.settings, self.recipients, self.say, self.now = settings, recipients, say, now
        self.outbox = Outbox(settings.alerts)
        self.notes: list[str] = []
        self.has_told = False
        """Whether a county got what it had not got before."""

    def run(self, *, at_once: bool) -> SendReport:
        errands = self._errands()
        self._settle(errands)
        due = [
            it
            for it in errands
            if it.parcel.is_due(self.now) or (at_once and it.parcel.status in UNSENT)
        ]
        by_endpoint: dict[str, list[_Errand]] = defaultdict(list)
        for errand in due:
            by_endpoint[errand.channel.endpoint].append(errand)
        with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
            rounds = list(pool.map(self._one_endpoint, by_endpoint.values()))
        outcomes = [outcome for found in rounds for outcome in found]
        return self._report(errands, due, outcomes)

    def _errands(self) -> list[_Errand]:
        """Return one errand per channel of every newest alert, new ones put into the outbox."""
        names = county_names(self.settings)
        known = {parcel.number: parcel for parcel in self.outbox.parcels()}
        errands = []
        for code, name in names.items():
            month = newest_month(self.settings.alerts / code)
            channels = self.recipients.of(code)
            if month is None:
                continue
            if not channels:
                self.notes.append(f"{name}：没有配置渠道，提醒只在 {self.settings.alerts / code}。")
            folder = self.settings.alerts / code / month
            state = read_state(folder)
            if state is None:
                self.notes.append(f"{name}：{folder} 无法读取，请运行 employment refresh。")
                continue
            for channel in channels:
                parcel = new_parcel(code, month, state, channel, self.now)
                if parcel.number in known:
                    parcel = known[parcel.number]
                else:
                    self.outbox.add(parcel)
                errands.append(_Errand(parcel, channel, state, folder, name))
        current = {errand.parcel.number for errand in errands}
        self._replace_others(known, current)
        self.outbox.remove_old(current, self.now - timedelta(days=self.settings.outbox_days))
        return errands

    def _replace_others(self, known: dict[str, Parcel], current: set[str]) -> None:
        for number, parcel in known.items():
            if number in current or parcel.status not in UNSENT:
                continue
            still = {channel.identity for channel in self.recipients.of(parcel.county_code)}
            gone = parcel.channel not in still
            self.outbox.mark_replaced(
                parcel, "渠道已从 recipients.yml 删除" if gone else "已有更新的提醒代替"
            )

    def _settle(self, errands: Sequence[_Errand]) -> None:
        """Write the dispatch of what was delivered before a crash could record it."""
        for errand in errands:
            if errand.parcel.status == "delivered":
                self._record(errand.parcel, errand.state)

    def _record(self, parcel: Parcel, state: State) -> None:
        if record_dispatch(self.settings, parcel, state):
            self.has_told = True

    def _one_endpoint(self, errands: list[_Errand]) -> list[_Outcome]:
        """Serve one server, one message after another; give up when it cannot be reached."""
        outcomes, gone = [], ""
        for errand in errands:
            try:
                if gone:
                    raise DeliveryError(gone)
                self._carry(errand)
            except DeliveryError as error:
                parcel = self.outbox.mark_failed(errand.parcel, str(error), self.now)
                gone = gone or (str(error) if error.of_endpoint else "")
            else:
                parcel = self.outbox.mark_delivered(errand.parcel, self.now)
                self._record(parcel, errand.state)
            outcomes.append(_Outcome(errand, parcel))
        return outcomes

    def _carry(self, errand: _Errand) -> None:
        message = self._message(errand)
        try:
            carry(self.settings.home, self.recipients, errand.channel, message)
        except DeliveryError:
            raise
        except Exception as error:
            # A library's surprise must not hold the other channels; its text may quote a secret.
            raise DeliveryError(f"程序出现未预料的错误（{type(error).__name__}）") from None

    def _message(self, errand: _Errand) -> Message:
        folder, parcel, state = errand.folder, errand.parcel, errand.state
        workbook = folder / WORKBOOK_NAME
        if read_state(folder) != state:
            raise DeliveryError("提醒刚刚有了更新，下次发送新的")
        try:
            text = (folder / TEXT_NAME).read_text(encoding="utf-8-sig")
            return Message(
                number=parcel.number,
                county_code=parcel.county_code,
                county_name=errand.name,
                month=parcel.month,
                issue=parcel.issue,
                subject=text.partition("\n")[0].strip(),
                brief=state.brief,
                text=text,
                page=(folder / PAGE_NAME).read_text(encoding="utf-8"),
                workbook=workbook.read_bytes() if workbook.exists() else None,
                counts=state.counts,
            )
        except OSError as error:
            raise DeliveryError("提醒文件无法读取，请重新生成") from error

    def _report(
        self, errands: list[_Errand], due: list[_Errand], outcomes: list[_Outcome]
    ) -> SendReport:
        sent, failed = [], []
        for outcome in outcomes:
            place, parcel = outcome.errand.place, outcome.parcel
            if parcel.status == "delivered":
                sent.append(place)
                self.say(f"{place}：已送达")
            else:
                line = f"{place}：没有送到，{parcel.reason}。第 {parcel.tries} 次，{_again(parcel)}"
                failed.append(line)
                self.say(line)
        tried = {errand.parcel.number for errand in due}
        later = [
            it for it in errands if it.parcel.status in UNSENT and it.parcel.number not in tried
        ]
        before = sum(errand.parcel.status == "delivered" for errand in errands)
        if outcomes or later:
            self.say(
                f"提醒：送达 {len(sent)} 条，以前已送达 {before} 条，"
                f"没有送到 {len(failed)} 条，等待重试 {len(later)} 条。"
            )
        return SendReport(tuple(sent), tuple(failed), len(failed) + len(later), tuple(self.notes))


def _again(parcel: Parcel) -> str:
    when = datetime.fromisoformat(parcel.next_try)
    return f"{when.month}月{when.day}日 {when:%H:%M} 以后重试。"


def newest_month(folder: Path) -> str | None:
    """Return the newest month that a county's folder of alerts holds."""
    months = [path.name for path in folder.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9]")]
    return max(months, default=None)
