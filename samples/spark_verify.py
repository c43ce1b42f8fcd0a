"""Verifies Parquet files on Spark: tasks read them. Usage: spark-submit spark_verify.py FOLDER KEYS.json [MASTER]

KEYS.json must be under that path on every node: a mount, not `--files`, which copies it.
"""
import sys

import hmacsweep.spark
from pyspark.sql import SparkSession

builder = SparkSession.builder.master(sys.argv[3]) if len(sys.argv) > 3 else SparkSession.builder
spark = builder.getOrCreate()
keys = hmacsweep.KeySource.file(sys.argv[2])
verified = hmacsweep.spark.verify_parquet(spark, sys.argv[1], keys=keys, key_id="kid", message="payload", mac="mac", id="id")
verified.rows.persist()    # else each of the two actions below verifies anew
summary = verified.summary()
print(f"{summary['records']} rows: {summary['classes']}")
verified.failures.select("source", "id", "code", "text").show(20, truncate=False)
spark.stop()
sys.exit(summary.status)
