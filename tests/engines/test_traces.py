"""The search for traces finds what it looks for."""
from __future__ import annotations

import base64

import pytest
from conftest import MATERIAL, traces


@pytest.mark.parametrize("text", [MATERIAL, MATERIAL.hex().encode(), base64.b64encode(MATERIAL), base64.b64encode(b"x" + MATERIAL),
                                  base64.b64encode(b"xy" + MATERIAL), repr(MATERIAL).encode()])
def test_a_key_is_found_however_it_is_written(tmp_path, text):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/log").write_bytes(b"before " + text + b" after")
    assert traces(tmp_path) == [str(tmp_path / "deep/log")]


def test_nothing_is_found_where_nothing_is(tmp_path):
    (tmp_path / "log").write_bytes(b"SecretMarke and more")
    assert traces(tmp_path) == []
