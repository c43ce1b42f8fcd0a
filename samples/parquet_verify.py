"""Verifies a Parquet file whose rows have a stored HMAC each. Usage: parquet_verify.py FILE.parquet KEYS.json"""
import sys

import hmacsweep
import pyarrow

keys = hmacsweep.KeyStore.open(sys.argv[2])
result = hmacsweep.verify_parquet(sys.argv[1], keys=keys, key_id="kid", message="orders|{id}|{payload}", mac="mac", id="id")
print(result)
print(pyarrow.table(result.failures).to_pandas().to_string() if not result.ok else "every row is valid")
sys.exit(result.status)
