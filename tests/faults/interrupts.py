#!/usr/bin/env python3
"""Kills runs at random moments and looks at what they leave.

After SIGKILL the final names hold nothing, what stood there before, or all of what a whole run writes. After SIGINT and
SIGTERM the run ends within two seconds, with a summary marked incomplete or, where all was done by then, as a whole run;
and no temporary file is left. A run that is killed while it opens its files has written nothing. `keys create` is killed at
random moments, too, and (with strace) as it enters each of its system calls: the key file is absent or whole, and nobody
but its owner may ever read it.

Usage: interrupts.py PROGRAM [--full]
"""
import os
import random
import re
import shutil
import signal
import stat
import subprocess
import time

import common

MOST_SECONDS = 2.0


def start(scenario, before):
    folder = scenario.folder / "out"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in before.items():
        (folder / name).write_bytes(content)
    return subprocess.Popen(scenario.command, cwd=scenario.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE)


def is_whole(scenario, name, content, before):
    if content == before.get(name):
        return True
    clean = scenario.clean.files[name]
    return common.same_summary(content, clean) if "summary" in name else content == clean


def kill_at(campaign, scenario, moment, before):
    process = start(scenario, before)
    time.sleep(moment)
    process.kill()
    process.communicate()
    files = scenario.left()
    torn = [name for name, content in files.items()
            if not name.startswith(".") and not is_whole(scenario, name, content, before)]
    lost = [name for name in before if name not in files]
    problem = f"torn: {torn}, lost: {lost}" if torn or lost else None
    campaign.note(f"{scenario.name}: SIGKILL after {moment * 1e3:.1f} ms", process.returncode, problem)


def problem_of_stop(scenario, status, number, seconds, files):
    hidden = [name for name in files if name.startswith(".")]
    if hidden:
        return f"a temporary file is left: {hidden}"
    if seconds > MOST_SECONDS:
        return f"it took {seconds:.2f} s to end"
    if status == scenario.clean.status:
        torn = [name for name in scenario.clean.files
                if name not in files or not is_whole(scenario, name, files[name], {})]
        return f"torn or missing: {torn}" if torn else None
    if status == -number:
        return f"ended by the signal, with {list(files)}" if files else None
    if status != 128 + number:
        return f"status {status}"
    if list(files) != ["summary.json"]:
        return f"there is {list(files)}"
    summary = common.json.loads(files["summary.json"])
    is_marked = not summary["complete"] and summary["status"] == status
    return None if is_marked and sum(summary["classes"].values()) == summary["records"] else "the summary says otherwise"


def stop_at(campaign, scenario, moment, number):
    process = start(scenario, {})
    time.sleep(moment)
    process.send_signal(number)
    begun = time.monotonic()
    try:
        err = process.communicate(timeout=20)[1].decode(errors="replace")
    except subprocess.TimeoutExpired:
        process.kill()
        err = process.communicate()[1].decode(errors="replace")
    seconds = time.monotonic() - begun
    problem = problem_of_stop(scenario, process.returncode, number, seconds, scenario.left())
    campaign.note(f"{scenario.name}: {signal.Signals(number).name} after {moment * 1e3:.1f} ms", process.returncode,
                  problem, err)


def problem_of_killed_create(scenario):
    """Beside a temporary file, which nothing can be done about, there is all of a key file or none."""
    shared = [path.name for path in (scenario.folder / "out").iterdir() if stat.S_IMODE(path.stat().st_mode) != 0o600]
    if shared:
        return f"others may use {shared}"
    found = {name: content for name, content in scenario.left().items() if not name.startswith(".")}
    return None if not found or found == scenario.clean.files else f"torn: {found}"


def kill_create(campaign, scenario, moment):
    process = start(scenario, {})
    time.sleep(moment)
    process.kill()
    process.communicate()
    campaign.note(f"keys create: SIGKILL after {moment * 1e3:.2f} ms", process.returncode, problem_of_killed_create(scenario))
    return len(scenario.left())


