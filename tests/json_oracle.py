#!/usr/bin/env python3
"""Compares messages that are JSON objects with what Python's json module and, where it is there, Node.js make of them.

Random objects go through `generate --message sorted-without:mac`, `sorted-utf8-without:mac`, `jcs-without:mac` and
`json-without:mac`. Python writes the first two; JavaScript's JSON.stringify over sorted names is RFC 8785 by its own
definition; the last is a line that was written without the member.

Usage: json_oracle.py PROGRAM [RECORDS]      (HMACSWEEP_TEST_SEED repeats a run)
"""
import base64
import json
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile

KEYS = '{"Keys":[{"KeyId":"k","KeyMaterial":"MDEyMzQ1Njc4OQ=="}]}'
JCS = """
const sorted = v => v === null || typeof v !== 'object' ? JSON.stringify(v)
    : Array.isArray(v) ? '[' + v.map(sorted).join(',') + ']'
    : '{' + Object.keys(v).sort().map(k => JSON.stringify(k) + ':' + sorted(v[k])).join(',') + '}';
for (const line of require('fs').readFileSync(0, 'utf8').split('\\n').filter(l => l)) {
    process.stdout.write(Buffer.from(sorted(JSON.parse(line))).toString('base64') + '\\n');
}
"""


def text(rng):
    return "".join(rng.choices('ab"\\/\n\x01\x7f\u00e9\u20ac\ufb33\U0001f600},', k=rng.randrange(4)))


def number(rng):
    kind = rng.randrange(4)
    if kind == 0:
        return rng.randrange(-100, 100)
    if kind == 1:
        return rng.randrange(-2**63, 2**64)
    if kind == 2:
        return rng.uniform(-1, 1) * 10 ** rng.randrange(-30, 30)
    while True:
        value = struct.unpack("<d", rng.randbytes(8))[0]
        if abs(value) < float("inf"):
            return value


def long_integer(rng):
    """Of up to 40 digits, often beside a power of two."""
    near = 2 ** rng.randrange(50, 80) + rng.randrange(-2, 3)
    return rng.choice([-1, 1]) * (near if rng.random() < 0.5 else rng.randrange(10 ** rng.randrange(15, 40)))


def value(rng, depth):
    kind = rng.randrange(7 if depth < 3 else 5)
    if kind < 2:
        return number(rng)
    if kind < 4:
        return text(rng)
    if kind == 4:
        return rng.choice([None, True, False])
    if kind == 5:
        return [value(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {text(rng): value(rng, depth + 1) for _ in range(rng.randrange(4))}


def messages(program, folder, recipe):
    run = subprocess.run([program, "generate", "in.jsonl", "--keys", "keys.json", "--key-id", "k", "--mac-algorithm",
                          "HMAC_SHA_256", "--columns", "mac=mac", "--message",
                          recipe, "--with-message", "-q"], cwd=folder, capture_output=True, check=False)
    return [json.loads(line).get("Message", line) for line in run.stdout.decode().splitlines()]


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    num_records = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
    seed = int(os.environ.get("HMACSWEEP_TEST_SEED", random.SystemRandom().randrange(2**32)))
    print(f"HMACSWEEP_TEST_SEED={seed}")
    rng = random.Random(seed)
    lines, without, expected, in_utf8 = [], [], [], []
    for _ in range(num_records):
        members = [(f"{i}{text(rng)}", value(rng, 0)) for i in range(rng.randrange(5))]
        members = [(name, content) for name, content in members if name != "mac"]
        rng.shuffle(members)
        separators = rng.choice([(",", ":"), (", ", ": ")])
        is_ascii = rng.random() < 0.5
        def dump(pairs, separators=separators, is_ascii=is_ascii):
            return json.dumps(dict(pairs), separators=separators, ensure_ascii=is_ascii)
        without.append(dump(members))
        place = rng.randrange(len(members) + 1)
        lines.append(dump(members[:place] + [("mac", "AAAA")] + members[place:]))
        expected.append(json.dumps(dict(members), sort_keys=True, separators=(",", ":")))
        in_utf8.append(json.dumps(dict(members), sort_keys=True, separators=(",", ":"), ensure_ascii=False))
    wrong = 0

    def compare(recipe, found, wanted):
        nonlocal wrong
        if len(found) != len(wanted):
            wrong += 1
            print(f"{recipe}: {len(found)} messages, not {len(wanted)}")
        for line, ours, theirs in zip(lines, found, wanted):
            if ours != theirs:
                wrong += 1
                print(f"{recipe}: {line}\n  here   {base64.b64decode(ours)}\n  wanted {base64.b64decode(theirs)}")

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "keys.json").write_text(KEYS)
        (folder / "keys.json").chmod(0o600)
        (folder / "in.jsonl").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        in_base64 = lambda texts: [base64.b64encode(text.encode()).decode() for text in texts]    # noqa: E731
        compare("json-without:mac", messages(program, folder, "json-without:mac"), in_base64(without))
        compare("sorted-without:mac", messages(program, folder, "sorted-without:mac"), in_base64(expected))
        compare("sorted-utf8-without:mac", messages(program, folder, "sorted-utf8-without:mac"), in_base64(in_utf8))
        if shutil.which("node"):
            node = subprocess.run(["node", "-e", JCS], input="\n".join(without).encode(), capture_output=True,
                                  check=True)
            compare("jcs-without:mac", messages(program, folder, "jcs-without:mac"), node.stdout.decode().split())
            lines = [json.dumps({"n": [long_integer(rng) for _ in range(4)]}) for _ in range(num_records)]
            (folder / "in.jsonl").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
            node = subprocess.run(["node", "-e", JCS], input="\n".join(lines).encode(), capture_output=True, check=True)
            compare("jcs-without:mac", messages(program, folder, "jcs-without:mac"), node.stdout.decode().split())
        else:
            print("skipped: no node, so jcs-without is compared with the vectors of RFC 8785 alone")
    print(f"{num_records} records, {wrong} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
