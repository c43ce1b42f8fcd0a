#!/usr/bin/env python3
"""A PostgreSQL table through COPY's three forms: CSV, text and binary.

A real server makes MACs with pgcrypto and writes its table in several varieties of each form, and the program verifies
each. Payloads have quotes, delimiters, line ends, backslashes, text that looks like NULL, NULL itself, and nothing. Some
rows are altered after their MAC was made: the program must find these and no others. Everything happens in a server of
its own, in a temporary folder, without a network port. Skipped, visibly, where PostgreSQL with pgcrypto is missing.
With --full the table has a million rows.
"""
import csv
import glob
import os
import pwd
import shutil
import subprocess
import tempfile

import job

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
    SELECT id, payload, 'HMAC_SHA_256' AS algorithm, 'key-' || id % 2 AS key_id,
        hmac(convert_to(coalesce(payload, '(null)'), 'UTF8'), convert_to(key, 'UTF8'), 'sha256') AS mac,
        hmac(convert_to('orders|' || id || '|' || coalesce(payload, '(null)'), 'UTF8'), convert_to(key, 'UTF8'),
             'sha256') AS row_mac FROM orders ORDER BY id;
UPDATE tagged SET payload = coalesce(payload, '') || '!'
    WHERE id % (ROWS / {ALTERED}) = 0 AND id / (ROWS / {ALTERED}) <= {ALTERED};
"""
COLUMNS = "id, key_id, algorithm, payload, mac"
NUMBERS = "id=1,key-id=2,mac-algorithm=3,mac=5"
NAMES = "id=id,key-id=key_id,mac-algorithm=algorithm,mac=mac"
CSV = ["--input-format", "csv"]
COPY = ["--input-format", "pgcopy"]
NUMBERED = ["--columns", NUMBERS, "--message", "{4?(null)}"]
NAMED = ["--columns", NAMES, "--message", "{payload?(null)}"]
HEX = ["--mac-encoding", "hex"]
# What COPY writes, its options there, and those of the program. The first of each form is the one whose rate is told.
FORMS = [
    (COLUMNS, "FORMAT csv, HEADER", CSV + NAMED + HEX),
    (COLUMNS, "FORMAT csv, DELIMITER ';', FORCE_QUOTE *", CSV + ["--no-header", "--delimiter", ";"] + NUMBERED + HEX),
    ("id, key_id, algorithm, payload, encode(mac, 'base64')", "FORMAT csv",
     CSV + ["--no-header", "--mac-encoding", "base64-mime"] + NUMBERED),
    ("id, key_id, algorithm, payload, row_mac AS mac", "FORMAT csv, HEADER",
     ["--columns", NAMES, "--message", "orders|{id:int}|{payload?(null)}"] + HEX),
    ("id, key_id, algorithm, encode(convert_to(coalesce(payload, '(null)'), 'UTF8'), 'hex') AS payload, mac",
     "FORMAT csv, HEADER, DELIMITER E'\\t'",
     CSV + ["--delimiter", "\\t", "--columns", NAMES, "--message", "{payload:hex}"] + HEX),
    (COLUMNS, "FORMAT text", COPY + ["--no-header"] + NUMBERED + HEX),
    (COLUMNS, "FORMAT text, DELIMITER '|'", COPY + ["--no-header", "--delimiter", "|"] + NUMBERED + HEX),
    ("id::text, key_id, algorithm, payload, mac", "FORMAT binary", COPY + NUMBERED),
    ("id, key_id, algorithm, payload, row_mac", "FORMAT binary",
     ["--columns", NUMBERS.replace("id=1,", "id=1:int,"), "--message", "orders|{1:int}|{4?(null)}"]),
    ("mac, id::bigint, key_id, convert_to(coalesce(payload, '(null)'), 'UTF8'), NULL", "FORMAT binary",
     COPY + ["--columns", "mac=1,id=2:int,key-id=3,message=4", "--mac-algorithm", "HMAC_SHA_256"]),
    ("(id % 100)::smallint, encode(mac, 'hex'), id::text, key_id, algorithm, encode(convert_to(coalesce(payload, "
     "'(null)'), 'UTF8'), 'base64')", "FORMAT binary",
     COPY + HEX + ["--columns", "mac=2,id=3,key-id=4,mac-algorithm=5,message=6", "--message-encoding", "base64-mime"]),
]
RATED = ("FORMAT csv, HEADER", "FORMAT text", "FORMAT binary")


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


def check(work, server, rows, form):
    """Whether the program finds the altered rows in what COPY writes; the command's arguments and COPY's bytes."""
    columns, copy_options, options = form
    with open(work.path("table"), "wb") as table:
        server.sql(f"COPY (SELECT {columns} FROM tagged ORDER BY tagged.id) TO STDOUT ({copy_options});", table)
    arguments = ["verify", "table", "--keys", "keys.json", *options]
    run = work.run(*arguments, "--results", "failures", "-q", "--expect-records", str(rows))
    wanted = [str(i * (rows // ALTERED)) for i in range(1, ALTERED + 1)]
    is_right = run.status == 1 and [result.get("Id") for result in run.results] == wanted and all(
        result["Error"]["Code"] == "KMSInvalidMacException" for result in run.results)
    work.check(f"{copy_options} of {columns}", is_right,
               f"status {run.status}, {len(run.results)} failures; {run.errors[:1000]}{run.results[:3]}")
    return arguments


def records(path):
    """(key ID, message, MAC) of each row of the table as CSV."""
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            # Python's csv does not tell NULL from the empty text; rates do not depend on that.
            yield row["key_id"], row["payload"].encode(), bytes.fromhex(row["mac"][2:])


def do(work):
    rows = 1_000_000 if work.is_full else 20_000
    tools = find_tools()
    if tools is None or not glob.glob(f"{tools}/../share/extension/pgcrypto.control") + glob.glob(
            "/usr/share/postgresql/*/extension/pgcrypto.control"):
        print("skipped: PostgreSQL with pgcrypto is not installed")
        return
    work.write_keys({f"key-{i}": f"{KEY}-{i}".encode() for i in range(2)})
    with tempfile.TemporaryDirectory() as place:
        server = Server(tools, place)
        try:
            server.sql(SETUP.replace("ROWS", str(rows)))
            rated = set()
            for form in FORMS:
                arguments = check(work, server, rows, form)
                if work.rounds and form[1] in RATED and form[1] not in rated:
                    rated.add(form[1])
                    if form[1] == RATED[0]:
                        shutil.copy(work.path("table"), work.path("table.csv"))
                    work.rate(f"COPY ({form[1]}), {rows:,} rows", work.path("table").stat().st_size, arguments,
                              records(work.path("table.csv")))
        finally:
            server.stop()


if __name__ == "__main__":
    job.main(__doc__, do)
