"""Follows what is secret through a kernel's machine code: messages, key schedules and MACs, which are all that the
judging kernels load sixteen bytes at a time, and whatever is computed from them. Names every branch, exit and address
that depends on it.
"""
import re

REGISTER = re.compile(r"(?<![\w.])(U?R)(\d+)(?:\.(64|U32))?\b")
PREDICATE = re.compile(r"(?<![\w.])!?(U?P\d)\b")
ADDRESS = re.compile(r"\[[^\[\]]*\bR\d+[^\[\]]*\]")
LOADS = ("LD", "LDG")
STORES = ("ST", "STG", "RED", "REDG", "ATOM", "ATOMG", "ATOMS", "STS", "STL")
# What writes predicates and no register.
TESTS = ("ISETP", "UISETP", "PLOP3", "UPLOP3", "FSETP", "R2P")


def split(operands):
    return [operand.strip() for operand in operands.split(",")] if operands.strip() else []


def registers(text, width=1):
    """The registers that an operand names, each with those behind it that it covers."""
    found = set()
    for bank, number, size in REGISTER.findall(text):
        covered = {"64": max(width, 2), "U32": 1}.get(size, width)
        found |= {f"{bank}{int(number) + k}" for k in range(covered)}
    return found


def width_of(instruction):
    parts = instruction.opcode.split(".")
    if "128" in parts:
        return 4
    if "64" in parts or "WIDE" in parts or (instruction.base == "CS2R" and "32" not in parts):
        return 2
    return 1


def written_and_read(instruction):
    """(what it writes, what it reads), addresses among the latter."""
    operands = split(instruction.operands)
    if instruction.base in STORES or instruction.leaves or instruction.base in ("BSSY", "NOP", "BAR"):
        width = width_of(instruction)
        return set(), set().union(*(registers(o, width) | set(PREDICATE.findall(o)) for o in operands), set())
    written, i = set(), 0
    while i < len(operands) and re.fullmatch(r"U?P(\d|T)", operands[i]):
        written |= set(PREDICATE.findall(operands[i]))
        i += 1
    if instruction.base not in TESTS and i < len(operands):
        written |= registers(operands[i], width_of(instruction))
        i += 1
        while i < len(operands) and re.fullmatch(r"U?P(\d|T)", operands[i]):
            written |= set(PREDICATE.findall(operands[i]))
            i += 1
    read = set()
    for place, operand in enumerate(operands[i:]):
        is_wide_add = "WIDE" in instruction.opcode and place == 2
        is_pair = "64" in instruction.opcode.split(".") and instruction.base not in LOADS
        is_address = instruction.base in LOADS
        read |= registers(operand, 2 if is_wide_add or is_pair or is_address else 1) | set(PREDICATE.findall(operand))
    return written, read


def successors(kernel, i):
    """The instructions that may come after number i."""
    instruction = kernel.code[i]
    after = []
    if instruction.base in ("BRA", "JMP", "CALL"):
        target = kernel.target(instruction)
        after += [] if target is None else [target]
        is_sometimes = instruction.predicate or PREDICATE.search(instruction.operands)
        after += [i + 1] if is_sometimes else []
    elif instruction.base in ("EXIT", "RET", "KILL"):
        after += [i + 1] if instruction.predicate else []
    else:
        after.append(i + 1)
    return [a for a in after if a < len(kernel.code)]


def step(instruction, secret):
    """What is secret after an instruction, given what is before it."""
    written, read = written_and_read(instruction)
    guard = {instruction.predicate.lstrip("!")} if instruction.predicate else set()
    brings_secret = instruction.base in LOADS and "128" in instruction.opcode.split(".")
    computes_secret = instruction.base not in LOADS and bool((read | guard) & secret)
    if brings_secret or computes_secret:
        return secret | written
    return secret if guard else secret - written


def follow(kernel):
    """For each instruction what may be secret when it is reached."""
    before = [None] * len(kernel.code)
    before[0] = frozenset()
    waiting = [0]
    while waiting:
        i = waiting.pop()
        after = step(kernel.code[i], before[i])
        for j in successors(kernel, i):
            merged = after if before[j] is None else before[j] | after
            if merged != before[j]:
                before[j] = frozenset(merged)
                waiting.append(j)
    return before


def breaches(kernel):
    """What of a kernel's course depends on a secret, in words."""
    before = follow(kernel)
    if not any(i.base in LOADS and "128" in i.opcode.split(".") for i in kernel.code):
        yield "nothing secret is loaded, sixteen bytes at a time, that could be followed"
    for instruction, secret in zip(kernel.code, before):
        if not secret:
            continue
        guard = {instruction.predicate.lstrip("!")} if instruction.predicate else set()
        if instruction.leaves and (guard | set(PREDICATE.findall(instruction.operands))) & secret:
            yield f"a secret decides on {instruction}"
        if instruction.base in LOADS + STORES:
            address = set().union(*(registers(a, 2) for a in ADDRESS.findall(instruction.operands)), set())
            if (address | guard) & secret:
                yield f"a secret decides where, or whether, {instruction} goes"
