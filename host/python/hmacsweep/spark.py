"""hmacsweep on Spark: the rows of a DataFrame, or row groups of Parquet files that the tasks read by themselves."""
from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ._errors import IncompleteError
from ._parquet import _Path
from ._parts import FAILURES, KeySource, Task, Unit, _needed, judge, plan, run_task
from ._summary import Part, Summary

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

_SCHEMA = ", ".join(f"`{name}` {'bigint' if kind == 'int64' else kind}" for name, kind in FAILURES.items())


@dataclasses.dataclass(frozen=True)
class Verified:
    """The failures of a DataFrame, which Spark finds when they are asked for.

    rows: the failures, and one row for each part whose column `summary` is not null. Every action on `rows`, `failures`
    or `summary()` verifies anew, unless `rows` is kept: written, or `rows.persist()`.
    """

    rows: DataFrame
    expect_rows: int | None = None
    expect_parts: int | None = None

    @property
    def failures(self) -> DataFrame:
        """The rows that are not valid: part, source, row (from 0, within its part), id, key, class, code, text."""
        return self.rows.where("summary is null").drop("summary")

    def summary(self, expect_rows: int | None = None) -> Summary:
        """The summary of all parts. expect_rows: how many rows there must be, as of `df.count()`.

        Raises `IncompleteError` where rows or parts are missing. Output rows are counted, and Spark commits the output of
        one attempt of each task: an accumulator may count a part twice.
        """
        found = self.rows.where("summary is not null").select("summary").collect()
        summaries = [row["summary"] for row in found]
        expected = self.expect_rows if expect_rows is None else expect_rows
        parts = self.expect_parts
        if parts is None:
            if expected is None:
                raise IncompleteError("Spark does not tell how many partitions there were: give summary() the number of "
                                      "rows, as of df.count()")
            parts = max((json.loads(summary)["part"]["number"] for summary in summaries), default=1)
        return Summary.merge(summaries, expect_rows=expected, expect_parts=parts)


def _place() -> tuple[Part, dict[str, Any]]:
    """Which partition this task has, and what Spark gives it: cores, GPUs."""
    from pyspark import TaskContext

    context = TaskContext.get()
    if context is None:
        return Part(1), {}
    gpu = context.resources().get("gpu")
    options: dict[str, Any] = {"threads": max(1, context.cpus())}
    if gpu is not None:
        options["devices"] = [int(address) for address in gpu.addresses]
    return Part(context.partitionId() + 1, 0, context.attemptNumber()), options


def verify(df: DataFrame, *, keys: KeySource, **options: Any) -> Verified:
    """Verifies every row of a DataFrame, wherever it comes from: the way for tables of a catalog (Delta Lake, Iceberg).

    options: those of `hmacsweep.verify()`. Each Python worker opens the keys by itself: only the `KeySource` travels.
    """
    columns = [name for name in _needed(options) if name in df.columns]

    def judge_partition(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        part, given = _place()
        first = next(batches, None)
        if first is None:
            table: Any = pyarrow.table({name: pyarrow.array([], "string") for name in columns})
        else:
            def all_batches() -> Iterator[pyarrow.RecordBatch]:
                yield first
                yield from batches

            table = pyarrow.RecordBatchReader.from_batches(first.schema, all_batches())
        yield judge(part, f"partition {part.number - 1}", table, keys, {**given, **options})

    return Verified((df.select(*columns) if columns else df).mapInArrow(judge_partition, _SCHEMA))


def verify_parquet(spark: SparkSession, paths: _Path | Sequence[_Path], *, keys: KeySource, parts: int | None = None,
                   **options: Any) -> Verified:
    """Verifies the rows of Parquet files that driver and workers see under these paths; tasks read them without Spark.

    A folder that a catalog rules (Delta Lake, Iceberg, Hudi) is refused: its files hold deleted rows, too.
    parts: how many tasks, at most; one a row group. options: those of `hmacsweep.verify()`.
    """
    tasks = plan(paths, parts)
    cut = [(json.dumps([dataclasses.astuple(task.part), [dataclasses.astuple(unit) for unit in task.units]]),)
           for task in tasks]

    def judge_tasks(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        place, given = _place()
        for batch in batches:
            for text in batch.column("task").to_pylist():
                (number, of, _, files, all_files), units = json.loads(text)
                task = Task(Part(number, of, 0, tuple(files), tuple(all_files)), tuple(Unit(*unit) for unit in units))
                yield run_task(task, keys, {**given, **options}, place.attempt)

    frame = spark.createDataFrame(cut, "task string").repartition(len(cut))
    return Verified(frame.mapInArrow(judge_tasks, _SCHEMA), sum(task.num_rows for task in tasks), len(tasks))
