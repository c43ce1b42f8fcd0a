#!/usr/bin/env python3
"""Has a real PostgreSQL make MACs with pgcrypto and write its table in several forms of COPY, and the program verify each.

Payloads have quotes, delimiters, line ends, backslashes, text that looks like NULL, NULL itself, and nothing. Some
rows are altered after their MAC was made: the program must find these and no others. Everything happens in a server of
its own, in a temporary folder, without a network port. Skipped, visibly, where PostgreSQL with pgcrypto is missing.

Usage: postgres_round_trip.py PROGRAM [ROWS]
"""
import base64
import glob
import json
import os
import pathlib
import pwd
import shutil
import subprocess
import sys
import tempfile

ALTERED = 57
KEY = "0123456789abcdef"
PAYLOADS = r"""ARRAY['plain', '{"a":"b","n":1}', 'two' || chr(10) || 'lines', 'carriage' || chr(13) || chr(10) ||
'return', 'tab' || chr(9) || 'tab', 'comma, semicolon; pipe|', 'quote " and '' and ""', 'back\slash \n \N', '\N', '\.',
'NULL', '', ' ', NULL, '"', E'caf\u00e9 \U0001F600', '"' || chr(10) || ',']"""
SETUP = f"""
CREATE EXTENSION pgcrypto;
CREATE TABLE orders AS
    SELECT id, payload, '{KEY}-' || id % 2 AS key FROM (
        SELECT id, ({PAYLOADS})[1 + id % 17] || CASE WHEN id % 3 = 0 THEN repeat('x', id % 500) ELSE '' END AS payload
        FROM generate_series(1, ROWS) AS id) AS rows;
CREATE TABLE tagged AS
    SELECT id, payload, 'HMAC_SHA_512' AS algorithm, 'key-' || id % 2 AS key_id,
        hmac(convert_to(coalesce(payload, '(null)'), 'UTF8'), convert_to(key, 'UTF8'), 'sha512') AS mac,
        hmac(convert_to('orders|' || id || '|' || coalesce(payload, '(null)'), 'UTF8'), convert_to(key, 'UTF8'),
             'sha512') AS row_mac FROM orders ORDER BY id;
UPDATE tagged SET payload = coalesce(payload, '') || '!'
    WHERE id % (ROWS / {ALTERED}) = 0 AND id / (ROWS / {ALTERED}) <= {ALTERED};
"""
COLUMNS = "id, key_id, algorithm, payload, mac"
NUMBERS = "id=1,key-id=2,mac-algorithm=3,mac=5"
NAMES = "id=id,key-id=key_id,mac-algorithm=algorithm,mac=mac"
# What COPY writes, its options there, and those of the program.
FORMS = [
    (COLUMNS, "FORMAT csv, HEADER", ["--input-format", "csv", "--columns", NAMES, "--message", "{payload?(null)}",
                                     "--mac-encoding", "hex"]),
    (COLUMNS, "FORMAT csv, DELIMITER ';', FORCE_QUOTE *", ["--input-format", "csv", "--no-header", "--delimiter", ";",
     "--columns", NUMBERS, "--message", "{4?(null)}", "--mac-encoding", "hex"]),
    ("id, key_id, algorithm, payload, encode(mac, 'base64')", "FORMAT csv", ["--input-format", "csv", "--no-header",
     "--columns", NUMBERS, "--message", "{4?(null)}", "--mac-encoding", "base64-mime"]),
    ("id, key_id, algorithm, payload, row_mac AS mac", "FORMAT csv, HEADER", ["--columns", NAMES, "--message",
     "orders|{id}|{payload?(null)}", "--mac-encoding", "hex"]),
    ("id, key_id, algorithm, encode(convert_to(coalesce(payload, '(null)'), 'UTF8'), 'hex') AS payload, mac",
     "FORMAT csv, HEADER, DELIMITER E'\\t'", ["--input-format", "csv", "--delimiter", "\\t", "--columns", NAMES,
     "--message", "{payload:hex}", "--mac-encoding", "hex"]),
    (COLUMNS, "FORMAT text", ["--input-format", "pgcopy", "--no-header", "--columns", NUMBERS, "--message", "{4?(null)}",
     "--mac-encoding", "hex"]),
    (COLUMNS, "FORMAT text, DELIMITER '|'", ["--input-format", "pgcopy", "--no-header", "--delimiter", "|", "--columns",
     NUMBERS, "--message", "{4?(null)}", "--mac-encoding", "hex"]),
]


def find_tools():
    """The folder of PostgreSQL's programs, or None."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]), reverse=True)
    on_path = shutil.which("initdb")
    for folder in ([os.path.dirname(on_path)] if on_path else []) + folders:
        if all(os.access(f"{folder}/{tool}", os.X_OK) for tool in ("initdb", "pg_ctl", "psql")):
            return folder
    return None


class Server:
    """A PostgreSQL of one's own; it refuses to be root's, so root lends it to another user."""

    def __init__(self, tools, folder):
        self.tools, self.folder = tools, folder
        self.user = pwd.getpwnam("nobody").pw_uid if os.getuid() == 0 else None
        if self.user is not None:
            os.chown(folder, self.user, -1)
        self.run("initdb", "-D", f"{folder}/data", "-U", "tester", "--no-sync", "-E", "UTF8", "--locale=C")
        self.run("pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", f"-h '' -k {folder} -F", "start")

    def run(self, tool, *arguments, text=None, output=None):
        return subprocess.run([f"{self.tools}/{tool}", *arguments], cwd=self.folder, user=self.user, check=True,
                              input=text and text.encode(), stdout=output or subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)

    def sql(self, text, output=None):
        self.run("psql", "-X", "-q", "-h", self.folder, "-U", "tester", "-v", "ON_ERROR_STOP=1", "postgres", text=text,
                 output=output)

    def stop(self):
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop")


def check(server, program, folder, rows, form):
    columns, copy_options, options = form
    with open(folder / "table", "wb") as table:
        server.sql(f"COPY (SELECT {columns} FROM tagged ORDER BY id) TO STDOUT ({copy_options});", table)
    run = subprocess.run([program, "verify", "table", "--keys", "keys.json", *options, "--results", "failures", "-q",
                          "--expect-records", str(rows)], cwd=folder, capture_output=True, check=False)
    found = [json.loads(line) for line in run.stdout.decode().splitlines()]
    wanted = [str(i * (rows // ALTERED)) for i in range(1, ALTERED + 1)]
    is_right = run.returncode == 1 and [result.get("Id") for result in found] == wanted and all(
        result["Error"]["Code"] == "KMSInvalidMacException" for result in found)
    print(f"{'passed' if is_right else 'FAILED'}: {copy_options} of {columns}")
    if not is_right:
        print(f"  status {run.returncode}, {len(found)} failures; {run.stderr.decode()[:1000]}{found[:3]}")
    return is_right


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    tools = find_tools()
    if tools is None or not glob.glob(f"{tools}/../share/extension/pgcrypto.control") + glob.glob(
            "/usr/share/postgresql/*/extension/pgcrypto.control"):
        print("skipped: PostgreSQL with pgcrypto is not installed")
        return 0
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(name)
        keys = [{"KeyId": f"key-{i}", "KeyMaterial": base64.b64encode(f"{KEY}-{i}".encode()).decode()}
                for i in range(2)]
        (folder / "keys.json").write_text(json.dumps({"Keys": keys}))
        (folder / "keys.json").chmod(0o600)
        server = Server(tools, place)
        try:
            server.sql(SETUP.replace("ROWS", str(rows)))
            results = [check(server, program, folder, rows, form) for form in FORMS]
        finally:
            server.stop()
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
