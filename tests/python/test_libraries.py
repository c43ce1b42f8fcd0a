"""Tables of other libraries, as they are given out and taken in, and Parquet files."""
from __future__ import annotations

import importlib.util
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import hmacsweep
from conftest import right_mac, rows

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


def test_a_function_of_duckdb(keys):
    duckdb = pytest.importorskip("duckdb")
    pa = pytest.importorskip("pyarrow")
    import hmacsweep.duckdb

    columns = rows(5000, WRONG)
    columns["mac"][7] = None
    columns["kid"][8] = "nobody"
    columns["payload"][9] = None
    orders = pa.table(columns)    # noqa: F841, by its name in the query
    connection = duckdb.connect()
    hmacsweep.duckdb.register(connection, keys=keys)
    found = dict(connection.sql("""SELECT id, hmac_verdict(payload, mac, kid) AS verdict FROM orders
                                   WHERE verdict <> 'valid'""").fetchall())
    assert found == {3: "KMSInvalidMacException", 500: "KMSInvalidMacException", 7: "MissingMacException",
                     8: "NotFoundException", 9: "ValidationException"}
    assert connection.sql("SELECT count(*) FROM orders WHERE hmac_verdict(payload, mac, kid) IS NULL").fetchall() == [(0,)]
    hmacsweep.duckdb.register(connection, keys=keys, name="any_key", key_id=hmacsweep.ANY, algorithm="HMAC_SHA_512")
    query = "SELECT count(*) FROM orders WHERE any_key(payload, mac, '{}') = 'valid'"
    assert connection.sql(query.format("HMAC_SHA_256")).fetchall() == [(4996,)]
    assert connection.sql(query.format("HMAC_SHA_512")).fetchall() == [(0,)]
    # Text is itself, whatever DuckDB's own cast to BLOB would make of a backslash.
    text = r"a \x41 and \u00fc"
    connection.execute("CREATE TABLE texts AS SELECT ?::VARCHAR AS text, ?::BLOB AS mac", [text, right_mac("k1", text.encode())])
    assert connection.sql("SELECT hmac_verdict(text, mac, 'k1') FROM texts").fetchall() == [("valid",)]
    for wrong in ("hmac_verdict(payload, mac)", "hmac_verdict(payload, mac, kid, 'HMAC_SHA_256', 1)", "hmac_verdict(1.5, mac, kid)"):
        with pytest.raises(duckdb.Error):
            connection.sql(f"SELECT {wrong} FROM orders").fetchall()


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
    engines = {"spark": "pyspark", "ray": "ray", "dask": "dask"}    # mypy needs an engine to look at its module
    modules = [module.name for module in pkgutil.iter_modules(hmacsweep.__path__)
               if importlib.util.find_spec(engines.get(module.name, "sys"))]
    done = subprocess.run([sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path),
                           "--disable-error-code=import-untyped",
                           *(word for module in modules for word in ("-m", f"hmacsweep.{module}"))],
                          capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
