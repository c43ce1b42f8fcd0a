#!/usr/bin/env python3
"""Changes inputs while a run reads them: cut short, grown, written over, replaced, removed.

A pipe that is the first input holds the run until the change is made; so the second input, opened before, changes in the
middle. The run must say so, with status 3 and a summary that is not complete, and never end by a signal: it maps no files.

Usage: changing_inputs.py PROGRAM [--full]
"""
import gzip
import os
import subprocess
import threading
import time

import common


def cut(path):
    os.truncate(path, path.stat().st_size // 2 + 3)


def empty(path):
    os.truncate(path, 0)


def grow(path):
    with open(path, "ab") as file:
        file.write(path.read_bytes()[-400:])


def write_over(path):
    content = path.read_bytes()
    with open(path, "r+b") as file:
        file.write(content[:-40] + b"x" * 40)


def replace(path):
    other = path.with_suffix(".new")
    other.write_bytes(path.read_bytes())
    other.rename(path)


def rotate(path):
    path.rename(path.with_suffix(".1"))
    path.write_bytes(b"")


CHANGES = [cut, empty, grow, write_over, replace, rotate]


def change_in_the_middle(campaign, name, content, change, more=()):
    folder = campaign.folder / f"{name}-{change.__name__}-{len(more)}"
    folder.mkdir()
    (folder / "out").mkdir()
    common.write_keys(folder / "keys.json")
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (1e9, 1e9))
    os.mkfifo(folder / "first")
    process = subprocess.Popen([campaign.program, "verify", "first", name, "--keys", "keys.json", "-o", "out/results.jsonl",
                                "--summary", "out/summary.json", *more], cwd=folder, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    with open(folder / "first", "w") as first:    # both are open as soon as it has a reader and the summary a file
        while not any((folder / "out").iterdir()):
            time.sleep(0.002)
        change(path)
        first.write(common.json_record(1, b"x"))
    err = process.communicate(timeout=60)[1].decode(errors="replace")
    summary = common.json.loads((folder / "out/summary.json").read_text())
    says = f"{name} changed while it was read" if change not in (replace, rotate) else f"{name} was replaced"
    is_right = process.returncode == common.INCOMPLETE and says in err and not summary["complete"]
    campaign.note(f"{change.__name__} {name} {' '.join(more)}", process.returncode,
                  None if is_right else f"no status 3 that says '{says}'", err)


def change_at_any_time(campaign, name, content, change, seconds):
    """Without a pipe to hold it: whatever the moment, the run ends by itself, and soon."""
    folder = campaign.folder / "any-time"
    folder.mkdir(exist_ok=True)
    common.write_keys(folder / "keys.json")
    path = folder / name
    path.write_bytes(content)
    timer = threading.Timer(seconds, change, [path])
    timer.start()
    run = subprocess.run([campaign.program, "verify", name, "--keys", "keys.json", "-q", "-o", "/dev/null"], cwd=folder,
                         capture_output=True, check=False, timeout=60)
    timer.join()
    # Cut before it was opened, it has half a record, or none.
    is_right = run.returncode in (common.OK, common.INCOMPLETE, common.UNVERIFIED)
    campaign.note(f"{change.__name__} {name} after {seconds * 1e3:.1f} ms", run.returncode,
                  None if is_right else "another status", run.stderr.decode(errors="replace"))


def do(campaign):
    text = common.json_records(3000).encode()
    for change in CHANGES:
        change_in_the_middle(campaign, "b.jsonl", text, change)
        change_in_the_middle(campaign, "b.jsonl", text, change, ["--input-digest", "tree", "--threads", "1"])
        if change in (replace, rotate):    # of what was compressed the others make something that is damaged
            change_in_the_middle(campaign, "c.jsonl.gz", gzip.compress(text), change)
    large = text * 20
    for i in range(60 if campaign.is_full else 6):
        change_at_any_time(campaign, "a.jsonl", large, CHANGES[i % 4], 0.004 + 0.001 * (i % 60))


if __name__ == "__main__":
    common.main(__doc__, do)