def kill_create_at_each_call(campaign, scenario):
    """Killed as it enters the Nth system call, from the one that looks whether the name is free to the last."""
    log = campaign.folder / "strace.log"
    tracer = ["strace", "-f", "-qq", "-o", str(log), "-e"]
    if not shutil.which("strace") or subprocess.run([*tracer, "inject=write:signal=KILL:when=9", "true"], check=False).returncode:
        print("skipped: strace, which kills as a system call begins")
        return
    scenario.run([*tracer, "trace=all"])
    calls = [re.match(r"\d+ +(\w+)\(", line)[1] for line in log.read_text().splitlines() if re.match(r"\d+ +\w+\(", line)]
    first = next(i for i, line in enumerate(log.read_text().splitlines()) if "out/new.json" in line and "execve" not in line)
    seen = set()
    for i in range(first, len(calls)):
        nth = calls[:i + 1].count(calls[i])
        run = scenario.run([*tracer, f"inject={calls[i]}:signal=KILL:when={nth}"])
        seen.add(len(run.files))
        campaign.note(f"keys create: SIGKILL at {calls[i]} number {nth}", run.status, problem_of_killed_create(scenario))
    campaign.check("keys create was killed before, while and after there was a file", seen == {0, 1}, seen)


def scenarios(program, folder, is_full):
    records = "".join(common.json_record(i, b"record %d" % i, is_forged=i % 500 == 7) for i in range(2000))
    many_keys = {f"key-{i}": b"material %d" % i for i in range(20000)}
    verify = ["--keys", "keys.json", "-o", "out/results.jsonl", "--summary", "out/summary.json"]
    large = records * (60 if is_full else 20)
    unknown = [line.replace('"KeyId": "k", ', "") for line in records.splitlines(keepends=True)]
    whole = common.Scenario("verify", program, folder,
                            ["verify", "a.jsonl", *verify, "--rejects", "out/rejects.jsonl", "--input-digest", "sha256"],
                            {"a.jsonl": large}, status=common.INVALID)
    checked = common.Scenario("checked", program, folder, ["verify", "a.jsonl", *verify, "--cross-check", "all"],
                              {"a.jsonl": large}, status=common.INVALID)
    # Every record is tried under 20,000 keys, of which none fits: the longest that one slab can take.
    usual_keys = dict(common.KEYS)
    common.KEYS.clear()
    common.KEYS.update(many_keys)
    searching = common.Scenario("candidates", program, folder,
                                ["verify", "a.jsonl", *verify, "--key-id", ",".join(list(many_keys)[:5])],
                                {"a.jsonl": "".join(unknown[:10])}, status=common.INVALID)
    searching.arguments = ["verify", "b.jsonl", *verify, "--key-id", "any"]
    (searching.folder / "b.jsonl").write_text("".join(unknown))
    common.KEYS.clear()
    common.KEYS.update(usual_keys)
    return whole, checked, searching


def do(campaign):
    rng = random.Random(int(os.environ.get("HMACSWEEP_TEST_SEED", "8")))
    whole, checked, searching = scenarios(campaign.program, campaign.folder, campaign.is_full)
    for i in range(200 if campaign.is_full else 24):
        before = {} if i % 2 else {"results.jsonl": b"old results\n", "summary.json": b"{}"}
        kill_at(campaign, whole, rng.random() * whole.clean.seconds * 1.2, before)
    created = common.create_scenario(campaign.program, campaign.folder)
    num_left = sum(kill_create(campaign, created, rng.random() * created.clean.seconds * 1.2)
                   for _ in range(200 if campaign.is_full else 24))
    print(f"of the runs of `keys create` that were killed at random {num_left} left a file")
    kill_create_at_each_call(campaign, created)
    for i in range(60 if campaign.is_full else 10):
        for scenario in (whole, checked):
            stop_at(campaign, scenario, rng.random() * scenario.clean.seconds * 1.1, (signal.SIGINT, signal.SIGTERM)[i % 2])
    for i in range(8 if campaign.is_full else 2):
        stop_at(campaign, searching, 0.3 + rng.random(), (signal.SIGINT, signal.SIGTERM)[i % 2])


if __name__ == "__main__":
    common.main(__doc__, do)
