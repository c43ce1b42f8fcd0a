"""hmacsweep on Dask: row groups of Parquet files as tasks."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ._parquet import _Path
from ._parts import KeySource, Whole, plan, run_task


def verify_parquet(client: Any, paths: _Path | Sequence[_Path], *, keys: KeySource, parts: int | None = None,
                   retries: int = 3, **options: Any) -> Whole:
    """Verifies the rows of Parquet files that every worker sees under these paths.

    client: a `distributed.Client`. parts: how many tasks, at most; one a row group. retries: how often a task is run
    again that failed. options: those of `hmacsweep.verify()`. Each worker opens the keys by itself. A part counts once,
    whatever died.

    Raises `IncompleteError` where rows or parts are missing.
    """
    tasks = plan(paths, parts)
    futures = [client.submit(run_task, task, keys, options, pure=False, retries=retries) for task in tasks]
    return Whole._of(client.gather(futures), sum(task.num_rows for task in tasks), len(tasks))
