"""A function for DuckDB's SQL that gives each row its verdict. A whole relation is given to `verify()` as any table is."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._calls import Column, KeyIds, verify
from ._errors import IncompleteError
from ._keys import KeyStore

if TYPE_CHECKING:
    import duckdb

_FIELDS = ("message", "mac", "key_id", "algorithm")


def register(connection: duckdb.DuckDBPyConnection, *, keys: KeyStore, name: str = "hmac_verdict",
             key_id: KeyIds | None = None, **options: Any) -> None:
    """Registers a function of a connection: `SELECT hmac_verdict(message, mac, key_id [, algorithm]) FROM orders`.

    The function returns `valid`, or the code of why a row is not, as in `Result.verdicts`; never NULL.
    key_id: `Key("name")`, several of these, or `ANY`; then the function has no argument `key_id`.
    options: those of `verify()`, `algorithm` and the encodings among them; `threads` is 1, as DuckDB has its own.

    A message or a MAC must be a BLOB or a VARCHAR. Exceptions of `verify()` end the query. Needs pyarrow.
    """
    import duckdb
    import pyarrow

    fields = [field for field in _FIELDS if field != "key_id" or key_id is None]
    options = {"threads": 1} | options

    def verdicts(*columns: Any) -> Any:
        if not len(fields) - 1 <= len(columns) <= len(fields):
            raise TypeError(f"{name}() has the arguments {', '.join(fields[:-1])} and perhaps {fields[-1]}")
        table = pyarrow.table(dict(zip(fields, columns)))
        given = options | ({"algorithm": Column("algorithm")} if len(columns) == len(fields) else {})
        result = verify(table, keys=keys, key_id="key_id" if key_id is None else key_id, message="message", mac="mac",
                        expect_rows=len(table), **given)
        found = pyarrow.array(result.verdicts).cast(pyarrow.string())
        if len(found) != len(table):
            raise IncompleteError(f"{len(found)} of {len(table)} rows were judged")
        return found

    # NULL must reach the function: a row without a MAC is not to be passed over.
    create: Any = connection.create_function    # DuckDB's own types leave these values out
    create(name, verdicts, None, duckdb.sqltypes.VARCHAR, type="arrow", null_handling="special")
