"""The committed tables of the kernels' machine code: one row per architecture and kernel, and the toolkit that made it.

Another toolkit makes other code: the numbers must agree under the table's own, the kernels' names under every one.
"""
import pathlib

RENEW = "cmake --preset all-gpus && cmake --build --preset all-gpus --target renew_code_tables"


def add_arguments(parser):
    """The options that both checks share."""
    parser.add_argument("--table", type=pathlib.Path, help="the committed table to compare with")
    parser.add_argument("--toolkit", help="version of the toolkit that compiled the cubins")
    parser.add_argument("--write", action="store_true", help="write the table instead of comparing with it")
    parser.add_argument("--expect", action="append", default=[], metavar="PHRASE",
                        help="pass if there are faults with each of these phrases and no others")
    parser.add_argument("cubins", nargs="+", type=pathlib.Path, help="NAME.sm_ARCHITECTURE.cubin")


def architecture_of(cubin):
    return cubin.stem.rpartition(".")[2]


def kernel_name(symbol):
    """`judge_wide` of _ZN9hmacsweep3gpu..10judge_wideENS_..: the last of the nested name's parts."""
    rest = symbol.removeprefix("_Z").removeprefix("N")
    name = symbol
    while rest[:1].isdigit():
        digits = len(rest) - len(rest.lstrip("0123456789"))
        length = int(rest[:digits])
        name, rest = rest[digits:digits + length], rest[digits + length:]
    return name


def number(architecture):
    return int("".join(c for c in architecture if c.isdigit()))


def write(path, toolkit, columns, rows):
    """Writes {(architecture, kernel): values} as aligned columns."""
    ordered = sorted(rows.items(), key=lambda row: (number(row[0][0]), row[0]))
    lines = [("architecture", "kernel", *columns)] + [(*key, *map(str, values)) for key, values in ordered]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    text = "".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() + "\n" for line in lines)
    path.write_text(f"toolkit {toolkit}\n{text}", encoding="utf-8")
    print(f"wrote {path}")


def differences(path, toolkit, columns, rows):
    """What the table says otherwise about the architectures in `rows`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    made_by = lines[0].removeprefix("toolkit ")
    kept = {tuple(line.split()[:2]): line.split()[2:] for line in lines[2:]}
    faults = []
    for architecture in sorted({key[0] for key in rows}, key=number):
        here = {kernel for built, kernel in rows if built == architecture}
        known = {kernel for built, kernel in kept if built == architecture}
        if not known:
            print(f"{architecture}: the table has no such architecture; its numbers are not compared")
            known = {kernel for _, kernel in kept}
        faults += [f"{architecture} {kernel}: in the table, but not in the code" for kernel in sorted(known - here)]
        faults += [f"{architecture} {kernel}: in the code, but not in the table" for kernel in sorted(here - known)]
    if made_by != toolkit:
        print(f"the table is of toolkit {made_by}, this is {toolkit}: numbers are not compared")
    else:
        for key in sorted(kept.keys() & rows.keys()):
            faults += [f"{' '.join(key)}: {column} is {value}, in the table {said}"
                       for column, value, said in zip(columns, rows[key], kept[key]) if str(value) != said]
    if faults:
        print(f"if the code is meant to differ from {path.name}, renew the tables: {RENEW}")
    return faults


def finish(options, columns, rows, faults):
    """Compares with the table or writes it, prints what is wrong, and returns the exit status."""
    if options.table and options.write:
        write(options.table, options.toolkit, columns, rows)
    elif options.table:
        faults = faults + differences(options.table, options.toolkit, columns, rows)
    for fault in faults:
        print(fault)
    if options.expect:
        missing = [phrase for phrase in options.expect if not any(phrase in fault for fault in faults)]
        others = [fault for fault in faults if not any(phrase in fault for phrase in options.expect)]
        print(f"faults expected and not found: {missing}; found and not expected: {others}")
        return 1 if missing or others else 0
    print(f"{len(rows)} kernels, {len(faults)} faults")
    return 1 if faults or not rows else 0
