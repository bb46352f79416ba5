"""A Spark cluster on this machine, for trying the engine out and for the tests.

Belongs here: starting and stopping its processes, and the lock of the optional packages it needs.
Does not belong here: what runs on it (``warehouse``), and where an office's own cluster is
(``settings``).
"""

from pipelines.spark.cluster import Cluster, cluster, start, stop
from pipelines.spark.commands import Ports, SparkError

__all__ = ["Cluster", "Ports", "SparkError", "cluster", "start", "stop"]
