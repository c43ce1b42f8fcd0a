#!/usr/bin/env python3
"""Runs every example of the pages and compares its output with what the page shows.

Examples are the blocks fenced with ```console: lines after `$ ` are commands (a trailing backslash continues one), the
lines below them their output, standard error included. All run in one folder, page by page, with the samples beside them
and the program in PATH. What differs from run to run is compared by its form only: times, rates, fingerprints of new keys,
the CPU's instruction set, what comes out of a file that breaks off. A line `...` stands for any number of lines.

Blocks fenced with ```sh need other programs, a database or a store of secrets. They run with stand-ins for these, and no
hmacsweep in them may complain about its command line. Options in `quotes` must be options of the program.

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
    # Which valid records OpenSSL judges, too, is drawn at random: of three there may be one.
    (re.compile(r"^(cross-check: the random sample has none.*|OpenSSL re-judged [0-9,]+ records?: no difference)$"), "OpenSSL re-judged # records"),
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


# Replacements for programs that a machine may not have, in blocks fenced with ```sh.
STAND_INS = {"mysql": "exit 0", "psql": "exit 0", "pass": "cat keys.json", "gpg": "cat keys.json",
             "systemd-creds": "cat keys.json"}
# Scripts of the project, which do more than an example may; they only must be there.
SCRIPTS = re.compile(r"^(samples/run|tests/run|cmake --install) .*$", re.MULTILINE)
# Pages for contributors, which tell options of other programs.
OF_OTHERS = ("host/README.md", "tests/README.md")


def faults_of_shell_block(block, folder, program, environment):
    """What is wrong with a block for a shell: each hmacsweep in it must take its command line."""
    stand_ins = pathlib.Path(folder) / "stand-ins"
    stand_ins.mkdir(exist_ok=True)
    statuses = stand_ins / "statuses"
    statuses.write_text("")
    own = {"hmacsweep": f'{program} "$@"; status=$?; echo "$status $*" >> {statuses}; exit $status'}
    for name, text in {**STAND_INS, **own}.items():
        (stand_ins / name).write_text(f"#!/bin/sh\n{text}\n")
        (stand_ins / name).chmod(0o755)
    script = SCRIPTS.sub("", block).replace("1000000", "1000")    # a million records take too long to make
    run = subprocess.run(["bash", "-c", script], cwd=folder, env={**environment, "PATH": f"{stand_ins}:{environment['PATH']}"},
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False)
    lines = statuses.read_text().splitlines()
    if "syntax error" in run.stdout.decode(errors="replace") or len(lines) < script.count("hmacsweep verify"):
        yield run.stdout.decode(errors="replace")
    yield from (f"status {line}\n{run.stdout.decode(errors='replace')}" for line in lines if line.startswith("2 "))


def unknown_options(text, known):
    """The options in quotes that no command of the program has."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    for quote in re.findall(r"`([^`]+)`", prose):
        if quote.startswith(("--", "hmacsweep ", "verify ", "generate ", "keys ", "verify-mac ")):
            yield from (option for option in re.findall(r"(?<![\w-])--[a-z][a-z0-9-]*", quote) if option not in known)


def options_of(program):
    """All options that any command's help has."""
    commands = ["verify", "generate", "show", "diagnose", "report", "merge", "keys list", "keys create", "keys import", "profiles", "bench",
                "man", "verify-mac", "generate-mac", "describe-key"]
    helps = [subprocess.run([program, *command.split(), "--help"], capture_output=True, text=True, check=False).stdout
             for command in commands]
    return {"--version", *re.findall(r"--[a-z][a-z0-9-]*", "".join(helps))}


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
        known = options_of(program)
        shutil.copy(pathlib.Path(folder) / "samples/audit.jsonl", folder)
        for page in pages:
            text = page.read_text(encoding="utf-8")
            shell_blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
            faults = [fault for block in shell_blocks for fault in faults_of_shell_block(block, folder, program, environment)]
            if "/".join(page.parts[-2:]) not in OF_OTHERS:
                faults += [f"no command has {option}" for option in unknown_options(text, known)]
            failed += len(faults)
            examples += shell_blocks
            for fault in faults:
                print(f"--- {page}\n{fault}")
    print(f"{len(examples) - failed} passed, {failed} failed")
    return 1 if failed or not examples else 0


if __name__ == "__main__":
    sys.exit(main())
