"""Month by month, or all at once, or not at all: the warehouse ends the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines.settings import Settings
from pipelines.warehouse import WarehouseError, build, built_file, promote
from tests.integration.warehouse_city import MODELS, SEEDS, VIEWS, city, home
from tests.warehouse_lake import labour


def differences(left: Path, right: Path) -> list[str]:
    """Return the tables whose rows differ, as multisets, between two warehouse files."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{_quoted(left)}' as a (read_only)")
        connection.execute(f"attach '{_quoted(right)}' as b (read_only)")
        names = {
            side: connection.execute(
                "select schema_name || '.' || table_name from duckdb_tables()"
                " where database_name = ? order by 1",
                [side],
            ).fetchall()
            for side in "ab"
        }
        assert names["a"] == names["b"]
        assert len(names["a"]) == len(MODELS) - len(VIEWS) + len(SEEDS)
        return [
            name
            for (name,) in names["a"]
            for one, other in (("a", "b"), ("b", "a"))
            if connection.execute(
                f"select 1 from (from {one}.{name} except all from {other}.{name}) limit 1"  # noqa: S608
            ).fetchone()
        ]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def publish(settings: Settings, months: list[str] | None) -> str | None:
    """Build and promote; return the month that was rebuilt from."""
    report = build(settings, months)
    promote(settings, report)
    return report.first_month


def rebuilt_from_nothing(settings: Settings, folder: Path) -> Path:
    """Return a file built in full over the same lake; the published one stays."""
    report = build(settings, None, full_refresh=True)
    return Path(shutil.move(report.work_file, folder / "full.duckdb"))


def test_increments_a_late_redelivery_and_a_full_refresh_give_identical_tables(
    tmp_path: Path,
) -> None:
    settings = home(tmp_path)
    city(settings, through="2022-01")
    assert publish(settings, ["2022-01"]) is None, "there was nothing to add to"
    lake = city(settings)
    assert publish(settings, ["2022-02"]) == "2022-02"
    # January again, other people and no defect: February carries it and is compared with it,
    # and January's findings, all of the city's, are gone.
    lake.deliver(
        "T-H1",
        "220621",
        "2022-01",
        [labour(101), labour(104), labour(105)],
        received_at="2022-02-03T08:00:00Z",
    )
    lake.supersede("T-H1", "220621", "2022-01")
    lake.findings.clear()
    lake.write()
    assert publish(settings, ["2022-01"]) == "2022-01"
    full = rebuilt_from_nothing(settings, tmp_path)
    assert differences(settings.warehouse_file, full) == []
    with duckdb.connect(str(full), read_only=True) as connection:
        carried = connection.execute(
            "select value from marts.fct_indicator where indicator_id = 'I01'"
            " and county_code = '220621' and report_month = '2022-02-01'"
        ).fetchone()
        findings = connection.execute("select count(*) from marts.fct_finding").fetchone()
    assert (carried, findings) == ((3,), (0,))


def test_a_failing_test_is_named_and_the_published_file_stays(tmp_path: Path) -> None:
    settings = home(tmp_path)
    lake = city(settings, through="2021-12")
    publish(settings, None)
    before = settings.warehouse_file.read_bytes()
    lake.findings += [
        {**_any_finding(), "rule_id": "R99"},
        {**_any_finding(), "rule_id": "R98", "severity": "X", "finding_id": "BS-2021-12-R98-00001"},
    ]
    lake.write()
    with pytest.raises(WarehouseError) as caught:
        build(settings, ["2021-12"])
    said = "severity 不是规定的值（1 行）、rule_id 不在 dim_rule 中（2 行）"
    assert f"检验 fct_finding_is_sound 不符：{said}" in str(caught.value)
    assert "已发布的数据没有改动" in str(caught.value)
    assert settings.warehouse_file.read_bytes() == before
    assert not built_file(settings).exists()
    with pytest.raises(WarehouseError, match="没有可以发布的数据仓库"):
        promote(settings)


def _any_finding() -> dict[str, str]:
    return {
        "finding_id": "BS-2021-12-R99-00001",
        "severity": "E",
        "owner": "T",
        "action": "F",
        "report_month": "2021-12",
        "table_name": "T-H1",
        "county_code": "220621",
    }


def test_a_plan_that_cannot_be_read_names_the_model(tmp_path: Path) -> None:
    settings = home(tmp_path)
    city(settings, through="2021-01")
    (settings.home / "plan_targets.csv").write_text("年份,指标\n2022,I01\n", encoding="utf-8")
    with pytest.raises(WarehouseError, match="stg_plan__target"):
        build(settings, None)


def test_each_dbt_model_is_a_materialisation_and_each_dbt_test_a_check(tmp_path: Path) -> None:
    import dagster as dg

    from pipelines.warehouse.assets import mart_keys, warehouse_assets

    settings = home(tmp_path)
    city(settings, through="2022-01")
    lines: list[str] = []
    warehouse = warehouse_assets(settings, lines.append)
    assert dg.AssetKey(["lake", "T-H1"]) in warehouse.dependency_keys
    assert [key.path[-1] for key in mart_keys(warehouse)][:2] == ["dim_county", "dim_indicator"]
    result = dg.materialize([warehouse], partition_key="2022-01", raise_on_error=False)
    assert result.success
    assert len(result.get_asset_materialization_events()) == len(MODELS) + len(SEEDS)
    checks = result.get_asset_check_evaluations()
    assert len(checks) > 90
    assert all(check.passed for check in checks)
    assert lines[0].startswith("数据仓库：")
    assert built_file(settings).exists()


def test_a_failure_in_dagster_is_our_words_only(tmp_path: Path) -> None:
    import dagster as dg

    from pipelines.warehouse.assets import warehouse_assets

    settings = home(tmp_path)
    result = dg.materialize(
        [warehouse_assets(settings)], partition_key="2022-01", raise_on_error=False
    )
    assert not result.success
    failure = result.failure_data_for_node("warehouse")
    assert failure is not None
    assert "还没有整理入库的报送" in failure.user_failure_data.description
    assert "Traceback" not in json.dumps(failure.user_failure_data.description)


def test_a_lake_larger_than_memory_is_built_some_months_at_a_time_to_the_same_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = home(tmp_path)
    city(settings)
    whole = rebuilt_from_nothing(settings, tmp_path)
    monkeypatch.setattr("pipelines.warehouse.batches.ROWS_A_GIGABYTE", 1)
    said: list[str] = []
    report = build(settings, None, full_refresh=True, progress=said.append)
    assert any("分批计算，先到 2022-01" in line for line in said), said
    assert report.full_refresh
    assert report.models == len(MODELS)
    assert differences(report.work_file, whole) == []
