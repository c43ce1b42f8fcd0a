"""The sample programs over tables with planted damage, each with the real library."""
from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import right_mac

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

ROOT = Path(__file__).resolve().parents[2]
ALTERED = {0, 1234, 4999}
LOST = {777}


def damaged_orders(count: int, altered: set[int], lost: set[int]) -> pa.Table:
    """Orders whose MAC is over `orders|{id}|{payload}`. Those in `altered` were changed, those in `lost` have no key."""
    payloads = [f"item {i}, {i % 97} pieces" for i in range(count)]
    macs = [right_mac("k1", f"orders|{i}|{payload}".encode()) for i, payload in enumerate(payloads)]
    for i in altered:
        payloads[i] += "0"
    return pa.table({"id": pa.array(range(count), pa.int64()), "kid": ["lost" if i in lost else "k1" for i in range(count)],
                     "payload": payloads, "mac": macs})


def run_sample(name: str, *arguments: object, python: str = sys.executable) -> list[str]:
    """The lines of a sample program that finds wrong MACs."""
    command = [python, str(ROOT / "samples" / name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.parquet"
    pq.write_table(damaged_orders(5000, ALTERED, LOST), path, row_group_size=1000)
    return path


@pytest.fixture
def fresh_python(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A Python in an environment that has the wheel of --wheel, and what it is installed with; else this one."""
    wheel = request.config.getoption("--wheel")
    if wheel is None:
        pytest.importorskip("pandas")
        return sys.executable
    python = tmp_path / "environment" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", python.parents[1]], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel, "pyarrow", "pandas"], check=True)
    return str(python)


def program_failures(program: str, table: pa.Table, folder: Path, key_file: Path) -> list[list[str]]:
    """The ids and codes that the program finds in the same rows as CSV."""
    with open(folder / "orders.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(table.column_names)
        for batch in table.to_batches(100_000):
            rows.writerows([*row, mac.hex()] for *row, mac in zip(*(column.to_pylist() for column in batch.columns)))
    done = subprocess.run([program, "verify", folder / "orders.csv", "--keys", key_file, "--columns", "id=id,key-id=kid,mac=mac",
                           "--message", "orders|{id}|{payload}", "--mac-encoding", "hex", "--mac-algorithm", "HMAC_SHA_256",
                           "--expect-records", str(len(table)), "--results", "failures", "-q"], capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    return [[line["Id"], line["Error"]["Code"]] for line in map(json.loads, done.stdout.splitlines())]


def test_a_parquet_file_of_a_million_rows(tmp_path, key_file, fresh_python, request):
    table = damaged_orders(1_000_000, {0, 123_456, 999_999}, {777})
    path = tmp_path / "orders.parquet"
    pq.write_table(table, path)
    lines = run_sample("parquet_verify.py", path, key_file, python=fresh_python)
    assert lines[0] == "<Result: 1000000 rows: 999996 valid, 3 invalid, 1 unverifiable>"
    found = [[line.split()[2], line.split()[5]] for line in lines[2:]]
    assert found == [["0", "KMSInvalidMacException"], ["777", "NotFoundException"], ["123456", "KMSInvalidMacException"],
                     ["999999", "KMSInvalidMacException"]]
    program = request.config.getoption("--program")
    if program is not None:
        assert program_failures(program, table, tmp_path, key_file) == found


def test_a_relation_and_a_function_of_duckdb(orders, key_file):
    pytest.importorskip("duckdb")
    lines = run_sample("duckdb_verify.py", orders, key_file)
    assert lines[0] == "<Result: 5000 rows: 4996 valid, 3 invalid, 1 unverifiable>"
    cells = [line.replace("\u2502", " ").split() for line in lines]
    for wanted in (["KMSInvalidMacException", "3"], ["NotFoundException", "1"], ["valid", "4996"]):
        assert wanted in cells, lines


def test_batches_of_polars(orders, key_file):
    pytest.importorskip("polars")
    lines = run_sample("polars_verify.py", orders, key_file)
    cells = [line.replace("\u2502", " ").replace("\u2506", " ").split() for line in lines]
    for wanted in (["KMSInvalidMacException", "3"], ["NotFoundException", "1"], ["valid", "4996"]):
        assert wanted in cells, lines


def test_a_data_frame_of_pandas(orders, key_file):
    pytest.importorskip("pandas")
    lines = run_sample("pandas_verify.py", orders, key_file)
    assert lines[0] == "<Result: 5000 rows: 4996 valid, 3 invalid, 1 unverifiable>"
    assert [line.split()[1:] for line in lines[2:]] == [
        ["0", "k1", "KMSInvalidMacException"], ["777", "lost", "NotFoundException"],
        ["1234", "k1", "KMSInvalidMacException"], ["4999", "k1", "KMSInvalidMacException"]]


@pytest.fixture
def database() -> Iterator[str]:
    """The URI of a PostgreSQL server of the test's own: that of tests/jobs/postgres.py."""
    sys.path.insert(0, str(ROOT / "tests" / "jobs"))
    from postgres import Server, find_tools

    sys.path.pop(0)
    tools = find_tools()
    if tools is None:
        pytest.skip("PostgreSQL is not installed")
    folder = tempfile.mkdtemp(prefix="postgres")    # root's server belongs to another user, who cannot reach tmp_path
    try:
        server = Server(tools, folder)
        try:
            yield f"postgresql://tester@/postgres?host={folder}"
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def test_rows_of_postgresql_through_adbc(database, key_file):
    dbapi = pytest.importorskip("adbc_driver_postgresql.dbapi")
    with dbapi.connect(database) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("orders", damaged_orders(5000, ALTERED, LOST))
        connection.commit()
    lines = run_sample("postgres_verify.py", database, "SELECT kid, id, payload, mac FROM orders ORDER BY id", key_file)
    assert lines[0] == "<Result: 5000 rows: 4996 valid, 3 invalid, 1 unverifiable>"
    assert [line.split()[:3] for line in lines[1:]] == [
        ["0", "0", "KMSInvalidMacException"], ["777", "777", "NotFoundException"],
        ["1234", "1234", "KMSInvalidMacException"], ["4999", "4999", "KMSInvalidMacException"]]
