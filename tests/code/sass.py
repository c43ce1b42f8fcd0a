"""Finds nvdisasm and reads what it prints: the instructions of every kernel of a cubin."""
import dataclasses
import pathlib
import re
import shutil
import subprocess

import table

INSTRUCTION = re.compile(r"\s+/\*([0-9a-f]{4,})\*/\s+(?:@(!?U?P\w+)\s+)?([A-Z][\w.]*)\s*([^;]*);")
LABEL = re.compile(r"(\.L[\w$]*):")
FUNCTION = re.compile(r"\.text\.(\w+):")
# What may go on elsewhere than at the next instruction. BSSY only names a place to meet at.
JUMPS = {"BRA", "BRX", "BRXU", "JMP", "JMX", "JMXU", "CALL"}
LEAVES = JUMPS | {"RET", "EXIT", "BREAK", "BSYNC", "KILL", "RTT", "WARPSYNC"}


@dataclasses.dataclass
class Instruction:
    address: int
    predicate: str | None    # `P0` or `!P0` of an instruction that only some threads execute
    opcode: str              # with its modifiers, as in LDG.E.U8
    operands: str

    @property
    def base(self):
        return self.opcode.partition(".")[0]

    @property
    def leaves(self):
        return self.base in LEAVES

    def __str__(self):
        guard = f"@{self.predicate} " if self.predicate else ""
        return " ".join(f"{guard}{self.opcode} {self.operands} at {self.address:#x}".split())


@dataclasses.dataclass
class Kernel:
    name: str
    code: list = dataclasses.field(default_factory=list)      # Instruction
    labels: dict = dataclasses.field(default_factory=dict)    # label -> index of the instruction it stands before

    def target(self, instruction):
        """The index that a jump of this kernel goes to; None if it names no label of the kernel."""
        label = re.search(r"`\((.*?)\)", instruction.operands)
        return self.labels.get(label[1]) if label else None

    def jumps(self):
        """(index, target index) of all jumps but the endless one that fills up the code behind the last EXIT."""
        for i, instruction in enumerate(self.code):
            if instruction.base in JUMPS:
                target = self.target(instruction)
                if target != i:
                    yield i, target


def find_nvdisasm(folders):
    for folder in [*folders, None]:
        found = shutil.which("nvdisasm", path=folder)
        if found:
            return pathlib.Path(found)
    return None


def disassemble(nvdisasm, cubin):
    """The kernels of a cubin."""
    run = subprocess.run([nvdisasm, "--print-code", cubin], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise SystemExit(f"{nvdisasm} cannot read {cubin}: {run.stderr.strip()}")
    kernels = []
    for line in run.stdout.splitlines():
        if match := FUNCTION.match(line):
            kernels.append(Kernel(table.kernel_name(match[1])))
        elif match := LABEL.match(line):
            if kernels:
                kernels[-1].labels[match[1]] = len(kernels[-1].code)
        elif match := INSTRUCTION.match(line):
            kernels[-1].code.append(Instruction(int(match[1], 16), match[2], match[3], match[4]))
        elif re.match(r"\s+/\*[0-9a-f]{4,}\*/", line):
            raise SystemExit(f"{cubin}: not understood: {line.strip()}")
    return kernels
