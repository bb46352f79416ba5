"""How Spark's programs are called: words, environment, configuration.

Belongs here: pure builders, and the check that Java and pyspark are there. Does not belong here:
starting anything (``cluster``).
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import EmploymentError

HOST = "127.0.0.1"
"""The cluster is for this machine only: nothing of it answers on any other address."""

WORKER_CORES = 2
"""One for the Thrift server's executor, one for those that judge rules (``engine.master``)."""

QUERY_CORES = 1
"""Of each worker, for the Thrift server: what it is not denied it holds as long as it runs."""

EXECUTOR_MEMORY = "1200m"
WORKER_MEMORY = "2300m"
"""For one of the Thrift server's executors and one of 1 GB, as Spark gives who names none. Not for
two of the server's: when a worker is lost, it would take the others' room for the rules."""

MASTER_MEMORY = "256m"
"""Of the master and of each worker itself."""

DRIVER_MEMORY = "2g"
"""Of the Thrift server; Spark gives it the memory of a daemon, whatever the driver is to have."""
OLDEST_JAVA = 17
THRIFT_CLASS = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"

DEFAULTS = {
    "spark.driver.host": HOST,
    "spark.driver.bindAddress": HOST,
    "spark.executor.memory": EXECUTOR_MEMORY,
    "spark.executor.cores": str(QUERY_CORES),
    "spark.serializer": "org.apache.spark.serializer.KryoSerializer",
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.catalogImplementation": "hive",
    # Many small queries over small files: a plan and a task cost more than their rows.
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.files.openCostInBytes": "65536",
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "10000",
    "spark.locality.wait": "0s",
    "spark.scheduler.mode": "FAIR",
}


class SparkError(EmploymentError):
    """The cluster on this machine cannot be started; the message is Chinese and says what to do."""


@dataclass(frozen=True)
class Ports:
    """The three ports of a cluster; 0 is any that is free."""

    master: int = 7077
    page: int = 18080
    thrift: int = 10000

    def filled(self) -> Ports:
        """Return the ports with free ones for 0.

        Raises:
            SparkError: a port that was asked for is taken.
        """
        wanted = (self.master, self.page, self.thrift)
        sockets = [_bound(port) for port in wanted]
        ports = [bound.getsockname()[1] for bound in sockets]
        for bound in sockets:
            bound.close()
        return Ports(*ports)


def spark_home() -> Path:
    """Return the folder of the installed pyspark.

    Raises:
        SparkError: it is not installed.
    """
    found = importlib.util.find_spec("pyspark")
    if found is None or found.origin is None:
        raise SparkError("没有安装 Spark 的可选组件。请在项目目录运行：make spark-install")
    return Path(found.origin).parent


def check_java() -> None:
    """Refuse to go on without a Java that Spark runs on.

    Raises:
        SparkError: there is none, or it is too old.
    """
    wanted = f"Spark 需要 Java {OLDEST_JAVA} 或更新的版本"
    how = "Debian、Ubuntu 可运行：sudo apt-get install openjdk-17-jre-headless"
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if java is None or not Path(java).exists():
        raise SparkError(f"没有找到 Java。{wanted}。{how}。")
    told = subprocess.run(
        [java, "-XshowSettings:properties", "-version"], capture_output=True, text=True, check=False
    ).stderr
    lines = [line.split("=") for line in told.splitlines() if "java.specification.version" in line]
    version = lines[0][1].strip() if lines else "0"
    if int(version.split(".")[0]) < OLDEST_JAVA:
        raise SparkError(f"{java} 的版本是 {version}。{wanted}。{how}。")


def environment(folder: Path, memory: str) -> dict[str, str]:
    """Return the environment of a part that may have so much memory."""
    home = spark_home()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SPARK_")}
    return {
        **kept,
        "SPARK_HOME": str(home),
        "SPARK_CONF_DIR": str(folder / "conf"),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "SPARK_NO_DAEMONIZE": "1",
        "SPARK_DAEMON_MEMORY": memory,
        "SPARK_DAEMON_JAVA_OPTS": _java_options(folder),
    }


def master_words(ports: Ports) -> list[str]:
    """Return the command of the master."""
    options = ["--host", HOST, "--port", str(ports.master), "--webui-port", str(ports.page)]
    return [_program("spark-class"), "org.apache.spark.deploy.master.Master", *options]


def worker_words(ports: Ports, folder: Path) -> list[str]:
    """Return the command of a worker; it chooses its own ports."""
    options = ["--host", HOST, "--cores", str(WORKER_CORES), "--memory", WORKER_MEMORY]
    places = ["--work-dir", str(folder / "work"), f"spark://{HOST}:{ports.master}"]
    return [_program("spark-class"), "org.apache.spark.deploy.worker.Worker", *options, *places]


def thrift_words(ports: Ports, folder: Path, workers: int) -> list[str]:
    """Return the command of the Thrift server, which is also the driver of every query."""
    metastore = f"jdbc:derby:;databaseName={folder / 'metastore'};create=true"
    settings = {
        "spark.cores.max": str(workers * QUERY_CORES),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.hadoop.javax.jdo.option.ConnectionURL": metastore,
        "spark.driver.extraJavaOptions": _java_options(folder),
        "spark.executor.extraJavaOptions": _java_options(folder),
    }
    hive = {
        "hive.server2.thrift.bind.host": HOST,
        "hive.server2.thrift.port": str(ports.thrift),
    }
    return [
        _program("spark-submit"),
        *("--class", THRIFT_CLASS, "--master", f"spark://{HOST}:{ports.master}"),
        *(word for name, value in settings.items() for word in ("--conf", f"{name}={value}")),
        "spark-internal",
        *(word for name, value in hive.items() for word in ("--hiveconf", f"{name}={value}")),
    ]


def write_configuration(folder: Path) -> None:
    """Write Spark's configuration folder."""
    conf = folder / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    lines = [f"{name} {value}\n" for name, value in DEFAULTS.items()]
    (conf / "spark-defaults.conf").write_text("".join(lines), encoding="utf-8")
    (conf / "log4j2.properties").write_text(LOGGING, encoding="utf-8")


LOGGING = """rootLogger.level = warn
rootLogger.appenderRef.stdout.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss} %p %c{1}: %m%n%ex
"""


def _java_options(folder: Path) -> str:
    """Return what Java is told: by the folder the cluster's processes are told from others.

    One compiler alone has 48 MB for its code, which the plans of some hundred queries fill. Then
    nothing is compiled any more, and a thread that hands over results may die with its query
    waiting for ever.
    """
    compiler = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m"
    return f"-Demployment.cluster={folder} -XX:+UseSerialGC {compiler}"


def _program(name: str) -> str:
    return str(spark_home() / "bin" / name)


def _bound(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
    except OSError as error:
        bound.close()
        raise SparkError(
            f"端口 {port} 已被别的程序占用。可能已有一个集群在运行：先用 make spark-down 停止它，"
            "或换一个端口（make spark-up SPARK_PORT=10001）。"
        ) from error
    return bound
