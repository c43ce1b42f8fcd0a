"""What the fault campaigns of this folder share: inputs whose verdicts are known, runs of the program, and the question
that each of them asks of every run: is what the run left behind the truth, and does it say so when something is missing?

Usage of each: CAMPAIGN.py PROGRAM [--full]. Without --full it is a sample that takes seconds, for every test run.
"""
import argparse
import base64
import gzip
import hashlib
import hmac
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

KEYS = {"k": b"a key for tests", "k2": b"another key for tests", "lost-in-time": b"one more"}
ALGORITHMS = {"HMAC_SHA_224": "sha224", "HMAC_SHA_256": "sha256", "HMAC_SHA_384": "sha384", "HMAC_SHA_512": "sha512"}
# What may differ between two runs that say the same.
# The cross-check draws its sample anew; of several backends one may have failed its self-test.
PASSING_MEMBERS = {"started", "seconds", "host", "cross_check", "backend"}
OK, INVALID, USAGE, INCOMPLETE, UNVERIFIED, BACKEND = range(6)


def mac_of(key, message, algorithm="HMAC_SHA_256"):
    return hmac.new(KEYS[key], message, ALGORITHMS[algorithm]).digest()


def json_record(number, message, key="k", algorithm="HMAC_SHA_256", is_forged=False):
    mac = bytearray(mac_of(key, message, algorithm))
    mac[3] ^= is_forged
    return json.dumps({"Id": f"r{number}", "KeyId": key, "MacAlgorithm": algorithm,
                       "Message": base64.b64encode(message).decode(), "Mac": base64.b64encode(mac).decode()}) + "\n"


def json_records(count, forged=(), first=0, message_bytes=60):
    """`count` records of all algorithms and lengths; those whose numbers are in `forged` have a wrong MAC."""
    rng = random.Random(first)
    names = list(ALGORITHMS)
    return "".join(json_record(first + i, rng.randbytes(1 + rng.randrange(message_bytes)), ["k", "k2"][i % 2],
                               names[i % 4], first + i in forged) for i in range(count))


def csv_records(count, forged=()):
    rows = ["Id,KeyId,MacAlgorithm,Message,Mac\n"]
    for i in range(count):
        message = b"row %d" % i
        mac = bytearray(mac_of("k", message))
        mac[0] ^= i in forged
        rows.append(f'{i},k,HMAC_SHA_256,"{base64.b64encode(message).decode()}",{base64.b64encode(mac).decode()}\n')
    return "".join(rows)


def write_keys(path, keys=None):
    entries = [{"KeyId": key, "KeyMaterial": base64.b64encode(material).decode()}
               for key, material in (keys or KEYS).items()]
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"Keys": entries}, file)


class Scenario:
    """A command over files of its own, with the folder `out` for all that it writes. `clean` is a run without faults.
    `blur` takes out of bytes what differs from run to run."""

    def __init__(self, name, program, folder, arguments, files, stdin=None, status=OK, blur=lambda content: content):
        self.name, self.program, self.arguments = name, program, arguments
        self.folder = pathlib.Path(folder) / name
        self.stdin, self.blur = stdin, blur
        self.folder.mkdir()
        write_keys(self.folder / "keys.json")
        for path, content in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())
        self.clean = self.run()
        if self.clean.status != status:
            sys.exit(f"{name}: status {self.clean.status} without any fault, not {status}: {self.clean.err}")

    def run(self, prefix=(), patience=60, environment=None, before=None):
        return Run(self, prefix, patience, environment, before)

    @property
    def command(self):
        return [self.program, *self.arguments]

    def left(self):
        """{name: bytes} of `out`, blurred."""
        return {path.name: self.blur(path.read_bytes()) for path in (self.folder / "out").iterdir()}


# A wrong MAC decides the status, and what is missing is told beside it.
MISSING = re.compile(r"^also: .*(not read whole|not written|does not end)", re.MULTILINE)


