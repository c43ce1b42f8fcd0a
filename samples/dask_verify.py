"""Verifies Parquet files on Dask. Usage: dask_verify.py FOLDER KEYS.json [SCHEDULER]

Both must be under these paths on every worker. Each worker opens the keys by itself.
"""
import sys

import hmacsweep.dask
from distributed import Client

if __name__ == "__main__":
    with Client(*sys.argv[3:4]) as client:
        keys = hmacsweep.KeySource.file(sys.argv[2])
        whole = hmacsweep.dask.verify_parquet(client, sys.argv[1], keys=keys, key_id="kid", message="payload", mac="mac", id="id")
    print(f"{whole.summary['records']} rows: {whole.summary['classes']}")
    print(whole.failures.select(["source", "id", "code", "text"]).to_pandas().to_string())
    sys.exit(whole.summary.status)
