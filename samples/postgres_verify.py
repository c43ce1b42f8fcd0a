"""Verifies a query's rows as PostgreSQL sends them, through ADBC. Usage: postgres_verify.py URI QUERY KEYS.json
The query has the columns kid, id, payload and mac (bytea). Needs adbc-driver-postgresql."""
import sys

import adbc_driver_postgresql.dbapi
import hmacsweep
import pyarrow

keys = hmacsweep.KeyStore.open(sys.argv[3])
with adbc_driver_postgresql.dbapi.connect(sys.argv[1]) as connection, connection.cursor() as cursor:
    cursor.execute(sys.argv[2])
    result = hmacsweep.verify(cursor.fetch_record_batch(), keys=keys, key_id="kid", message="orders|{id}|{payload}", id="id")
print(result)
for row in pyarrow.table(result.failures).to_pylist():
    print(row["row"], row["id"], row["code"], row["text"])
sys.exit(result.status)
