"""Spark Connect: a client without a JVM. A process of its own, because a session of another kind may not be there."""
from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

pytest.importorskip("pyspark")
pytest.importorskip("grpc")


def test_both_ways_work_over_connect(folder):
    script = textwrap.dedent("""
        import os, sys
        os.environ["PYSPARK_PYTHON"] = sys.executable
        from pyspark.sql import SparkSession
        from conftest import NUM_ROWS, OPTIONS, check_counts
        from hmacsweep import KeySource
        import hmacsweep.spark
        spark = SparkSession.builder.remote("local[2]").getOrCreate()
        keys, rows = KeySource.file(sys.argv[1] + "/keys.json"), sys.argv[1] + "/rows"
        check_counts(hmacsweep.spark.verify(spark.read.parquet(rows), keys=keys, **OPTIONS).summary(expect_rows=NUM_ROWS))
        check_counts(hmacsweep.spark.verify_parquet(spark, rows, keys=keys, parts=3, **OPTIONS).summary())
        print("both")
        spark.stop()
        """)
    done = subprocess.run([sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=False, timeout=300,
                          cwd=__file__.rsplit("/", 1)[0])
    assert "both" in done.stdout, done.stderr[-3000:]
