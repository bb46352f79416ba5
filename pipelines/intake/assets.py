"""The intake room as Dagster assets: exports in, lake tables out.

Belongs here: partitions, lineage and metadata. How a file is read stays in the room.
Annotations are not postponed here: Dagster refuses a context whose type is text.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import dagster as dg

from pipelines.errors import shown_to_users
from pipelines.months import partitions

if TYPE_CHECKING:
    from pipelines.settings import Settings

TABLES = {
    **dict.fromkeys(
        ("T-H1", "T-H2", "T-H3", "T-H4", "T-H5", "T-H6", "T-H7", "T-H8"), "jilin_employment"
    ),
    **dict.fromkeys(
        ("T-N1", "T-N2", "T-N3", "T-N4", "T-N5", "T-N6a", "T-N6b"), "national_monitoring"
    ),
    "T-C1": "civil_affairs",
    "T-S1": "spot_check",
    "T-M1": "manual",
}
"""Every table and the source it comes from; the layouts say the same."""
SOURCE_NAMES = {
    "jilin_employment": "吉林就业信息管理系统",
    "national_monitoring": "全国防返贫监测信息系统",
    "civil_affairs": "民政部门",
    "spot_check": "抽检",
    "manual": "人工填报",
}
MONTHLY_TABLES = ("T-H1", "T-N1", "T-N2")
"""Expected of every county every month; every other table may arrive in any month."""


REGISTER = dg.AssetKey(["lake", "register"])


def export_specs() -> list[dg.AssetSpec]:
    """Return the systems and offices whose files people drop in: where lineage begins."""
    return [
        dg.AssetSpec(["exports", source], group_name="exports", description=f"{name}的导出和台账")
        for source, name in SOURCE_NAMES.items()
    ]


def intake_assets(
    settings: "Settings",
    progress: Callable[[str], None] | None = None,
    arrive: Callable[[dg.AssetExecutionContext], tuple[str, ...]] | None = None,
) -> dg.AssetsDefinition:
    """Return the multi-asset that conforms one month's files into the lake tables.

    ``arrive`` is called as a run begins: it may put files into the inbox, and says how that went.
    """
    specs = [
        dg.AssetSpec(
            ["lake", table],
            deps=[["exports", source]],
            group_name="intake",
            kinds={"polars", "parquet"},
            description=f"{table}：{SOURCE_NAMES[source]}的整理结果（不含身份信息）",
        )
        for table, source in TABLES.items()
    ]
    specs.append(
        dg.AssetSpec(
            REGISTER,
            deps=[["exports", source] for source in SOURCE_NAMES],
            group_name="intake",
            kinds={"parquet"},
            description="每份报送一行：来自哪个文件，收到多少行，去向如何",
        )
    )

    @dg.multi_asset(
        name="intake",
        specs=specs,
        partitions_def=partitions(),
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def intake(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
        from pipelines.intake import Readers, read_register, run_month

        arrived = arrive(context) if arrive else ()
        with shown_to_users(), Readers(settings.workers) as readers:
            for month in context.partition_keys:
                run_month(settings, month, progress, readers)
            register = read_register(settings)
            wanted = register.filter(register["report_month"].is_in(context.partition_keys))
        for table in TABLES:
            rows = wanted.filter(wanted["table_name"] == table)
            yield dg.MaterializeResult(
                asset_key=["lake", table],
                metadata={
                    "deliveries": rows.height,
                    "rows_read": int(rows["rows_read"].sum() or 0),
                    "rows_data": int(rows["rows_data"].sum() or 0),
                    "rows_dropped": int(rows["rows_dropped"].sum() or 0),
                    "rows_superseded": int(rows["rows_superseded"].sum() or 0),
                },
            )

        yield dg.MaterializeResult(
            asset_key=REGISTER,
            metadata={"deliveries": register.height, "fetched": "\n".join(arrived)},
        )

    return intake
