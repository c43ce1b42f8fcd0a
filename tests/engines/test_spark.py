"""Spark: separate processes (local-cluster), tasks that raise, executors that are killed, a shuffle that is lost."""
from __future__ import annotations

import os
import signal
import sys
import urllib.request

import pytest
from conftest import NUM_ROWS, OPTIONS, WRONG, check_counts, traces, traces_in

from hmacsweep import ColumnError, IncompleteError, KeySource, Summary

pyspark = pytest.importorskip("pyspark")
pyspark.cloudpickle.register_pickle_by_value(sys.modules[__name__])    # workers have no such module


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    from pyspark.sql import SparkSession

    place = tmp_path_factory.mktemp("spark")
    (place / "events").mkdir()
    os.environ.update(PYSPARK_PYTHON=sys.executable, SPARK_WORKER_DIR=str(place / "work"), SPARK_LOCAL_DIRS=str(place / "local"))
    session = (SparkSession.builder.master("local-cluster[2,1,1024]")
               .config("spark.executor.memory", "1g").config("spark.eventLog.enabled", "true")
               .config("spark.eventLog.dir", f"file://{place}/events").config("spark.local.dir", f"{place}/local")
               .config("spark.sql.shuffle.partitions", 4).config("spark.ui.port", 0).getOrCreate())
    yield session
    pages = session.sparkContext.uiWebUrl + f"/api/v1/applications/{session.sparkContext.applicationId}/"
    for page in ("jobs", "stages", "executors", "environment", "sql?details=true&planDescription=true"):
        assert not traces_in(urllib.request.urlopen(pages + page).read()), page
    session.stop()
    assert traces(place) == []


def dies_once(marker, how):
    """A function for mapInArrow that passes rows on, and after the first batch of one partition does `how`, once."""
    def pass_on(batches):
        from pyspark import TaskContext

        for i, batch in enumerate(batches):
            yield batch
            if TaskContext.get().partitionId() == 1 and i == 0:
                try:
                    os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
                except FileExistsError:
                    continue
                how()

    return pass_on


def raise_error():
    raise RuntimeError("a task fails on purpose")


def kill_executor():
    pid = os.getpid()
    while "java" not in os.path.basename(os.readlink(f"/proc/{pid}/exe")):
        with open(f"/proc/{pid}/status") as status:
            pid = next(int(line.split()[1]) for line in status if line.startswith("PPid:"))
    os.kill(pid, signal.SIGKILL)


def frame(spark, folder):
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 100)
    return spark.read.parquet(str(folder / "rows"))


def test_a_data_frame_is_verified_and_its_failures_are_told(spark, folder):
    import hmacsweep.spark

    verified = hmacsweep.spark.verify(frame(spark, folder), keys=KeySource.file(folder / "keys.json"), **OPTIONS)
    check_counts(verified.summary(expect_rows=NUM_ROWS))
    assert sorted(int(row["id"]) for row in verified.failures.collect()) == sorted(WRONG)
    with pytest.raises(IncompleteError):
        verified.summary(expect_rows=NUM_ROWS + 1)
    with pytest.raises(IncompleteError):
        verified.summary()


def test_empty_partitions_are_parts(spark, folder):
    import hmacsweep.spark

    df = frame(spark, folder).where("id < 3").repartition(4)
    summary = hmacsweep.spark.verify(df, keys=KeySource.file(folder / "keys.json"), **OPTIONS).summary(expect_rows=3)
    check_counts(summary, 3, 1)


@pytest.mark.parametrize("how", [raise_error, kill_executor])
def test_a_task_that_dies_in_the_middle_changes_no_count(spark, folder, marker, how):
    import hmacsweep.spark

    df = frame(spark, folder)
    df = df.mapInArrow(dies_once(str(marker), how), df.schema)
    verified = hmacsweep.spark.verify(df, keys=KeySource.file(folder / "keys.json"), **OPTIONS)
    check_counts(verified.summary(expect_rows=NUM_ROWS))
    assert marker.exists()


def test_a_lost_shuffle_changes_no_count(spark, folder, marker):
    import hmacsweep.spark

    df = frame(spark, folder).repartition(4, "id")
    df = df.mapInArrow(dies_once(str(marker), kill_executor), df.schema)    # with the executor its shuffle files are gone
    verified = hmacsweep.spark.verify(df, keys=KeySource.file(folder / "keys.json"), **OPTIONS)
    check_counts(verified.summary(expect_rows=NUM_ROWS))
    assert marker.exists()


def test_tasks_read_row_groups_by_themselves(spark, folder):
    import hmacsweep.spark

    verified = hmacsweep.spark.verify_parquet(spark, folder / "rows", keys=KeySource.file(folder / "keys.json"), parts=6,
                                              **OPTIONS)
    verified.rows.persist()
    check_counts(verified.summary())
    assert sorted(int(row["id"]) for row in verified.failures.collect()) == sorted(WRONG)
    summaries = [row["summary"] for row in verified.rows.collect() if row["summary"] is not None]
    assert len(summaries) == 6
    with pytest.raises(IncompleteError, match="part 1 of 6 is missing"):
        Summary.merge([text for text in summaries if '"number": 1,' not in text])


@pytest.mark.parametrize("catalog", ["_delta_log", "metadata"])
def test_folders_of_a_catalog_are_refused(spark, folder, tmp_path, catalog):
    import hmacsweep.spark

    (tmp_path / catalog).mkdir()
    with pytest.raises(ColumnError, match="by its catalog"):
        hmacsweep.spark.verify_parquet(spark, tmp_path, keys=KeySource.file(folder / "keys.json"), **OPTIONS)
