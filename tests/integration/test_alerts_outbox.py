"""How long it is kept that an alert was sent, and who sends again what waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
import yaml

from pipelines.alerts import send_alerts
from pipelines.alerts.due import CHINA
from pipelines.alerts.journal import REMOVED, read_journal
from pipelines.alerts.outbox import Outbox
from pipelines.alerts.recipients import FILE_NAME
from pipelines.automation import sending_job, waiting_sensor
from pipelines.instance import dagster_instance
from pipelines.settings import Settings
from tests.alerts_home import (
    make_home,
    standard_findings,
    standard_verdicts,
    write,
    write_screening,
)

NOON = datetime(2022, 6, 3, 12, tzinfo=CHINA)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give a home whose one county is told over a folder."""
    made = make_home(tmp_path)
    write(made)
    counties = {"抚松县": [{"kind": "folder", "path": "share"}]}
    (made.home / FILE_NAME).write_text(yaml.safe_dump({"counties": counties}, allow_unicode=True))
    return made


def issues(settings: Settings) -> list[int]:
    return [parcel.issue for parcel in Outbox(settings.alerts).parcels()]


@pytest.mark.parametrize(("days", "left"), [(364, [1, 2]), (366, [2])])
def test_a_record_goes_a_year_after_a_newer_alert_took_its_place(
    settings: Settings, days: int, left: list[int]
) -> None:
    (settings.home / "share").mkdir()
    send_alerts(settings, now=NOON)
    write_screening(settings.home, standard_findings()[:3], standard_verdicts())
    write(settings, today=date(2022, 6, 4))
    send_alerts(settings, now=NOON + timedelta(days=1))
    assert issues(settings) == [1, 2]
    report = send_alerts(settings, now=NOON + timedelta(days=days))
    assert report.sent == ()
    assert issues(settings) == left
    removed = [event.issue for event in read_journal(settings.alerts) if event.what == REMOVED]
    assert removed == [issue for issue in (1, 2) if issue not in left]


def test_the_office_says_for_how_long(settings: Settings) -> None:
    (settings.home / "share").mkdir()
    send_alerts(settings, now=NOON)
    write_screening(settings.home, standard_findings()[:3], standard_verdicts())
    write(settings, today=date(2022, 6, 4))
    brief = replace(settings, outbox_days=10)
    send_alerts(brief, now=NOON + timedelta(days=9))
    assert issues(settings) == [1, 2]
    send_alerts(brief, now=NOON + timedelta(days=11))
    assert issues(settings) == [2]


def test_the_newest_record_stays_so_that_nobody_is_told_twice(settings: Settings) -> None:
    (settings.home / "share").mkdir()
    send_alerts(settings, now=NOON)
    assert send_alerts(settings, now=NOON + timedelta(days=4000)).sent == ()
    assert issues(settings) == [1]


def test_the_sensor_has_what_waits_sent_when_its_time_has_come(settings: Settings) -> None:
    sensor = waiting_sensor(sending_job(settings), settings)
    with dagster_instance(settings) as instance:

        def tick() -> dg.SensorExecutionData:
            return sensor.evaluate_tick(dg.build_sensor_context(instance=instance))

        assert "没有到了重试时间" in str(tick().skip_message)
        assert len(send_alerts(settings).failed) == 1  # the folder is not there
        assert "没有到了重试时间" in str(tick().skip_message)  # the first pause is a minute
        (parcel,) = Outbox(settings.alerts).parcels()
        Outbox(settings.alerts).add(replace(parcel, next_try=NOON.isoformat()))
        first, second = tick().run_requests or [], tick().run_requests or []
        assert [request.run_key for request in first] == [request.run_key for request in second]
        assert len(first) == 1
        (settings.home / "share").mkdir()
        assert sending_job(settings).execute_in_process(instance=instance).success
        assert not tick().run_requests
    (parcel,) = Outbox(settings.alerts).parcels()
    assert parcel.status == "delivered"
