"""verify() and generate(), and what they return."""
from __future__ import annotations

import dataclasses
import functools
import json
import os
import secrets
from collections.abc import Sequence
from typing import Any, Final, Literal, Protocol, cast, runtime_checkable

from ._errors import BackendDisagreement, IncompleteError, VerificationError
from ._keys import KeyStore
from ._native import ArrowData, Judged, KeyRing, Request, judge
from ._summary import Part, Summary

Encoding = Literal["raw", "hex", "base64", "base64url", "base64url-nopad", "base64-mime"]
Limits = Literal["auto", "kms", "none"]
CrossCheck = Literal["none", "sample", "all"]


@runtime_checkable
class ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


@runtime_checkable
class ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...


Table = ArrowStream | ArrowArray


@dataclasses.dataclass(frozen=True)
class Key:
    """One key for every row, by its KeyId, ARN, alias or alias ARN."""

    name: str


@dataclasses.dataclass(frozen=True)
class Column:
    """The column of that name."""

    name: str


class _Any:
    def __repr__(self) -> str:
        return "ANY"


ANY: Final = _Any()
"""Every key that may be used is tried for each row."""

KeyIds = str | Column | Key | Sequence[Key] | _Any
"""Where a row's key comes from: a column's name, one key, several keys that are tried, or any key."""


class Result:
    """The verdicts of one call."""

    def __init__(self, judged: Judged, ring: KeyRing) -> None:
        """For this package."""
        self._judged = judged
        self._ring = ring    # a store may be opened anew meanwhile

    @functools.cached_property
    def summary(self) -> Summary:
        """The summary, in the shape that `hmacsweep verify --summary` writes."""
        return Summary(json.loads(self._judged.summary(self._ring)))

    @property
    def ok(self) -> bool:
        """Whether every row is valid, and there are rows."""
        return self._judged.status == 0

    @property
    def status(self) -> int:
        """The exit status that `hmacsweep verify` would have: 0, 1 (a wrong MAC) or 4 (a row without a verdict)."""
        return self._judged.status

    @property
    def reasons(self) -> list[str]:
        """Why the status is not 0, a clause each."""
        return self._judged.reasons

    @property
    def verdicts(self) -> ArrowData:
        """A text for each row: `valid`, or the code of why it is not, as `KMSInvalidMacException`; a dictionary array."""
        return self._judged.verdicts()

    @property
    def failures(self) -> ArrowData:
        """A table of the rows that are not valid: row (from 0), id, key, class, code, text."""
        return self._judged.failures()

    def raise_for_invalid(self) -> None:
        """Raises `VerificationError` unless `ok`."""
        if not self.ok:
            raise VerificationError("; ".join(self.reasons))

    def __len__(self) -> int:
        return self._judged.num_rows

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {name}" for name, count in self.summary["classes"].items() if count)
        return f"<{type(self).__name__}: {len(self)} rows{': ' if counts else ''}{counts}>"


class Generated(Result):
    """The MACs that generate() made. A row without one is in `failures`."""

    @property
    def macs(self) -> ArrowData:
        """The MAC of each row, as bytes; null for a row that is not valid."""
        return self._judged.macs()


def _set_key(request: Request, key_id: KeyIds) -> str:
    """Says which keys are used; returns the column of key names, or an empty text."""
    if isinstance(key_id, str):
        return key_id
    if isinstance(key_id, Column):
        return key_id.name
    if isinstance(key_id, Key):
        request.key(key_id.name)
    elif isinstance(key_id, _Any):
        request.candidates([])
    else:
        names = [one.name for one in key_id]
        if not names:
            raise ValueError("key_id is an empty list")
        request.candidates(names)
    return ""


def _call(table: Table, ring: KeyRing, request: Request, columns: dict[str, str], backend: str,
          devices: Sequence[int] | None, expect_rows: int | None, allow_empty: bool) -> Judged:
    if not isinstance(table, (ArrowStream, ArrowArray)):
        raise TypeError(f"{type(table).__name__} has neither __arrow_c_stream__ nor __arrow_c_array__")
    request.columns(**columns)
    request.expect(expect_rows, allow_empty)
    judged = judge(ring, table, request, backend, list(devices or ()))
    if judged.backend_error:
        raise BackendDisagreement(judged.backend_error)
    if judged.num_disagreements:
        places = json.loads(judged.summary(ring))["cross_check"]["disagreeing"]
        raise BackendDisagreement(f"backend and checker disagree on {judged.num_disagreements} rows: {places}")
    if judged.accounting_error:
        raise IncompleteError(f"the counts do not add up: {judged.accounting_error}")
    if expect_rows is not None and judged.num_rows != expect_rows:
        raise IncompleteError(f"{expect_rows} rows were expected, and the table has {judged.num_rows}")
    return judged


