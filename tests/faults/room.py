#!/usr/bin/env python3
"""Takes the room away that a run needs: on the disk, in files, in pipes, in memory, in descriptors.

A tmpfs of several sizes where one may be mounted, RLIMIT_FSIZE, /dev/full, a pipe whose reader is gone, RLIMIT_AS and
RLIMIT_NOFILE. Nothing half-written stands under a final name, no temporary file is left, and the run says what is missing.

Usage: room.py PROGRAM [--full]
"""
import resource
import subprocess

import common


def limited(scenario, kind, value):
    """A run with a resource limit, set by the shell that starts it."""
    option = {resource.RLIMIT_FSIZE: "-f", resource.RLIMIT_AS: "-v", resource.RLIMIT_NOFILE: "-n"}[kind]
    return scenario.run(["sh", "-c", f'ulimit {option} {value}; exec "$0" "$@"'])


def file_size_limits(campaign, scenario):
    largest = max(len(content) for content in scenario.clean.files.values())
    for blocks in range(0, largest // 512 + 3, 1 if campaign.is_full else 16):
        run = limited(scenario, resource.RLIMIT_FSIZE, blocks)
        campaign.note(f"{scenario.name}: files of at most {blocks * 512} bytes", run.status, common.problem_of(run), run.err)


def memory_limits(campaign, scenario):
    for mebibytes in range(4, 600, 4 if campaign.is_full else 40):
        run = limited(scenario, resource.RLIMIT_AS, mebibytes * 1024)
        # With too little for the dynamic loader it is not the program that ends.
        if run.status == 127 or (run.status in (-6, -11, -9) and mebibytes < 32 and not run.files):
            continue
        problem = common.problem_of(run)
        campaign.note(f"{scenario.name}: {mebibytes} MiB of address space", run.status, problem, run.err)


def descriptor_limits(campaign, scenario):
    for number in range(3, 40, 1 if campaign.is_full else 6):
        run = limited(scenario, resource.RLIMIT_NOFILE, number)
        if run.status != 127:
            campaign.note(f"{scenario.name}: {number} descriptors", run.status, common.problem_of(run), run.err)


def full_disks(campaign, scenario):
    """Disks of several sizes, each with the scenario's outputs on it."""
    disk = campaign.folder / "disk"
    disk.mkdir()
    probe = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], capture_output=True, check=False)
    if probe.returncode != 0:
        print("skipped: no tmpfs may be mounted here; RLIMIT_FSIZE and /dev/full stand in for it")
        return
    subprocess.run(["umount", str(disk)], check=True)
    needed = sum(len(content) for content in scenario.clean.files.values()) // 1024 + 8
    arguments = list(scenario.arguments)
    scenario.arguments = [argument.replace("out/", f"{disk}/") for argument in arguments]
    clean = scenario.clean
    for kibibytes in [10 * needed, *range(4, needed + 16, 4 if campaign.is_full else 24)]:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", str(disk)], check=True)
        try:
            run = scenario.run()
            run.files = {path.name: scenario.blur(path.read_bytes()) for path in disk.iterdir()}
        finally:
            subprocess.run(["umount", str(disk)], check=True)
        if kibibytes == 10 * needed:
            scenario.clean = run
        campaign.note(f"{scenario.name}: a disk of {kibibytes} KiB", run.status, common.problem_of(run), run.err)
    scenario.arguments, scenario.clean = arguments, clean


def outputs_that_take_nothing(campaign, program, folder):
    """/dev/full and pipes without a reader, for each of the three outputs and standard output."""
    base = ["verify", "a.jsonl", "--keys", "keys.json"]
    files = {"a.jsonl": common.json_records(3000, {5, 2000})}
    for options in (["-o", "/dev/full"], ["--summary", "/dev/full", "-o", "out/results.jsonl"],
                    ["--rejects", "/dev/full", "-o", "out/results.jsonl"]):
        scenario = common.Scenario("-".join(options).replace("/", "_"), program, folder, base, files,
                                   status=common.INVALID)
        scenario.arguments = base + options
        run = scenario.run()
        is_right = run.status == common.INCOMPLETE and "No space left" in run.err
        campaign.note(" ".join(options), run.status, None if is_right else "no status 3 with its reason", run.err)
        scenario.arguments = base + [option.replace("/dev/full", "/dev/fd/9") for option in options]
        run = scenario.run(["sh", "-c", 'rm -f gone; mkfifo gone; (sleep 0.05 < gone) & exec 9> gone; wait; exec "$0" "$@"'])
        problem = None if run.status == common.INCOMPLETE else "no status 3"
        campaign.note(f"{' '.join(options)}, as a pipe without a reader", run.status, problem, run.err)
    for to, reason in (("> /dev/full", "No space left"), (">&-", "Bad file descriptor"), ("| true", "")):
        run = scenario.run(["bash", "-o", "pipefail", "-c", f'"$0" "${{@:1:4}}" {to}'])
        is_right = run.status in (common.INCOMPLETE, common.USAGE) and reason in run.err
        campaign.note(f"standard output {to}", run.status, None if is_right else "no error with its reason", run.err)
    # Nobody listens to its errors: that must not hide the verdicts.
    for to in ("2> /dev/full", "2>&-"):
        scenario.arguments = base + ["-o", "out/results.jsonl"]
        run = scenario.run(["bash", "-c", f'"$0" "$@" {to}'])
        campaign.note(f"standard error {to}", run.status,
                      None if run.status == common.INVALID and run.files["results.jsonl"] == scenario.clean.out else "not as it was")


def do(campaign):
    program, folder = campaign.program, campaign.folder
    summary = ["--summary", "out/summary.json"]
    scenario = common.Scenario(
        "verify", program, folder,
        ["verify", "a.jsonl", "--keys", "keys.json", "-o", "out/results.jsonl", "--rejects", "out/rejects.jsonl", *summary,
         "--threads", "2"], {"a.jsonl": common.json_records(400, set(range(0, 400, 4)))}, status=common.INVALID)
    created = common.create_scenario(program, folder)
    for each in (scenario, created):
        file_size_limits(campaign, each)
    full_disks(campaign, scenario)
    packed = common.batch_scenarios(program, folder / "packed")[3] if (folder / "packed").mkdir() is None else None
    for each in (scenario, packed, created):
        memory_limits(campaign, each)
        descriptor_limits(campaign, each)
    outputs_that_take_nothing(campaign, program, folder)


if __name__ == "__main__":
    common.main(__doc__, do)
