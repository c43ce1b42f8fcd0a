#!/usr/bin/env python3
"""Prints which rooms of host/ include which, and how many includes run against the direction.

Usage: include_graph.py [--build FOLDER]

A room may include the rooms that the ROOMS line of its CMakeLists.txt names, and all below these. With --build, of a
configured build, wrong includes are planted, too: one source of each room includes a header of each room that it may not
include, and the compiler must refuse it; and of each that it may include, which the compiler must take. Status 1 when an
include runs against the direction or the compiler is of another opinion.
"""
import argparse
import collections
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s+"host/(\w+)/', re.M)


def rooms_below():
    """{room: rooms that it may include}, from the ground up."""
    direct = {}
    for path in ROOT.glob("host/*/CMakeLists.txt"):
        listed = re.search(r"^  ROOMS ([\w ]+)", path.read_text(), re.M)
        direct[path.parent.name] = listed[1].split() if listed else []
    below = {}

    def settle(room):
        if room not in below:
            below[room] = set(direct[room]).union(*(settle(other) for other in direct[room]))
        return below[room]

    for room in direct:
        settle(room)
    return dict(sorted(below.items(), key=lambda entry: (len(entry[1]), entry[0])))


def includes():
    """{(room, other room): [files with such an include]}."""
    found = collections.defaultdict(list)
    for path in sorted(ROOT.glob("host/**/*.[ch]pp")):
        room = path.relative_to(ROOT).parts[1]
        for other in INCLUDE.findall(path.read_text()):
            if other != room:
                found[room, other].append(path.relative_to(ROOT))
    return found


def preprocesses(command, folder, text):
    words = shlex.split(command)
    words = words[1:] if words[0].endswith("ccache") else words
    for option in ("-c", "-o", "-include"):    # the last is a precompiled header
        if option in words:
            del words[words.index(option):words.index(option) + 2]
    with tempfile.NamedTemporaryFile("w", suffix=".cpp") as source:
        source.write(text)
        source.flush()
        return subprocess.run([*words, "-E", "-w", source.name, "-o", "/dev/null"], cwd=folder, capture_output=True,
                              check=False).returncode == 0


def planted(build, below):
    """How many planted includes the compiler takes or refuses against the direction."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        target = re.search(r" -o \S*/hmacsweep_(\w+)\.dir/", entry["command"])
        if target and target[1] in below:
            commands.setdefault(target[1], (entry["command"], entry["directory"]))
    headers = {room: next(path for path in sorted((ROOT / "host" / room).glob("*.hpp"))) for room in below}
    wrong = tried = 0
    for room, (command, folder) in sorted(commands.items()):
        for other, header in headers.items():
            is_allowed = other == room or other in below[room]
            is_taken = preprocesses(command, folder, f'#include "{header.relative_to(ROOT)}"\n')
            tried += 1
            if is_taken != is_allowed:
                wrong += 1
                print(f"{room} {'can' if is_taken else 'cannot'} include {header.relative_to(ROOT)}")
    print(f"{tried} includes planted in {len(commands)} rooms, {wrong} of them not as they must be")
    return wrong if len(commands) == len(below) else wrong + 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, help="a configured build, to plant wrong includes")
    options = parser.parse_args()
    below = rooms_below()
    found = includes()
    against = 0
    for room, allowed in below.items():
        arrows = {other: files for (source, other), files in found.items() if source == room}
        print(f"{room:10} -> {', '.join(f'{other} ({len(files)})' for other, files in sorted(arrows.items())) or '-'}")
        for other in sorted(arrows.keys() - allowed):
            against += len(arrows[other])
            print(f"{'':13} against the direction: {', '.join(map(str, arrows[other]))} include {other}")
    print(f"{sum(map(len, found.values()))} includes between {len(below)} rooms, {against} against the direction")
    wrong = planted(options.build.resolve(), below) if options.build else 0
    return 1 if against or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
