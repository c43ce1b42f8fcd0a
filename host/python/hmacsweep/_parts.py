"""What all engines share: keys that each process opens by itself, files cut into parts, and a part's rows judged."""
from __future__ import annotations

import dataclasses
import functools
import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ._calls import Column, Table, verify
from ._errors import IncompleteError
from ._keys import KeyStore
from ._native import sum_of_files
from ._parquet import _columns, _files, _Path
from ._summary import Part, Summary

if TYPE_CHECKING:
    import pyarrow


@dataclasses.dataclass(frozen=True)
class KeySource:
    """Where each process of a cluster finds the keys. It holds and carries no material."""

    paths: tuple[str, ...] = ()
    argv: tuple[str, ...] = ()

    @classmethod
    def file(cls, *paths: str | os.PathLike[str]) -> KeySource:
        """Key files that every machine has under these paths: a mount, a secret."""
        if not paths:
            raise ValueError("no key file is given")
        return cls(paths=tuple(os.fspath(path) for path in paths))

    @classmethod
    def command(cls, *argv: str) -> KeySource:
        """A program that writes a key file to its standard output, as a vault's client does. Its words must be no secret:
        they travel with the task."""
        if not argv:
            raise ValueError("no command is given")
        return cls(argv=argv)

    def open(self) -> KeyStore:
        """The keys, read once for each process."""
        return _open(self, os.getpid())


