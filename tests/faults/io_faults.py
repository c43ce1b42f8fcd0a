#!/usr/bin/env python3
"""Lets the Nth system call of a run fail, for every kind of call and every N, and looks at what the run makes of it.

`strace -e inject` is what lets them fail: read, write, fsync, rename, open, mmap, close and others, in the middle of
verify and generate, of files, gzip, folders and pipes, with results, rejects and summary. Every run must end with an
error that is told, or as if nothing had been; whatever stands under a final name must be whole and true, and no
temporary file may be left. Calls of the dynamic loader, before the program has begun, are not counted.

Usage: io_faults.py PROGRAM [--full]
"""
import gzip
import re
import shutil
import subprocess

import common

# Which calls fail, and with what. A sample takes those of the first list only. (Not brk: Linux answers it with an
# address, never with an error; mmap and room.py's RLIMIT_AS stand for memory.)
FAULTS = [("read", "EIO"), ("write", "ENOSPC"), ("fsync", "EIO"), ("rename", "EIO"), ("openat", "EMFILE"),
          ("mmap", "ENOMEM"), ("close", "EIO"), ("pread64", "EIO")]
MORE_FAULTS = [("write", "EIO"), ("fsync", "ENOSPC"), ("openat", "EACCES"), ("openat", "EIO"), ("pread64", "EINTR"),
               ("fstat", "EIO"), ("newfstatat", "EIO"), ("fchmod", "EPERM"), ("sync_file_range", "EIO"),
               ("lseek", "EIO"), ("readlink", "EIO"), ("pipe2", "EMFILE"), ("fcntl", "EMFILE"), ("poll", "ENOMEM"),
               ("clone3", "EAGAIN"), ("mprotect", "ENOMEM"), ("getdents64", "EIO"),
               ("read", "EINTR"), ("write", "EINTR"), ("write", "EAGAIN"), ("unlink", "EIO"), ("sysinfo", "EFAULT"),
               ("getrandom", "EAGAIN"),
               ("renameat2", "EINVAL"), ("renameat2", "EEXIST"), ("renameat2", "EIO")]
# What can go wrong besides with a file that several threads read at once, which is a longer one.
PART_CALLS = ("read", "pread64", "lseek", "fstat")
MOST = 400    # of one kind in one run


def traced(log, call, fault=None):
    command = ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={call}"]
    if fault:
        command += ["-e", f"inject={call}:{fault}"]
    return command


def calls_before_program(scenario, call, log):
    """How many of these calls the first thread makes before it opens its first file: the dynamic loader's, mostly."""
    scenario.run(traced(log, f"{call},openat" if call != "openat" else call))
    lines = log.read_text(errors="replace").splitlines()
    first = lines[0].split()[0]
    count = 0
    for line in lines:
        if line.split()[0] != first:
            continue
        if "keys.json" in line or "secret.txt" in line or "new.json" in line:
            return count
        count += bool(re.match(rf"\d+ +{call}\(", line))
    return count


def inject(campaign, scenario, call, error):
    log = campaign.folder / "strace.log"
    first = calls_before_program(scenario, call, log) + 1
    step = 1 if campaign.is_full or scenario.name == "parts" else 3
    for nth in range(first, first + MOST, step):
        run = scenario.run(traced(log, call, f"error={error}:when={nth}"))
        if "(INJECTED)" not in log.read_text(errors="replace"):
            return
        problem = common.problem_of(run)
        if problem and "temporary" in problem and call in ("unlink", "unlinkat"):
            problem = None    # what cannot be removed stays
        campaign.note(f"{scenario.name}: {call} number {nth} fails with {error}", run.status, problem, run.err)
        told, harmless = campaign.by_call.get(call, (0, 0))
        is_told = run.status != scenario.clean.status
        campaign.by_call[call] = (told + is_told, harmless + (not is_told))


def more_scenarios(campaign):
    records = common.json_records(40)
    tables = {f"in/{i}.csv": common.csv_records(20, {i}) for i in range(6)}
    return [
        common.create_scenario(campaign.program, campaign.folder),
        common.Scenario("import", campaign.program, campaign.folder,
                        ["keys", "import", "--id", "x", "--in", "secret.txt", "--encoding", "text", "-o", "out/new.json"],
                        {"secret.txt": "a secret"}),
        common.Scenario("packed-pipe", campaign.program, campaign.folder,
                        ["verify", "--keys", "keys.json", "-o", "out/results.jsonl", "--summary", "out/summary.json"],
                        {"a.gz": gzip.compress(records.encode(), mtime=0)}, stdin="a.gz"),
        common.Scenario("tables", campaign.program, campaign.folder,
                        ["verify", "in", "--keys", "keys.json", "-o", "out/results.jsonl", "--rejects", "out/rejects.csv",
                         "--summary", "out/summary.json", "--threads", "1", "--results", "failures"], tables,
                        status=common.INVALID),
        common.Scenario("parts", campaign.program, campaign.folder,
                        ["verify", "a.jsonl", "--keys", "keys.json", "-o", "out/results.jsonl", "--backend", "simd",
                         "--summary", "out/summary.json", "--threads", "2", "--results", "failures", "--input-digest",
                         "tree"], {"a.jsonl": common.json_records(9000, {5, 8999})}, status=common.INVALID),
    ]


def do(campaign):
    if not shutil.which("strace"):
        common.skip("there is no strace")
    log = campaign.folder / "strace.log"
    if subprocess.run([*traced(log, "write", "error=EIO:when=1"), "true"], check=False).returncode != 0:
        common.skip("strace may not trace here")
    scenarios = common.batch_scenarios(campaign.program, campaign.folder) + more_scenarios(campaign)
    campaign.by_call = {}
    for scenario in scenarios:
        for call, error in FAULTS + MORE_FAULTS if campaign.is_full else FAULTS:
            if scenario.name == "parts" and call not in PART_CALLS:
                continue
            inject(campaign, scenario, call, error)
    for call, (told, harmless) in sorted(campaign.by_call.items()):
        print(f"{call:16} {told:4} errors told, {harmless:4} times as if nothing had been")


if __name__ == "__main__":
    common.main(__doc__, do)
