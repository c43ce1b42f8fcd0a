#!/usr/bin/env python3
"""How fast the rows of a PostgreSQL table are verified, as a ratio of one run: Q1 through ADBC and the package, against
pgcrypto in the server with two parallel workers.

Usage: postgres.py [--rows N] [--rounds N]

By the clock, so it wants an idle machine with two cores or more; on a busy one the processor time that is printed beside it,
of client and server, tells more. The ways are taken in turn, their medians count, and the counts of wrong rows are asserted.
Needs the Python package, pyarrow, adbc-driver-postgresql, and PostgreSQL with pgcrypto.
"""
import argparse
import base64
import json
import os
import pathlib
import statistics
import sys
import tempfile
import time

import adbc_driver_postgresql.dbapi
import hmacsweep

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests" / "jobs"))
from postgres import Server, find_tools    # noqa: E402, a server of one's own in a folder

KEY = "material of this benchmark key.."
WRONG = 10
GOAL = "1.3 / 1.5 / 2"
SETUP = f"""
CREATE EXTENSION pgcrypto;
CREATE TABLE orders AS SELECT convert_to(repeat(md5(id::text), 8), 'UTF8') AS message FROM generate_series(1, ROWS) AS id;
ALTER TABLE orders ADD mac bytea;
UPDATE orders SET mac = hmac(message, '{KEY}', 'sha256');
UPDATE orders SET mac = message WHERE ctid IN (SELECT ctid FROM orders LIMIT {WRONG});
VACUUM FULL ANALYZE orders;
"""
COUNT = f"SELECT count(*) FROM orders WHERE hmac(message, '{KEY}', 'sha256') <> mac"
WORKERS = ["max_parallel_workers_per_gather = 2", "parallel_setup_cost = 0", "min_parallel_table_scan_size = 0"]


def server_seconds(place):
    """The processor time of a server's processes, those that have ended included."""
    with open(f"{place}/data/postmaster.pid") as file:
        first = file.readline().strip()
    ticks = 0
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:    # it ended meanwhile
            continue
        if path.parent.name == first:
            ticks += sum(map(int, fields[11:15]))
        elif fields[1] == first:
            ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as place:
        key_file = f"{folder}/keys.json"
        with open(os.open(key_file, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            json.dump({"Keys": [{"KeyId": "k", "KeyMaterial": base64.b64encode(KEY.encode()).decode()}]}, file)
        keys = hmacsweep.KeyStore.open(key_file)
        server = Server(find_tools(), place)
        try:
            server.sql(SETUP.replace("ROWS", str(given.rows)))
            with (adbc_driver_postgresql.dbapi.connect(f"postgresql://tester@/postgres?host={place}") as connection,
                  connection.cursor() as cursor):
                def pgcrypto():
                    cursor.execute(COUNT)
                    return cursor.fetchone()[0]

                def package():
                    cursor.execute("SELECT message, mac FROM orders")
                    result = hmacsweep.verify(cursor.fetch_record_batch(), keys=keys, key_id=hmacsweep.Key("k"),
                                              expect_rows=given.rows)
                    return len(result.failures)

                for setting in WORKERS:
                    cursor.execute(f"SET {setting}")
                settings = "".join(f"SET {setting};" for setting in WORKERS)
                with open(f"{folder}/plan", "w+") as plan:
                    server.sql(f"{settings} EXPLAIN {COUNT};", plan)
                    plan.seek(0)
                    assert "Workers Planned: 2" in plan.read()
                seconds = {pgcrypto: [], package: []}
                for _ in range(given.rounds):
                    for way, times in seconds.items():
                        begin = time.perf_counter(), server_seconds(place), time.process_time()
                        assert way() == WRONG
                        end = time.perf_counter(), server_seconds(place), time.process_time()
                        times.append([after - before for before, after in zip(begin, end)])
        finally:
            server.stop()
    medians = {way: [statistics.median(time) for time in zip(*times)] for way, times in seconds.items()}
    for way, (clock, server_work, client_work) in medians.items():
        print(f"{way.__name__:8} {given.rows / clock / 1e6:5.2f} M rows/s; of a core's time {server_work:.2f} s in the server, "
              f"{client_work:.2f} s in the client")
    print(f"Q1 {medians[pgcrypto][0] / medians[package][0]:.2f}  (accept / good / stretch: {GOAL}); by processor time "
          f"{sum(medians[pgcrypto][1:]) / sum(medians[package][1:]):.2f}")


if __name__ == "__main__":
    main()
