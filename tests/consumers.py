#!/usr/bin/env python3
"""Builds samples/library_example.cpp in a project of somebody else's, as the README says that it can be used: by
find_package(hmacsweep) from an installed build, and by add_subdirectory() from the sources, which must neither build tests
nor ask for what only tests and the command line need.

Usage: consumers.py CMAKE BUILD_FOLDER [--full]. Without --full, the sources are configured and the example compiled against
them, but the library is not built once more.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXPECTED = "valid 952\ninvalid 12\nunverifiable 15\nuntagged 3\nmalformed 18\n"
FIND = "find_package(hmacsweep 0.1 REQUIRED)"
ADD = f"add_subdirectory({ROOT} hmacsweep)"


def run(*words):
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"FAILED (status {done.returncode}): {' '.join(map(str, words))}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def configured(cmake, folder, how, *options):
    folder.mkdir()
    (folder / "CMakeLists.txt").write_text(f"""cmake_minimum_required(VERSION 3.25)
project(consumer LANGUAGES CXX)
{how}
add_executable(consumer {ROOT / 'samples/library_example.cpp'})
target_link_libraries(consumer PRIVATE hmacsweep::hmacsweep)
""")
    run(cmake, "-S", folder, "-B", folder / "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", *options)
    return folder / "build"


def check_example(program):
    done = subprocess.run([program, ROOT / "samples/audit.jsonl", ROOT / "samples/keys.json"], capture_output=True, text=True,
                          check=False)
    if done.stdout != EXPECTED or done.returncode != 1:
        sys.exit(f"FAILED: the example says\n{done.stdout}{done.stderr} and ends with {done.returncode}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cmake")
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        prefix = folder / "prefix"
        run(options.cmake, "--install", options.build, "--prefix", prefix)
        for name in ("include/hmacsweep/host/run/verify_files.hpp", "share/hmacsweep/schemas/summary.schema.json",
                     "share/doc/hmacsweep/LICENSE", "bin/hmacsweep"):
            if not (prefix / name).is_file():
                sys.exit(f"FAILED: {name} was not installed")
        found = configured(options.cmake, folder / "found", FIND, f"-DCMAKE_PREFIX_PATH={prefix}")
        run("ninja", "-C", found)
        check_example(found / "consumer")

        added = configured(options.cmake, folder / "added", ADD, "-DHMACSWEEP_CUDA=OFF",
                           *(f"-DCMAKE_DISABLE_FIND_PACKAGE_{name}=ON" for name in ("Catch2", "CLI11")))
        targets = run("ninja", "-C", added, "-t", "targets", "all")
        if "_tests" in targets or "catch2" in targets:
            sys.exit("FAILED: add_subdirectory() brings tests")
        run("ninja", "-C", added, *(() if options.full else ("CMakeFiles/consumer.dir" + str(ROOT / "samples/library_example.cpp.o"),)))
        if options.full:
            check_example(added / "consumer")
    print("the library was used by find_package() and by add_subdirectory()")


main()
