#!/usr/bin/env python3
"""A MySQL table through SELECT ... INTO OUTFILE and `mysql --batch`.

A real server (Debian's MariaDB) has a table whose payloads and MACs are bytes of every value, among them delimiters, line
ends, backslashes, text that looks like NULL, NULL itself, and nothing. It writes the table in several varieties of each
form, and the program verifies each. Some rows are altered after their MAC was made: the program must find these and no
others. Everything happens in a server of its own, in a temporary folder, without a network port. Skipped, visibly, where
there is no such server. With --full the table has 200,000 rows.
"""
import hashlib
import hmac
import os
import pwd
import random
import shutil
import subprocess
import tempfile

import job

ALTERED = 57
KEYS = {f"key-{i}": f"0123456789abcdef-{i}".encode() for i in range(2)}
PAYLOADS = [b"plain", b"two\nlines", b"two\r\nlines", b"line end\n", b"return\r", b"tab\ttab\t", b"back\\slash \\n \\N \\",
            b"\\N", b"\\", b"\\\n", b"\\\\\n", b"NULL", b"", b" ", None, b"\0", b"\x001", b"\x1a", b"'\"',;", b"\\.",
            bytes(range(256)), "caf\u00e9 \U0001F600".encode()]
TABLE = """CREATE TABLE tagged (id INT PRIMARY KEY, key_id VARCHAR(20), algorithm VARCHAR(20), payload BLOB, mac BLOB,
word_mac BLOB) CHARACTER SET utf8mb4;\n"""
OUTFILE = ["--input-format", "mysql-outfile", "--mac-encoding", "text"]
BATCH = ["--input-format", "mysql-batch", "--mac-encoding", "text"]
NUMBERED = ["--no-header", "--columns", "id=1,key-id=2,mac-algorithm=3,mac=5"]
NAMED = ["--columns", "id=id,key-id=key_id,mac-algorithm=algorithm,mac=mac"]
ROWS = "id, key_id, algorithm, payload, mac"
HEADER = "SELECT 'id', 'key_id', 'algorithm', 'payload', 'mac' UNION ALL"
# What the server selects, the words behind INTO OUTFILE, and the program's options. Where no row has a header, the
# MAC comes last: its own line feeds and carriage returns come next to the line's.
OUTFILES = [
    (f"SELECT {ROWS} FROM tagged ORDER BY id", "", OUTFILE + NUMBERED + ["--message", "{4?(null)}"]),
    (f"SELECT {ROWS} FROM tagged ORDER BY id", "FIELDS TERMINATED BY ','",
     OUTFILE + NUMBERED + ["--delimiter", ",", "--message", "{4?(null)}"]),
    (f"{HEADER} (SELECT {ROWS} FROM tagged ORDER BY id LIMIT 1000000)", "",
     OUTFILE + NAMED + ["--message", "{payload?(null)}"]),
]
# The options of `mysql --batch`, what the server selects, and the program's options. A payload NULL and a payload of
# these four letters look the same there, so that their MACs are those of the same bytes.
BATCHES = [
    ([], "SELECT id, key_id, algorithm, payload, word_mac AS mac FROM tagged ORDER BY id",
     BATCH + NAMED + ["--message", "{payload?NULL}"]),
    (["--skip-column-names"], "SELECT id, key_id, algorithm, payload, word_mac FROM tagged ORDER BY id",
     BATCH + NUMBERED + ["--message", "{4?NULL}"]),
]


def tag(key_id, message):
    return hmac.new(KEYS[key_id], message, hashlib.sha256).digest()


def literal(value):
    return "NULL" if value is None else f"x'{value.hex()}'" if value else "''"


