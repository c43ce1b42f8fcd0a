#!/usr/bin/env python3
"""Draws shapes of stored MACs by chance, and asks `hmacsweep diagnose` for the command that verifies each.

    tests/diagnosed_shapes.py PROGRAM SEED COUNT [--least PERCENT] [--keep FOLDER] [--verbose]

A shape is a format, a place of the MAC, how it is written, what it covers, keys and an algorithm. One record in twenty
is wrong. The MACs are made by Python's own hmac. The command that `diagnose` prints is run by `sh`, and a shape counts
as found only if the results have every record of it right. Prints the share of each kind, and fails below --least.
"""
import argparse
import base64
import collections
import csv
import hmac
import io
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

FORMATS = ["csv", "csv;", "csv|", "tsv", "csv bare", "tsv bare", "jsonl", "jsonl nested", "jsonl string", "jsonl list",
           "line", "line first", "logfmt", "logfmt whole"]
PLACES = ["alone", "prefix", "list"]
ENCODINGS = ["hex", "HEX", "base64", "base64 bare", "base64url", "\\x"]
JOINERS = ["\n", ",", "-", "&", "_", " ", ".", "|", ":", ""]
KEYS = ["text", "hex", "base64"]
ALGORITHMS = ["sha224", "sha256", "sha384", "sha512"]
FIELDS = ["id", "amount", "when", "user", "payload"]
WORDS = "paid open shipped; returned, refunded lost \"found\" naïve Grüße 東京 = a/b % + x".split(" ")


def encoded(mac, how):
    text = {"hex": mac.hex(), "HEX": mac.hex().upper(), "\\x": "\\x" + mac.hex()}.get(how)
    if text is None:
        text = (base64.urlsafe_b64encode if how == "base64url" else base64.b64encode)(mac).decode()
        text = text if how == "base64" else text.rstrip("=")
    return text


