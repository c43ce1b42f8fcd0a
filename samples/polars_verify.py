"""Gives each row of a Parquet file its verdict, batch by batch, in Polars. Usage: polars_verify.py FILE.parquet KEYS.json"""
import sys

import hmacsweep
import polars

keys = hmacsweep.KeyStore.open(sys.argv[2])


def verdicts(rows: polars.DataFrame) -> polars.DataFrame:
    result = hmacsweep.verify(rows, keys=keys, key_id="kid", message="orders|{id}|{payload}", expect_rows=len(rows), allow_empty=True)
    return rows.with_columns(polars.Series("verdict", result.verdicts).cast(polars.String))


orders = polars.scan_parquet(sys.argv[1])
judged = orders.map_batches(verdicts, streamable=True, schema={**orders.collect_schema(), "verdict": polars.String})
counts = judged.group_by("verdict").len().sort("verdict").collect(engine="streaming")
print(counts)
sys.exit(0 if counts["verdict"].to_list() == ["valid"] else 1)
