#!/usr/bin/env python3
"""Times verify over the same records in every format and compression: bench/inputs.py PROGRAM [--records N] [--rounds N]

Records have text messages of 50 to 700 bytes, half of them JSON, under one key, MACs in hex. The inputs are made first;
then every one is verified once a round, round after round, so that a busy moment falls on all alike. Prints MB/s of
(decompressed) text: the median, and the fastest and slowest.
"""

import argparse
import base64
import csv
import hmac
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

KEY = b"a key for benchmarks, no secret"


def records(count):
    """(id, message, MAC) of every record."""
    dice = random.Random(1)
    for number in range(count):
        text = "".join(dice.choice("abcdefghij klmnopq") for _ in range(dice.randrange(50, 680)))
        message = json.dumps({"user": text[:8], "note": text[20:]}) if number % 2 else text
        yield str(number), message, hmac.new(KEY, message.encode(), "sha256").hexdigest()


def write_inputs(folder, count):
    """The inputs as (what, file, options), and the key file."""
    keys = os.path.join(folder, "keys.json")
    with open(os.open(keys, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        json.dump({"Keys": [{"KeyId": "bench", "KeyMaterial": base64.b64encode(KEY).decode()}]}, file)

    path = lambda name: os.path.join(folder, name)
    rows = list(records(count))
    with open(path("a.jsonl"), "w") as file:
        for name, message, mac in rows:
            file.write(json.dumps({"Id": name, "Message": message, "Mac": mac}) + "\n")
    with open(path("quoted.csv"), "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["Id", "Message", "Mac"])
        table.writerows(rows)
    with open(path("plain.csv"), "w") as file:
        file.write("Id,Message,Mac\n")
        for name, message, mac in rows:
            if '"' not in message:
                file.write(f"{name},{message},{mac}\n")
    with open(path("a.log"), "w") as file:
        for name, message, mac in rows:
            file.write(f"{message} hmac={mac}\n")
    with open(path("copy.txt"), "w") as file:
        for name, message, mac in rows:
            file.write("\t".join([name, message.replace("\\", "\\\\"), mac]) + "\n")
    with open(path("recipe.jsonl"), "w") as file:
        for name, message, mac in rows:
            mac = hmac.new(KEY, f"orders|{name}|{message}".encode(), "sha256").hexdigest()
            file.write(json.dumps({"Id": name, "payload": message, "Mac": mac}) + "\n")

    inputs = [
        ("JSON Lines, message as text", "a.jsonl", []),
        ("CSV, half the messages JSON in quotes", "quoted.csv", []),
        ("CSV, cells without quotes", "plain.csv", []),
        ("PostgreSQL's COPY as text", "copy.txt",
         ["--input-format", "pgcopy", "--no-header", "--columns", "id=1,message=2,mac=3"]),
        ("--line '{Message} hmac={Mac:hex}'", "a.log", ["--line", "{Message} hmac={Mac:hex}"]),
        ("--message 'orders|{Id}|{payload}'", "recipe.jsonl", ["--message", "orders|{Id}|{payload}"]),
    ]
    for tool, suffix in (("gzip", ".gz"), ("zstd", ".zst")):
        if shutil.which(tool):
            subprocess.run([tool, "-q", "-k", path("a.jsonl")], check=True)
            inputs.append((f"JSON Lines, {tool}", "a.jsonl" + suffix, []))
    return inputs, keys


def verify(program, folder, keys, name, options):
    """Seconds of one run; every record must be valid."""
    command = [program, "verify", os.path.join(folder, name), "--keys", keys, "--key-id", "bench", "--mac-algorithm",
               "HMAC_SHA_256", "--mac-encoding", "hex", "-o", os.path.join(folder, "results"), "-q", *options]
    if not {"--line", "--message"} & set(options):
        command += ["--message-encoding", "text"]
    begun = time.perf_counter()
    status = subprocess.run(command).returncode
    seconds = time.perf_counter() - begun
    if status != 0:
        sys.exit(f"verify of {name} ended with status {status}: every record should be valid")
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--records", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        inputs, keys = write_inputs(folder, arguments.records)
        seconds = {name: [] for _, name, _ in inputs}
        for _ in range(arguments.rounds):
            for _, name, options in inputs:
                seconds[name].append(verify(arguments.program, folder, keys, name, options))
        print(f"{'input':40} {'MB':>6} {'MB/s':>6}  slowest, fastest")
        for what, name, _ in inputs:
            text = name.removesuffix(".gz").removesuffix(".zst")
            size = os.path.getsize(os.path.join(folder, text)) / 1e6
            times = seconds[name]
            print(f"{what:40} {size:6.0f} {size / statistics.median(times):6.0f}"
                  f"  {size / max(times):.0f}, {size / min(times):.0f}")


if __name__ == "__main__":
    main()
