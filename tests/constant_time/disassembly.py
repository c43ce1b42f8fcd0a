#!/usr/bin/env python3
"""Looks at the machine code of the compare (compare_alone.cpp), as objdump prints it: no conditional jump may depend on
the computed MAC or on the one given.

Everything loaded from memory counts as secret, but for single bytes (a MAC's length is one) and what lies on the stack
and came from nothing secret; so does what is made of it, through registers, flags and stack. Vectors are secret as soon as
they hold something loaded. That is followed through all ways of the code until nothing changes.

Usage: disassembly.py [--planted] OBJECT... With --planted, the functions of that name are looked at, and each must leak;
else all others. Skipped (status 77) without objdump or on another CPU.
"""
import platform
import re
import shutil
import subprocess
import sys

SKIPPED = 77
GENERAL = {name: "r" + name for name in ("ax", "bx", "cx", "dx", "si", "di", "bp", "sp")}
JUMPS = re.compile(r"j(?!mp)[a-z]+$")
ONLY_FLAGS = re.compile(r"(cmp|test|bt)[bwlq]?$|v?ptest|v?u?comis|k(or)?test")
COPIES = re.compile(r"mov(?!sk)|v?mov|vpbroadcast|lea|set|vpmov|pop|kmov")
KEEPS_FLAGS = re.compile(r"mov|lea|v|p(?!opcnt)|set|cmov|nop|j|call|ret|not|bswap|shuf|unpck|and[n]?p|x?orp|k|push|cs|data16")


def register(text):
    """One name for all widths of a register."""
    name = text.lstrip("%")
    if match := re.fullmatch(r"[xyz]mm(\d+)", name):
        return "v" + match[1]
    if match := re.fullmatch(r"(r\d+)[dwb]?", name):
        return match[1]
    if match := re.fullmatch(r"[re]?(ax|bx|cx|dx|si|di|bp|sp)", name):
        return GENERAL[match[1]]
    if match := re.fullmatch(r"([abcd])[lh]", name):
        return GENERAL[match[1] + "x"]
    if match := re.fullmatch(r"(si|di|bp|sp)l", name):
        return GENERAL[match[1]]
    return name


def operands(text):
    """The operands of an instruction, without the masks of AVX-512 in braces."""
    text = re.sub(r"\{[^}]*\}", "", text.split("<")[0].split("#")[0]).strip()
    return [part.strip() for part in re.split(r",(?![^(]*\))", text) if part.strip()]


def slot(operand):
    """(base, displacement) of a place on the stack; None for any other operand."""
    match = re.fullmatch(r"(-?0x[0-9a-f]+)?\(%(rsp|rbp)\)", operand)
    return (match[2], int(match[1] or "0", 16)) if match else None


def width(mnemonic, parts):
    """How many bytes an instruction moves."""
    found = re.search(r"%([xyz])mm", " ".join(parts))
    if found:
        return {"x": 16, "y": 32, "z": 64}[found[1]]
    return 1 if re.match(r"mov[zs]b", mnemonic) or re.search(r"%([abcd]l|\w+b|[sd]il|[bs]pl)$", parts[-1]) else 8


