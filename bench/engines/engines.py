#!/usr/bin/env python3
"""How fast engines verify tables, as ratios of one run: S1 a DataFrame against a mapInArrow that does nothing; S2 tasks that
read row groups against Spark's own scan; S3 the same against a loop of pyca in mapInArrow; R1 Ray over files against that loop there.

Usage: engines.py [--rows N] [--rounds N] [--only spark|ray]

By the clock, the best of several rounds that take turns. Wants an idle machine. The counts of wrong rows are asserted. Needs the
Python package with pyarrow, pandas, cryptography, and PySpark 4.3 or Ray.
"""
import argparse
import base64
import hmac
import json
import os
import sys
import tempfile
import time

import hmacsweep
import pyarrow as pa
import pyarrow.parquet as pq

MATERIAL = b"material of the benchmark's key."
FILES, WRONG = 8, 8
OPTIONS = {"key_id": hmacsweep.Key("k"), "backend": "simd"}
GOALS = {"S1": "0.90 / 0.95 / 0.98", "S2": "0.8 / 0.95 / 1.1", "S3": "3 / 4.5 / 6", "R1": "5 / 6.5 / 8"}


def write_rows(folder, count):
    os.mkdir(f"{folder}/rows")
    for file in range(FILES):
        messages = [os.urandom(16).hex().encode() * 8 for _ in range(count // FILES)]    # 256 bytes
        macs = [hmac.digest(MATERIAL, message, "sha256") for message in messages]
        macs[file] = bytes(32)
        table = pa.table({"message": pa.array(messages, pa.binary()), "mac": pa.array(macs, pa.binary())})
        pq.write_table(table, f"{folder}/rows/{file}.parquet", compression="none")
    with open(os.open(f"{folder}/keys.json", os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        json.dump({"Keys": [{"KeyId": "k", "KeyMaterial": base64.b64encode(MATERIAL).decode()}]}, file)


def pyca_loop(batch):
    """How many rows are wrong."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.hmac import HMAC

    keyed = HMAC(b"material of the benchmark's key.", hashes.SHA256())
    wrong = 0
    for message, mac in zip(batch.column("message").to_pylist(), batch.column("mac").to_pylist()):
        one = keyed.copy()
        one.update(message)
        try:
            one.verify(mac)
        except InvalidSignature:
            wrong += 1
    return wrong


def fastest(ways, rounds):
    """The least seconds of each way; they take turns, so that what else the machine does meets all of them."""
    best = {}
    for _ in range(rounds + 1):    # the first round starts workers
        for name, way in ways.items():
            begin = time.perf_counter()
            way()
            best.setdefault(name, []).append(time.perf_counter() - begin)
    return {name: min(seconds[1:]) for name, seconds in best.items()}


def spark_ratios(folder, rounds):
    import hmacsweep.spark
    from pyspark import cloudpickle
    from pyspark.sql import SparkSession

    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    df, keys = spark.read.parquet(f"{folder}/rows"), hmacsweep.KeySource.file(f"{folder}/keys.json")

    def nothing(batches):
        yield pa.RecordBatch.from_pydict({"n": [sum(batch.num_rows for batch in batches)]})

    def loop(batches):
        yield pa.RecordBatch.from_pydict({"n": [sum(map(pyca_loop, batches))]})

    def total(function):
        return df.mapInArrow(function, "n bigint").groupBy().sum("n").collect()[0][0]

    def wrong(verified):
        assert verified.failures.count() == WRONG

    def check(found, expected):
        assert found == expected, (found, expected)

    count = df.count()
    best = fastest({
        "nothing": lambda: check(total(nothing), count),
        "rows": lambda: wrong(hmacsweep.spark.verify(df, keys=keys, **OPTIONS)),
        "scan": lambda: df.write.format("noop").mode("overwrite").save(),
        "files": lambda: wrong(hmacsweep.spark.verify_parquet(spark, f"{folder}/rows", keys=keys, **OPTIONS)),
        "loop": lambda: check(total(loop), WRONG)}, rounds)
    spark.stop()
    return {"S1": best["nothing"] / best["rows"], "S2": best["scan"] / best["files"], "S3": best["loop"] / best["files"]}


def ray_ratio(folder, rounds):
    import hmacsweep.ray
    import ray

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    files, keys = sorted(os.listdir(f"{folder}/rows")), hmacsweep.KeySource.file(f"{folder}/keys.json")

    @ray.remote
    def loop(file):
        return sum(map(pyca_loop, pq.ParquetFile(file).iter_batches()))

    def loops():
        assert sum(ray.get([loop.remote(f"{folder}/rows/{file}") for file in files])) == WRONG

    def verify():
        whole = hmacsweep.ray.verify_parquet(f"{folder}/rows", keys=keys, **OPTIONS)
        assert whole.failures.num_rows == WRONG

    best = fastest({"loop": loops, "verify": verify}, rounds)
    ray.shutdown()
    return {"R1": best["loop"] / best["verify"]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=("spark", "ray"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        write_rows(folder, given.rows)
        ratios = {}
        if given.only != "ray":
            ratios |= spark_ratios(folder, given.rounds)
        if given.only != "spark":
            ratios |= ray_ratio(folder, given.rounds)
    for name, ratio in ratios.items():
        print(f"{name}  {ratio:5.2f}   accept / good / stretch {GOALS[name]}")


if __name__ == "__main__":
    main()
