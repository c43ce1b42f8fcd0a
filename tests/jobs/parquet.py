"""A Parquet and an Arrow file through DuckDB, by the very commands that host/format/README.md shows.

The files are written by pyarrow: integers, texts with quotes, line ends, NULL and nothing, and binary columns. Some rows
are altered after their MAC was made: the program must find these and no others. Skipped, visibly, where DuckDB or pyarrow
is missing; `tests/run --all` installs both into .build/arrow.
"""
import hashlib
import hmac
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import job

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
KEY = b"s3cret"
PAYLOADS = ["plain", "two\nlines", 'quote " and ""', "", "comma, semicolon; tab\t", None, "\\N", "caf\u00e9 \U0001f600", "\r\n",
            " ", '"']
WRITE = """
import json, sys
import pyarrow, pyarrow.feather, pyarrow.parquet
rows = json.load(sys.stdin)
table = pyarrow.table({
    "id": pyarrow.array([row[0] for row in rows], pyarrow.int64()),
    "payload": pyarrow.array([row[1] for row in rows], pyarrow.string()),
    "mac": pyarrow.array([bytes.fromhex(row[2]) for row in rows], pyarrow.binary())})
pyarrow.parquet.write_table(table, "orders.parquet", row_group_size=1000)
pyarrow.feather.write_feather(table, "orders.arrow")
"""


def find_python():
    """A Python that has both libraries, or None."""
    for python in (str(ROOT / ".build/arrow/bin/python3"), sys.executable, shutil.which("python3")):
        if python and os.path.exists(python) and subprocess.run([python, "-c", "import duckdb, pyarrow"], check=False,
                                                                capture_output=True).returncode == 0:
            return python
    return None


def shown_commands():
    """The commands of the page's part about Parquet."""
    text = (ROOT / "host" / "format" / "README.md").read_text(encoding="utf-8")
    part = text[text.index("**From Parquet and Arrow**"):]
    block = re.search(r"^```sh\n(.*?)^```", part, re.MULTILINE | re.DOTALL)
    return block.group(1).strip().split("\n\n")


def do(work):
    python = find_python()
    if python is None:
        print("skipped: DuckDB and pyarrow are not installed")
        return
    rows = []
    wanted = []
    for i in range(1, (1_000_000 if work.is_full else 5000) + 1):
        payload = PAYLOADS[i % len(PAYLOADS)]
        mac = hmac.new(KEY, f"orders|{i}|{'-' if payload is None else payload}".encode(), hashlib.sha256)
        if i % 997 == 0:
            payload = (payload or "") + "!"
            wanted.append(str(i))
        rows.append((i, payload, mac.hexdigest()))
    subprocess.run([python, "-c", WRITE], cwd=work.folder, input=json.dumps(rows).encode(), check=True)
    work.write_keys({"webhook-secret": KEY})
    folder = work.path("bin")
    folder.mkdir()
    os.symlink(work.program, folder / "hmacsweep")
    # A link to a virtual environment's Python is not in it any more.
    (folder / "python3").write_text(f'#!/bin/sh\nexec "{python}" "$@"\n')
    (folder / "python3").chmod(0o755)
    environment = {**os.environ, "PATH": f"{folder}:/usr/bin:/bin"}
    commands = shown_commands()
    work.check("the page shows a command for each", [name in command for name, command in zip(
        ("orders.parquet", "orders.arrow"), commands)] == [True, True], commands)
    for command in commands:
        done = subprocess.run(["bash", "-c", f"set -o pipefail\n{command} --results failures -q --expect-records {len(rows)}"],
                              cwd=work.folder, env=environment, capture_output=True, check=False)
        found = [json.loads(line) for line in done.stdout.decode().splitlines()]
        is_right = done.returncode == 1 and [result["Id"] for result in found] == wanted and all(
            result["Error"]["Code"] == "KMSInvalidMacException" for result in found)
        work.check(re.search(r"orders\.\w+", command).group(0), is_right,
                   f"status {done.returncode}, {len(found)} failures: {done.stderr.decode()[:1000]}{found[:3]}")


if __name__ == "__main__":
    job.main(__doc__, do)
