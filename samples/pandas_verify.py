"""Verifies the rows of a pandas DataFrame and shows those that are not valid. Usage: pandas_verify.py FILE.parquet KEYS.json"""
import sys

import hmacsweep
import pandas
import pyarrow

orders = pandas.read_parquet(sys.argv[1])
result = hmacsweep.verify(orders, keys=hmacsweep.KeyStore.open(sys.argv[2]), key_id="kid", message="orders|{id}|{payload}", id="id")
orders["verdict"] = pyarrow.array(result.verdicts).to_pandas()
print(result)
print(orders[orders.verdict != "valid"][["id", "kid", "verdict"]].to_string())
sys.exit(result.status)
