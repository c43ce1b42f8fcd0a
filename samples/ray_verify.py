"""Verifies Parquet files on Ray. Usage: ray_verify.py FOLDER KEYS.json

Both must be under these paths on every node. Each task opens the keys by itself.
"""
import sys

import hmacsweep.ray

keys = hmacsweep.KeySource.file(sys.argv[2])
whole = hmacsweep.ray.verify_parquet(sys.argv[1], keys=keys, key_id="kid", message="payload", mac="mac", id="id")
print(f"{whole.summary['records']} rows: {whole.summary['classes']}")
print(whole.failures.select(["source", "id", "code", "text"]).to_pandas().to_string())
sys.exit(whole.summary.status)