def statements(rows):
    """The table, in statements of some rows each. Rows to be altered get another payload than their MAC is of."""
    rng = random.Random(20261130)
    yield TABLE
    values = []
    for i in range(1, rows + 1):
        payload = PAYLOADS[i % len(PAYLOADS)]
        if i % 3 == 0:
            payload = (payload or b"") + rng.randbytes(rng.randrange(200))
        key_id = f"key-{i % 2}"
        macs = [tag(key_id, null if payload is None else payload) for null in (b"(null)", b"NULL")]
        if i % (rows // ALTERED) == 0 and i // (rows // ALTERED) <= ALTERED:
            payload = (payload or b"") + b"!"
        values.append(f"({i}, '{key_id}', 'HMAC_SHA_256', {', '.join(literal(v) for v in [payload, *macs])})")
        if len(values) == 500 or i == rows:
            yield f"INSERT INTO tagged VALUES {', '.join(values)};\n"
            values = []


class Server:
    """A MariaDB of one's own; root lends it to another user."""

    def __init__(self, folder):
        self.folder = folder
        self.user = pwd.getpwnam("nobody").pw_uid if os.getuid() == 0 else None
        if self.user is not None:
            os.chown(folder, self.user, -1)
        own = [f"--datadir={folder}/data", f"--tmpdir={folder}"]
        self.run("mariadb-install-db", *own, "--auth-root-authentication-method=normal", "--skip-test-db")
        self.process = subprocess.Popen(
            [find_tool("mariadbd"), "--no-defaults", *own, f"--socket={folder}/socket", f"--pid-file={folder}/pid",
             "--skip-networking", "--secure-file-priv=", "--innodb-flush-log-at-trx-commit=0"],
            cwd=folder, user=self.user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.client("mariadb-admin", "--wait=60", "ping")
        self.client("mariadb", "-e", "CREATE DATABASE job")

    def run(self, tool, *arguments, text=None):
        return subprocess.run([find_tool(tool), "--no-defaults", *arguments], cwd=self.folder, user=self.user,
                              check=True, input=text and text.encode(), stdout=subprocess.PIPE).stdout

    def client(self, tool, *arguments, text=None):
        return self.run(tool, f"--socket={self.folder}/socket", "--user=root", *arguments, text=text)

    def sql(self, text, *options):
        return self.client("mariadb", "--default-character-set=utf8mb4", *options, "job", text=text)

    def stop(self):
        self.process.terminate()
        self.process.wait()


def find_tool(name):
    """The path of one of the server's programs; None where it is missing."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def check(work, what, table, rows, options):
    """Whether the program finds the altered rows, and no others, in the bytes of a table."""
    work.path("table").write_bytes(table)
    arguments = ["--keys", "keys.json", *options, "--results", "failures", "-q"]
    run = work.run("verify", "table", *arguments, "--rejects", "rejects", "--expect-records", str(rows))
    wanted = [str(i * (rows // ALTERED)) for i in range(1, ALTERED + 1)]
    is_right = run.status == 1 and [result.get("Id") for result in run.results] == wanted and all(
        result["Error"]["Code"] == "KMSInvalidMacException" for result in run.results)
    work.check(what, is_right, f"status {run.status}, {len(run.results)} failures; {run.errors[:1000]}{run.results[:3]}")
    again = work.run("verify", "rejects", *arguments, "--expect-records", str(ALTERED))
    work.path("rejects").unlink(missing_ok=True)
    work.check("its rejects are a table again", [result.get("Id") for result in again.results] == wanted, again.errors)


def do(work):
    rows = 200_000 if work.is_full else 20_000
    if any(find_tool(tool) is None for tool in ("mariadbd", "mariadb-install-db", "mariadb-admin", "mariadb")):
        print("skipped: no MariaDB server is installed")
        return
    work.write_keys(KEYS)
    with tempfile.TemporaryDirectory() as place:
        server = Server(place)
        try:
            server.sql("".join(statements(rows)))
            for i, (select, how, options) in enumerate(OUTFILES):
                server.sql(f"{select} INTO OUTFILE '{place}/outfile-{i}' CHARACTER SET binary {how};")
                with open(f"{place}/outfile-{i}", "rb") as table:
                    check(work, f"INTO OUTFILE {how} of {select}", table.read(), rows, options)
            for given, select, options in BATCHES:
                table = server.sql(f"{select};", "--batch", *given)
                check(work, f"mysql --batch {' '.join(given)} of {select}", table, rows, options)
        finally:
            server.stop()


if __name__ == "__main__":
    job.main(__doc__, do)