class Run:
    """`exit_status` (negative: the signal that ended it; None: it hung), `out`, `err`, `files` ({name: bytes} of `out/`).
    `status` is that, and INCOMPLETE where a wrong MAC decides it and something is told to be missing."""

    def __init__(self, scenario, prefix, patience, environment, before):
        self.scenario = scenario
        folder = scenario.folder / "out"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, content in (before or {}).items():
            (folder / name).write_bytes(content)
        stdin = open(scenario.folder / scenario.stdin, "rb") if scenario.stdin else subprocess.DEVNULL
        begun = time.monotonic()
        with subprocess.Popen([*prefix, *scenario.command], cwd=scenario.folder, stdin=stdin, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, env={**os.environ, **(environment or {})}) as process:
            try:
                self.out, self.err = process.communicate(timeout=patience)
                self.status = process.returncode
            except subprocess.TimeoutExpired:
                process.kill()
                self.out, self.err = process.communicate()
                self.status = None
        self.seconds = time.monotonic() - begun
        if scenario.stdin:
            stdin.close()
        self.err = self.err.decode(errors="replace")
        self.files = scenario.left()
        self.exit_status = self.status
        if self.status == INVALID and MISSING.search(self.err):
            self.status = INCOMPLETE


def is_part(part, whole):
    """Whether the lines of `part` are lines of `whole`, in its order and each of them complete."""
    lines = iter(whole.splitlines(keepends=True))
    return all(line in lines for line in part.splitlines(keepends=True))


def same_summary(one, other):
    def lasting(text):
        return {name: value for name, value in json.loads(text).items() if name not in PASSING_MEMBERS}
    return lasting(one) == lasting(other)


def wrong_summary(run, text):
    """What a summary says that is not so; None when it is right."""
    try:
        summary = json.loads(text)
    except ValueError:
        return "the summary is torn"
    if summary["status"] != run.exit_status:
        return f"the summary says status {summary['status']}"
    if summary["complete"] and run.status != run.scenario.clean.status:
        return "the summary says that the run is complete"
    if sum(summary["classes"].values()) != summary["records"]:
        return "the summary's classes do not add up"
    results = run.files.get(summary["results"]["name"].rpartition("/")[2])
    if results is not None and "--results" not in run.scenario.arguments and \
            not summary["records"] == summary["results"]["lines"] == results.count(b"\n"):
        return "the summary's records are not the result lines"
    return None


def problem_of(run, before=None):
    """What is wrong with how a run took its fault; None when nothing is: either it did all that a run without faults
    does, or it says what is missing, in its status, in words and by what it did not write. What it wrote is the truth
    up to there. `before`: what stood in `out` before."""
    clean = run.scenario.clean
    if run.status is None:
        return "it hung"
    if run.status < 0:
        return f"it crashed (signal {-run.status})"
    hidden = [name for name in run.files if name.startswith(".")]
    if hidden:
        return f"a temporary file is left: {hidden}"
    if run.status == clean.status:
        for name, content in clean.files.items():
            found = run.files.get(name)
            is_same = found == content or (found is not None and "summary" in name and same_summary(found, content))
            if not is_same:
                return f"status {run.status}, and {name} is {'missing' if found is None else 'another one'}"
        return None if run.out == clean.out else "as without a fault, and standard output is another one"
    if run.status not in (USAGE, INCOMPLETE, BACKEND):
        return f"status {run.status}"
    if not run.err.strip():
        return f"status {run.status} without a word"
    for name, content in run.files.items():
        if before and before.get(name) == content:
            continue
        if "summary" in name:
            wrong = wrong_summary(run, content)
            if wrong:
                return wrong
        elif not is_part(content, clean.files.get(name, b"")):
            return f"{name} is wrong or torn"
        elif run.status != INCOMPLETE:
            return f"status {run.status}, and there is {name}"
    whole_lines = run.out[:run.out.rfind(b"\n") + 1]
    return None if is_part(whole_lines, clean.out) else "standard output is wrong"


