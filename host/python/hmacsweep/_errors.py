"""The exceptions that Python code raises; `HmacsweepError`, `KeyFileError` and `ColumnError` come from the module."""
from __future__ import annotations

from ._native import HmacsweepError


class BackendDisagreement(HmacsweepError):
    """The backend failed, or OpenSSL judges a row otherwise than the backend did. No verdict of the call counts."""


class IncompleteError(HmacsweepError):
    """Not every row that was expected was judged."""


class VerificationError(HmacsweepError):
    """A row is not valid. Only `Result.raise_for_invalid()` raises it."""
