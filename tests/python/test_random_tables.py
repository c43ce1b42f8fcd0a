"""Random tables against the program on the same rows as CSV: every verdict, code, word and count is the same.

pytest --program PATH [--random-tables 200]; HMACSWEEP_TEST_SEED=N repeats a run.
"""
from __future__ import annotations

import base64
import hmac
import json
import os
import random
import subprocess
from pathlib import Path

import pytest

import hmacsweep

pa = pytest.importorskip("pyarrow")

ARN = "arn:aws:kms:eu-central-1:111122223333:key/kms256"
KEYS = {
    "plain": ({}, b"a key of any length"),
    "one-kind": ({"MacAlgorithms": ["HMAC_SHA_384"]}, b"a key of one algorithm"),
    "kms256": ({"Arn": ARN, "Aliases": ["alias/kms"], "KeySpec": "HMAC_256"}, bytes(range(32))),
    "kms512": ({"KeySpec": "HMAC_512", "KeyState": "Disabled"}, bytes(range(64))),
    "leaving": ({"KeyState": "PendingDeletion"}, b"a key that is to be deleted"),
}
# What a row calls its key, and which key that is.
NAMES = {"plain": "plain", "one-kind": "one-kind", "kms256": "kms256", ARN: "kms256", "alias/kms": "kms256",
         "kms512": "kms512", "leaving": "leaving", "nobody": None, "Plain": None, "": None, "schl\u00fcssel": None}
ALGORITHMS = {"HMAC_SHA_224": "sha224", "HMAC_SHA_256": "sha256", "HMAC_SHA_384": "sha384", "HMAC_SHA_512": "sha512"}
WRITERS = {"raw": bytes, "hex": lambda value: value.hex().encode(), "base64": base64.b64encode,
           "base64url": base64.urlsafe_b64encode,
           "base64url-nopad": lambda value: base64.urlsafe_b64encode(value).rstrip(b"=")}
WIDE = [pa.large_binary(), pa.binary_view(), pa.binary()]
TEXTS = [pa.string(), pa.large_string(), pa.string_view()]
INDICES = [pa.int8(), pa.uint8(), pa.int16(), pa.int32(), pa.int64()]


