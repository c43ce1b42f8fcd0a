#!/usr/bin/env python3
"""How fast tables of Arrow in memory are verified, as ratios of one run: A1 against the program on JSON Lines, A2 against
the fastest loop in Python (pyca), both with one thread; A3 two threads against one; A4 calls of 10,000 rows against one call;
C1 the program on the rows in COPY's binary form from a pipe against a file of JSON Lines, both with two threads.

Usage: columns.py PROGRAM [--rows N] [--rounds N]

A3 and C1 are by the clock and want an idle machine; the others are by processor time, which a busy one changes little. The best of
several rounds counts, and the counts of wrong rows are asserted. Needs the Python package with pyarrow and cryptography.
"""
import argparse
import base64
import hmac
import json
import os
import resource
import struct
import subprocess
import tempfile
import time

import hmacsweep
import pyarrow as pa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

MATERIAL = b"material of the benchmark's key."
WRONG = 10
GOALS = {"A1": "2.0 / 2.5 / 3.0", "A2": "6 / 8 / 10", "A3": "1.7 / 1.8 / 1.9", "A4": "0.90 / 0.95 / 0.98",
         "C1": "0.4 / 0.7 / 0.9"}


def make_rows(count):
    messages = [os.urandom(16).hex().encode() * 8 for _ in range(count)]    # 256 bytes
    macs = [hmac.digest(MATERIAL, message, "sha256") for message in messages]
    for i in range(WRONG):
        macs[i * (count // WRONG)] = bytes(32)
    return messages, macs


def processor_seconds():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def pyca_loop(messages, macs):
    keyed = HMAC(MATERIAL, hashes.SHA256())
    wrong = 0
    for message, mac in zip(messages, macs):
        one = keyed.copy()
        one.update(message)
        try:
            one.verify(mac)
        except InvalidSignature:
            wrong += 1
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    messages, macs = make_rows(given.rows)
    table = pa.table({"message": pa.array(messages, pa.binary()), "mac": pa.array(macs, pa.binary())})
    with tempfile.TemporaryDirectory() as folder:
        key_file, lines = f"{folder}/keys.json", f"{folder}/rows.jsonl"
        with open(os.open(key_file, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            json.dump({"Keys": [{"KeyId": "k", "KeyMaterial": base64.b64encode(MATERIAL).decode()}]}, file)
        with open(lines, "w") as file:
            for message, mac in zip(messages, macs):
                file.write('{"KeyId":"k","MacAlgorithm":"HMAC_SHA_256","Message":"%s","Mac":"%s"}\n'
                           % (base64.b64encode(message).decode(), base64.b64encode(mac).decode()))
        with open(f"{folder}/rows.copy", "wb") as file:
            file.write(b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0))
            for message, mac in zip(messages, macs):
                file.write(struct.pack(">hi", 2, len(message)) + message + struct.pack(">i", len(mac)) + mac)
            file.write(struct.pack(">h", -1))
        keys = hmacsweep.KeyStore.open(key_file)

        def verify(part, threads):
            result = hmacsweep.verify(part, keys=keys, key_id=hmacsweep.Key("k"), backend="simd", threads=threads)
            return len(result.failures)

        def program(threads, source, *options, **streams):
            done = subprocess.run([given.program, "verify", source, "--keys", key_file, "--backend", "simd", "--threads",
                                   str(threads), "--results", "none", "--summary", f"{folder}/summary.json", "-q", *options],
                                  check=False, **streams)
            assert done.returncode == 1
            with open(f"{folder}/summary.json") as file:
                return json.load(file)["classes"]["invalid"]

        def pipe():
            with subprocess.Popen(["cat", f"{folder}/rows.copy"], stdout=subprocess.PIPE) as cat:
                return program(2, "-", "--input-format", "pgcopy", "--columns", "message=1,mac=2", "--key-id", "k",
                               "--mac-algorithm", "HMAC_SHA_256", stdin=cat.stdout)

        parts = [table.slice(begin, 10_000) for begin in range(0, given.rows, 10_000)]
        ways = {"one": lambda: verify(table, 1), "two": lambda: verify(table, 2),
                "calls": lambda: sum(verify(part, 1) for part in parts), "program": lambda: program(1, lines),
                "lines": lambda: program(2, lines), "pipe": pipe,
                "pyca": lambda: pyca_loop(messages, macs)}
        clock = dict.fromkeys(ways, float("inf"))
        work = dict.fromkeys(ways, float("inf"))
        for _ in range(given.rounds):
            for name, way in ways.items():
                begin, begin_work = time.perf_counter(), processor_seconds()
                assert way() == WRONG
                clock[name] = min(clock[name], time.perf_counter() - begin)
                work[name] = min(work[name], processor_seconds() - begin_work)
    ratios = {"A1": work["program"] / work["one"], "A2": work["pyca"] / work["one"], "A3": clock["one"] / clock["two"],
              "A4": work["one"] / work["calls"], "C1": clock["lines"] / clock["pipe"]}
    for name in ways:
        print(f"{name:8} {given.rows / clock[name] / 1e6:5.2f} M rows/s, {given.rows / work[name] / 1e6:5.2f} for a second of a core")
    for name, ratio in ratios.items():
        print(f"{name} {ratio:.2f}  (accept / good / stretch: {GOALS[name]})")


if __name__ == "__main__":
    main()
