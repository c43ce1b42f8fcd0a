#!/usr/bin/env python3
"""Which instructions of the kernels' PTX the tests run, by kernel; and whether they notice when one is another.

coverage.py FOLDER [--records N] [--mutants N] [--seed N]

FOLDER is tests/support/ptx of a build. Mutants are drawn from the instructions that ran; each changes one of them, and the
suites and the program run until one fails.
"""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile

PROGRAM_PY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "program.py")


def short(name):
    """A kernel's name without what the compiler puts around it."""
    found = re.search(r"\d(Device\w+?Kernel)I|\d([a-z]+(?:_[a-z]+)+)E", name)
    if found and found.group(1):
        of = re.search(r"\d(PieceLines|CountRecord|CountVerdict)E", name)
        return f"{found.group(1)}, {of.group(1)}" if of else found.group(1)
    return found.group(2) if found else name


def commands(folder, records, seed):
    suites = os.path.join(folder, "hmacsweep_gpu_ptx_tests")
    yield [suites, "--filenames-as-tags", "[#rfc4231_test]"]
    yield [sys.executable, PROGRAM_PY, os.path.join(folder, "hmacsweep_on_ptx"), "--records", str(records), "--seed", str(seed)]
    yield [suites, "--filenames-as-tags", "[#backend_conformance_test],[#backend_damage_test]"]
    yield [suites, "--filenames-as-tags", "[#pipeline_random_test]"]


def run(command, **environment):
    """Whether it passes, with nothing skipped and nothing found."""
    environment = dict(os.environ, HMACSWEEP_TEST_BACKEND="cuda", HMACSWEEP_TEST_RECORDS="20000", **environment)
    try:
        done = subprocess.run(command, capture_output=True, env=environment, timeout=600)
    except subprocess.TimeoutExpired:
        return False
    output = done.stdout + done.stderr
    return done.returncode == 0 and b"PTX finding" not in output and b"skipped: backend cuda" not in output


def covered(folder, records, seed):
    """For each kernel, for each instruction, whether it ran."""
    kernels = {}
    with tempfile.TemporaryDirectory() as place:
        path = os.path.join(place, "coverage")
        for command in commands(folder, records, seed):
            if not run(command, HMACSWEEP_PTX_COVERAGE=path):
                sys.exit(f"fails without a mutant: {' '.join(command)}")
        with open(path) as file:
            for line in file:
                name, _, ran = line.split()
                before = kernels.get(name, "0" * len(ran))
                kernels[name] = "".join("1" if "1" in pair else "0" for pair in zip(before, ran))
    return kernels


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--records", type=int, default=600)
    parser.add_argument("--mutants", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    kernels = covered(options.folder, options.records, options.seed)
    for name, ran in sorted(kernels.items(), key=lambda item: short(item[0])):
        print(f"{ran.count('1'):6} of {len(ran):6} ({ran.count('1') / len(ran):5.1%})  {short(name)}")
    places = [(name, i) for name, ran in sorted(kernels.items()) for i, did in enumerate(ran) if did == "1"]
    random.Random(options.seed).shuffle(places)
    noticed = survived = 0
    for name, i in places:
        if noticed + survived == options.mutants:
            break
        mutant = {"HMACSWEEP_PTX_MUTANT": f"{i} {name}"}
        first = next(commands(options.folder, options.records, options.seed))
        if b"PTX mutant: none" in subprocess.run(first, capture_output=True, env=dict(
                os.environ, HMACSWEEP_TEST_BACKEND="cuda", **mutant)).stderr:
            continue
        if all(run(command, **mutant) for command in commands(options.folder, options.records, options.seed)):
            survived += 1
            print(f"survived: HMACSWEEP_PTX_MUTANT='{i} {name}'", flush=True)
        else:
            noticed += 1
    if options.mutants:
        print(f"{noticed} of {noticed + survived} mutants are noticed, seed {options.seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
