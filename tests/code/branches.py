#!/usr/bin/env python3
"""Checks the kernels' machine code, disassembled: no local memory, no function call, the branches, loops and exits of
the committed table, and in the judging kernels straight-line code from the outer hash to the verdict. Prints the
operations of one block, which nothing checks. Skipped (status 77) without nvdisasm.
"""
import argparse
import collections
import re
import sys

import sass
import table

COLUMNS = ("branches", "loops", "exits")
SKIPPED = 77
# Low halves of the first and the last round constant (FIPS 180-4, 4.2.2 and 4.2.3): they show where a hash is.
OUTER_HASH = {"judge_narrow": (0x428A2F98, 0xC67178F2), "judge_wide": (0xD728AE22, 0x4A475817)}
# The operations that share the ALU pipe, which bounds the speed of hashing.
ALU_PIPE = ("SHF", "LOP3", "IADD3", "PRMT")


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


def check_constant_time(kernel):
    """One store of a verdict, and before it, from before the outer hash's first round on, nothing that only some
    threads do: no branch in or out, no exit, no access to memory under a predicate."""
    stores = [i for i, instruction in enumerate(kernel.code)
              if instruction.base in ("ST", "STG", "RED", "REDG", "ATOM", "ATOMG")]
    if len(stores) != 1 or kernel.code[stores[0]].predicate or not kernel.code[stores[0]].opcode.startswith("STG.E.U8"):
        yield f"not constant-time: not one store of one verdict, but {[str(kernel.code[i]) for i in stores]}"
        return
    end = begin = stores[0]
    entries = {kernel.target(instruction) for instruction in kernel.code}
    while begin > 0 and begin not in entries and not kernel.code[begin - 1].leaves:
        begin -= 1
    straight = kernel.code[begin:end]
    seen = set().union(*map(constants, straight))
    if not set(OUTER_HASH[kernel.name]) <= seen:
        breach = f"a branch goes to {kernel.code[begin]}" if begin in entries else f"stands {kernel.code[begin - 1]}"
        yield f"not constant-time: between the outer hash and {kernel.code[end]} {breach}"
    for instruction in straight:
        if instruction.predicate and re.match("LD|ST|RED|ATOM", instruction.base):
            yield f"not constant-time: memory under a predicate, {instruction}"
    after = kernel.code[end + 1]
    if after.base != "EXIT" or after.predicate:
        yield f"not constant-time: after the verdict's store {after}"


def operations_of_a_block(kernel):
    """In words: what one turn of the loop over a message's blocks executes."""
    for i, target in kernel.jumps():
        if target is not None and target < i:
            turn = collections.Counter(instruction.base for instruction in kernel.code[target:i + 1])
            alu = ", ".join(f"{name} {turn[name]}" for name in ALU_PIPE)
            others = ", ".join(f"{name} {count}" for name, count in turn.most_common() if name not in ALU_PIPE)
            return f"{sum(turn[name] for name in ALU_PIPE)} operations on the ALU pipe ({alu}) and {others}"
    return "no loop"


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
            rows[architecture, kernel.name] = (len(jumps), loops, exits)
            found = list(check_memory_and_calls(kernel))
            if kernel.name in OUTER_HASH:
                found += check_constant_time(kernel)
                print(f"{architecture} {kernel.name}: a block is {operations_of_a_block(kernel)}")
            faults += [f"{architecture} {kernel.name}: {fault}" for fault in found]
    return table.finish(options, COLUMNS, rows, faults)


if __name__ == "__main__":
    sys.exit(main())
