#!/usr/bin/env python3
"""Checks the kernels' machine code, disassembled: no local memory, no function call, the branches, loops and exits of
the committed table; in those that hash, one copy of the compression; and in those that compare that nothing secret
decides on any branch, exit or address, and as many operations on the ALU pipe for each block as their speed is reckoned
with. Skipped (status 77) without nvdisasm.
"""
import argparse
import collections
import re
import sys

import sass
import table
import taint

COLUMNS = ("branches", "loops", "exits", "alu_of_a_block")
SKIPPED = 77
# Low halves of the first and the last round constant (FIPS 180-4, 4.2.2 and 4.2.3): they show where a hash is.
NARROW, WIDE = (0x428A2F98, 0xC67178F2), (0xD728AE22, 0x4A475817)
HASHES = {"judge_narrow": NARROW, "judge_wide": WIDE, "try_narrow": NARROW, "try_wide": WIDE,
          "generate_narrow": NARROW, "generate_wide": WIDE}
JUDGES = ("judge_narrow", "judge_wide")
TRIERS = ("try_narrow", "try_wide")
WRITE_OF_A_JUDGEMENT = (r"STG\.E\.U8",)
WRITES_OF_A_TRIAL = (r"REDG?\.E\.ADD\.64", r"REDG?\.E\.MIN")
# The operations that share the ALU pipe, which bounds the speed of hashing.
ALU_PIPE = ("SHF", "LOP3", "IADD3", "PRMT")
# What they come to in a block, loads and byte swaps among them, and how far from that they may be. Later architectures
# have other instructions; the table keeps their counts.
ALU_OF_A_BLOCK = {"judge_narrow": 1283, "judge_wide": 3418, "try_narrow": 1283, "try_wide": 3418}
TOLERANCE = 0.03
COUNTED_ARCHITECTURES = ("sm_75", "sm_80", "sm_86", "sm_89", "sm_90", "sm_100")


def constants(instruction):
    """The low 32 bits of an instruction's immediate operands."""
    return {int(text, 16) & 0xFFFFFFFF for text in re.findall(r"-?0x[0-9a-f]+", instruction.operands)}


def check_memory_and_calls(kernel):
    local = [instruction for instruction in kernel.code if instruction.base in ("LDL", "STL")]
    if local:
        yield f"local memory is used {len(local)} times, first by {local[0]}"
    for instruction in kernel.code:
        # For sm_80 to sm_89 ptxas leaves some loops by CALL.REL.NOINC to a label of the kernel, which never returns.
        jumps_only = instruction.opcode == "CALL.REL.NOINC" and kernel.target(instruction) is not None
        if instruction.base == "RET" or (instruction.base == "CALL" and not jumps_only):
            yield f"a function call: {instruction}"


def check_one_compression(kernel):
    for constant in HASHES[kernel.name]:
        times = sum(constant in constants(instruction) for instruction in kernel.code)
        if times != 1:
            yield f"the round constant {constant:#x} stands in the code {times} times, not once"


def check_constant_time(kernel):
    """One store of a verdict, or what a trial adds to two words, which all threads make that come so far; nothing else
    that a secret decides."""
    stores = [instruction for instruction in kernel.code if instruction.base in taint.STORES]
    wanted = WRITES_OF_A_TRIAL if kernel.name in TRIERS else WRITE_OF_A_JUDGEMENT
    are_wanted = len(stores) == len(wanted) and all(re.match(pattern, store.opcode) and not store.predicate
                                                    for pattern, store in zip(wanted, stores))
    if not are_wanted:
        yield f"not constant-time: other stores than those of what came out: {[str(store) for store in stores]}"
    for breach in taint.breaches(kernel):
        yield f"not constant-time: {breach}"


def turns_of_a_loop(kernel, first):
    """Every way from instruction `first` back to it, as lists of instructions."""
    waiting = [(first, [])]
    while waiting:
        i, way = waiting.pop()
        passed = set(way)
        while i not in passed:
            passed.add(i)
            way.append(i)
            after = taint.successors(kernel, i)
            waiting += [(other, way.copy()) for other in after[1:]]
            if not after:
                break
            i = after[0]
        else:
            if i == first:
                yield [kernel.code[j] for j in way]


def count_a_block(kernel):
    """What one turn of the loop over a message's blocks executes, by instruction; None if there is no such loop."""
    loads_of_a_block = 8 if HASHES[kernel.name] is WIDE else 4
    for first in sorted({target for i, target in kernel.jumps() if target is not None and target <= i}):
        for code in turns_of_a_loop(kernel, first):
            loads = sum("128" in instruction.opcode.split(".") for instruction in code)
            if loads == loads_of_a_block and set(HASHES[kernel.name]) <= set().union(*map(constants, code)):
                return collections.Counter(instruction.base for instruction in code)
    return None


def check_operations(architecture, kernel, alu):
    wanted = ALU_OF_A_BLOCK.get(kernel.name)
    if wanted and architecture in COUNTED_ARCHITECTURES and abs(alu - wanted) > wanted * TOLERANCE:
        yield f"a block is {alu} operations on the ALU pipe, not {wanted} within {TOLERANCE:.0%}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    table.add_arguments(parser)
    parser.add_argument("--look-in", action="append", default=[], help="a folder that may hold nvdisasm; then PATH")
    options = parser.parse_args()
    nvdisasm = sass.find_nvdisasm(options.look_in)
    if nvdisasm is None:
        print("skipped: no nvdisasm")
        return SKIPPED
    rows, faults = {}, []
    for cubin in options.cubins:
        architecture = table.architecture_of(cubin)
        for kernel in sass.disassemble(nvdisasm, cubin):
            jumps = list(kernel.jumps())
            # A branch of no known target may go back, too.
            loops = sum(target is None or target < i for i, target in jumps)
            exits = sum(instruction.base == "EXIT" for instruction in kernel.code)
            found = list(check_memory_and_calls(kernel))
            alu = 0
            if kernel.name in HASHES:
                found += check_one_compression(kernel)
                turn = count_a_block(kernel)
                alu = sum(turn[name] for name in ALU_PIPE) if turn else 0
                found += check_operations(architecture, kernel, alu)
                words = ", ".join(f"{name} {count}" for name, count in (turn or {}).items())
                print(f"{architecture} {kernel.name}: a block is {alu} operations on the ALU pipe; in all {words}")
            if kernel.name in JUDGES + TRIERS:
                found += check_constant_time(kernel)
            rows[architecture, kernel.name] = (len(jumps), loops, exits, alu)
            faults += [f"{architecture} {kernel.name}: {fault}" for fault in found]
    return table.finish(options, COLUMNS, rows, faults)


if __name__ == "__main__":
    sys.exit(main())
