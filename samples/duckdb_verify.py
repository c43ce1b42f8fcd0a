"""Verifies the rows of a query in DuckDB, and gives each its verdict in SQL. Usage: duckdb_verify.py FILE.parquet KEYS.json"""
import sys

import duckdb
import hmacsweep
import hmacsweep.duckdb

keys = hmacsweep.KeyStore.open(sys.argv[2])
connection = duckdb.connect()
orders = connection.read_parquet(sys.argv[1])
result = hmacsweep.verify(orders.select("kid, id, payload, mac"), keys=keys, key_id="kid", message="orders|{id}|{payload}", id="id")
print(result)

hmacsweep.duckdb.register(connection, keys=keys)
print(connection.sql("""SELECT hmac_verdict('orders|' || id || '|' || payload, mac, kid) AS verdict, count(*) AS rows
                        FROM orders GROUP BY verdict ORDER BY verdict"""))
sys.exit(result.status)
