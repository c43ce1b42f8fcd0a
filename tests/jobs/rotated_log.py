#!/usr/bin/env python3
"""Log files under three keys that were rotated, gzip'd, one of them cut short, with 57 altered lines.

The keys change in the middle of files. Nothing in a line says which key it is under: `--key-id any` tries those of the
key file. Found must be exactly the altered lines, the ranges of records under each key, and of the file that breaks off
every whole line before the break. With --full: 200 MB of lines, before compression.

Usage: rotated_log.py PROGRAM [--full] [--rate ROUNDS]
"""
import hashlib
import hmac
import json
import random
import re
import zlib

import job as jobs

ALTERED = 57
NUM_FILES = 8
CUT = 4    # the file that breaks off
KEYS = {"log-2024": b"the first of three secrets", "log-2025": b"the second", "log-2026": b"and the third of them"}
OPTIONS = ["--line", "{Message} hmac={Mac:hex}", "--mac-algorithm", "HMAC_SHA_256"]


def make_lines(count):
    """The lines' messages, each with the name of its key; the key changes after each third, which is no file's end."""
    rng = random.Random(57)
    names = list(KEYS)
    for i in range(count):
        host, user, size = rng.randrange(40), rng.randrange(10**6), rng.randrange(10**5)
        message = (f"2026-{1 + i * 11 // count:02}-{1 + i % 28:02}T{i % 24:02}:{i % 60:02}:00Z host-{host} audit[{i}]: "
                   f"user={user:06} action=transfer amount={size} status={'ok' if i % 7 else 'denied'}")
        yield names[i * 3 // count], message.encode()


def compress(text):
    deflate = zlib.compressobj(6, zlib.DEFLATED, 31)
    return deflate.compress(text) + deflate.flush()


def write_files(job, count):
    """Writes the files. Returns the text and the lines' keys of each, and the set of (file, record) altered."""
    altered = set(random.Random(1).sample([i for i in range(count) if is_before_cut(i, count)], ALTERED))
    texts, keys, places = [], [], set()
    per_file = -(-count // NUM_FILES)
    for i, (key, message) in enumerate(make_lines(count)):
        if i % per_file == 0:
            texts.append(bytearray())
            keys.append([])
        mac = hmac.new(KEYS[key], message, hashlib.sha256).hexdigest()
        if i in altered:
            message = message.replace(b"amount=", b"amount=9", 1)
            places.add((f"app-{len(texts)}.log.gz", i % per_file + 1))
        texts[-1] += message + b" hmac=" + mac.encode() + b"\n"
        keys[-1].append(None if i in altered else key)
    for number, text in enumerate(texts, 1):
        data = compress(text)
        job.path(f"app-{number}.log.gz").write_bytes(data[:len(data) // 2] if number == CUT else data)
    return texts, keys, places


def is_before_cut(i, count):
    """Whether a line is in a whole file, or in the first third of the one that is cut in the middle."""
    per_file = -(-count // NUM_FILES)
    return i // per_file + 1 != CUT or i % per_file < per_file // 3


def ranges_of(name, keys):
    """The ranges of records under each key; altered lines, which are None, count for nothing."""
    ranges = []
    for record, key in enumerate(keys, 1):
        if key is None:
            continue
        if not ranges or ranges[-1]["key"] != key:
            ranges.append({"source": name, "first": record, "last": record, "key": key})
        ranges[-1]["last"] = record
    return ranges


def check_run(job, texts, keys, places, key_ids):
    names = [f"app-{number}.log.gz" for number in range(1, NUM_FILES + 1)]
    run = job.run("verify", *names, "--keys", "keys.json", *key_ids, *OPTIONS, "--results", "failures", "--summary",
                  "summary.json")
    summary = json.loads(job.path("summary.json").read_text())
    found = {(line["Source"], line["Record"]) for line in run.results}
    job.check("status 1 for the altered lines, and the file that breaks off among the reasons",
              run.status == 1 and "also: 1 of 8 inputs was not read whole" in run.errors, f"{run.status}\n{run.errors}")
    job.check(f"the {ALTERED} altered lines are found, and no others", found == places and len(run.results) == ALTERED,
              sorted(found ^ places))
    job.check("an altered line names no key", all("KeyId" not in line for line in run.results), run.results[:1])

    cut = re.search(rf"whole records in the (\d+) bytes before that", run.errors)
    job.check("the file that breaks off is named", cut is not None and f"app-{CUT}.log.gz" in run.errors, run.errors)
    given = int(cut.group(1)) if cut else 0
    whole = zlib.decompressobj(31).decompress(job.path(f"app-{CUT}.log.gz").read_bytes())
    job.check("nearly all of it is read that zlib finds there", len(whole) - 4096 <= given <= len(whole),
              (given, len(whole)))
    expected = [len(of_file) for of_file in keys]
    expected[CUT - 1] = texts[CUT - 1][:given].count(b"\n")
    counts = [source["records"] for source in summary["sources"]]
    job.check("every file's records are judged, of the broken one those that are whole", counts == expected,
              (counts, expected))
    keys = [*keys[:CUT - 1], keys[CUT - 1][:expected[CUT - 1]], *keys[CUT:]]
    ranges = [row for name, of_file in zip(names, keys) for row in ranges_of(name, of_file)]
    job.check(f"the {len(ranges)} ranges of records under each key", summary["key_ranges"] == ranges and
              summary["num_key_ranges"] == len(ranges), summary["key_ranges"])
    by_key = {row["key"]: row["records"] for row in summary["by_key"]}
    job.check("the counts by key", by_key == {key: sum(of_file.count(key) for of_file in keys) for key in KEYS}, by_key)
    checks = summary["cross_check"]["candidates"]
    job.check("every match was re-judged, and every altered line under all keys",
              checks["matches"] == sum(by_key.values()) and checks["unmatched"] == ALTERED and
              checks["unmatched_pairs"] == 3 * ALTERED and
              checks["failing_pairs"] >= min(10_000, checks["matches"]), checks)


def do(job):
    count = 200_000_000 // 165 if job.is_full else 8_000
    job.write_keys(KEYS)
    texts, keys, places = write_files(job, count)
    size = sum(len(text) for text in texts)
    print(f"{count} lines, {size / 1e6:.1f} MB, in {NUM_FILES} files")
    check_run(job, texts, keys, places, ["--key-id", "any"])
    if not job.is_full:
        check_run(job, texts, keys, places, ["--key-id", "log-2026,log-2024,log-2025"])
    if job.rounds:
        for number, text in enumerate(texts, 1):
            job.path(f"app-{number}.log.gz").write_bytes(compress(text))
        records = [(key, message, hmac.new(KEYS[key], message, hashlib.sha256).digest())
                   for key, message in make_lines(count)]
        names = [f"app-{number}.log.gz" for number in range(1, NUM_FILES + 1)]
        job.rate("gzip'd lines, three candidate keys", size,
                 ["verify", *names, "--keys", "keys.json", "--key-id", "any", *OPTIONS], records)


if __name__ == "__main__":
    jobs.main(__doc__, do)
