#!/usr/bin/env python3
"""Breaks the self-test on purpose, to show that it can fail and what happens then: in a copy of the program one digit of
a known answer is altered, each of them in turn, and no backend may be used any more.

Usage: break_self_test.py PROGRAM
"""
import pathlib
import re
import subprocess
import sys
import tempfile

DIGITS = {"HMAC_SHA_224": 56, "HMAC_SHA_256": 64, "HMAC_SHA_384": 96, "HMAC_SHA_512": 128}
RECORD = b'{"KeyId":"k","MacAlgorithm":"HMAC_SHA_256","Message":"","Mac":"AAAA"}\n'


def known_answers(program):
    """{number of digits: offsets of the known answers of that length in the program's bytes}."""
    found = {}
    for match in re.finditer(rb"(?<![0-9a-f])[0-9a-f]{56,128}(?![0-9a-f])", program):
        found.setdefault(len(match[0]), []).append(match.start())
    return found


def run(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, input=RECORD, check=False)


def check_broken(program, folder, algorithm):
    """What is wrong with a program whose known answer of this algorithm was altered."""
    keys = folder / "keys.json"
    keys.write_text('{"Keys":[{"KeyId":"k","KeyMaterial":"AAAA"}]}')
    keys.chmod(0o600)
    devices = run(program, "devices").stdout.decode()
    for backend in ("simd", "scalar", "openssl"):
        line = next((line for line in devices.splitlines() if line.split()[:1] == [backend]), "")
        if line.split()[1:2] != ["FAILED"] or "self-test failed" not in line:
            yield f"{algorithm}: devices does not say that the self-test failed: {line}"
        done = run(program, "verify", "--keys", str(keys), "--backend", backend)
        errors = done.stderr.decode()
        if done.returncode != 5 or done.stdout or "self-test failed" not in errors or algorithm not in errors:
            yield f"{algorithm}: --backend {backend} ends with status {done.returncode}: {errors}"
    done = run(program, "verify", "--keys", str(keys))
    if done.returncode != 5 or done.stdout:
        yield f"{algorithm}: --backend auto ends with status {done.returncode}"


def main():
    original = pathlib.Path(sys.argv[1]).resolve()
    program = original.read_bytes()
    answers = known_answers(program)
    faults, count = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for algorithm, digits in DIGITS.items():
            for place in answers.get(digits, []):
                broken = bytearray(program)
                broken[place] = ord("0") if broken[place] != ord("0") else ord("1")
                copy = folder / "broken"
                copy.write_bytes(broken)
                copy.chmod(0o755)
                faults += check_broken(str(copy), folder, algorithm)
                count += 1
        whole = run(str(original), "devices").stdout.decode()
        if "self-test failed" in whole:
            faults.append("the self-test fails by itself")
    for fault in faults:
        print(fault)
    print(f"{count} known answers altered: {len(faults)} faults")
    return 1 if faults or count < 96 else 0


if __name__ == "__main__":
    sys.exit(main())