class Shape:
    def __init__(self, chance):
        self.chance = chance
        self.format = chance.choice(FORMATS)
        is_line = self.format.startswith("line") or self.format.startswith("logfmt")
        self.place = "alone" if is_line else chance.choice(PLACES)
        self.encoding = chance.choice(ENCODINGS)
        self.parts = 1 if self.format in ("line", "line first", "logfmt whole") else chance.randint(1, 4)
        self.joiner = chance.choice(JOINERS)
        self.covered = chance.sample(FIELDS, self.parts)
        if chance.random() < 0.5:
            self.covered.sort(key=FIELDS.index)
        self.key_form = chance.choice(KEYS)
        self.num_keys = chance.choice([1, 1, 3])
        self.names_key = self.num_keys > 1 and self.format not in ("line", "line first") and chance.random() < 0.6
        self.is_bare_key = self.num_keys == 1 and chance.random() < 0.5
        self.algorithm = chance.choice(ALGORITHMS)
        self.size = chance.randint(40, 120)
        self.keys = [self.make_key() for _ in range(self.num_keys)]

    def kinds(self):
        return {"format": self.format, "place": self.place, "encoding": self.encoding, "parts": str(self.parts),
                "joiner": repr(self.joiner) if self.parts > 1 else "none",
                "keys": f"{self.num_keys}{' named' if self.names_key else ''}{' bare' if self.is_bare_key else ''}",
                "key form": self.key_form, "algorithm": self.algorithm}

    def make_key(self):
        if self.key_form == "text":
            return "".join(self.chance.choice("abcdefghkmnpqrstuvwxyz23456789") for _ in range(20)).encode()
        return self.chance.randbytes(32)

    def write_keys(self, folder):
        if self.is_bare_key:
            key = self.keys[0]
            text = {"text": key, "hex": key.hex().encode(), "base64": base64.b64encode(key)}[self.key_form]
            path = folder / "secret.txt"
            path.write_bytes(text)
            os.chmod(path, 0o600)
            return f"{self.key_form}:{path}"
        path = folder / "keys.json"
        path.write_text(json.dumps({"Keys": [{"KeyId": f"key-{i}", "KeyMaterial": base64.b64encode(key).decode()}
                                             for i, key in enumerate(self.keys)]}))
        os.chmod(path, 0o600)
        return str(path)

    def record(self, number):
        chance = self.chance
        row = {"id": f"o-{1000 + number}", "amount": f"{chance.randint(100, 99999) / 100:.2f}",
               "when": str(1700000000 + 61 * number), "user": chance.choice(["alice", "bob", "carol"]) + str(number % 17),
               "payload": " ".join(chance.sample(WORDS, chance.randint(2, 5))) + f" no {number}"}
        if self.format.startswith("logfmt"):
            row["payload"] = row["payload"].replace(" ", "+").replace("=", "~").replace('"', "'")
        return row

    def whole(self, row):
        if self.format.startswith("logfmt"):
            kid = f" kid={row['kid']}" if self.names_key else ""
            return " ".join(f"{name}={row[name]}" for name in FIELDS) + kid
        return f"{row['when']} {row['user']} {row['payload']}"

    def message(self, row):
        if self.format in ("line", "line first", "logfmt whole"):
            return self.whole(row)
        return self.joiner.join(row[name] for name in self.covered)

    def write(self, folder):
        """The input's path, and whether each record is right."""
        rows, truth = [], []
        wrong = set(self.chance.sample(range(self.size), max(1, self.size // 20)))
        for number in range(self.size):
            row = self.record(number)
            key = self.chance.randrange(self.num_keys)
            if self.names_key:
                row["kid"] = f"key-{key}"
            mac = hmac.new(self.keys[key], self.message(row).encode(), self.algorithm).digest()
            if number in wrong:
                name = self.chance.choice(["payload"] if self.parts == 1 and "line" in self.format else self.covered)
                if "whole" in self.format:
                    name = "payload"
                if self.chance.random() < 0.5:
                    row[name] += "7"
                else:
                    mac = self.chance.randbytes(len(mac))
            row["sig"] = self.field_of_mac(encoded(mac, self.encoding), row)
            rows.append(row)
            truth.append(number not in wrong)
        return self.write_rows(folder, rows), truth

    def field_of_mac(self, text, row):
        if self.place == "prefix":
            return f"{self.algorithm}={text}"
        if self.place == "list":
            return f"t={row['when']},v1={text}"
        return text

    def write_rows(self, folder, rows):
        names = FIELDS + (["kid"] if self.names_key else []) + ["sig"]
        out = io.StringIO()
        kind = self.format
        if kind.startswith("csv") or kind.startswith("tsv"):
            delimiter = "\t" if kind.startswith("tsv") else kind[3] if kind[3:4] in (";", "|") else ","
            suffix = kind[:3]
            if suffix == "tsv":
                lines = [names] * ("bare" not in kind) + [[row[name] for name in names] for row in rows]
                out.write("".join("\t".join(line) + "\n" for line in lines))
            else:
                writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
                writer.writerows([names] * ("bare" not in kind) + [[row[name] for name in names] for row in rows])
        elif kind.startswith("jsonl"):
            suffix = "jsonl"
            for row in rows:
                row = {name: row[name] for name in names}
                mac = {"X-Signature": row.pop("sig"), "X-Host": "example.org"}
                if kind == "jsonl":
                    record = {**row, "sig": mac["X-Signature"]}
                elif kind == "jsonl nested":
                    record = {"headers": mac, "event": row}
                elif kind == "jsonl string":
                    record = {"headers": json.dumps(mac), **row}
                else:
                    record = {"headers": [{"name": name, "value": value} for name, value in mac.items()], **row}
                out.write(json.dumps(record, ensure_ascii=self.size % 2 == 0) + "\n")
        else:
            suffix = "log"
            for row in rows:
                whole = self.whole(row)
                out.write(f"{row['sig']}  {whole}\n" if kind == "line first" else f"{whole} hmac={row['sig']}\n")
        path = folder / f"input.{suffix}"
        path.write_text(out.getvalue(), newline="")
        return path


def is_found(program, shape, folder, verbose):
    """Whether the command that `diagnose` prints judges every record rightly; and what it printed."""
    path, truth = shape.write(folder)
    keys = shape.write_keys(folder)
    told = subprocess.run([program, "diagnose", path, "--keys", keys], capture_output=True, text=True)
    commands = [line for line in told.stdout.splitlines() if line.startswith("  hmacsweep verify ")]
    if len(commands) != 1:
        return False, told.stdout + told.stderr
    command = commands[0].strip().replace("hmacsweep", str(program), 1)
    results = folder / "results.jsonl"
    run = subprocess.run(["sh", "-c", f"{command} -q -o {results}"], capture_output=True, text=True)
    if not results.exists():
        return False, commands[0] + "\n" + run.stderr
    judged = {}
    for line in results.read_text().splitlines():
        record = json.loads(line)
        judged[record["Record"]] = record.get("MacValid", False)
    wrong = [i for i, is_right in enumerate(truth) if judged.get(i + 1, None if is_right else False) != is_right]
    is_right = not wrong and len(judged) == len(truth)
    return is_right, f"{commands[0]}\n{len(wrong)} of {len(truth)} judged wrongly: {wrong[:5]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("seed", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--least", type=float, default=0, help="fail below this share, in percent")
    parser.add_argument("--keep", type=pathlib.Path, help="keep the inputs of shapes that were not found here")
    parser.add_argument("--verbose", action="store_true", help="tell each shape that was not found")
    arguments = parser.parse_args()
    tried, found = collections.Counter(), collections.Counter()
    for number in range(arguments.count):
        shape = Shape(random.Random(f"{arguments.seed} {number}"))
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            is_right, text = is_found(arguments.program.resolve(), shape, folder, arguments.verbose)
            if not is_right and arguments.keep:
                kept = arguments.keep / f"{arguments.seed}-{number}"
                kept.mkdir(parents=True, exist_ok=True)
                for path in folder.iterdir():
                    kept.joinpath(path.name).write_bytes(path.read_bytes())
        if not is_right and arguments.verbose:
            print(f"shape {number}: {shape.kinds()} covers {shape.covered}\n{text}", flush=True)
        for kind, value in {"all": "shapes", **shape.kinds()}.items():
            tried[kind, value] += 1
            found[kind, value] += is_right
    for key in sorted(tried):
        print(f"{key[0]:>10} {key[1]:<14} {found[key]:>4} of {tried[key]:>4}")
    share = 100 * found["all", "shapes"] / tried["all", "shapes"]
    print(f"seed {arguments.seed}: {share:.1f} % of {arguments.count} shapes")
    return 0 if share >= arguments.least else 1


if __name__ == "__main__":
    sys.exit(main())
