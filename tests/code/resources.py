#!/usr/bin/env python3
"""Checks what every kernel takes of a GPU: no spill, no stack, no more registers than its launch bounds allow, and the
numbers of the committed table. Reads ptxas's report, which lies beside each cubin, and the sizes of the cubin's
sections, since ptxas does not report constant memory for every architecture.
"""
import argparse
import pathlib
import re
import struct
import sys

import table

COLUMNS = ("registers", "at_most", "stack", "spill_stores", "spill_loads", "shared", "constant")
REGISTERS_OF_A_MULTIPROCESSOR = 65536    # the same from sm_75 to sm_120
MOST_REGISTERS_OF_A_THREAD = 255
REGISTERS_ARE_GIVEN_BY = 8               # to each thread, in multiples of that


def register_limits(source):
    """What the launch bounds in the source allow: {kernel: registers}."""
    text = source.read_text(encoding="utf-8")
    constants = dict(re.findall(r"constexpr unsigned (\w+) = (\d+);", text))
    limits = {}
    for threads, blocks, kernel in re.findall(r"__launch_bounds__\((\w+), (\w+)\)\s+(\w+)\(", text):
        at_once = int(constants.get(threads, threads)) * int(constants.get(blocks, blocks))
        share = REGISTERS_OF_A_MULTIPROCESSOR // at_once
        limits[kernel] = min(share - share % REGISTERS_ARE_GIVEN_BY, MOST_REGISTERS_OF_A_THREAD)
    return limits


def section_sizes(cubin):
    """The sizes of a 64-bit little-endian ELF file's sections: {name: bytes}."""
    data = cubin.read_bytes()
    table_at, = struct.unpack_from("<Q", data, 0x28)
    entry_bytes, entries, names = struct.unpack_from("<HHH", data, 0x3A)
    headers = [struct.unpack_from("<IIQQQQ", data, table_at + i * entry_bytes) for i in range(entries)]
    names_at = headers[names][4]
    return {data[names_at + name:data.index(b"\0", names_at + name)].decode(): size
            for name, _, _, _, _, size in headers}


def read(cubin, limits):
    """{(architecture, kernel): values of COLUMNS} of one cubin."""
    report = cubin.with_suffix(".txt").read_text(encoding="utf-8")
    sizes = section_sizes(cubin)
    rows = {}
    for symbol, text in re.findall(r"Compiling entry function '(\w+)'(.*?)(?=Compiling entry|\Z)", report, re.DOTALL):
        stack, stores, loads = re.search(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads",
                                         text).groups()
        registers = re.search(r"Used (\d+) registers", text)[1]
        kernel = table.kernel_name(symbol)
        constant = sum(size for name, size in sizes.items() if re.fullmatch(rf"\.nv\.constant\d+\.{symbol}", name))
        rows[table.architecture_of(cubin), kernel] = (
            int(registers), limits.get(kernel, MOST_REGISTERS_OF_A_THREAD), int(stack), int(stores), int(loads),
            sizes.get(f".nv.shared.{symbol}", 0), constant)
    return rows


def check(key, values):
    """What is wrong under every toolkit."""
    registers, at_most, stack, stores, loads, _, _ = values
    who = " ".join(key)
    if stack:
        yield f"{who}: {stack} bytes of stack"
    if stores or loads:
        yield f"{who}: registers are spilled, {stores} bytes stored and {loads} loaded"
    if registers > at_most:
        yield f"{who}: {registers} registers, but its launch bounds allow {at_most}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    table.add_arguments(parser)
    parser.add_argument("--source", type=pathlib.Path, required=True, help="the .cu file, for its launch bounds")
    options = parser.parse_args()
    limits = register_limits(options.source)
    rows = {}
    for cubin in options.cubins:
        rows |= read(cubin, limits)
    faults = [fault for key, values in rows.items() for fault in check(key, values)]
    return table.finish(options, COLUMNS, rows, faults)


if __name__ == "__main__":
    sys.exit(main())
