#!/usr/bin/env python3
"""Checks the walk of one record in host/README.md: each step's file is there and defines the function, and the file of the
step named as its caller calls it. A file is named without its ending, for a header and its source together.
Usage: record_walk.py [README]"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MOST_FILES = 15
ROW = re.compile(r"\| (\d+) \| `([\w/]+)` \| `(?:(\w+)::)?(\w+)\(\)` \| (-|\d+) \|")


def code_of(path):
    """The header and the source without comments and texts, so that neither counts as a call."""
    text = "".join(file.read_text() for file in (path.with_suffix(".hpp"), path.with_suffix(".cpp")) if file.exists())
    text = re.sub(r'"(\\.|[^"\\\n])*"', '""', text)
    return re.sub(r"//[^\n]*", "", text)


def defines(code, owner, function):
    """Whether a class's function, or a free one, has its body in the code: in the class or behind its name."""
    name = rf"\b{owner}::{function}" if owner else rf"[\w>&*]\s+{function}"
    bodies = [rf"{name}\s*\([^;{{}}]*\)[^;{{}}]*\{{"]
    if owner:
        bodies.append(rf"\b(?:class|struct) {owner}\b.*?\n    [^\n;(]*\b{function}\s*\([^;{{}}]*\)[^;{{}}]*\{{")
    return any(re.search(body, code, re.S) for body in bodies)


def faults(readme):
    """What is wrong with the walk, a line each."""
    steps = {}
    for number, path, owner, function, caller in ROW.findall(readme.read_text()):
        steps[number] = (ROOT / "host" / path, owner, function, caller)
    if not steps:
        yield f"{readme} has no walk"
    if len(steps) > MOST_FILES or len({step[0] for step in steps.values()}) != len(steps):
        yield f"the walk has {len(steps)} steps; it takes at most {MOST_FILES}, and names each file once"
    for number, (path, owner, function, caller) in steps.items():
        code = code_of(path)
        if not code:
            yield f"step {number}: there is no {path}"
            continue
        if not defines(code, owner, function):
            yield f"step {number}: {path} does not define {function}()"
        if caller == "-":
            continue
        if caller not in steps or int(caller) >= int(number):
            yield f"step {number}: step {caller} comes no earlier"
        elif not re.search(rf"\b{function}(?:<\w+>)?\s*\(", code_of(steps[caller][0])):
            yield f"step {number}: {steps[caller][0]} does not call {function}()"


def main():
    found = list(faults(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "host" / "README.md"))
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
