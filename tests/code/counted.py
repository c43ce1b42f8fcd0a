#!/usr/bin/env python3
"""Counts in the kernels' machine code what bounds their speed, as far as code alone shows it: of each kernel its
instructions, of each loop without another in it what one turn issues, what of that shares the ALU pipe, and its loads and
stores. cuda/README.md is made of these counts; they are no measurement.

  tests/code/counted.py --look-in FOLDER NAME.sm_90.cubin...
"""
import argparse
import collections
import pathlib

import branches
import sass

LOADS = {"LDG": "loads", "LD": "loads", "LDC": "constants", "LDL": "local", "STL": "local", "STG": "stores", "ST": "stores"}
WIDTHS = {"U8": 1, "S8": 1, "U16": 2, "S16": 2, "64": 8, "128": 16}


def width(instruction):
    """The bytes that a load or store moves for one thread."""
    return next((WIDTHS[part] for part in instruction.opcode.split(".") if part in WIDTHS), 4)


def loops(kernel):
    """(first, last) of the loops that have no other loop in them."""
    found = {(target, i) for i, target in kernel.jumps() if target is not None and target < i}
    return sorted((first, last) for first, last in found
                  if not any(first <= a and b <= last and (a, b) != (first, last) for a, b in found))


def describe(code):
    """What so many instructions are, in words."""
    moved = collections.Counter()
    for instruction in code:
        if instruction.base in LOADS:
            moved[LOADS[instruction.base], width(instruction)] += 1
    alu = sum(instruction.base in branches.ALU_PIPE for instruction in code)
    words = [f"{len(code)} issued", f"{alu} on the ALU pipe"]
    words += [f"{count} {what} of {size} B" for (what, size), count in sorted(moved.items()) if what != "constants"]
    return ", ".join(words)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--look-in", action="append", default=[], help="a folder that may hold nvdisasm; then PATH")
    parser.add_argument("cubins", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    nvdisasm = sass.find_nvdisasm(options.look_in)
    if nvdisasm is None:
        raise SystemExit("there is no nvdisasm")
    for cubin in options.cubins:
        for kernel in sass.disassemble(nvdisasm, cubin):
            print(f"{kernel.name}: {describe(kernel.code)}")
            for first, last in loops(kernel):
                print(f"    loop at {kernel.code[first].address:#x}: {describe(kernel.code[first:last + 1])}")


if __name__ == "__main__":
    main()
