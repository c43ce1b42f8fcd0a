"""verify() and generate() over pyarrow's tables: verdicts, failures, summaries, exceptions."""
from __future__ import annotations

import base64
import copy
import json
import os
import pickle
import subprocess
import sys
import threading

import pytest

import hmacsweep
from conftest import MATERIAL, right_mac, rows
from hmacsweep._native import Request, judge

pa = pytest.importorskip("pyarrow")

WRONG = {0, 17, 2999}


@pytest.fixture
def table():
    return pa.table(rows(3000, WRONG))


def verify(table, keys, **options):
    options = {"key_id": "kid", "message": "payload", "mac": "mac"} | options
    return hmacsweep.verify(table, keys=keys, **options)


def test_every_wrong_row_is_found_and_no_other(table, keys):
    result = verify(table, keys, id="id")
    assert not result.ok
    assert result.status == 1
    verdicts = pa.array(result.verdicts).to_pylist()
    assert {i for i, verdict in enumerate(verdicts) if verdict != "valid"} == WRONG
    failures = pa.table(result.failures).to_pylist()
    assert [failure["row"] for failure in failures] == sorted(WRONG)
    assert failures[1] == {"row": 17, "id": "17", "key": "k1", "class": "invalid", "code": "KMSInvalidMacException",
                           "text": "The MAC does not match the message under this key and algorithm."}
    assert result.summary["classes"]["valid"] == 2997
    assert result.summary["classes"]["invalid"] == 3
    assert result.summary["cross_check"]["checked"] >= 3
    assert len(result) == 3000
    with pytest.raises(hmacsweep.VerificationError):
        result.raise_for_invalid()


def test_right_rows_are_ok_and_raise_nothing(keys):
    result = verify(pa.table(rows(100)), keys, expect_rows=100)
    assert result.ok
    result.raise_for_invalid()
    assert len(pa.table(result.failures)) == 0


def test_one_key_several_keys_and_any_key(keys):
    table = pa.table(rows(300))
    assert verify(table, keys, key_id=hmacsweep.ANY).ok
    assert verify(table, keys, key_id=[hmacsweep.Key("k2"), hmacsweep.Key("k1")]).ok
    result = verify(table, keys, key_id=hmacsweep.Key("k1"))
    assert result.summary["classes"]["valid"] == 200
    assert result.summary["classes"]["invalid"] == 100


def test_a_recipe_over_columns_with_an_integer(keys):
    ids, payloads = [1, 22], ["a", "b"]
    macs = [right_mac("k1", f"orders|{i}|{p}".encode()).hex() for i, p in zip(ids, payloads)]
    table = pa.table({"id": ids, "payload": payloads, "mac": macs})
    result = verify(table, keys, key_id=hmacsweep.Key("k1"), message="orders|{id}|{payload}", mac_encoding="hex")
    assert result.ok


def test_the_algorithm_may_be_a_column(keys):
    table = pa.table({"payload": ["x", "y"], "alg": ["HMAC_SHA_256", "HMAC_SHA_512"],
                      "mac": pa.array([right_mac("k1", b"x"), right_mac("k1", b"y", "sha512")])})
    assert verify(table, keys, key_id=hmacsweep.Key("k1"), algorithm=hmacsweep.Column("alg")).ok


def test_rows_that_cannot_be_verified_are_not_called_wrong(keys):
    table = pa.table({"kid": ["nobody", "k1", "k1"], "payload": ["x", "x", None],
                      "mac": pa.array([b"m" * 32, None, b"m" * 32])})
    result = verify(table, keys)
    assert result.status == 4
    assert pa.array(result.verdicts).to_pylist() == ["NotFoundException", "MissingMacException", "ValidationException"]


def test_generated_macs_are_those_of_pythons_hmac(keys):
    columns = rows(500)
    columns["kid"][7] = "nobody"
    made = hmacsweep.generate(pa.table(columns), keys=keys, key_id="kid", message="payload")
    expected = [None if i == 7 else mac for i, mac in enumerate(columns["mac"])]
    assert pa.array(made.macs).to_pylist() == expected
    assert pa.table(made.failures)["code"].to_pylist() == ["NotFoundException"]


def test_slices_chunks_and_every_type_of_text(keys):
    plain = pa.table(rows(3000, WRONG))
    types = [pa.binary(), pa.large_binary(), pa.binary_view(), pa.string(), pa.large_string(), pa.string_view(),
             pa.dictionary(pa.int32(), pa.binary())]
    for kind in types:
        columns = {"kid": plain["kid"], "payload": plain["payload"].cast(pa.binary()), "mac": plain["mac"]}
        columns["payload"] = (columns["payload"].dictionary_encode() if pa.types.is_dictionary(kind)
                              else columns["payload"].cast(kind))
        table = pa.table(columns)
        chunked = pa.concat_tables([table.slice(10, 100), table.slice(0, 0), table.slice(2000, 1000)])
        failures = pa.table(verify(chunked, keys).failures)
        assert failures["row"].to_pylist() == [7, 1099], kind


def test_a_record_batch_alone(keys):
    batch = pa.table(rows(50, {3})).combine_chunks().to_batches()[0]
    assert pa.table(verify(batch, keys).failures)["row"].to_pylist() == [3]


