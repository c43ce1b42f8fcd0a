"""Tables of other libraries, as they are given out and taken in, and Parquet files."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import hmacsweep
from conftest import rows

WRONG = {3, 500}
OPTIONS = {"key_id": "kid", "message": "payload"}


def test_polars(keys):
    polars = pytest.importorskip("polars")
    result = hmacsweep.verify(polars.DataFrame(rows(1000, WRONG)), keys=keys, **OPTIONS)
    assert polars.DataFrame(result.failures)["row"].to_list() == sorted(WRONG)
    verdicts = polars.Series(result.verdicts)
    assert (verdicts == "valid").sum() == 998


def test_pandas(keys):
    pandas = pytest.importorskip("pandas", minversion="2.2")
    pytest.importorskip("pyarrow")
    result = hmacsweep.verify(pandas.DataFrame(rows(1000, WRONG)), keys=keys, **OPTIONS)
    assert result.summary["classes"]["invalid"] == 2


def test_duckdb(keys):
    duckdb = pytest.importorskip("duckdb")
    pa = pytest.importorskip("pyarrow")
    orders = pa.table(rows(1000, WRONG))    # noqa: F841, by its name in the query
    relation = duckdb.sql("SELECT payload, mac, kid FROM orders WHERE id >= 100")
    result = hmacsweep.verify(relation, keys=keys, threads=2, **OPTIONS)
    assert pa.table(result.failures)["row"].to_pylist() == [400]


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    folder = tmp_path / "table"
    folder.mkdir()
    table = pa.table(rows(1000, WRONG) | {"more": list(range(1000))})
    pq.write_table(table.slice(0, 400), folder / "a.parquet", row_group_size=150)
    pq.write_table(table.slice(400), folder / "b.parquet")
    return folder


def test_parquet_files_are_read_in_order_and_wholly(parquet, keys):
    result = hmacsweep.verify_parquet(parquet, keys=keys, id="id", **OPTIONS)
    pa = pytest.importorskip("pyarrow")
    assert pa.table(result.failures)["id"].to_pylist() == ["3", "500"]
    assert len(result) == 1000
    with pytest.raises(hmacsweep.IncompleteError):
        hmacsweep.verify_parquet(parquet, keys=keys, expect_rows=999, **OPTIONS)
    with pytest.raises(hmacsweep.ColumnError, match="there is no column"):
        hmacsweep.verify_parquet(parquet, keys=keys, key_id="kid", message="load")


def test_a_folder_of_a_catalog_is_refused(parquet, keys):
    (parquet / "_delta_log").mkdir()
    with pytest.raises(hmacsweep.ColumnError, match="Delta Lake"):
        hmacsweep.verify_parquet(parquet, keys=keys, **OPTIONS)


def test_the_command(parquet, key_file):
    def run(*more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "hmacsweep", "verify", str(parquet), "--keys", str(key_file), *more]
        return subprocess.run(command, capture_output=True, text=True)

    done = run("--message", "payload", "--key-id-column", "kid")
    assert done.returncode == 1, done.stderr
    assert '"invalid": 2' in done.stdout
    assert run("--message", "nothing", "--key-id", "any").returncode == 2
    assert run().returncode == 2


def test_the_package_passes_mypy_strictly(tmp_path):
    pytest.importorskip("mypy")
    done = subprocess.run([sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path),
                           "--disable-error-code=import-untyped", "-p", "hmacsweep"],
                          capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
