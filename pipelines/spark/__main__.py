"""``make spark-up`` and ``make spark-down``: a cluster for trying the engine out.

Belongs here: options and words of the two commands.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pipelines.errors import EmploymentError
from pipelines.spark.cluster import Cluster, start, stop
from pipelines.spark.commands import QUERY_CORES, WORKER_CORES, Ports


def main() -> int:
    """Start or stop the cluster of a folder; return an exit code."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.spark", description=__doc__)
    parser.add_argument("action", choices=("up", "down"))
    parser.add_argument("--folder", type=Path, default=Path("data/spark"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--master-port", type=int, default=Ports.master)
    parser.add_argument("--page-port", type=int, default=Ports.page)
    parser.add_argument("--port", type=int, default=Ports.thrift)
    options = parser.parse_args()
    try:
        if options.action == "down":
            stopped = stop(options.folder)
            print("Spark 集群已停止。" if stopped else "没有正在运行的 Spark 集群。")
            return 0
        print("正在启动 Spark 集群，约需半分钟……", flush=True)
        ports = Ports(options.master_port, options.page_port, options.port)
        print(_told(start(options.folder, options.workers, ports)))
    except EmploymentError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _told(running: Cluster) -> str:
    cores = f"{WORKER_CORES} 核，{QUERY_CORES} 核用于查询，其余用于分县筛查"
    return f"""Spark 集群已在本机运行（只接受本机连接）：
  主节点    {running.master}，状态页 http://{running.host}:{running.page_port}
  工作节点  {len(running.worker_pids)} 个，各 {cores}
  查询入口  {running.host}:{running.thrift_port}（Thrift）
  日志      {Path(running.folder) / "logs"}
在主目录的 settings.yml 中写上下面几行，之后的刷新就由它计算：
  engine:
    kind: spark
    host: {running.host}
    port: {running.thrift_port}
    master: {running.master}
停止：make spark-down（它的表随之作废，下次刷新重新计算全部月份；已发布的数据不受影响）"""


if __name__ == "__main__":
    sys.exit(main())
