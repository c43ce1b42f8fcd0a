"""The samples for engines, as they are."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import NUM_ROWS, WRONG

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.mark.parametrize("engine, needs, arguments", [("spark", "pyspark", ["local[2]"]), ("ray", "ray", []),
                                                      ("dask", "distributed", [])])
def test_a_sample_finds_the_wrong_rows(folder, engine, needs, arguments):
    pytest.importorskip(needs)
    done = subprocess.run([sys.executable, SAMPLES / f"{engine}_verify.py", folder / "rows", folder / "keys.json", *arguments],
                          capture_output=True, text=True, check=False, timeout=300,
                          env={**os.environ, "PYSPARK_PYTHON": sys.executable})
    assert done.returncode == 1, done.stderr[-3000:]
    assert f"{NUM_ROWS} rows: {{'valid': {NUM_ROWS - len(WRONG)}, 'invalid': {len(WRONG)}," in done.stdout
    assert done.stdout.count("KMSInvalidMacException") == len(WRONG)