def _rules(**rules: Any) -> list[tuple[str, str]]:
    """What decides verdicts, for the summary: parts with other rules do not belong together."""
    return [(f"--{name.replace('_', '-')}", str(value)) for name, value in rules.items() if value not in ("", 0, False)]


def _threads(threads: int | None) -> int:
    if threads is not None and threads < 1:
        raise ValueError("threads must be at least 1")
    return threads or len(os.sched_getaffinity(0))


def verify(
    table: Table,
    *,
    keys: KeyStore,
    key_id: KeyIds,
    message: str = "message",
    mac: str = "mac",
    algorithm: str | Column = "HMAC_SHA_256",
    id: str | None = None,
    message_encoding: Encoding = "raw",
    mac_encoding: Encoding = "raw",
    min_mac_bytes: int = 0,
    ignore_key_state: bool = False,
    limits: Limits = "auto",
    cross_check: CrossCheck = "sample",
    backend: str = "auto",
    devices: Sequence[int] | None = None,
    threads: int | None = None,
    expect_rows: int | None = None,
    allow_empty: bool = False,
    part: Part | None = None,
) -> Result:
    """Verifies the MAC of every row of a table.

    table: whatever has `__arrow_c_stream__` or `__arrow_c_array__`; read once.
    key_id: a column of key names, `Key("name")`, several of these, or `ANY`.
    message: a column, or a recipe over columns: `orders|{id}|{payload}`. Integers are written as decimal digits.
    mac: a column. algorithm: a name of KMS, or `Column("name")`. id: a column that names a row in `failures`.
    message_encoding, mac_encoding: how the values are written; `raw` are the bytes themselves.
    min_mac_bytes: accept truncated MACs of at least that many bytes; 0: whole MACs alone.
    ignore_key_state: use keys that are disabled or pending deletion, too.
    limits: whether KMS's limits on messages (4,096 bytes) hold; `auto`: for keys that declare a KeySpec.
    cross_check: what OpenSSL judges again beside every invalid row; `sample` is one row in a hundred.
    backend, devices: as `--backend` and `--device` of the command line. threads: all the process may use.
    expect_rows: how many rows there must be. allow_empty: whether a table without rows is `ok`.
    part: which part of a whole the table is; `Summary.merge()` joins the summaries of all parts.

    Raises `ColumnError`, `IncompleteError` (another count of rows) and `BackendDisagreement`. Wrong MACs are results.
    """
    request = Request()
    key_column = _set_key(request, key_id)
    if isinstance(algorithm, str):
        request.algorithm(algorithm)
    request.encodings(message_encoding, mac_encoding)
    request.rules(False, min_mac_bytes, ignore_key_state, limits, cross_check, secrets.randbits(63), _threads(threads))
    columns = {"message": message, "mac": mac, "key_id": key_column,
               "algorithm": algorithm.name if isinstance(algorithm, Column) else "", "id": id or ""}
    if part is not None:
        part._mark(request)
    request.arguments([*((name, value) for name, value in columns.items() if value), *_rules(
        key_id=key_id if not key_column else "", algorithm=algorithm, message_encoding=message_encoding,
        mac_encoding=mac_encoding, min_mac_bytes=min_mac_bytes, ignore_key_state=ignore_key_state, limits=limits)])
    ring = keys._ring()
    return Result(_call(table, ring, request, columns, backend, devices, expect_rows, allow_empty), ring)


def generate(
    table: Table,
    *,
    keys: KeyStore,
    key_id: str | Column | Key,
    message: str = "message",
    algorithm: str | Column = "HMAC_SHA_256",
    id: str | None = None,
    message_encoding: Encoding = "raw",
    ignore_key_state: bool = False,
    limits: Limits = "auto",
    cross_check: CrossCheck = "sample",
    backend: str = "auto",
    devices: Sequence[int] | None = None,
    threads: int | None = None,
    allow_empty: bool = False,
) -> Generated:
    """Makes the MAC of every row of a table. Arguments and exceptions are those of `verify()`."""
    request = Request()
    key_column = _set_key(request, key_id)
    if isinstance(algorithm, str):
        request.algorithm(algorithm)
    request.encodings(message_encoding, "raw")
    request.rules(True, 0, ignore_key_state, limits, cross_check, secrets.randbits(63), _threads(threads))
    columns = {"message": message, "mac": "", "key_id": key_column,
               "algorithm": algorithm.name if isinstance(algorithm, Column) else "", "id": id or ""}
    request.arguments([(name, value) for name, value in columns.items() if value])
    ring = keys._ring()
    return Generated(_call(table, ring, request, columns, backend, devices, None, allow_empty), ring)
