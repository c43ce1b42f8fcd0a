#!/usr/bin/env python3
"""Runs every example of the pages and compares its output with what the page shows.

Examples are the blocks fenced with ```console: lines after `$ ` are commands (a trailing backslash continues one), the
lines below them their output, standard error included. All run in one folder, page by page, with the samples beside them
and the program in PATH. What differs from run to run is compared by its form only: times, rates, fingerprints of new keys,
the CPU's instruction set, what comes out of a file that breaks off. A line `...` stands for any number of lines.

Usage: readme_examples.py PROGRAM SAMPLES PAGE...
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

VARYING = [
    (re.compile(r"in [0-9.e-]+ s, [0-9,]+ records/s, [0-9.e+-]+ [GM]B/s$"), "in # s, # records/s, #B/s"),
    (re.compile(r"^backend (\S+) \(.*\)$"), r"backend \1 (#)"),
    (re.compile(r"^hmacsweep [0-9.]+, .*, [0-9]+ threads?$"), "hmacsweep #, #, # threads"),
    (re.compile(r" +[0-9.]+ +[0-9.]+ +[0-9.]+ %$"), " # # # %"),
    (re.compile(r"in the [0-9]+ bytes before that"), "in the # bytes before that"),
    (re.compile(r"re-judged [0-9,]+ records?:"), "re-judged # records:"),
    (re.compile(r"\b[0-9a-f]{16}\b(?!-)"), "################"),
    (re.compile(r'"Mac":"[A-Za-z0-9+/=]{38,}"'), '"Mac":"#"'),
]


def blocks(text):
    """The commands of a page, each with the lines shown below it."""
    for block in re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        command, output = None, []
        lines = iter(block.splitlines())
        for line in lines:
            if line.startswith("$ "):
                if command is not None:
                    yield command, output
                command, output = line[2:], []
                while command.endswith("\\"):
                    command = command[:-1] + next(lines).lstrip()
            else:
                output.append(line)
        if command is not None:
            yield command, output


def normal(line):
    for pattern, replacement in VARYING:
        line = pattern.sub(replacement, line)
    return line.rstrip()


def matches(shown, printed):
    """Whether the printed lines are the shown ones, `...` standing for any number of them."""
    if not shown:
        return not printed
    if shown[0] == "...":
        return any(matches(shown[1:], printed[i:]) for i in range(len(printed) + 1))
    return bool(printed) and normal(shown[0]) == normal(printed[0]) and matches(shown[1:], printed[1:])


def main():
    program, samples, *pages = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    examples = [(page, *example) for page in pages for example in blocks(page.read_text(encoding="utf-8"))]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(samples, pathlib.Path(folder) / "samples")
        environment = {"PATH": f"{program.parent}:/usr/bin:/bin", "HOME": folder, "LC_ALL": "C.UTF-8"}
        for page, command, shown in examples:
            run = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False)
            printed = run.stdout.decode(errors="replace").splitlines()
            if "which this hmacsweep was built without" in run.stdout.decode(errors="replace"):
                print(f"skipped, for want of an optional library: {command}")
            elif not matches(shown, printed):
                failed += 1
                print(f"$ {command}\n--- {page} shows\n" + "\n".join(shown))
                print(f"--- it prints (status {run.returncode})\n" + "\n".join(printed) + "\n")
    print(f"{len(examples) - failed} passed, {failed} failed")
    return 1 if failed or not examples else 0


if __name__ == "__main__":
    sys.exit(main())
