"""Tables, keys, programs that die on purpose, and a search for traces of keys: for the tests on real engines."""
from __future__ import annotations

import base64
import hmac
import json
import os
import sys
from pathlib import Path

import pytest

MATERIAL = b"\x01\xffSecretMarker of the engines\xfe\x02\x03"
WRONG = frozenset({0, 77, 4_999, 5_000, 9_123, 19_999})
NUM_ROWS = 20_000
OPTIONS = {"key_id": "kid", "message": "payload", "mac": "mac", "id": "id", "backend": "simd"}


def make_rows(count: int = NUM_ROWS, wrong: frozenset[int] = WRONG) -> dict[str, list]:
    payloads = [b"the payload of row %d" % i for i in range(count)]
    macs = [hmac.digest(MATERIAL, payload, "sha256") for payload in payloads]
    for i in wrong:
        macs[i] = bytes(32)
    return {"id": list(range(count)), "kid": ["k1"] * count, "payload": payloads, "mac": macs}


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """A folder with `keys.json` and `rows`: eight Parquet files of five row groups each."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path_factory.mktemp("engines")
    (path / "keys.json").touch(mode=0o600)
    (path / "keys.json").write_text(json.dumps(
        {"Keys": [{"KeyId": "k1", "KeyMaterial": base64.b64encode(MATERIAL).decode()}]}))
    (path / "rows").mkdir()
    table = pa.table(make_rows())
    for i in range(8):
        pq.write_table(table.slice(i * 2_500, 2_500), path / f"rows/{i}.parquet", row_group_size=500)
    return path


@pytest.fixture
def marker(tmp_path) -> Path:
    """A file whose making says that something has died already."""
    return tmp_path / "has-died"


def dying_key_command(folder: Path, marker: Path, script: Path) -> list[str]:
    """A command for keys that kills the process that asks for them, the first time."""
    script.write_text("import os, shutil, signal, sys\n"
                      "try:\n"
                      "    os.close(os.open(sys.argv[1], os.O_CREAT | os.O_EXCL))\n"
                      "except FileExistsError:\n"
                      "    sys.stdout.write(open(sys.argv[2]).read())\n"
                      "else:\n"
                      "    os.kill(os.getppid(), signal.SIGKILL)\n")
    return [sys.executable, str(script), str(marker), str(folder / "keys.json")]


def needles() -> list[bytes]:
    """Pieces of the key as it is, in hex and in base64 at each alignment."""
    middle = MATERIAL[2:-3]
    forms = [middle, middle.hex().encode(), middle.hex().upper().encode()]
    for skip in range(3):
        text = base64.b64encode(MATERIAL[skip:])
        forms.append(text[:24])
    return forms


def traces_in(text: bytes) -> bool:
    return any(needle in text for needle in needles())


def traces(*folders: Path | str) -> list[str]:
    """The files below the folders that have a trace of the key. The search has to look into something."""
    found, looked = [], 0
    for top in map(str, folders):
        for where, _, names in os.walk(top):
            for name in names:
                path = os.path.join(where, name)
                if os.path.isfile(path) and not os.path.islink(path):
                    looked += 1
                    with open(path, "rb") as file:
                        if traces_in(file.read()):
                            found.append(path)
    assert looked, f"no file below {folders}"
    return found


def check_counts(summary: dict, rows: int = NUM_ROWS, wrong: int = len(WRONG)) -> None:
    assert summary["records"] == rows
    assert summary["classes"]["valid"] == rows - wrong
    assert summary["classes"]["invalid"] == wrong
    assert summary["status"] == (1 if wrong else 0)
    assert summary["merged"]["missing"] == []
