#!/usr/bin/env python3
"""How much of the library the host suites execute: lines and branches by folder, as clang's source-based coverage counts them.

Usage: verdict_coverage.py [--short] [--parallel N] [--build FOLDER] [--missed FILE] [--keep FOLDER] [SUITE...]

Takes a build of the tests (.build/default) as it stands and compiles only the library's own sources again, by clang and with
counters, so that it takes minutes where tests/coverage takes half an hour; what that has besides is the command line and
the inline code of headers in the tests. --short is of what decides on verdicts, in half a minute of two cores: tests/run
--all prints it. --missed shows the lines of a file that nothing executed.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import coverage_table
from rebuilt import ROOT, TARGET, Build, each, passes

COMPILER = "clang++-19"
COUNTERS = ["-fprofile-instr-generate", "-fcoverage-mapping"]
# The verdict path: from a record's bytes to its verdict and what a run says of it. Not of it: pages and diagnoses, which
# explain verdicts, and measuring.
FOLDERS = ("cuda/gpu", "reference", *(f"host/{room}" for room in (
    "base", "keys", "format", "input", "reader", "backend", "rules", "judge", "report", "run")))
# What decides.
SHORT = ("reference/hmac.cpp", *(f"host/{name}.cpp" for name in (
    "backend/fallback_backend", "backend/openssl_backend", "backend/packer", "backend/self_test", "format/chain", "judge/chain_watch",
    "judge/checker", "judge/cross_check", "judge/framing", "judge/generator", "judge/record_judge", "judge/slab_judge",
    "judge/text_judge", "judge/trials", "judge/verifier",
    "keys/key_store", "keys/key_table", "report/accounting", "report/report", "rules/candidates", "rules/reasons", "rules/rules")))
SHORT_SUITES = ("accounting candidates chain checker generate gpu_engine gpu_text gpu_trials key_store max_invalid pipeline "
                "pipeline_distrust pipeline_stop report rules self_test summary").split()
LEFT_OUT = ("extra_vectors",)    # its vectors are elsewhere


def all_suites():
    listed = (ROOT / "tests/CMakeLists.txt").read_text().partition("set(host_suites")[2].partition(")")[0]
    return [pathlib.PurePath(name).stem.removesuffix("_test") for name in listed.split()]


def chosen(build, is_short):
    """{source: object}."""
    sources = {build.source_of(name): name for name in build.compile}
    return {source: name for source, name in sources.items()
            if (source in SHORT if is_short else source.startswith(FOLDERS))}


def shown(program, profile, options):
    arguments = [f"-instr-profile={profile}", str(program)]
    if options.missed:
        report = subprocess.run(["llvm-cov-19", "show", *arguments, "-show-branches=count", str(ROOT / options.missed)],
                                capture_output=True, text=True, check=True).stdout
        print("\n".join(line for line in report.splitlines() if "|      0|" in line or "True: 0," in line or "False: 0]" in line))
    exported = subprocess.run(["llvm-cov-19", "export", "-summary-only", *arguments], capture_output=True, text=True,
                              check=True).stdout
    files = [file for file in json.loads(exported)["data"][0]["files"]
             if os.path.relpath(os.path.realpath(file["filename"]), ROOT).startswith(FOLDERS)]
    if options.short:
        files = [file for file in files if os.path.relpath(file["filename"], ROOT) in SHORT]
    return coverage_table.show(files)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("suites", nargs="*", metavar="SUITE")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--parallel", type=int, default=1)
    parser.add_argument("--build", default=str(ROOT / ".build/default"))
    parser.add_argument("--missed", metavar="FILE", help="of the repository")
    parser.add_argument("--keep", metavar="FOLDER", help="keeps what is made, and makes again only what is not there")
    options = parser.parse_args()
    if not all(map(shutil.which, (COMPILER, "llvm-cov-19", "llvm-profdata-19"))):
        print("skipped: no clang-19 and llvm-19")
        return 77
    build = Build(options.build)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(options.keep or temporary).resolve()
        folder.mkdir(exist_ok=True)
        objects = chosen(build, options.short)
        made = {source: folder / (source.replace("/", "-") + ".o") for source in objects}
        are_made = each(options.parallel, lambda source: made[source].exists() or build.compiled(
            objects[source], made[source], ([], [*COUNTERS, "-O0"]), COMPILER), objects)
        if not all(are_made):
            print("does not compile:", *(source for source, is_made in zip(objects, are_made) if not is_made))
            return 2
        program, profile = folder / TARGET, folder / "all.profdata"
        build.linked(made.values(), program, COMPILER, COUNTERS)
        suites = options.suites or (SHORT_SUITES if options.short else [name for name in all_suites() if name not in LEFT_OUT])
        profiles = {"LLVM_PROFILE_FILE": f"{folder}/%p.profraw"}
        failed = [suite for suite, is_good in zip(suites, each(options.parallel, lambda suite: passes(program, suite, profiles),
                                                               suites)) if not is_good]
        if failed:
            print("these suites fail:", *failed)
        subprocess.run(["llvm-profdata-19", "merge", "-sparse", *map(str, folder.glob("*.profraw")), "-o", str(profile)],
                       check=True)
        return 1 if shown(program, profile, options) or failed else 0


if __name__ == "__main__":
    sys.exit(main())
