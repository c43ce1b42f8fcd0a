#!/usr/bin/env python3
"""Prints coverage by folder, from what `llvm-cov export -summary-only` writes.

Usage: coverage_table.py SUMMARY. The ten files with most lines that no test executes come last.
"""
import collections
import json
import pathlib
import sys

FOLDERS = ("cuda/core", "cuda/gpu", "reference", *(f"host/{room}" for room in (
    "base", "keys", "format", "input", "reader", "backend", "rules", "judge", "diagnosis", "report", "html", "audit", "run", "columns", "bench",
    "aws", "cli")))
WANTED = {"lines": 95, "branches": 90}


def folder_of(path):
    return next((folder for folder in FOLDERS if path.startswith(folder + "/")), None)


def percent(covered, count):
    return 100 * covered / count if count else 100.0


def show(files):
    """Prints the table of what llvm-cov says of files; whether it is short of what is wanted."""
    root = pathlib.Path(__file__).resolve().parent.parent
    sums = collections.defaultdict(lambda: {kind: [0, 0] for kind in WANTED})
    missed = []
    for file in files:
        path = pathlib.Path(file["filename"]).resolve()
        name = str(path.relative_to(root)) if path.is_relative_to(root) else ""
        folder = folder_of(name)
        if folder is None:
            continue
        for kind in WANTED:
            covered, count = file["summary"][kind]["covered"], file["summary"][kind]["count"]
            for key in (folder, "all"):
                sums[key][kind][0] += covered
                sums[key][kind][1] += count
        lines = file["summary"]["lines"]
        missed.append((lines["count"] - lines["covered"], name))
    print(f"{'folder':16} {'lines':>8} {'':>8} {'branches':>8}")
    for folder in (*(folder for folder in FOLDERS if folder in sums), "all"):
        (lines, num_lines), (branches, num_branches) = (sums[folder][kind] for kind in WANTED)
        print(f"{folder:16} {num_lines:8} {percent(lines, num_lines):7.2f} % {num_branches:8}"
              f" {percent(branches, num_branches):7.2f} %")
    for count, name in sorted(missed, reverse=True)[:10]:
        print(f"{count:6} lines not executed in {name}")
    short = [f"{kind} below {wanted} %" for kind, wanted in WANTED.items() if percent(*sums["all"][kind]) < wanted]
    print("wanted: 95 % of lines, 90 % of branches: " + ("; ".join(short) or "reached"))
    return bool(short)


if __name__ == "__main__":
    sys.exit(show(json.loads(pathlib.Path(sys.argv[1]).read_text())["data"][0]["files"]))