class Function:
    def __init__(self, name):
        self.name, self.code, self.index = name, [], {}    # code: (address, mnemonic, operands, target, masks)

    def step(self, i, secret):
        """The secrets after an instruction, given those before; and whether it is a jump that depends on one."""
        _, mnemonic, parts, _, masks = self.code[i]
        if mnemonic.startswith(("nop", "ret", "call", "vzero", "endbr")) or not parts:
            return secret, False
        if JUMPS.match(mnemonic):
            return secret, "flags" in secret
        size = width(mnemonic, parts)
        is_secret = [self.reads(part, secret, size, mnemonic) for part in parts]
        after = set(secret)
        if ONLY_FLAGS.match(mnemonic):
            self.put(after, "flags", any(is_secret))
            return after, False
        is_conditional = mnemonic.startswith(("set", "cmov"))
        sources = is_secret if len(parts) == 1 else is_secret[:-1]
        is_cleared = re.match(r"v?p?xor|sub", mnemonic) and len(set(parts)) == 1
        made = any(sources) or (is_conditional and "flags" in secret) or any(mask in secret for mask in masks)
        if not COPIES.match(mnemonic) and len(parts) < 3:
            made = made or is_secret[-1]
        if mnemonic.startswith("set"):
            made = "flags" in secret
        made = made and not is_cleared
        if not mnemonic.startswith("lea") and not KEEPS_FLAGS.match(mnemonic):
            self.put(after, "flags", made)
        place = slot(parts[-1])
        if place:
            for at in range(place[1], place[1] + size):
                self.put(after, (place[0], at), made)
        elif "(" not in parts[-1]:
            self.put(after, register(parts[-1]), made)
        return after, False

    @staticmethod
    def put(state, place, is_secret):
        (state.add if is_secret else state.discard)(place)

    @staticmethod
    def reads(part, secret, size, mnemonic):
        if part.startswith("$"):
            return False
        place = slot(part)
        if mnemonic.startswith("lea"):
            return any(register(name) in secret for name in re.findall(r"%\w+", part))
        if place:
            return any((place[0], at) in secret for at in range(place[1], place[1] + size))
        if "(" in part or not part.startswith("%"):
            return size != 1 and "%rip" not in part    # constants of the program are none
        return register(part) in secret

    def leaks(self):
        """The jumps that depend on a secret."""
        before = [None] * len(self.code)
        before[0] = set()
        work, found = [0], set()
        while work:
            i = work.pop()
            after, is_leak = self.step(i, before[i])
            if is_leak:
                found.add(i)
            mnemonic, target = self.code[i][1], self.code[i][3]
            following = [] if mnemonic.startswith(("jmp", "ret")) else [i + 1]
            if target in self.index:
                following.append(self.index[target])
            for j in following:
                if j < len(self.code) and (before[j] is None or not after <= before[j]):
                    before[j] = after | (before[j] or set())
                    work.append(j)
        return [self.code[i] for i in sorted(found)]


def functions(objdump, path):
    text = subprocess.run([objdump, "-d", "--no-show-raw-insn", path], capture_output=True, text=True, check=True).stdout
    found = []
    for line in text.splitlines():
        if match := re.match(r"[0-9a-f]+ <(\w+)>:", line):
            found.append(Function(match[1]))
        elif match := re.match(r"\s+([0-9a-f]+):\t(\S+)\s*(.*)", line):
            function = found[-1]
            rest = re.sub(r"^(data16|cs|rep|repz|notrack)\s+", "", match[3])
            target = re.match(r"([0-9a-f]+) <", rest)
            function.index[match[1]] = len(function.code)
            function.code.append((match[1], match[2], operands(rest) if not target else [rest],
                                  target[1] if target else None, re.findall(r"\{%(k\d)\}", rest)))
    return found


def main():
    is_planted = sys.argv[1] == "--planted"
    objdump = shutil.which("objdump")
    if objdump is None or platform.machine() not in ("x86_64", "AMD64"):
        print("skipped: no objdump, or another CPU")
        return SKIPPED
    count = faults = 0
    for path in sys.argv[2 if is_planted else 1:]:
        for function in functions(objdump, path):
            if function.name.startswith("planted") != is_planted:
                continue
            count += 1
            jumps = sum(JUMPS.match(instruction[1]) is not None for instruction in function.code)
            leaks = function.leaks()
            print(f"{path.split('/')[-2]} {function.name}: {len(function.code)} instructions, {jumps} conditional jumps,"
                  f" {len(leaks)} on secrets")
            for address, mnemonic, parts, _, _ in leaks[:5]:
                print(f"  {address}: {mnemonic} {' '.join(parts)}")
            faults += (not leaks) if is_planted else len(leaks)
    print(f"{count} functions, {faults} faults")
    return 1 if faults or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
