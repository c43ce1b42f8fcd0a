#!/usr/bin/env python3
"""Compares how the program reads CSV with Python's csv module, on many small random tables.

Python's strict mode has the program's rules: a quote counts where a cell begins, and text behind a closing quote is an
error. It ends a table there, so records are compared up to the first error, and that record must be malformed. A blank
line is a row, of NULL, where the first row has one cell. What Python does not tell apart, NULL and the empty text, is not
compared.

Tables in the binary form of PostgreSQL's COPY, whole, cut short and damaged, are compared with what Python's struct makes
of them.

Usage: table_oracle.py PROGRAM [TABLES]      (HMACSWEEP_TEST_SEED repeats a run)
"""
import base64
import csv
import io
import json
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

PIECES = ["a", '"', '""', ",", ",", "\n", "\n", "\r\n", "b c", ',"x', 'y",', ',"z\n"\n', '\n"p""q",', "\u00e4"]
KEYS = '{"Keys":[{"KeyId":"k","KeyMaterial":"MDEyMzQ1Njc4OQ=="}]}'


def python_records(text):
    """(line, first cell) of every record; the cell is None where Python finds an error, which ends the list."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records, blank, is_one_column = [], [], None
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return records
        except csv.Error:
            return records + [(line, None)]
        if row and is_one_column is None:
            is_one_column = len(row) == 1
            records += blank if is_one_column else []
        if row:
            records.append((line, row[0]))
        elif is_one_column is None:
            blank.append((line, ""))
        elif is_one_column:
            records.append((line, ""))


def results(program, folder, key_id, tables="tables", file_format="csv"):
    """The program's result lines, by source."""
    run = subprocess.run([program, "generate", tables, "--keys", "keys.json", "--input-format", file_format,
                          "--no-header", "--columns", "message=1", "--message-encoding", "text", "--with-message",
                          "--key-id", key_id, "--mac-algorithm", "HMAC_SHA_256", "-q"], cwd=folder,
                         capture_output=True, check=False)
    found = {}
    for line in run.stdout.decode().splitlines():
        result = json.loads(line)
        found.setdefault(result["Source"], []).append(result)
    return found


def random_rows(rng):
    """The bytes of a table in COPY's binary form; every third is cut short or damaged."""
    columns = rng.choice([1, 1, 2, 5])
    table = bytearray(b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", rng.choice([0, 1]), 0))
    for _ in range(rng.randrange(12)):
        count = columns if rng.random() < 0.9 else rng.randrange(4)
        table += struct.pack(">h", count)
        for _ in range(count):
            field = None if rng.random() < 0.1 else rng.randbytes(rng.choice([0, 1, 4, 30, 2000]))
            table += struct.pack(">i", -1 if field is None else len(field)) + (field or b"")
    table += struct.pack(">h", -1)
    if rng.random() < 0.2:
        del table[rng.randrange(19, len(table)):]
    elif rng.random() < 0.2:
        table[rng.randrange(19, len(table))] ^= rng.choice([0x01, 0x80, 0xff])
    return bytes(table)


def python_rows(table):
    """(offset, fields) of every row before the trailer, the end or the first damage."""
    rows, place = [], 19
    try:
        while True:
            begin, fields = place, []
            (count,) = struct.unpack_from(">h", table, place)
            place += 2
            if count < 0:
                return rows
            for _ in range(count):
                (size,) = struct.unpack_from(">i", table, place)
                place += 4 + max(size, 0)
                if size < -1 or place > len(table):
                    return rows
                fields.append(None if size < 0 else table[place - size:place])
            rows.append((begin, fields))
    except struct.error:
        return rows


def compare_rows(program, folder, num_tables, rng):
    """How many rows were compared, and how many tables differ."""
    tables = {f"rows/{i:06}.pgcopy": random_rows(rng) for i in range(num_tables)}
    (folder / "rows").mkdir()
    for name, table in tables.items():
        (folder / name).write_bytes(table)
    made, placed = (results(program, folder, key, "rows", "pgcopy") for key in ("k", "lost"))
    wrong = compared = 0
    for name, table in tables.items():
        ours = list(zip(placed.get(name, []), made.get(name, []), strict=True))
        theirs = python_rows(table)
        problem = "" if len(ours) == len(theirs) else f"{len(theirs)} rows for Python, and {len(ours)} here"
        for (place, result), (offset, fields) in zip(ours, theirs):
            compared += 1
            if place["Offset"] != offset or "Line" in place:
                problem = problem or f"row {place['Record']} begins at {offset}, not as {place} says"
            if fields and len(fields) == len(theirs[0][1]) and fields[0] is not None:
                is_right = "Message" in result and base64.b64decode(result["Message"]) == fields[0]
            else:
                is_right = result.get("Error", {}).get("Code") == "ValidationException"
            if not is_right:
                problem = problem or f"row {place['Record']} is {fields} for Python, and {result} here"
        if problem:
            wrong += 1
            print(f"{table.hex()}: {problem}")
    print(f"{num_tables} binary tables, {compared} rows compared, {wrong} tables differ")
    return compared, wrong


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
        compared_rows, wrong_rows = compare_rows(program, folder, num_tables, rng)
    print(f"{num_tables} tables, {compared} records compared, {wrong} tables differ")
    return 1 if wrong or wrong_rows or min(compared, compared_rows) < num_tables else 0


if __name__ == "__main__":
    sys.exit(main())
