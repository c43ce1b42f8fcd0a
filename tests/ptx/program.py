#!/usr/bin/env python3
"""The program whose GPU is interpreted PTX, in every format and mode, against Python's hmac and its own scalar backend.

program.py PROGRAM [--records N] [--seed N] [--coverage FILE] [--only TEXT]

N records in each format, or in those whose name has the text. HMACSWEEP_PTX_ARCHITECTURE chooses among the architectures of the build.
"""
import argparse
import base64
import csv
import hashlib
import hmac
import io
import json
import os
import random
import subprocess
import sys
import tempfile

from hands import HANDS, small_tables

SELF_TEST_BATCHES = 2    # that the host packs for a GPU before it is used

HASHES = {
    "HMAC_SHA_224": hashlib.sha224,
    "HMAC_SHA_256": hashlib.sha256,
    "HMAC_SHA_384": hashlib.sha384,
    "HMAC_SHA_512": hashlib.sha512,
}


def text_64(data):
    return base64.b64encode(data).decode()


class Record:
    def __init__(self, number, random_, keys, is_text):
        self.id = f"row-{number}"
        self.key_id = random_.choice(list(keys))
        self.algorithm = random_.choice(list(HASHES))
        size = random_.choice([random_.randrange(300), random_.choice([0, 55, 56, 63, 64, 111, 112, 119, 127, 128, 4096])])
        self.message = random_.randbytes(size)
        if is_text:
            # No quote, no backslash; an empty cell is no message.
            self.message = bytes(35 + byte % 57 for byte in self.message) or b"-"
        self.is_valid = random_.random() < 0.8
        self.damage = random_.randrange(1 << 16)
        self.key = keys[self.key_id]

    def mac(self, hashed=None, left=0):
        """What is kept of the MAC, 16 bytes or more; with one bit flipped, when the record is to be invalid."""
        mac = bytearray(hmac.new(self.key, self.message if hashed is None else hashed, HASHES[self.algorithm]).digest())
        del mac[16 + left % (len(mac) - 15) if left else len(mac):]
        if not self.is_valid:
            mac[self.damage // 8 % len(mac)] ^= 1 << self.damage % 8
        return bytes(mac)


def json_lines(records):
    for i, r in enumerate(records):
        more = '"more":{},' if i % 17 == 3 else ""  # for the host's reader
        yield (f'{{{more}"Id":"{r.id}","KeyId":"{r.key_id}","MacAlgorithm":"{r.algorithm}",'
               f'"Message":"{text_64(r.message)}","Mac":"{text_64(r.mac())}"}}\n')


def text_json_lines(records):
    for r in records:
        yield json.dumps({"Id": r.id, "KeyId": r.key_id, "MacAlgorithm": r.algorithm, "Message": r.message.decode(),
                          "Mac": r.mac().hex()}) + "\n"


def url_json_lines(records):
    url = lambda data: base64.urlsafe_b64encode(data).decode()
    for r in records:
        yield json.dumps({"Id": r.id, "KeyId": r.key_id, "MacAlgorithm": r.algorithm, "Message": url(r.message),
                          "Mac": url(r.mac())}) + "\n"


def hex_json_lines(records):
    for r in records:
        yield json.dumps({"Id": r.id, "KeyId": r.key_id, "MacAlgorithm": r.algorithm, "Message": r.message.hex(),
                          "Mac": "sha=" + r.mac().hex().upper()}) + "\n"


def nested_json_lines(records):
    for r in records:
        yield json.dumps({"Id": r.id, "KeyId": r.key_id, "MacAlgorithm": r.algorithm, "sent": {"body": text_64(r.message)},
                          "headers": {"x": [1, 2], "mac": text_64(r.mac())}}) + "\n"


def short_json_lines(records):
    for i, r in enumerate(records, 1):
        yield json.dumps({"Id": r.id, "KeyId": r.key_id, "MacAlgorithm": r.algorithm, "Message": text_64(r.message),
                          "Mac": text_64(r.mac(left=i))}) + "\n"


def recipe_json_lines(records):
    for r in records:
        mac = r.mac(b"v1|" + r.id.encode() + b"|" + r.message + b"|end")
        yield json.dumps({"Id": r.id, "KeyId": r.key_id, "MacAlgorithm": r.algorithm, "Message": r.message.decode(),
                          "Mac": mac.hex()}) + "\n"


def csv_rows(records):
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(["Id", "KeyId", "MacAlgorithm", "Message", "Mac"])
    for i, r in enumerate(records):
        if i % 5 == 1:
            r.message += b'"\nsays, "a second line'
        writer.writerow([r.id, r.key_id, r.algorithm, r.message.decode(), r.mac().hex()])
    yield made.getvalue()


def tsv_rows(records):
    yield "Id\tKeyId\tMacAlgorithm\tMessage\tMac\n"
    for r in records:
        yield "\t".join([r.id, r.key_id, r.algorithm, r.message.decode(), r.mac().hex()]) + "\n"


def log_lines(records):
    for i, r in enumerate(records):
        yield "\n" if i % 9 == 4 else ""  # a blank one
        yield f"{r.id} [{r.key_id}] {r.algorithm} {r.message.decode()} mac={r.mac().hex()}\n"


def key_free_lines(records):
    for r in records:
        yield json.dumps({"Id": r.id, "MacAlgorithm": r.algorithm, "Message": text_64(r.message),
                          "Mac": text_64(r.mac())}) + "\n"


def short_key_free_lines(records):
    for i, r in enumerate(records, 1):
        yield json.dumps({"Id": r.id, "MacAlgorithm": r.algorithm, "Message": text_64(r.message),
                          "Mac": text_64(r.mac(left=i))}) + "\n"


HEX = ["--message-encoding", "text", "--mac-encoding", "hex"]
FORMATS = [
    # name, of text, lines, options
    ("JSON Lines", False, json_lines, []),
    ("JSON Lines of text and hex", True, text_json_lines, HEX),
    ("JSON Lines of base64url", False, url_json_lines, ["--message-encoding", "base64url", "--mac-encoding", "base64url"]),
    ("JSON Lines of hex and a template", False, hex_json_lines,
     ["--message-encoding", "hex", "--mac", "sha={Mac:hex}"]),
    ("JSON Lines with paths", False, nested_json_lines, ["--columns", "message=/sent/body,mac=/headers/mac"]),
    ("JSON Lines of short MACs", False, short_json_lines, ["--min-mac-bytes", "16"]),
    ("JSON Lines with a recipe", True, recipe_json_lines, ["--mac-encoding", "hex", "--message", "v1|{Id}|{Message}|end"]),
    ("CSV", True, csv_rows, [*HEX, "--input-format", "csv"]),
    ("TSV", True, tsv_rows, [*HEX, "--input-format", "tsv"]),
    ("lines by a template", True, log_lines, ["--line", "{Id} [{KeyId}] {MacAlgorithm} {Message} mac={Mac:hex}"]),
    ("candidate keys", False, key_free_lines, ["--key-id", "any"]),
    ("candidate keys and short MACs", False, short_key_free_lines, ["--key-id", "any", "--min-mac-bytes", "16"]),
]


class Runner:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.failures = 0

    def fail(self, what):
        print("FAILED:", what, flush=True)
        self.failures += 1

    def write(self, texts):
        """The paths of files with those texts."""
        paths = []
        for i, text in enumerate(texts):
            paths.append(os.path.join(self.folder, f"records-{i}"))
            with open(paths[-1], "w", newline="", encoding="utf-8", errors="surrogateescape") as file:
                file.write(text)
        return paths

    def num_host_batches(self, name, path, records, options):
        """How many batches the GPU judged that it did not pack itself, where every record can be packed by it."""
        coverage = os.path.join(self.folder, "coverage")
        results, _ = self.run(name, "verify", [path], "cuda", options, coverage=coverage)
        if [json.loads(line).get("MacValid") for line in results.splitlines()] != [r.is_valid for r in records]:
            self.fail(f"{name}: plain records are wrong")
        with open(coverage) as file:
            ran = [line.split() for line in file]
        os.remove(coverage)
        return sum((("start_order" in kernel) - ("pack_records" in kernel)) * int(num_launches)
                   for kernel, num_launches, _ in ran)

    def run(self, name, command, paths, backend, options, devices=1, coverage=None):
        """The results and the summary of one run."""
        summary = os.path.join(self.folder, "summary.json")
        limits = [] if "--limits" in options else ["--limits", "none"]
        arguments = [self.program, command, *paths, "--keys", os.path.join(self.folder, "keys.json"), *limits,
                     "--threads", "2", "--backend", backend, "--summary", summary, *options]
        if command == "verify":
            arguments += ["--cross-check", "none"]
        environment = dict(os.environ, HMACSWEEP_PTX_DEVICES=str(devices))
        if coverage:
            environment["HMACSWEEP_PTX_COVERAGE"] = coverage
        done = subprocess.run(arguments, capture_output=True, timeout=3600, env=environment)
        if b"PTX finding" in done.stderr or done.returncode not in (0, 1, 4):
            self.fail(f"{name}, {backend}: status {done.returncode}: {done.stderr.decode()[-1500:]}")
            return b"", {}
        with open(summary) as file:
            return done.stdout, json.load(file)

    def compare(self, name, command, paths, options, devices=1):
        """The GPU's results, which must be the scalar backend's."""
        expected, expected_summary = self.run(name, command, paths, "scalar", options)
        results, summary = self.run(name, command, paths, "cuda", options, devices)
        if results != expected:
            self.fail(f"{name}: results differ from the scalar backend's")
        digests = [[file["tree_sha256"] for file in made.get("sources", [])] for made in (summary, expected_summary)]
        if digests[0] != digests[1]:
            self.fail(f"{name}: the tree digest differs: {digests}")
        if summary and summary["backend"]["name"] != "cuda":
            self.fail(f"{name}: the GPU did not do it")
        return results, summary


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--records", type=int, default=600)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--coverage", help="which instructions ran, by kernel, is appended to this file")
    parser.add_argument("--only", default="", help="a part of the names of the formats to run")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    random_ = random.Random(options.seed)
    if options.coverage:
        os.environ["HMACSWEEP_PTX_COVERAGE"] = os.path.abspath(options.coverage)
    # Names of odd sizes are long.
    keys = {f"key-{size}" + "-by-a-long-name" * (size % 2): random_.randbytes(size)
            for size in (1, 20, 32, 63, 64, 65, 127, 128, 129, 200)}
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(options.program, folder)
        with open(os.open(os.path.join(folder, "keys.json"), os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            json.dump({"Keys": [{"KeyId": name, "KeyMaterial": text_64(key)} for name, key in keys.items()]}, file)
        for name, is_text, lines, arguments in FORMATS:
            if options.only not in name:
                continue
            records = [Record(i, random_, keys, is_text) for i in range(options.records)]
            path = os.path.join(folder, "records")
            with open(path, "w", newline="") as file:
                file.writelines(lines(records))
            devices = 2 if name == "TSV" else 1
            if name == "JSON Lines":
                arguments = [*arguments, "--input-digest", "tree"]
            results, _ = runner.compare(name, "verify", [path], arguments, devices)
            said = [json.loads(line).get("MacValid") for line in results.splitlines()]
            if said != [r.is_valid for r in records]:
                runner.fail(f"{name}: {sum(a != b.is_valid for a, b in zip(said, records))} of {len(records)} are wrong, "
                            f"{len(said)} are there")
            print(f"{name}: {len(records)} records", flush=True)
            if name == "JSON Lines":
                runner.compare("generate", "generate", [path], [])
                runner.compare("verify, failures alone", "verify", [path], ["--results", "failures"])
        num_host_batches = {}
        for hand in HANDS:
            if options.only not in hand.name:
                continue
            records = [Record(i, random_, keys, False) for i in range(options.records // 3)]
            text = hand.layout.header() + "".join(hand.plain_lines(records, random_, keys))
            num_host_batches[hand.name] = runner.num_host_batches(hand.name, *runner.write([text]), records, hand.options)
            records = [Record(i, random_, keys, False) for i in range(options.records)]
            lines = list(hand.lines(records, random_, keys))
            blank = random_.choices(hand.layout.blank_lines or [""], k=20_000)
            parts = (lines[:1], lines[1:8], lines[8:100] + blank + lines[100:])
            paths = runner.write(hand.layout.header() + "".join(part) for part in parts)
            results, _ = runner.compare(hand.name, "verify", paths, hand.options)
            said = [json.loads(line).get("MacValid") for line in results.splitlines()]
            wrong = [r.id for r, a in zip(records, said) if r.is_valid not in (None, a)]
            if wrong or len(said) != len(records):
                runner.fail(f"{hand.name}: {len(said)} of {len(records)} are there, and wrong are {wrong[:9]}")
            print(f"{hand.name}: {len(records)} records", flush=True)
        if set(num_host_batches.values()) - {SELF_TEST_BATCHES}:
            runner.fail(f"plain records were left to the host: {num_host_batches}")
        # They have no right MAC: what is compared is where the rows are.
        runner.compare("small tables", "verify", runner.write(small_tables(random_, 100)),
                       ["--input-format", "csv", "--no-header", "--columns", "message=1,mac=2", "--message-encoding", "text",
                        "--key-id", "key-64", "--mac-algorithm", "HMAC_SHA_256"])
    return 1 if runner.failures else 0


if __name__ == "__main__":
    sys.exit(main())
