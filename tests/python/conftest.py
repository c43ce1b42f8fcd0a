"""Tables and keys for the tests of the Python package."""
from __future__ import annotations

import hashlib
import hmac
import json
import os
from pathlib import Path

import pytest

import hmacsweep

MATERIAL = {"k1": b"the first key for tests", "k2": b"the second key for tests"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--program", help="the program hmacsweep, for comparisons with it")
    parser.addoption("--wheel", help="a wheel of the package, to be installed into an environment of its own")
    parser.addoption("--random-tables", type=int, default=150, help="how many random tables are compared")


def right_mac(key: str, message: bytes, algorithm: str = "sha256") -> bytes:
    return hmac.digest(MATERIAL[key], message, getattr(hashlib, algorithm))


def key_file_text() -> str:
    import base64

    return json.dumps({"Keys": [{"KeyId": name, "KeyMaterial": base64.b64encode(material).decode()}
                                for name, material in MATERIAL.items()]})


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    path.write_text(key_file_text())
    os.chmod(path, 0o600)
    return path


@pytest.fixture
def keys(key_file: Path) -> hmacsweep.KeyStore:
    return hmacsweep.KeyStore.open(key_file)


def rows(count: int, wrong: set[int] = frozenset()) -> dict[str, list]:
    """Columns of rows, of which those in `wrong` have a wrong MAC."""
    ids = list(range(count))
    names = ["k1" if i % 3 else "k2" for i in ids]
    payloads = [f"the payload of row {i}".encode() * (1 + i % 5) for i in ids]
    macs = [right_mac(name, payload) for name, payload in zip(names, payloads)]
    for i in wrong:
        macs[i] = bytes([macs[i][0] ^ 1]) + macs[i][1:]
    return {"id": ids, "kid": names, "payload": payloads, "mac": macs}
