"""What the end-to-end jobs of this folder have in common: key files, runs of the program, checks, and rates.

A job makes an input as the real software leaves it, has the program verify it with one command, and checks that exactly
the records that were altered are found. Usage of each: JOB.py PROGRAM [--full] [--rate ROUNDS]. Without --full the
input is small enough for every test run. --rate prints, for the README, the median GB/s of the job's command and, taken
in turn with it, of plain JSON Lines with the same messages and MACs.
"""
import argparse
import base64
import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time


class Run:
    """One run of the program: `status`, `results` (parsed result lines), `errors` (standard error), `seconds`."""

    def __init__(self, program, arguments, folder):
        begun = time.perf_counter()
        done = subprocess.run([program, *arguments], cwd=folder, capture_output=True, check=False)
        self.seconds = time.perf_counter() - begun
        self.status = done.returncode
        self.results = [json.loads(line) for line in done.stdout.decode().splitlines()]
        self.errors = done.stderr.decode(errors="replace")


class Job:
    """A folder of its own to work in, and the checks so far."""

    def __init__(self, arguments, folder):
        self.program = str(pathlib.Path(arguments.program).resolve())
        self.is_full, self.rounds = arguments.full, arguments.rate
        self.folder = pathlib.Path(folder)
        self.num_failed = 0

    def path(self, name):
        return self.folder / name

    def write_keys(self, keys, name="keys.json"):
        """A key file of {key ID: material}, or of (key ID, material) pairs."""
        pairs = keys.items() if isinstance(keys, dict) else keys
        entries = [{"KeyId": key, "KeyMaterial": base64.b64encode(material).decode()} for key, material in pairs]
        with open(os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump({"Keys": entries}, file)

    def run(self, *arguments):
        return Run(self.program, arguments, self.folder)

    def check(self, what, is_right, seen=""):
        print(f"{'passed' if is_right else 'FAILED'}: {what}{'' if is_right else f': {str(seen)[:2000]}'}")
        self.num_failed += not is_right

    def rate(self, what, num_bytes, arguments, records):
        """With --rate: prints GB/s of a command over `num_bytes`, beside JSON Lines with the same `records`, an iterable
        of (key ID, message, MAC), under keys.json and HMAC_SHA_256."""
        if not self.rounds:
            return
        control = self.path("control.jsonl")
        with open(control, "w") as file:
            for key, message, mac in records:
                file.write(json.dumps({"KeyId": key, "MacAlgorithm": "HMAC_SHA_256", "Message": base64.b64encode(
                    message).decode(), "Mac": base64.b64encode(mac).decode()}, separators=(",", ":")) + "\n")
        commands = [(what, num_bytes, arguments),
                    ("the same records as JSON Lines", control.stat().st_size,
                     ["verify", str(control), "--keys", "keys.json"])]
        seconds = [[] for _ in commands]
        for _ in range(self.rounds):
            for index, (_, _, command) in enumerate(commands):
                seconds[index].append(self.run(*command, "-o", "/dev/null", "-q").seconds)
        for (name, size, _), times in zip(commands, seconds):
            print(f"{name:60} {size / 1e6:8.1f} MB {size / 1e9 / statistics.median(times):6.2f} GB/s"
                  f"  ({size / 1e9 / max(times):.2f} to {size / 1e9 / min(times):.2f})")


def main(description, do):
    """Runs `do(job)` in a temporary folder; the exit status."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--full", action="store_true", help="the input in the size that the README tells of")
    parser.add_argument("--rate", type=int, default=0, metavar="ROUNDS", help="print GB/s, medians of so many rounds")
    arguments = parser.parse_args()
    with contextlib.ExitStack() as stack:
        job = Job(arguments, stack.enter_context(tempfile.TemporaryDirectory()))
        do(job)
    sys.exit(1 if job.num_failed else 0)
