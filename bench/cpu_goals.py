#!/usr/bin/env python3
"""The goals for a CPU, P1 to P7, measured and put in a table: cpu_goals.py --build FOLDER [options].

Every goal is a ratio of two commands that are run in turn, A B A B, so that it holds on other machines, too. `wall` is
the median over the rounds of the ratio of times; `CPU` the same of user and system time, which is what to look at where
other programs were at work.
"""
import argparse
import datetime
import filecmp
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile

import inputs
import timing
from timing import Command, Ratio

# What it is; accept, good and stretch; whether more is better.
GOALS = {
    "P1": ("verify, 1 M records of 256 bytes, against the best libraries' pipeline", (1.0, 1.3, 1.6), True),
    "P2": ("P1's run against the Python script, two processes", (25, 40, 55), True),
    "P3": ("two threads against one", (1.7, 1.85, 1.95), True),
    "P4": ("peak memory, MB", (512, 256, 128), False),
    "P5": ("ten records from start to end, ms", (50, 20, 10), False),
    "P6": ("text in other formats, bytes/s against P1's", (0.5, 0.7, 0.85), True),
    "P6 gzip": ("text in gzip files, bytes/s against `igzip -dc`", (0.6, 0.8, 0.95), True),
    "P7": ("three candidate keys, time against one key", (2.0, 1.6, 1.4), False),
}
LEVELS = ("accept", "good", "stretch")


def level_of(goal, value):
    _, limits, more_is_better = GOALS[goal]
    reached = [name for name, limit in zip(LEVELS, limits) if (value >= limit if more_is_better else value <= limit)]
    return reached[-1] if reached else "missed"


class Bench:
    """The programs, a folder for the inputs, and the rows so far."""

    def __init__(self, arguments, folder):
        self.arguments, self.folder = arguments, folder
        self.program = os.path.abspath(os.path.join(arguments.build, "host/hmacsweep"))
        self.peer_program = os.path.abspath(os.path.join(arguments.build, "bench/hmacsweep_bench_peer"))
        self.keys = self.path("keys.json")
        inputs.write_keys(self.keys)
        self.goals = {}
        self.cpus = os.cpu_count()

    def path(self, name):
        return os.path.join(self.folder, name)

    def wants(self, goal):
        return not self.arguments.goals or goal in self.arguments.goals

    def verify(self, source, *options, keys=None, name="hmacsweep"):
        sources = [source] if isinstance(source, str) else source
        return Command(name, [self.program, "verify", *sources, "--keys", keys or self.keys, "-o", self.path("ours"), "-q",
                              *options], self.path("ours"))

    def peer(self, source, *options):
        return Command("peer", [self.peer_program, source, "--keys", self.keys, "-o", self.path("peer"), *options],
                       self.path("peer"))

    def warm(self, *commands):
        """Runs each once; those that write results must write the same."""
        for command in commands:
            command.run()
        written = [command.output for command in commands if command.output]
        for other in written[1:]:
            if other != written[0] and not filecmp.cmp(written[0], other, shallow=False):
                sys.exit(f"{written[0]} and {other} differ: {' '.join(commands[0].arguments)}")

    def add(self, goal, row, counts=True):
        """A row of a goal; one that counts may decide what the goal has reached."""
        row["counts"] = counts
        self.goals.setdefault(goal, []).append(row)
        value = row["ratio"]
        spread = f"{row['quartiles'][0]:.2f}-{row['quartiles'][1]:.2f}" if "quartiles" in row else ""
        cpu = f"{row['cpu_ratio']:8.2f}" if "cpu_ratio" in row else " " * 8
        note = f"  {row['note']}" if "note" in row else ""
        print(f"{goal:8} {row['what']:48} {value:8.2f} {spread:>13} {cpu}{note}", flush=True)

    def measure(self, goal, what, of, per, counts=True, scale=1.0, scale_cpu=None, note=None):
        ratio = Ratio(what, of, per, scale, scale_cpu).to_json()
        if note:
            ratio["note"] = note
        self.add(goal, ratio, counts)


def rate_note(command, records):
    return (f"{records / timing.statistics.median(command.wall) / 1e6:.2f} M records/s, "
            f"{timing.statistics.median(command.cpu) / records * 1e9:.0f} ns CPU each")


