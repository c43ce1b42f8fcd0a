#!/usr/bin/env python3
"""Compares what hmacsweep reads from JSON arrays with what Python's json module reads.

Random arrays of records and of other values, in random layouts, are verified; each element must have the class that it
has by Python's reading of the whole text, and stand at the line and offset where it was written. Then the same texts with
random damage: a text that Python refuses must never leave status 0 or 1, elements before the damage must keep what they
had, and one that Python still reads must be read alike.

Usage: json_array_oracle.py PROGRAM [ARRAYS]      (HMACSWEEP_TEST_SEED repeats a run)
"""
import base64
import hmac
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

SECRET = b"0123456789"
KEYS = '{"Keys":[{"KeyId":"k","KeyMaterial":"MDEyMzQ1Njc4OQ=="}]}'


def text(rng):
    return "".join(rng.choices('ab"\\/\n{}[],: \u00e9\u20ac\U0001f600', k=rng.randrange(8)))


def value(rng, depth=0):
    kind = rng.randrange(7 if depth < 3 else 5)
    if kind < 2:
        return rng.choice([0, -7, 1.5, 1e300, 12345678901234567890, None, True, False])
    if kind < 5:
        return text(rng)
    if kind == 5:
        return [value(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {text(rng): value(rng, depth + 1) for _ in range(rng.randrange(4))}


def record(rng):
    """An element, and its class."""
    if rng.random() < 0.2:
        other = value(rng)
        return other, "ValidationException"
    message = text(rng).encode() or b"x"
    mac = hmac.digest(SECRET, message, "sha256")
    members = [("KeyId", "k"), ("MacAlgorithm", "HMAC_SHA_256"), ("Message", base64.b64encode(message).decode()),
               ("Mac", base64.b64encode(mac).decode()), ("DryRun", False), ("GrantTokens", ["a", "]"])]
    members += [(f"extra{i}{text(rng)}", value(rng)) for i in range(rng.randrange(3))]
    rng.shuffle(members)
    found, kind = dict(members), "valid"
    if rng.random() < 0.2:
        found["Mac"] = base64.b64encode(bytes(32)).decode()
        kind = "KMSInvalidMacException"
    elif rng.random() < 0.1:
        found["KeyId"], kind = "lost", "NotFoundException"
    return found, kind


def blanks(rng):
    return "".join(rng.choices(" \t\r\n", k=rng.randrange(4))) if rng.random() < 0.5 else ""


def array(rng):
    """The bytes of an array, and of each element its offset, line and class."""
    out, places = b"\xef\xbb\xbf" if rng.random() < 0.1 else b"", []
    out += (blanks(rng) + "[" + blanks(rng)).encode()
    for i in range(rng.randrange(12)):
        if i:
            out += (blanks(rng) + "," + blanks(rng)).encode()
        element, kind = record(rng)
        places.append((len(out), out.count(b"\n") + 1, kind))
        out += json.dumps(element, indent=rng.choice([None, None, 1, 4]), ensure_ascii=rng.random() < 0.5,
                          separators=rng.choice([(",", ":"), (", ", ": ")])).encode()
    return out + (blanks(rng) + "]" + blanks(rng)).encode(), places


def verify(program, folder, data, threads):
    (folder / "in.json").write_bytes(data)
    run = subprocess.run([program, "verify", "in.json", "--keys", "keys.json", "--threads", threads, "-q"], cwd=folder,
                         capture_output=True, check=False)
    return run.returncode, [json.loads(line) for line in run.stdout.decode().splitlines()], run.stderr.decode()


def damage(rng, data):
    place = rng.randrange(len(data))
    kind = rng.randrange(3)
    if kind == 0:
        return data[:place], place
    byte = rng.choice(b'{}[]",:\\ \n0x')
    return (data[:place] + bytes([byte]) + data[place + (1 if kind == 1 else 0):]), place


def reads(data):
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    num_arrays = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    seed = int(os.environ.get("HMACSWEEP_TEST_SEED", random.SystemRandom().randrange(2**32)))
    print(f"HMACSWEEP_TEST_SEED={seed}")
    rng = random.Random(seed)
    wrong = 0

    def require(holds, what, data, *more):
        nonlocal wrong
        if not holds:
            wrong += 1
            print(f"{what}: {data!r}", *more)

    def code(line):
        return line["Error"]["Code"] if "Error" in line else "valid"

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "keys.json").write_text(KEYS)
        (folder / "keys.json").chmod(0o600)
        for _ in range(num_arrays):
            data, places = array(rng)
            status, lines, _ = verify(program, folder, data, rng.choice("13"))
            kinds = [kind for _, _, kind in places]
            expected = 1 if "KMSInvalidMacException" in kinds else 0 if set(kinds) == {"valid"} else 4
            require(status == expected and [code(line) for line in lines] == kinds, "classes", data, status, lines)
            for (offset, number, _), line in zip(places, lines):
                require("Error" not in line or (line["Offset"], line["Line"]) == (offset, number), "place", data, line)

            damaged, place = damage(rng, data)
            status, lines, error = verify(program, folder, damaged, "2")
            whole = reads(damaged)
            if whole is None:
                require(status in (1, 3, 4), "damage that passed", damaged, status)
                require(status != 1 or any(code(line) == "ValidationException" for line in lines) or error,
                        "damage that was not told", damaged, lines)
            elif isinstance(whole, list):
                require(status != 3 and len(lines) == len(whole), "damage that JSON allows", damaged, status, error)
            before = [kind for (offset, _, kind), (end, _, _) in zip(places, places[1:]) if end <= place]
            require([code(line) for line in lines][:len(before)] == before, "elements before the damage", damaged, lines)
    print(f"{num_arrays} arrays and as many with damage, {wrong} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