@pytest.fixture(scope="module")
def program(request: pytest.FixtureRequest) -> str:
    path = request.config.getoption("--program")
    if path is None:
        pytest.skip("--program does not say where the program is")
    return os.path.abspath(path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("random_tables")
    with open(os.open(path / "keys.json", os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        json.dump({"Keys": [{"KeyId": name, "KeyMaterial": base64.b64encode(material).decode()} | members
                            for name, (members, material) in KEYS.items()]}, file)
    return path


class RandomTable:
    """Rows, and how both sides are to read them. Values are bytes, None or, as ids, numbers."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.encodings = {"message": rng.choice(["raw", "raw", *WRITERS]), "mac": rng.choice(["raw", "raw", *WRITERS])}
        self.is_recipe = rng.random() < 0.3
        self.has_numbers = rng.random() < 0.5
        self.key = rng.choice(["column", "column", "column", "one", "several", "any"])
        self.algorithm = rng.choice([None, None, *ALGORITHMS])
        self.min_mac_bytes = rng.choice([0, 0, 16])
        if self.is_recipe:
            self.encodings["message"] = "raw"
        self.columns: dict[str, list] = {"id": [], "kid": [], "alg": [], "message": [], "mac": []}
        for number in range(rng.choice([0, 1, 7, 64, 300, 1500])):
            self.add_row(number)

    def maybe(self, value: object, chance: float = 0.05) -> object:
        return None if self.rng.random() < chance else value

    def written(self, field: str, value: bytes) -> bytes:
        """The value in the field's encoding, a few of them damaged."""
        text = WRITERS[self.encodings[field]](value)
        if self.encodings[field] != "raw" and self.rng.random() < 0.03:
            at = self.rng.randrange(len(text) + 1)
            text = text[:at] + self.rng.choice([b"!", b"=", b" ", b"\n", b"A", b"", b"\xff"]) + text[at + self.rng.randrange(2):]
        return text

    def add_row(self, number: int) -> None:
        rng = self.rng
        identity = number - 3 if self.has_numbers else rng.choice([f"row {number}", "", "\u00fc,\"\n", f"{number}"]).encode()
        name = rng.choice(list(NAMES))
        algorithm = self.algorithm or rng.choice([*ALGORITHMS, "HMAC_SHA_256", "HMAC_MD5", ""])
        size = rng.choice([0, 1, 64, 200, 200, 200]) if rng.random() < 0.97 else rng.choice([4096, 4097, 70_000])
        payload = bytes(rng.choice(b'abc,"\n\r |') for _ in range(size % 300)) if self.is_recipe else rng.randbytes(size)
        message = b"orders|%s|%s" % (str(identity).encode() if self.has_numbers else identity, payload) if self.is_recipe else payload
        key = NAMES[name] if self.key == "column" else rng.choice(["plain", "plain", "kms256", "kms512"])
        mac = hmac.digest(KEYS[key or "plain"][1], message, ALGORITHMS.get(algorithm, "sha256"))
        damage = rng.random()
        if damage < 0.04:
            mac = mac[:rng.choice([0, 1, 15, 16, 20, 31])]
        elif damage < 0.08:
            at = rng.randrange(len(mac))
            mac = mac[:at] + bytes([mac[at] ^ (1 << rng.randrange(8))]) + mac[at + 1:]
        elif damage < 0.10:
            payload += b"x"
        elif damage < 0.11:
            mac += rng.randbytes(rng.choice([1, 32, 7000]))
        row = {"id": self.maybe(identity), "kid": self.maybe(name.encode()), "alg": self.maybe(algorithm.encode()),
               "message": self.maybe(self.written("message", payload), 0.02), "mac": self.maybe(self.written("mac", mac))}
        for column, value in row.items():
            self.columns[column].append(value)

    def csv(self) -> bytes:
        """Raw values in base64, all others as they are. NULL is an empty cell, the empty text one in quotes."""
        out = [b"id,kid,alg,message,mac"]
        for row in zip(*self.columns.values()):
            cells = []
            for column, value in zip(self.columns, row):
                if value is None:
                    cells.append(b"")
                    continue
                text = str(value).encode() if isinstance(value, int) else value
                if self.encodings.get(column) == "raw" and not (self.is_recipe and column == "message"):
                    text = base64.b64encode(text)
                cells.append(b'"%s"' % text.replace(b'"', b'""'))
            out.append(b",".join(cells))
        return b"\n".join(out) + b"\n"

    def array(self, column: str, values: list, choices: list) -> pa.Array:
        """A slice of a longer array, of any layout that can have the values."""
        rng = self.rng
        before, behind = values[:rng.randrange(10)], values[:rng.randrange(3)]
        all_values = before + values + behind
        if column == "id" and self.has_numbers:
            made = pa.array(all_values, choices[0])
        else:
            made = pa.array(all_values, pa.binary())
            for kind in choices:
                made = made.dictionary_encode().cast(pa.dictionary(kind, made.type)) if pa.types.is_integer(kind) else made.cast(kind)
        return made.slice(len(before), len(values))

    def layouts(self, column: str, values: list) -> list:
        rng = self.rng
        if column == "id" and self.has_numbers:
            return [rng.choice([pa.int16(), pa.int32(), pa.int64()])]
        known = [value for value in values if value is not None]
        sizes = {len(value) for value in known}
        if len(sizes) == 1 and rng.random() < 0.5:
            return [pa.binary(sizes.pop())]
        try:
            b"".join(known).decode()
            is_text = all(value.decode() is not None for value in known)
        except UnicodeDecodeError:
            is_text = False
        kinds = [rng.choice(WIDE + (TEXTS if is_text else []))]
        if kinds[0] not in (pa.binary_view(), pa.string_view()) and rng.random() < 0.3:
            few = len(set(known)) < 100
            kinds.append(rng.choice(INDICES if few else INDICES[2:]))
        return kinds

    def arrow(self) -> pa.Table:
        """The rows in chunks whose borders differ from column to column, the columns in any order among others."""
        made = {}
        for column, values in self.columns.items():
            choices = self.layouts(column, values)
            borders = sorted(self.rng.randrange(len(values) + 1) for _ in range(self.rng.randrange(4)))
            parts = [values[begin:end] for begin, end in zip([0, *borders], [*borders, len(values)])]
            made[column] = pa.chunked_array([self.array(column, part, choices) for part in parts])
        made["more"] = pa.nulls(len(self.columns["id"]))
        names = list(made)
        self.rng.shuffle(names)
        return pa.table({name: made[name] for name in names})


def options_of(table: RandomTable) -> tuple[dict, list[str]]:
    """The same options for the package and for the program."""
    rng = table.rng
    given: dict = {"id": "id", "mac": "mac", "message": "orders|{id}|{message}" if table.is_recipe else "message",
                   "mac_encoding": table.encodings["mac"], "message_encoding": table.encodings["message"],
                   "min_mac_bytes": table.min_mac_bytes, "limits": rng.choice(["auto", "auto", "kms", "none"]),
                   "ignore_key_state": rng.random() < 0.3, "cross_check": rng.choice(["all", "sample", "none"]),
                   "threads": rng.choice([1, 2, 3]), "allow_empty": rng.random() < 0.5}
    columns, command = "id=id,mac=mac", []
    if table.is_recipe:
        command += ["--message", given["message"]]
    else:
        columns += ",message=message"
        command += ["--message-encoding", table.encodings["message"].replace("raw", "base64")]
    if table.key == "column":
        given["key_id"] = rng.choice(["kid", hmacsweep.Column("kid")])
        columns += ",key-id=kid"
    else:
        names = {"one": [rng.choice(["plain", ARN, "kms512", "nobody"])], "several": ["alias/kms", "plain"], "any": ["any"]}[table.key]
        given["key_id"] = {"one": hmacsweep.Key(names[0]), "several": [hmacsweep.Key(name) for name in names],
                           "any": hmacsweep.ANY}[table.key]
        for name in names:
            command += ["--key-id", name]
    if table.algorithm is None:
        given["algorithm"] = hmacsweep.Column("alg")
        columns += ",mac-algorithm=alg"
    else:
        given["algorithm"] = table.algorithm
        command += ["--mac-algorithm", table.algorithm]
    command += ["--columns", columns, "--mac-encoding", table.encodings["mac"].replace("raw", "base64"),
                "--limits", given["limits"], "--cross-check", given["cross_check"], "--threads", "1"]
    command += ["--min-mac-bytes", str(table.min_mac_bytes)] if table.min_mac_bytes else []
    command += ["--ignore-key-state"] if given["ignore_key_state"] else []
    command += ["--allow-empty"] if given["allow_empty"] else []
    return given, command


def program_results(program: str, folder: Path, text: bytes, options: list[str]) -> tuple[int, list[dict], dict]:
    (folder / "rows.csv").write_bytes(text)
    (folder / "summary.json").unlink(missing_ok=True)
    done = subprocess.run([program, "verify", "rows.csv", "--keys", "keys.json", "--input-format", "csv", "--results", "all",
                           "--summary", "summary.json", "-q", *options], cwd=folder, capture_output=True)
    assert done.returncode in (0, 1, 4), (done.returncode, done.stderr.decode())
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], json.loads((folder / "summary.json").read_text())


def program_failure(number: int, line: dict) -> dict:
    """A result line of a record that is not valid, as a row of Result.failures."""
    return {"row": number, "id": line.get("Id") or None, "key": line.get("KeyId"), "code": line["Error"]["Code"],
            "text": line["Error"].get("Message")}


def check(program: str, folder: Path, keys: hmacsweep.KeyStore, rng: random.Random) -> int:
    """Compares one table; returns its number of rows."""
    table = RandomTable(rng)
    given, command = options_of(table)
    status, lines, summary = program_results(program, folder, table.csv(), command)
    result = hmacsweep.verify(table.arrow(), keys=keys, expect_rows=len(table.columns["id"]), **given)
    assert pa.array(result.verdicts).to_pylist() == ["valid" if line["MacValid"] else line["Error"]["Code"] for line in lines]
    failures = pa.table(result.failures).to_pylist()
    expected = [program_failure(number, line) for number, line in enumerate(lines) if not line["MacValid"]]
    for failure, wanted in zip(failures, expected, strict=True):
        del failure["class"]
        if wanted["code"] == "ValidationException":    # a field goes by its own name there
            failure["text"] = wanted["text"]
        assert failure == wanted
    for part in ("records", "classes", "codes", "by_key", "status", "complete", "foreign_lengths"):
        assert result.summary.get(part) == summary.get(part), part
    assert result.status == status
    return len(lines)


def test_random_tables_have_the_verdicts_that_the_program_gives_to_the_same_rows_as_csv(program, folder, request):
    count = request.config.getoption("--random-tables")
    seed = os.environ.get("HMACSWEEP_TEST_SEED") or str(random.randrange(1 << 32))
    keys = hmacsweep.KeyStore.open(folder / "keys.json")
    num_rows = 0
    for number in range(count):
        try:
            num_rows += check(program, folder, keys, random.Random(f"{seed} {number}"))
        except BaseException:
            print(f"table {number} of HMACSWEEP_TEST_SEED={seed}")
            raise
    assert num_rows >= count