def test_exceptions_say_what_is_wrong(table, keys, tmp_path):
    with pytest.raises(hmacsweep.ColumnError, match='there is no column "load"; the columns are "id", "kid"'):
        verify(table, keys, message="load")
    with pytest.raises(hmacsweep.ColumnError, match="cast it"):
        verify(table.set_column(3, "mac", pa.array([1.5] * 3000)), keys)
    with pytest.raises(hmacsweep.IncompleteError, match="3000"):
        verify(table, keys, expect_rows=3001)
    with pytest.raises(hmacsweep.KeyFileError):
        hmacsweep.KeyStore.open(tmp_path / "none.json")
    for name, value in {"algorithm": "HMAC_MD5", "mac_encoding": "rot13", "limits": "some", "cross_check": "half",
                        "threads": 0, "key_id": []}.items():
        with pytest.raises(ValueError):
            verify(table, keys, **{name: value})
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        verify([1, 2], keys)
    with pytest.raises(hmacsweep.HmacsweepError):
        verify(table, keys, backend="abacus")
    for error in (hmacsweep.ColumnError, hmacsweep.KeyFileError, hmacsweep.IncompleteError,
                  hmacsweep.BackendDisagreement, hmacsweep.VerificationError):
        assert issubclass(error, hmacsweep.HmacsweepError)


def test_an_error_of_the_stream_is_told(keys):
    def batches():
        yield from pa.table(rows(10)).to_batches()
        raise OSError("the disk is gone")

    schema = pa.table(rows(1)).schema
    with pytest.raises(hmacsweep.ColumnError, match="the disk is gone"):
        verify(pa.RecordBatchReader.from_batches(schema, batches()), keys)


def test_an_empty_table_is_not_ok_unless_it_may_be(keys):
    table = pa.table(rows(1)).slice(0, 0)
    assert verify(table, keys).status == 4
    assert verify(table, keys, allow_empty=True).ok


def test_no_trace_of_key_material(keys, key_file):
    for text in (repr(keys), str(keys), repr(vars(keys)), repr(pickle.dumps(keys)), repr(keys.fingerprints)):
        for material in MATERIAL.values():
            assert repr(material)[2:-1] not in text
    again = pickle.loads(pickle.dumps(keys))
    assert again.fingerprints == keys.fingerprints
    assert keys.names == ["k1", "k2"]
    with open(key_file) as file:
        from_descriptor = hmacsweep.KeyStore.open(file.fileno())
    with pytest.raises(TypeError):
        pickle.dumps(from_descriptor)
    with pytest.raises(TypeError):
        copy.copy(keys._ring())


def test_a_forked_process_reads_the_keys_again(keys):
    table = pa.table(rows(100))
    assert verify(table, keys, threads=1).ok
    child = os.fork()
    if child == 0:
        os._exit(0 if verify(table, keys, threads=1).ok else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def in_child(work) -> bool:
    """Whether `work` returns true in a process that is forked here."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = 0 if work() else 1
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_forked_process_cannot_use_its_parents_keys(keys, key_file):
    """Its memory has zeros in their place, and whoever knows that could make MACs."""
    table = pa.table(rows(10))
    result = verify(table, keys, threads=1)
    ring = keys._ring()
    with open(key_file) as file:
        from_descriptor = hmacsweep.KeyStore.open(file.fileno())

        def refuses(work) -> bool:
            try:
                work()
            except hmacsweep.HmacsweepError as error:
                return "anew" in str(error)
            return False

        fingerprints = keys.fingerprints
        assert in_child(lambda: refuses(lambda: ring.fingerprints) and refuses(lambda: result.summary)
                        and refuses(lambda: verify(table, from_descriptor))
                        and refuses(lambda: judge(ring, table, Request(), "auto", [])))
        assert in_child(lambda: keys.fingerprints == fingerprints and from_descriptor.fingerprints == fingerprints)
    by_key = result.summary["by_key"]
    assert in_child(lambda: verify(table, keys).summary["by_key"] == by_key)


FORKS = """
import os, sys, hmacsweep
keys = hmacsweep.KeyStore.open(sys.argv[1])
child = os.fork()
os.write(1, b"%d\\n" % os.getpid())
sys.stdin.readline()
"""


def holds(process: int, secret: bytes) -> bool:
    """Whether the memory of a process that waits has these bytes."""
    with open(f"/proc/{process}/maps") as maps, open(f"/proc/{process}/mem", "rb", 0) as memory:
        for line in maps:
            begin, end = (int(number, 16) for number in line.split()[0].split("-"))
            if line.split()[1].startswith("rw"):
                memory.seek(begin)
                if secret in memory.read(end - begin):
                    return True
    return False


def test_the_memory_of_a_forked_process_has_no_keys(tmp_path):
    secret = os.urandom(40)
    path = tmp_path / "keys.json"
    with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        json.dump({"Keys": [{"KeyId": "k", "KeyMaterial": base64.b64encode(secret).decode()}]}, file)
    with subprocess.Popen([sys.executable, "-c", FORKS, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        processes = {int(parent.stdout.readline()), int(parent.stdout.readline())}
        found = {process: holds(process, secret) for process in processes}
        parent.stdin.close()
    assert found.pop(parent.pid), "the test does not see what it looks for"
    assert list(found.values()) == [False]


def test_several_python_threads_share_keys(keys):
    table = pa.table(rows(3000, WRONG))
    found = []

    def work():
        found.append(verify(table, keys, threads=2).summary["classes"]["invalid"])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [3] * 4


def test_results_outlive_what_they_came_from(keys):
    result = verify(pa.table(rows(1000, {5})), keys)
    verdicts, failures = pa.array(result.verdicts), pa.table(result.failures)
    del result
    assert verdicts.to_pylist()[5] == "KMSInvalidMacException"
    assert failures["row"].to_pylist() == [5]
