"""The sample program over a table of a million rows with planted damage."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import right_mac

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "parquet_verify.py"


def test_the_sample_finds_the_planted_damage(tmp_path, key_file):
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    pytest.importorskip("pandas")
    count, altered, lost = 1_000_000, {0, 123_456, 999_999}, {777}
    ids = pa.array(range(count), pa.int64())
    payloads = [f"item {i}, {i % 97} pieces" for i in range(count)]
    macs = [right_mac("k1", f"orders|{i}|{payload}".encode()) for i, payload in enumerate(payloads)]
    for i in altered:
        payloads[i] += "0"
    names = ["lost" if i in lost else "k1" for i in range(count)]
    path = tmp_path / "orders.parquet"
    pq.write_table(pa.table({"id": ids, "kid": names, "payload": payloads, "mac": macs}), path)
    done = subprocess.run([sys.executable, str(SAMPLE), str(path), str(key_file)], capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "<Result: 1000000 rows: 999996 valid, 3 invalid, 1 unverifiable>"
    assert [int(line.split()[1]) for line in lines[2:]] == sorted(altered | lost)
