"""hmacsweep on Ray: row groups of Parquet files as tasks."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ._parquet import _Path
from ._parts import KeySource, Task, Whole, plan, run_task


def verify_parquet(paths: _Path | Sequence[_Path], *, keys: KeySource, parts: int | None = None, max_retries: int = 3,
                   **options: Any) -> Whole:
    """Verifies the rows of Parquet files that every node sees under these paths.

    parts: how many tasks, at most; one a row group. max_retries: how often a task is run again whose worker died.
    options: those of `hmacsweep.verify()`. Each task opens the keys by itself. A part counts once, whatever died.

    Raises `IncompleteError` where rows or parts are missing.
    """
    import ray

    @ray.remote(max_retries=max_retries)
    def verify_part(task: Task) -> Any:
        return run_task(task, keys, options)

    tasks = plan(paths, parts)
    batches = ray.get([verify_part.remote(task) for task in tasks])
    return Whole._of(batches, sum(task.num_rows for task in tasks), len(tasks))
