#!/usr/bin/env python3
"""Compares how the program reads CSV with Python's csv module, on many small random tables.

Python's strict mode has the program's rules: a quote counts where a cell begins, and text behind a closing quote is an
error. It ends a table there, so records are compared up to the first error, and that record must be malformed. What
Python does not tell apart, NULL and the empty text, is not compared.

Usage: table_oracle.py PROGRAM [TABLES]      (HMACSWEEP_TEST_SEED repeats a run)
"""
import base64
import csv
import io
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

PIECES = ["a", '"', '""', ",", ",", "\n", "\n", "\r\n", "b c", ',"x', 'y",', ',"z\n"\n', '\n"p""q",', "\u00e4"]
KEYS = '{"Keys":[{"KeyId":"k","KeyMaterial":"MDEyMzQ1Njc4OQ=="}]}'


def python_records(text):
    """(line, first cell) of every record; the cell is None where Python finds an error, which ends the list."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records = []
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return records
        except csv.Error:
            return records + [(line, None)]
        if row:
            records.append((line, row[0]))


def results(program, folder, key_id):
    """The program's result lines, by source."""
    run = subprocess.run([program, "generate", "tables", "--keys", "keys.json", "--input-format", "csv", "--no-header",
                          "--columns", "message=1", "--message-encoding", "text", "--with-message", "--key-id", key_id,
                          "--mac-algorithm", "HMAC_SHA_256", "-q"], cwd=folder, capture_output=True, check=False)
    found = {}
    for line in run.stdout.decode().splitlines():
        result = json.loads(line)
        found.setdefault(result["Source"], []).append(result)
    return found


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    num_tables = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    seed = int(os.environ.get("HMACSWEEP_TEST_SEED", random.SystemRandom().randrange(2**32)))
    print(f"HMACSWEEP_TEST_SEED={seed}")
    rng = random.Random(seed)
    wrong = compared = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "keys.json").write_text(KEYS)
        (folder / "keys.json").chmod(0o600)
        (folder / "tables").mkdir()
        texts = {}
        for i in range(num_tables):
            text = "".join(rng.choices(PIECES, k=rng.randrange(60)))
            texts[f"tables/{i:06}.csv"] = text
            (folder / f"tables/{i:06}.csv").write_bytes(text.encode())
        # Under a key that is not there every record is a failure, and failures tell their lines.
        made, placed = results(program, folder, "k"), results(program, folder, "lost")
        for source, text in texts.items():
            ours = list(zip(placed.get(source, []), made.get(source, []), strict=True))
            theirs = python_records(text)
            problem = "" if len(ours) >= len(theirs) else "a record is missing"
            if len(ours) > len(theirs) and (not theirs or theirs[-1][1] is not None):
                problem = "there is a record too many"
            for (place, result), (line, cell) in zip(ours, theirs):
                compared += 1
                if place["Line"] != line:
                    problem = problem or f"record {place['Record']} begins on line {line}, not {place['Line']}"
                if cell is None:
                    is_right = result.get("Error", {}).get("Code") == "ValidationException"
                elif cell == "":
                    is_right = "NULL" in result["Error"]["Message"] if "Error" in result else result["Message"] == ""
                else:
                    is_right = "Message" in result and base64.b64decode(result["Message"]) == cell.encode()
                if not is_right:
                    problem = problem or f"record {place['Record']} is {cell!r} for Python, and {result} here"
            if problem:
                wrong += 1
                print(f"{text!r}: {problem}")
    print(f"{num_tables} tables, {compared} records compared, {wrong} tables differ")
    return 1 if wrong or compared < num_tables else 0


if __name__ == "__main__":
    sys.exit(main())
