"""Verifies stored HMACs of tables, through Arrow: pyarrow, Polars, DuckDB, pandas and whatever else has
`__arrow_c_stream__` or `__arrow_c_array__`.

    keys = hmacsweep.KeyStore.open("keys.json")
    result = hmacsweep.verify(table, keys=keys, key_id="kid", message="payload", mac="mac")
    result.ok, result.summary, result.failures

A wrong MAC is a result and no exception; `Result.raise_for_invalid()` makes one of it.
"""
from __future__ import annotations

from ._calls import ANY, Column, Generated, Key, KeyIds, Result, generate, verify
from ._errors import BackendDisagreement, IncompleteError, VerificationError
from ._keys import KeyStore
from ._native import ArrowData, ColumnError, HmacsweepError, KeyFileError
from ._parquet import verify_parquet
from ._parts import KeySource, Whole
from ._summary import Part, Summary

__all__ = [
    "ANY", "ArrowData", "BackendDisagreement", "Column", "ColumnError", "Generated", "HmacsweepError", "IncompleteError",
    "Key", "KeyFileError", "KeyIds", "KeySource", "KeyStore", "Part", "Result", "Summary", "VerificationError", "Whole",
    "generate", "verify", "verify_parquet",
]
