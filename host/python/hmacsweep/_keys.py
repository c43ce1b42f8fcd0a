"""The keys of a call. Material stays in the library's memory: nothing here can show it or carry it elsewhere."""
from __future__ import annotations

import os
from collections.abc import Sequence

from ._native import HmacsweepError, KeyRing

KeyFile = str | os.PathLike[str] | int


class KeyStore:
    """Keys from key files, in the shape of `hmacsweep`'s key files or JWK Sets."""

    def __init__(self, paths: Sequence[str], *, is_reopened: bool) -> None:
        """For `KeyStore.open()`."""
        self._paths = tuple(paths)
        self._is_reopened = is_reopened
        self._open()

    def _open(self) -> None:
        self._ring = KeyRing.open(list(self._paths))
        self._fingerprints = self._ring.fingerprints
        self._pid = os.getpid()

    @classmethod
    def open(cls, files: KeyFile | Sequence[KeyFile]) -> KeyStore:
        """Reads key files: a path, an open descriptor, or a list of these.

        Raises `KeyFileError` for a file that cannot be read, or in which one key is wrong.
        """
        given = [files] if isinstance(files, (str, os.PathLike, int)) else list(files)
        if not given:
            raise ValueError("no key file is given")
        paths = [f"/dev/fd/{one}" if isinstance(one, int) else os.fspath(one) for one in given]
        return cls(paths, is_reopened=not any(isinstance(one, int) for one in given))

    @property
    def names(self) -> list[str]:
        """The name of each key, as results have it: its ARN, else its KeyId."""
        return list(self._fingerprints)

    @property
    def fingerprints(self) -> dict[str, str | None]:
        """For each key the first 16 hex digits of its HMAC over `hmacsweep key fingerprint v1`; None without material."""
        return dict(self._fingerprints)

    @property
    def notices(self) -> list[str]:
        """What the key files' owner should know: that others can read a file, that keys were skipped."""
        return list(self._ring.notices)

    def _ring(self) -> KeyRing:
        """For this package. A process that was forked reads the key files again."""
        if self._pid != os.getpid():
            if not self._is_reopened:
                raise HmacsweepError("these keys came from a descriptor in another process; open them anew here")
            self._open()
        return self._ring

    def __len__(self) -> int:
        return len(self._fingerprints)

    def __repr__(self) -> str:
        return f"KeyStore({', '.join(map(repr, self._paths))}: {len(self)} keys)"

    def __reduce__(self) -> tuple[object, ...]:
        if not self._is_reopened:
            raise TypeError("a KeyStore from a descriptor cannot be pickled: another process cannot read it")
        return (KeyStore.open, (list(self._paths),))
