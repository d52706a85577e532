"""The same tables asked on Apache Spark: `LOCAL2030_ENGINE=spark` on this machine, `spark://host:port` on a cluster.

Needs the extra `spark` and Java 17. The session listens on this machine only and shows no pages; what else a cluster
needs (an object store, memory of the executors) is set in Spark's own files, which it reads by itself.
"""

from __future__ import annotations

import os
import re
from typing import Any

from local2030.vocabulary.errors import WrongUse
from local2030.vocabulary.findings import Finding

MASTER = re.compile(r"spark://[\w.-]+:\d+|local\[(\d+|\*)\]|yarn|k8s://https://[\w.:-]+")
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


def connect(asked: str) -> Any:
    """A connection of Ibis to the session; refused with a clear word where the setting or the extra is wrong."""
    master = f"local[{os.cpu_count() or 1}]" if asked == "spark" else asked
    if not MASTER.fullmatch(master):
        raise WrongUse(Finding("engine-unknown", "error", values={"engine": asked}))
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise WrongUse(Finding("engine-not-installed", "error", values={"engine": asked})) from None
    import ibis

    builder = SparkSession.builder.master(master).appName("local2030")
    if master.startswith("local"):
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
        builder = builder.config("spark.driver.memory", os.environ.get("LOCAL2030_SPARK_MEMORY", "3g"))
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return ibis.pyspark.connect(session)


def read_parquet(connection: Any, paths: list[str]) -> Any:
    """All these files as one table."""
    frame = connection._session.read.parquet(*paths)
    name = f"observations_{abs(hash(tuple(paths))):x}"
    frame.createOrReplaceTempView(name)
    return connection.table(name)
