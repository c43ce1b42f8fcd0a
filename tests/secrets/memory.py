#!/usr/bin/env python3
"""Searches core dumps of a run that is under way for key material: one that gdb's gcore makes, and one that the kernel
writes when the process is told to abort.

Usage: memory.py PROGRAM. By itself the program lets the kernel write none; `prlimit --core` from outside does. A control
comes first: in the memory itself the key must be found. What the machine does not have (gdb, core files in the working
folder) is skipped with a line that says so.
"""
import contextlib
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import needles
import situations


def found_in_process(pid, secrets):
    """The names of the needles in a process's readable memory."""
    found = set()
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights = line.split()[:2]
            if not rights.startswith("r") or line.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                continue
            begin, end = (int(address, 16) for address in place.split("-"))
            try:
                memory.seek(begin)
                found.update(needles.found_in(memory.read(end - begin), secrets))
            except (OSError, OverflowError):
                continue
    return sorted(found)


def allow_cores():
    """As far as the system does; what comes of it is the program's decision."""
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


class UnderWay:
    """A run that has judged records of every class and waits for more; `backend` did it."""

    def __init__(self, program, place, backend):
        self.process = subprocess.Popen([program, "verify", "-", "--keys", "keys.json", "--backend", backend, "--cross-check",
                                         "all", "-o", f"under-way.{backend}"], cwd=place.folder, stdin=subprocess.PIPE,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=allow_cores)
        self.pid = self.process.pid
        records = "".join(place.records(lambda i: i % 7 == 0)).encode()
        # More than the slabs that are read ahead, so that whole slabs are judged while others are awaited.
        for _ in range(60):
            self.process.stdin.write(records)
            self.process.stdin.flush()
        time.sleep(1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()

    def abort(self):
        self.process.send_signal(signal.SIGABRT)
        self.process.wait()


def check_gcore(program, place, backend, secrets):
    with UnderWay(program, place, backend) as run:
        if not found_in_process(run.pid, secrets[:2]):
            yield f"{backend}: the key is not even in memory: the search finds nothing"
        path = place.folder / f"gcore.{run.pid}"
        done = subprocess.run(["gcore", "-o", str(place.folder / "gcore"), str(run.pid)], capture_output=True, check=False)
        if not path.exists():
            print(f"skipped: gcore cannot dump ({done.stderr.decode(errors='replace').strip()[-200:]})")
            return
        dump = path.read_bytes()
        print(f"{backend}: gcore wrote {len(dump) / 1e6:.1f} MB")
        if b"MacAlgorithm" not in dump:
            yield f"{backend}: gcore's dump has not even the records"
        for name in needles.found_in(dump, secrets):
            yield f"{backend}: {name} in gcore's dump"
        path.unlink()


def check_kernel(program, place, backend, secrets):
    with UnderWay(program, place, backend) as run:
        run.abort()
        if cores(place):
            yield f"{backend}: the kernel wrote a core dump that nobody asked for"
    with UnderWay(program, place, backend) as run:
        subprocess.run(["prlimit", f"--pid={run.pid}", "--core=unlimited:"], check=True)
        run.abort()
        time.sleep(0.2)
        for path in cores(place):
            dump = path.read_bytes()
            print(f"{backend}: the kernel wrote {len(dump) / 1e6:.1f} MB")
            for name in needles.found_in(dump, secrets):
                yield f"{backend}: {name} in the kernel's dump"
            path.unlink()
            return
        print("skipped: no core file where the process worked")


def cores(place):
    return list(place.folder.glob("core*"))


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        place = situations.Place(folder)
        secrets = needles.of(place.material, 2)
        for backend in ("simd", "openssl"):
            if shutil.which("gcore"):
                faults += check_gcore(program, place, backend, secrets)
            else:
                print("skipped: no gcore")
            pattern = pathlib.Path("/proc/sys/kernel/core_pattern").read_text()
            _, hard = resource.getrlimit(resource.RLIMIT_CORE)
            if pattern.startswith(("|", "/")) or hard == 0:
                print("skipped: core files do not appear in the working folder here")
            else:
                faults += check_kernel(program, place, backend, secrets)
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except PermissionError as error:
        print(f"skipped: the memory of another process may not be read here ({error})")