def batch_scenarios(program, folder, records=40):
    """The runs that the campaigns put faults into: all that a batch command reads and writes."""
    packed = {f"logs/{i}.jsonl.gz": gzip.compress(json_records(records, first=1000 * i).encode(), mtime=0)
              for i in range(5)}
    summary = ["--summary", "out/summary.json"]
    return [
        Scenario("verify", program, folder,
                 ["verify", "a.jsonl", "b.csv", "c.jsonl.gz", "--keys", "keys.json", "-o", "out/results.jsonl", *summary,
                  "--threads", "2", "--key-id", "k"],
                 {"a.jsonl": json_records(records), "b.csv": csv_records(records),
                  "c.jsonl.gz": gzip.compress(json_records(records, first=500).encode(), mtime=0)}),
        Scenario("rejects", program, folder,
                 ["verify", "a.jsonl", "b.jsonl", "--keys", "keys.json", "-o", "out/results.jsonl", *summary, "--rejects",
                  "out/rejects.jsonl", "--threads", "2", "--input-digest", "tree"],
                 {"a.jsonl": json_records(records, {3, 7}), "b.jsonl": json_records(records, {901, 902}, 900) + "{}\n"},
                 status=INVALID),
        Scenario("generate", program, folder,
                 ["generate", "app.log", "--keys", "keys.json", "--input-format", "lines", "--key-id", "k",
                  "--mac-algorithm", "HMAC_SHA_256", "--with-message", "-o", "out/macs.jsonl", *summary, "--threads", "2"],
                 {"app.log": "".join(f"line {i}\n" for i in range(records))}),
        Scenario("packed", program, folder,
                 ["verify", "logs", "--keys", "keys.json", "-o", "out/results.jsonl", *summary, "--threads", "3"], packed),
        Scenario("pipes", program, folder, ["verify", "--keys", "keys.json", "--threads", "2"],
                 {"a.jsonl": json_records(records)}, stdin="a.jsonl"),
    ]


def create_scenario(program, folder):
    """`keys create`. Its material is random: whole material of 32 bytes becomes `M`, and nothing else does."""
    return Scenario("create", program, folder,
                    ["keys", "create", "--id", "x", "--alias", "alias/x", "-o", "out/new.json"], {},
                    blur=lambda content: re.sub(rb'"KeyMaterial": "[A-Za-z0-9+/]{43}="', b"M", content))


class Campaign:
    """Counts runs and what was wrong with them."""

    def __init__(self, arguments, folder):
        self.program = str(pathlib.Path(arguments.program).resolve())
        self.is_full, self.folder = arguments.full, pathlib.Path(folder)
        self.arguments = arguments
        self.num_runs = self.num_wrong = 0
        self.statuses = {}

    def note(self, what, status, problem, err=""):
        """One run with a fault in it."""
        self.num_runs += 1
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if problem:
            self.num_wrong += 1
            print(f"FAILED: {what}: {problem}\n    {err.strip()[:600]}", flush=True)

    def check(self, what, is_right, seen=""):
        self.note(what, "checks", None if is_right else f"it is not so: {str(seen)[:1500]}")


def skip(why):
    print(f"skipped: {why}")
    sys.exit(0)


def main(description, do, options=()):
    """Runs `do(campaign)` in a temporary folder; the exit status says whether all was as it must be."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--full", action="store_true", help="the whole campaign")
    for name, settings in options:
        parser.add_argument(name, **settings)
    arguments = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign(arguments, folder)
        do(campaign)
    endings = ", ".join(f"{status}: {count}" for status, count in sorted(campaign.statuses.items(), key=str))
    print(f"{campaign.num_runs} runs in {time.monotonic() - begun:.1f} s, {campaign.num_wrong} wrong (by status {endings})")
    sys.exit(1 if campaign.num_wrong or not campaign.num_runs else 0)
