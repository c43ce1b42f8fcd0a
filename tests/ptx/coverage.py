#!/usr/bin/env python3
"""How much of the kernels' PTX the tests run, and whether a result changes when one instruction is another, by kernel.

coverage.py FOLDER [--records N] [--survivors FILE] [--mutants N] [--seed N]

FOLDER is tests/support/ptx of a build. While the suites and the program run, each of their warps also runs with one
instruction changed, for every instruction that it runs: a mutant is noticed when the warp leaves something else in memory,
faults or does not end. Fails where fewer are noticed than WANTED says. --survivors writes the mutants that are not noticed,
with the instructions' texts.

--mutants draws N of all mutants whose instruction ran, and runs the suites and the program as a whole with each, until one
fails.
"""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile

# Of each kernel, how many of the mutants must be noticed.
WANTED = {
    **dict.fromkeys(["judge_narrow", "judge_wide", "try_narrow", "try_wide", "generate_narrow", "generate_wide",
                     "make_narrow_schedules", "make_wide_schedules"], 0.95),
    **dict.fromkeys(["count_lines", "write_line_ends", "write_frames"], 0.85),
    "pack_records": 0.85,
}

PROGRAM_PY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "program.py")


def short(name):
    """A kernel's name without what the compiler puts around it."""
    found = re.search(r"\d(Device\w+?Kernel)I|\d([a-z]+(?:_[a-z]+)+)E", name)
    if found and found.group(1):
        of = re.search(r"\d(PieceLines|CountRecord|CountVerdict)E", name)
        return f"{found.group(1)}, {of.group(1)}" if of else found.group(1)
    return found.group(2) if found else name


def commands(folder, records, seed):
    """Those that take least come first: most mutants need no more."""
    suites = os.path.join(folder, "hmacsweep_gpu_ptx_tests")
    engine = os.path.join(folder, "hmacsweep_engine_ptx_tests")
    yield [suites, "--filenames-as-tags", "[#rfc4231_test]"]
    yield [engine, "--filenames-as-tags", "[#gpu_pack_json_test],[#gpu_pack_forms_test],[#gpu_pack_cells_test]"]
    yield [engine, "--filenames-as-tags", "[#gpu_lines_test],[#gpu_text_test]"]
    yield [suites, "--filenames-as-tags", "[#backend_conformance_test],[#backend_damage_test]"]
    yield [suites, "--filenames-as-tags", "[#pipeline_random_test]"]
    yield [sys.executable, PROGRAM_PY, os.path.join(folder, "hmacsweep_on_ptx"), "--records", str(records), "--seed", str(seed)]


def run(command, **environment):
    """Whether it passes, with nothing skipped and nothing found."""
    environment = dict(os.environ, HMACSWEEP_TEST_BACKEND="cuda", HMACSWEEP_TEST_RECORDS="20000", **environment)
    try:
        done = subprocess.run(command, capture_output=True, env=environment, timeout=3600)
    except subprocess.TimeoutExpired:
        return False
    output = done.stdout + done.stderr
    return done.returncode == 0 and b"PTX finding" not in output and b"skipped: backend cuda" not in output


def tried(folder, records, seed, path):
    """For each kernel, the states of its instructions' mutants (mutants.hpp), and a line about each."""
    for command in commands(folder, records, seed):
        if not run(command, HMACSWEEP_PTX_MUTANTS=path):
            sys.exit(f"fails without a mutant: {' '.join(command)}")
    kernels = {}
    with open(path) as file:
        for line in file:
            name, _, state, *_ = line.split()
            states, lines = kernels.setdefault(name, ([], []))
            states.append(state)
            lines.append(line)
    return kernels


def share_of(states):
    """Of the instructions that can be changed, how many are noticed."""
    return states.count("n") / max(1, len(states) - states.count("-"))


def report(kernels):
    """Prints the table; the number of kernels of which too few are noticed."""
    too_few = 0
    print("instructions     ran  noticed   share  kernel")
    for name, (states, _) in sorted(kernels.items(), key=lambda item: short(item[0])):
        wanted = WANTED.get(short(name), 0)
        ran = len(states) - states.count(".")
        note = f", {wanted:.0%} are wanted" if share_of(states) < wanted else ""
        print(f"{len(states):12} {ran:7} {states.count('n'):8}  {share_of(states):6.1%}  {short(name)}{note}")
        too_few += bool(note)
    return too_few


def run_sample(options, kernels):
    """Runs everything with each of the mutants that are drawn."""
    places = [(name, i, state) for name, (states, _) in sorted(kernels.items()) for i, state in enumerate(states) if state in "ns="]
    random.Random(options.seed).shuffle(places)
    noticed = 0
    for name, i, state in places[:options.mutants]:
        mutant = {"HMACSWEEP_PTX_MUTANT": f"{i} {name}"}
        if all(run(command, **mutant) for command in commands(options.folder, options.records, options.seed)):
            how = "though a warp noticed it" if state == "n" else "as in every warp"
            print(f"survived, {how}: HMACSWEEP_PTX_MUTANT='{i} {name}'", flush=True)
        else:
            noticed += 1
    print(f"{noticed} of {min(options.mutants, len(places))} mutants are noticed, seed {options.seed}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--records", type=int, default=600)
    parser.add_argument("--survivors")
    parser.add_argument("--mutants", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        kernels = tried(options.folder, options.records, options.seed, os.path.join(place, "mutants"))
    too_few = report(kernels)
    if options.survivors:
        with open(options.survivors, "w") as file:
            file.writelines(line for name, (states, lines) in sorted(kernels.items())
                            for state, line in zip(states, lines) if state in "s=.")
    if options.mutants:
        run_sample(options, kernels)
    return 1 if too_few else 0


if __name__ == "__main__":
    sys.exit(main())
