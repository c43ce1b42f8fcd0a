#!/usr/bin/env python3
"""The table of the GPU's goals in cuda/README.md, made of the files in bench/results: each with what it was measured on, and
"stale" where the code of cuda/ is no longer the one that was measured.

  bench/gpu_results.py                  prints the table
  bench/gpu_results.py --hash           prints the hash of cuda/, which bench/on_gpu puts into its results
  bench/gpu_results.py --write README   puts the table between the marks in the file
  bench/gpu_results.py --check README   status 1 where the file has another one there
"""
import argparse
import hashlib
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- the GPU's goals: bench/gpu_results.py --write cuda/README.md -->\n", "<!-- end of the GPU's goals -->\n"
# Id, what, bound by, accept, good, stretch: as in bench/gpu/goals.cpp.
GOALS = [
    ("K1", "SHA-224/256 kernel, equal lengths, in device memory", "A", 0.85, 0.93, 1.05),
    ("K2", "SHA-384/512 kernel, the same", "A", 0.80, 0.90, 1.05),
    ("K3", "lengths of 1..4096, uniform and log-uniform, sorting included", "A", 0.80, 0.90, 0.95),
    ("K4", "16-byte messages under a million keys", "A", 0.60, 0.75, 0.85),
    ("T1", "packed records in pinned memory to verdicts on the host", "H", 0.88, 0.94, 0.97),
    ("T2", "JSON Lines in pinned memory to frames and verdicts", "H", 0.85, 0.92, 0.96),
    ("E1", "JSON Lines file in the page cache to a results file", "min(H, R)", 0.75, 0.85, 0.92),
    ("E1a", "the same with every result written", "min(H, R)", None, None, None),
    ("C1", "E1 against the best CPU backend on all cores", "C", None, None, None),
    ("I1", "1,024 candidate keys over one set of records", "A", 0.75, 0.85, 0.92),
]


def cuda_hash():
    """Over the names and contents of all files of cuda/ but its descriptions."""
    digest = hashlib.sha256()
    for path in sorted(p for p in (ROOT / "cuda").rglob("*") if p.is_file() and p.suffix != ".md"):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def reached(ratio, accept, good, stretch):
    if accept is None:
        return "shown"
    return next((name for name, mark in (("stretch", stretch), ("good", good), ("accept", accept)) if ratio >= mark),
                "missed")


def column(result, current):
    """What one file of results says, by goal, and its heading."""
    stale = "" if result.get("cuda_hash") == current else ", stale"
    heading = f"{result.get('device') or 'no GPU'}{stale}"
    cells = {}
    for name, _, _, *marks in GOALS:
        goal = result.get("goals", {}).get(name)
        cells[name] = f"{goal['ratio']:.2f} ({reached(goal['ratio'], *marks)})" if goal else "-"
    return heading, cells


def table():
    current = cuda_hash()
    columns = []
    for path in sorted((ROOT / "bench" / "results").glob("*.json")):
        result = json.loads(path.read_text(encoding="utf-8"))
        if "cuda_hash" in result:
            columns.append(column(result, current))
    columns = columns or [("measured", {name: "not run on a GPU" for name, *_ in GOALS})]
    lines = ["| | what, by the worst row | ratio to | accept / good / stretch | " +
             " | ".join(heading for heading, _ in columns) + " |", "|---" * (4 + len(columns)) + "|"]
    for name, what, bound, *marks in GOALS:
        goal = " / ".join(f"{mark:.2f}" for mark in marks) if marks[0] else ""
        lines.append(f"| {name} | {what} | {bound} | {goal} | " + " | ".join(cells[name] for _, cells in columns) + " |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hash", action="store_true")
    parser.add_argument("--write", type=pathlib.Path)
    parser.add_argument("--check", type=pathlib.Path)
    options = parser.parse_args()
    if options.hash:
        print(cuda_hash())
        return 0
    readme = options.write or options.check
    if readme is None:
        print(table(), end="")
        return 0
    text = readme.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    there, end, after = rest.partition(END)
    if not begin or not end:
        print(f"{readme} has no marks for the table")
        return 1
    if options.write:
        readme.write_text(before + begin + table() + end + after, encoding="utf-8")
    elif there != table():
        print(f"{readme} has another table than the results; bench/gpu_results.py --write {readme.name} puts it right:")
        print(table(), end="")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