def whole_runs(bench):
    """P1 to P3: the file of 256-byte messages; and P1 at the other lengths and algorithms."""
    rounds = bench.arguments.rounds
    count = bench.arguments.records
    source = bench.path("256.jsonl")
    inputs.apart(inputs.kms_lines, source, count, 256)
    if bench.wants("P1"):
        ours, peer = bench.verify(source), bench.peer(source)
        bench.warm(ours, peer)
        timing.in_turn([ours, peer], rounds)
        bench.measure("P1", "256 bytes, HMAC_SHA_256", ours, peer, note=f"{rate_note(ours, count)}; peer {rate_note(peer, count)}")
        for engine in ("openssl", "hmac"):
            ours, peer = bench.verify(source), bench.peer(source, "--engine", engine)
            bench.warm(ours, peer)
            timing.in_turn([ours, peer], 3)
            bench.measure("P1", f"256 bytes, the peer with {engine}", ours, peer, False)
    if bench.wants("P2"):
        part, part_count = bench.path("part.jsonl"), count // 5
        inputs.apart(inputs.kms_lines, part, part_count, 256)
        script = Command("script", [sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "peer.py"), part,
                                    bench.keys, bench.path("script")], bench.path("script"))
        bench.warm(bench.verify(part), script)
        ours = bench.verify(source)
        timing.in_turn([ours, script], 3)
        bench.measure("P2", f"Python {platform.python_version()}, a fifth of the records", ours, script, scale=count / part_count)
    if bench.wants("P3") and bench.cpus > 1:
        one, two = bench.verify(source, "--threads", "1", name="1 thread"), bench.verify(source, "--threads", "2", name="2 threads")
        bench.warm(one, two)
        timing.in_turn([one, two], rounds)
        bench.measure("P3", "256 bytes (CPU: twice one's time over two's)", two, one, scale_cpu=2.0)
    os.unlink(source)
    if bench.wants("P1"):
        other_whole_runs(bench)


def other_whole_runs(bench):
    rows = [(length, "HMAC_SHA_256") for length in (16, 64, 1024, 4096, inputs.MIXED)]
    rows += [(256, algorithm) for algorithm in inputs.ALGORITHMS if algorithm != "HMAC_SHA_256"] + [(inputs.MIXED, "HMAC_SHA_512")]
    if bench.arguments.full:
        rows = [(length, algorithm) for algorithm in inputs.ALGORITHMS for length in (16, 64, 256, 1024, 4096, inputs.MIXED)
                if (length, algorithm) != (256, "HMAC_SHA_256")]
    for length, algorithm in rows:
        mean = 492 if length == inputs.MIXED else length
        count = min(bench.arguments.records, int(bench.arguments.records * 480 / (120 + mean * 4 / 3)))
        source = bench.path("other.jsonl")
        inputs.apart(inputs.kms_lines, source, count, length, algorithm)
        ours, peer = bench.verify(source), bench.peer(source)
        bench.warm(ours, peer)
        timing.in_turn([ours, peer], bench.arguments.rounds)
        bench.measure("P1", f"{length} bytes, {algorithm}", ours, peer, False, note=rate_note(ours, count))
        os.unlink(source)


