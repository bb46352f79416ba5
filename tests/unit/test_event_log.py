"""The history written through files kept open is the one that Dagster itself would have written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import EventLogEntry

from pipelines.event_log import OpenEventLogStorage
from pipelines.instance import dagster_instance
from pipelines.settings import Settings

REFRESHED = ["2022-01", "2022-02", "2022-03"]
MONTHS = dg.StaticPartitionsDefinition(REFRESHED)


@dg.multi_asset(
    specs=[dg.AssetSpec(name, partitions_def=MONTHS) for name in ("first", "second")],
    check_specs=[dg.AssetCheckSpec("is_whole", asset="first")],
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def tables() -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    yield dg.MaterializeResult(asset_key="first")
    yield dg.AssetCheckResult(asset_key="first", check_name="is_whole", passed=True)
    yield dg.MaterializeResult(asset_key="second")


def refresh(instance: dg.DagsterInstance) -> str:
    result = dg.materialize(
        [tables],
        instance=instance,
        tags={
            "dagster/asset_partition_range_start": "2022-01",
            "dagster/asset_partition_range_end": "2022-03",
        },
    )
    assert result.success
    return result.run_id


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def kinds(instance: dg.DagsterInstance, run: str) -> list[str | None]:
    return [
        entry.dagster_event.event_type_value if entry.dagster_event else None
        for entry in instance.all_logs(run)
    ]


def test_dagster_reads_what_was_written(settings: Settings) -> None:
    with dagster_instance(settings) as instance:
        ours = refresh(instance)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as plain:
        assert plain.get_materialized_partitions(dg.AssetKey("second")) == set(REFRESHED)
        its_own = refresh(plain)
        assert kinds(plain, ours) == kinds(plain, its_own)
        records = plain.fetch_materializations(dg.AssetKey("first"), limit=99).records
        assert [record.run_id for record in records] == [its_own] * 3 + [ours] * 3


def test_a_batch_is_stored_as_a_whole_or_not_at_all(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with dagster_instance(settings) as instance:
        run = refresh(instance)
        storage = instance.event_log_storage
        assert isinstance(storage, OpenEventLogStorage)
        kind = dg.DagsterEventType.ASSET_MATERIALIZATION
        entries = instance.all_logs(run, of_type=kind)
        store = storage.store_event

        def fail_at_the_last(entry: EventLogEntry) -> None:
            if entry is entries[-1]:
                raise OSError("disk full")
            store(entry)

        monkeypatch.setattr(storage, "store_event", fail_at_the_last)
        with pytest.raises(OSError, match="disk full"):
            storage.store_event_batch(entries)
        monkeypatch.undo()
        assert len(instance.all_logs(run, of_type=kind)) == len(entries) == 6
        storage.store_event_batch(entries)
        assert len(instance.all_logs(run, of_type=kind)) == 12


def test_whoever_configured_a_history_of_their_own_keeps_it(settings: Settings) -> None:
    settings.dagster_home.mkdir(parents=True)
    (settings.dagster_home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    with dagster_instance(settings) as instance:
        assert not isinstance(instance.event_log_storage, OpenEventLogStorage)
