"""Commands taken in turn, round after round, so that a busy moment falls on all alike; ratios with their spread."""
import os
import statistics
import subprocess
import sys
import time


def quartiles(values):
    ordered = sorted(values)
    at = lambda q: ordered[round(q * (len(ordered) - 1))]
    return at(0.25), at(0.75)


class Command:
    """A command, how it may end, and what its runs took."""

    def __init__(self, name, arguments, output=None, statuses=(0, 1), stdin=None):
        self.name, self.arguments, self.output, self.statuses, self.stdin = name, arguments, output, statuses, stdin
        self.wall, self.cpu = [], []
        self.size = None

    def run(self):
        """Runs it once, writing a new file of results; (seconds, CPU seconds)."""
        if self.output and os.path.exists(self.output):
            os.unlink(self.output)
        source = subprocess.Popen(self.stdin, stdout=subprocess.PIPE) if self.stdin else None
        begun = time.perf_counter()
        process = subprocess.Popen(self.arguments, stdin=source.stdout if source else subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begun
        if source:
            source.stdout.close()
            source.wait()
        if process.returncode not in self.statuses:
            sys.exit(f"{' '.join(self.arguments)}\nended with status {process.returncode}: {errors.decode(errors='replace')}")
        size = os.path.getsize(self.output) if self.output else None
        if self.size not in (None, size):
            sys.exit(f"{' '.join(self.arguments)}\nwrote {size} bytes of results, and {self.size} the time before")
        self.size = size
        return seconds, usage.ru_utime + usage.ru_stime

    def sample(self):
        wall, cpu = self.run()
        self.wall.append(wall)
        self.cpu.append(cpu)

    def to_json(self):
        words = [os.path.basename(word) if os.path.isabs(word) else word for word in self.arguments]
        return {"command": words, "wall": [round(x, 6) for x in self.wall], "cpu": [round(x, 6) for x in self.cpu]}


def in_turn(commands, rounds):
    """A B A B ...; every second round begins at the other end."""
    for index in range(rounds):
        for command in commands if index % 2 == 0 else reversed(commands):
            command.sample()


class Ratio:
    """How many times as much `per` takes as `of`: the median over the rounds of wall time, and of CPU time."""

    def __init__(self, what, of, per, scale=1.0, scale_cpu=None):
        wall = [b / a * scale for a, b in zip(of.wall, per.wall)]
        cpu = [b / a * (scale if scale_cpu is None else scale_cpu) for a, b in zip(of.cpu, per.cpu)]
        self.what = what
        self.wall, self.cpu = statistics.median(wall), statistics.median(cpu)
        self.spread = quartiles(wall)
        self.cpu_spread = quartiles(cpu)
        self.commands = [of, per]

    def to_json(self):
        return {"what": self.what, "ratio": round(self.wall, 4), "cpu_ratio": round(self.cpu, 4),
                "quartiles": [round(x, 4) for x in self.spread], "cpu_quartiles": [round(x, 4) for x in self.cpu_spread],
                "samples": {command.name: command.to_json() for command in self.commands}}


class Neighbours:
    """How much of the CPUs other programs took while these were measured."""

    def __init__(self):
        self.begun = self.ticks()

    @staticmethod
    def ticks():
        with open("/proc/stat") as file:
            user, nice, system, idle, wait, irq, soft, steal = map(int, file.readline().split()[1:9])
        ours = os.times()
        return (user + nice + system + irq + soft + steal, idle + wait,
                sum(ours[:4]) * os.sysconf("SC_CLK_TCK"))

    def share(self):
        busy, idle, ours = (now - then for now, then in zip(self.ticks(), self.begun))
        return max(0.0, (busy - ours) / max(1, busy + idle))


def peak_kib(arguments, stdin=None, statuses=(0, 1)):
    """The most memory that a command holds, in KiB; started by a small process, since a child's count begins at its
    parent's."""
    small = ("import os, subprocess, sys; child = subprocess.Popen(sys.argv[1:], stderr=subprocess.DEVNULL); "
             "_, status, usage = os.wait4(child.pid, 0); print(os.waitstatus_to_exitcode(status), usage.ru_maxrss)")
    source = subprocess.Popen(stdin, stdout=subprocess.PIPE) if stdin else None
    done = subprocess.run([sys.executable, "-I", "-S", "-c", small, *arguments], capture_output=True, text=True, check=True,
                          stdin=source.stdout if source else subprocess.DEVNULL)
    if source:
        source.stdout.close()
        source.wait()
    status, kib = map(int, done.stdout.split()[-2:])
    if status not in statuses:
        sys.exit(f"{' '.join(arguments)} ended with status {status}")
    return kib