def memory(bench):
    """P4: 100 MB, and 1 GB or, with --full, 10 GB; from a file where there is room for it, else through a pipe."""
    piece = bench.path("piece.jsonl")
    inputs.apart(inputs.kms_lines, piece, 100_000_000 // 476, 256)
    large = 10_000_000_000 if bench.arguments.full else 1_000_000_000
    for size in (100_000_000, large):
        times = max(1, round(size / os.path.getsize(piece)))
        output = bench.path("ours")
        whole, stdin, how = bench.path("large.jsonl"), None, "file"
        if shutil.disk_usage(bench.folder).free > 1.5 * size + 2e9:
            inputs.apart(inputs.repeated, whole, piece, size)
        else:
            whole, how = "-", "pipe"
            stdin = ["sh", "-c", f"for i in $(seq {times}); do cat {piece}; done"]
        kib = timing.peak_kib([bench.program, "verify", whole, "--keys", bench.keys, "-o", output, "-q"], stdin)
        bench.add("P4", {"what": f"{size / 1e9:g} GB, {how}", "ratio": round(kib * 1024 / 1e6, 1)})
        for name in (output, bench.path("large.jsonl")):
            if os.path.exists(name):
                os.unlink(name)


def start_up(bench):
    """P5, and beside it what the same costs without looking for a GPU."""
    source = bench.path("ten.jsonl")
    inputs.kms_lines(source, 10, 256)
    default, simd = bench.verify(source), bench.verify(source, "--backend", "simd", name="simd")
    bench.warm(default, simd)
    timing.in_turn([default, simd], 31)
    for command, what, counts in ((default, "10 records, default options", True), (simd, "10 records, --backend simd", False)):
        low, high = timing.quartiles(command.wall)
        bench.add("P5", {"what": what, "ratio": round(timing.statistics.median(command.wall) * 1e3, 2),
                         "quartiles": [round(low * 1e3, 2), round(high * 1e3, 2)],
                         "cpu_ratio": round(timing.statistics.median(command.cpu) * 1e3, 2),
                         "samples": {command.name: command.to_json()}}, counts)


def formats(bench):
    """P6: bytes/s of other formats against those of P1's file."""
    rounds = bench.arguments.rounds
    source = bench.path("256.jsonl")
    inputs.apart(inputs.kms_lines, source, bench.arguments.records // 2, 256)
    base_size = os.path.getsize(source)
    others = inputs.apart(inputs.text_formats, bench.folder, bench.arguments.records // 2)
    named = ["--key-id", "bench", "--mac-algorithm", "HMAC_SHA_256", "--mac-encoding", "hex"]
    base = bench.verify(source, name="JSON Lines in base64")
    commands = [bench.verify(path, *named, *options, name=what) for what, path, options, _ in others]
    bench.warm(*commands, base)
    timing.in_turn([base, *commands], rounds)
    for command, (what, _, _, size) in zip(commands, others):
        counts = any(word in what for word in ("JSON in quotes", "--line", "--message"))
        bench.measure("P6", what, command, base, counts, scale=size / base_size,
                      note=f"{size / timing.statistics.median(command.wall) / 1e6:.0f} MB/s")
    compressed_inputs(bench, next(path for what, path, _, _ in others if "--line" in what),
                      next(path for what, path, _, _ in others if "as text" in what), named)


def compressed_inputs(bench, log, lines, named):
    """P6's gzip files, against igzip; and zstd files against the same text uncompressed."""
    options = [*named, "--line", "{Message} hmac={Mac:hex}"]
    igzip = shutil.which("igzip")
    for parts in (1, 4):
        names = inputs.apart(inputs.compressed, bench.folder, log, parts)
        what = f"lines in {parts} gzip file{'s' if parts > 1 else ''}"
        if not igzip:
            print(f"P6 gzip  {what}: SKIPPED, there is no igzip (package isal)")
            continue
        ours, peer = bench.verify(names, *options), Command("igzip", [igzip, "-dc", *names])
        bench.warm(ours, peer)
        timing.in_turn([ours, peer], bench.arguments.rounds)
        size = os.path.getsize(log)
        bench.measure("P6 gzip", what, ours, peer, note=f"{size / timing.statistics.median(ours.wall) / 1e6:.0f} MB/s; igzip "
                      f"{size / timing.statistics.median(peer.wall) / 1e6:.0f}")
    packed = inputs.zstd(lines)
    if packed:
        options = [*named, "--message-encoding", "text"]
        ours, plain = bench.verify(packed, *options, name="zstd"), bench.verify(lines, *options, name="plain")
        bench.warm(ours, plain)
        timing.in_turn([ours, plain], bench.arguments.rounds)
        bench.measure("P6", "zstd against the same text uncompressed", ours, plain, False)


def candidate_keys(bench):
    """P7: three keys, in turn and each for a third of the file as after rotations, against one."""
    count = bench.arguments.records // 2
    three = bench.path("three.json")
    inputs.write_keys(three, inputs.KEYS)
    names = list(inputs.KEYS)
    key_of = {"one": lambda number: "bench", "rotated": lambda number: names[min(2, number * 3 // count)],
              "shuffled": lambda number: names[(number * 2654435761 >> 7) % 3]}
    for order, choose in key_of.items():
        inputs.keyless_lines(bench.path(f"{order}.jsonl"), count, choose)
    one = bench.verify(bench.path("one.jsonl"), "--key-id", "bench", name="one key")
    commands = [bench.verify(bench.path(f"{order}.jsonl"), "--key-id", "any", keys=three, name=order)
                for order in ("rotated", "shuffled")]
    for command in (one, *commands):
        command.run()
    timing.in_turn([one, *commands], bench.arguments.rounds)
    for command, what in zip(commands, ("the key changes twice", "each record under any of them")):
        bench.measure("P7", f"256 bytes, {what}", one, command)


def stages(bench):
    """Nanoseconds of CPU time a record of every stage on one core, where they were built."""
    program = os.path.join(bench.arguments.build, "bench/hmacsweep_bench_stages")
    if not os.path.exists(program):
        print("\nstages: SKIPPED, this build has none (package libbenchmark-dev)")
        return {}
    done = subprocess.run([program, "--benchmark_min_time=0.1", "--benchmark_format=json"], capture_output=True, check=True)
    table = {}
    for row in json.loads(done.stdout)["benchmarks"]:
        stage, length = row["name"].rsplit("/bytes:", 1)
        table.setdefault(stage, {})["1..4096" if length == "0" else length] = round(row["per_record"] * 1e9, 1)
    columns = next(iter(table.values()))
    print(f"\n{'ns of CPU a record, messages of':32}" + "".join(f"{length:>9}" for length in columns))
    for stage, row in table.items():
        print(f"{stage:32}" + "".join(f"{nanoseconds:9.1f}" for nanoseconds in row.values()))
    return table


def cpu_name():
    with open("/proc/cpuinfo") as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), platform.machine())


def facts_of(bench):
    run = lambda *command: subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    commit = run("git", "rev-parse", "HEAD") + (" modified" if run("git", "status", "--porcelain") else "")
    return {"schema": 1, "cpu": cpu_name(), "cpus": bench.cpus, "commit": commit,
            "version": run(bench.program, "--version"), "kernel": platform.release(), "python": platform.python_version(),
            "time": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "inputs": inputs.HOW,
            "records": bench.arguments.records, "rounds": bench.arguments.rounds}


def summarise(goals):
    """What each goal has reached: its worst row that counts."""
    summary = {}
    print(f"\n{'goal':8} {'':68} {'accept':>7} {'good':>6} {'stretch':>7} {'measured':>9} {'CPU':>7}  reached")
    for goal, (what, limits, more_is_better) in GOALS.items():
        rows = [row for row in goals.get(goal, []) if row["counts"]]
        if not rows:
            continue
        worst = (min if more_is_better else max)(rows, key=lambda row: row["ratio"])
        reached = level_of(goal, worst["ratio"])
        cpu = f"{worst['cpu_ratio']:7.2f}" if "cpu_ratio" in worst else " " * 7
        print(f"{goal:8} {what:68.68} {limits[0]:7} {limits[1]:6} {limits[2]:7} {worst['ratio']:9.2f} {cpu}  {reached}")
        summary[goal] = {"what": what, "ratio": worst["ratio"], "reached": reached,
                         **dict(zip(LEVELS, limits)), "rows": goals[goal]}
    return summary


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, help="the build's folder")
    parser.add_argument("--goals", nargs="*", choices=["P1", "P2", "P3", "P4", "P5", "P6", "P7"], help="only these")
    parser.add_argument("--records", type=int, default=1_000_000, help="of P1's file [1000000]")
    parser.add_argument("--rounds", type=int, default=7, help="of each pair of commands [7]")
    parser.add_argument("--full", action="store_true", help="every length with every algorithm; P4 with 10 GB")
    parser.add_argument("--json", default=".build/on-cpu.json", help="where every sample goes [.build/on-cpu.json]")
    parser.add_argument("--folder", help="where the inputs are made [a temporary folder]")
    arguments = parser.parse_args()
    if arguments.folder:
        os.makedirs(arguments.folder, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        bench = Bench(arguments, folder)
        facts = facts_of(bench)
        print(f"{facts['cpu']}, {facts['cpus']} CPUs, Linux {facts['kernel']}; {facts['version']}, commit {facts['commit']}\n"
              f"inputs: {inputs.HOW}\n\n{'goal':8} {'':48} {'wall':>8} {'quartiles':>13} {'CPU':>8}", flush=True)
        neighbours = timing.Neighbours()
        for goals, measure in ((("P1", "P2", "P3"), whole_runs), (("P4",), memory), (("P5",), start_up), (("P6",), formats),
                               (("P7",), candidate_keys)):
            if any(bench.wants(goal) for goal in goals):
                measure(bench)
        if not arguments.goals:
            facts["stages_ns"] = stages(bench)
        facts["neighbours"] = round(neighbours.share(), 3)
        facts["goals"] = summarise(bench.goals)
    print(f"\nOther programs took {facts['neighbours']:.0%} of the CPUs meanwhile" +
          ("." if facts["neighbours"] < 0.05 else ": trust CPU rather than wall."))
    with open(arguments.json, "w") as file:
        json.dump(facts, file, indent=1)
        file.write("\n")
    print(f"Every sample is in {arguments.json}")


if __name__ == "__main__":
    main()
