"""Parquet files, through pyarrow, which is imported when a file is read."""
from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ._calls import Column, Result, verify
from ._keys import KeyStore
from ._native import ColumnError, recipe_columns

_Path = str | os.PathLike[str]
# What makes a folder a table of a catalog: rows that were deleted are still in its files.
_CATALOGS = {"_delta_log": "Delta Lake", "metadata": "Iceberg", ".hoodie": "Hudi"}


def _files(paths: _Path | Sequence[_Path]) -> list[str]:
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    files: list[str] = []
    for path in map(Path, given):
        if not path.is_dir():
            files.append(str(path))
            continue
        for name, catalog in _CATALOGS.items():
            if (path / name).is_dir():
                raise ColumnError(f"{path} is a table of {catalog}, whose files hold deleted rows, too: read it by its "
                                  f"catalog, and give verify() the rows")
        files += sorted(str(file) for file in path.rglob("*.parquet"))
    if not files:
        raise FileNotFoundError(f"there is no Parquet file in {', '.join(map(str, given))}")
    return files


def _columns(names: Sequence[str], message: str, wanted: Sequence[str | None]) -> list[str]:
    """The columns to read; a name that is not there is left to verify(), which tells all names."""
    of_message = [message] if message in names else recipe_columns(message) or [message]
    return sorted({name for name in [*of_message, *wanted] if name is not None and name in names}) or list(names)


def verify_parquet(paths: _Path | Sequence[_Path], *, keys: KeyStore, message: str = "message", mac: str = "mac",
                   **options: Any) -> Result:
    """Verifies the rows of Parquet files: `verify()` over the columns that are needed, with its options.

    paths: files, or folders, whose files are read in the order of their names. A folder that a catalog rules (Delta
    Lake, Iceberg, Hudi) is refused. Rows are numbered over all files.
    Raises `IncompleteError` where other rows were read than the files' footers count; and as `verify()` does.
    Needs pyarrow.
    """
    import pyarrow.dataset
    import pyarrow.parquet

    files = _files(paths)
    num_rows = sum(pyarrow.parquet.read_metadata(file).num_rows for file in files)
    dataset = pyarrow.dataset.dataset(files, format="parquet")
    key_id, algorithm = options.get("key_id"), options.get("algorithm")
    wanted = [mac, options.get("id"), key_id.name if isinstance(key_id, Column) else
              key_id if isinstance(key_id, str) else None, algorithm.name if isinstance(algorithm, Column) else None]
    reader = dataset.scanner(columns=_columns(dataset.schema.names, message, wanted)).to_reader()
    options.setdefault("expect_rows", num_rows)
    return verify(reader, keys=keys, message=message, mac=mac, **options)