@functools.lru_cache(maxsize=8)
def _open(source: KeySource, _pid: int) -> KeyStore:
    if source.paths:
        return KeyStore.open(list(source.paths))
    with subprocess.Popen(source.argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            keys = KeyStore.open(process.stdout.fileno())
        finally:
            process.stdout.close()
            status = process.wait()
    if status != 0:
        raise IncompleteError(f"the command for keys, {source.argv[0]}, ended with status {status}")
    return keys


@dataclasses.dataclass(frozen=True)
class Unit:
    """A row group of a Parquet file."""

    path: str
    row_group: int
    num_rows: int


@dataclasses.dataclass(frozen=True)
class Task:
    """A part of all row groups, as it travels to a worker."""

    part: Part
    units: tuple[Unit, ...]

    @property
    def num_rows(self) -> int:
        return sum(unit.num_rows for unit in self.units)


def plan(paths: _Path | Sequence[_Path], num_parts: int | None = None) -> list[Task]:
    """Cuts the row groups of Parquet files into parts of about as many rows. num_parts: at most; else one a row group."""
    import pyarrow.parquet

    units: list[Unit] = []
    for file in sorted(_files(paths)):
        metadata = pyarrow.parquet.read_metadata(file)
        units += [Unit(file, i, metadata.row_group(i).num_rows) for i in range(metadata.num_row_groups)]
    entries = [(i, unit.num_rows, f"{unit.path}#{unit.row_group}") for i, unit in enumerate(units)]
    of = max(1, min(num_parts or len(units), len(units)))
    all_files = (len(units), sum_of_files(entries))
    total, seen, groups = sum(unit.num_rows for unit in units), 0, [list[int]() for _ in range(of)]
    for i, unit in enumerate(units):
        # By its middle row; a part that gets none is an empty part.
        groups[min(of - 1, (2 * seen + unit.num_rows) * of // (2 * total)) if total else 0].append(i)
        seen += unit.num_rows
    return [Task(Part(number + 1, of, 0, (len(group), sum_of_files([entries[i] for i in group])), all_files),
                 tuple(units[i] for i in group)) for number, group in enumerate(groups)]


def _batches(units: Sequence[Unit], options: Mapping[str, Any]) -> tuple[pyarrow.Schema, Iterator[pyarrow.RecordBatch]]:
    import pyarrow
    import pyarrow.parquet

    key_id, algorithm = options.get("key_id"), options.get("algorithm")
    wanted = [options.get("mac", "mac"), options.get("id"),
              key_id.name if isinstance(key_id, Column) else key_id if isinstance(key_id, str) else None,
              algorithm.name if isinstance(algorithm, Column) else None]
    schema = pyarrow.parquet.read_schema(units[0].path)
    columns = _columns(schema.names, options.get("message", "message"), wanted)

    def read() -> Iterator[pyarrow.RecordBatch]:
        for path in dict.fromkeys(unit.path for unit in units):
            groups = [unit.row_group for unit in units if unit.path == path]
            with pyarrow.parquet.ParquetFile(path) as file:
                for batch in file.iter_batches(row_groups=groups, columns=columns, use_threads=False):
                    # A reader takes batches of another schema without a word, by position.
                    yield batch.select(columns).cast(chosen)

    chosen = pyarrow.schema([schema.field(name) for name in columns])
    return chosen, read()


FAILURES = {"part": "int64", "source": "string", "row": "int64", "id": "string", "key": "string", "class": "string",
            "code": "string", "text": "string", "summary": "string"}


def rows_of(part: Part, source: str, failures: pyarrow.Table, summary: str | None) -> pyarrow.RecordBatch:
    """Failures as engines carry them, and, with `summary`, the one row that tells of all rows of a part."""
    import pyarrow

    schema = pyarrow.schema([(name, pyarrow.type_for_alias(kind)) for name, kind in FAILURES.items()])
    count = failures.num_rows + (summary is not None)
    columns: dict[str, list[Any]] = {name: [None] * count for name in FAILURES}
    columns["part"] = [part.number] * count
    columns["source"] = [source] * count
    for name in ("row", "id", "key", "class", "code", "text"):
        columns[name][:failures.num_rows] = failures.column(name).to_pylist()
    if summary is not None:
        columns["summary"][-1] = summary
    return pyarrow.RecordBatch.from_pydict(columns, schema=schema)


def judge(part: Part, source: str, table: Table, keys: KeySource, options: Mapping[str, Any],
          expect_rows: int | None = None) -> pyarrow.RecordBatch:
    """The rows of one part: its failures and its summary."""
    import pyarrow

    result = verify(table, keys=keys.open(), part=part, expect_rows=expect_rows, **{"threads": 1, **options})
    return rows_of(part, source, pyarrow.table(result.failures), json.dumps(result.summary))


def run_task(task: Task, keys: KeySource, options: Mapping[str, Any], attempt: int = 0) -> pyarrow.RecordBatch:
    """Reads and judges a part of Parquet files. The rows must be as many as the footers said when the parts were cut."""
    import pyarrow

    part = dataclasses.replace(task.part, attempt=attempt)
    if not task.units:
        empty = pyarrow.table({name: pyarrow.array([], "string") for name in _needed(options)})
        return judge(part, "", empty, keys, options, 0)
    schema, batches = _batches(task.units, options)
    source = ", ".join(dict.fromkeys(unit.path for unit in task.units))
    return judge(part, source, pyarrow.RecordBatchReader.from_batches(schema, batches), keys, options, task.num_rows)


def _needed(options: Mapping[str, Any]) -> list[str]:
    """The columns that the options name."""
    from ._native import recipe_columns

    key_id, algorithm = options.get("key_id"), options.get("algorithm")
    message = options.get("message", "message")
    wanted = [*(recipe_columns(message) or [message]), options.get("mac", "mac"), options.get("id"),
              key_id.name if isinstance(key_id, Column) else key_id if isinstance(key_id, str) else None,
              algorithm.name if isinstance(algorithm, Column) else None]
    return list(dict.fromkeys(name for name in wanted if name))


@dataclasses.dataclass(frozen=True)
class Whole:
    """What an engine found: the summary of all parts, and their failures as a table of pyarrow."""

    summary: Summary
    failures: pyarrow.Table

    @classmethod
    def _of(cls, batches: Sequence[pyarrow.RecordBatch], expect_rows: int | None, expect_parts: int | None) -> Whole:
        """For this package."""
        import pyarrow
        import pyarrow.compute

        rows = pyarrow.Table.from_batches(batches)
        is_summary = pyarrow.compute.is_valid(rows.column("summary"))
        summaries = rows.filter(is_summary).column("summary").to_pylist()
        summary = Summary.merge(summaries, expect_rows=expect_rows, expect_parts=expect_parts)
        failures = rows.filter(pyarrow.compute.invert(is_summary)).drop_columns(["summary"])
        num_failures = sum(count for name, count in summary["classes"].items() if name != "valid")
        if failures.num_rows != num_failures:
            raise IncompleteError(f"the parts' summaries count {num_failures} rows that are not valid, and there are "
                                  f"{failures.num_rows}")
        return cls(summary, failures)
