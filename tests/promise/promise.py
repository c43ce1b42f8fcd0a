#!/usr/bin/env python3
"""Compares what the program and the Python package have with what 1.x keeps: the list kept.txt, which README.md beside it explains.

A line that is in the list and no longer true is a broken promise. A line that is true and not in the list is new: --add
writes it into the list, and from then on it is kept.

Usage: promise.py PROGRAM [--add]
"""
import ast
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
KEPT = HERE / "kept.txt"
PACKAGE = ROOT / "host/python/hmacsweep"
PROGRAM_ITSELF = "(program)"
PACKAGE_MODULES = ("__init__", "duckdb", "spark", "ray", "dask")


def output_of(program, *arguments):
    return subprocess.run([program, *arguments], stdout=subprocess.PIPE, text=True, check=True).stdout


def options(program):
    """Of each command: its options, and the words that each takes. The completion for fish has them all."""
    for line in output_of(program, "completion", "fish").splitlines():
        found = re.match(r"complete -c hmacsweep -n '(.*?)'(.*?) -d ", line)
        if not found:
            continue
        command = " ".join(re.findall(r"__fish_seen_subcommand_from (\S+?)(?:;|$)", found[1])) or PROGRAM_ITSELF
        name = re.search(r" -l (\S+)", found[2])
        if not name:
            yield f"command {found[2].split()[-1]}"
            continue
        takes_value = re.search(r" -[xr]\b", found[2])
        yield f"option {command} --{name[1]}" + (" VALUE" if takes_value else "")
        if short := re.search(r" -s (\S)", found[2]):
            yield f"option {command} -{short[1]} is --{name[1]}"
        if words := re.search(r" -a '(.*)'", found[2]):
            for word in words[1].split():
                yield f"word {command} --{name[1]} {word}"


def statuses(program, commands):
    """The exit statuses that the help of each command has."""
    for command in commands:
        text = output_of(program, *command.split(), "--help")
        if found := re.search(r"\nExit status: (.*?)\n\n", text, re.DOTALL):
            text = re.sub(r"\s+", " ", found[1]).split(". Of")[0]
            for numbers in re.findall(r"(?:^|; )((?:\d+(?:, )?)+)", text):
                yield from (f"status {command} {number}" for number in numbers.split(", "))


def members(name, schema):
    """Every member of what a schema describes, and whether it is always there; every text that a member can be."""
    def walk(node, path):
        if "$ref" in node:
            target = schema
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            if node["$ref"].startswith("#/$defs/") and "properties" not in target and "oneOf" not in target:
                yield from walk(target, path)
            elif "properties" in target or "oneOf" in target:
                yield from walk(target, path)
            return
        for value in node.get("enum", []) + ([node["const"]] if "const" in node else []):
            yield f"{name} {path} can be {json.dumps(value)}"
        kinds = node.get("type")
        if kinds:
            yield f"{name} {path} is {' or '.join([kinds] if isinstance(kinds, str) else sorted(kinds))}"
        for member, inner in node.get("properties", {}).items():
            always = " always" if member in node.get("required", []) else ""
            yield f"{name} {path}.{member}{always}"
            yield from walk(inner, f"{path}.{member}")
        for part in ("items", "additionalProperties"):
            if isinstance(node.get(part), dict):
                yield from walk(node[part], f"{path}[]")
        for choice in ("oneOf", "anyOf", "allOf"):
            for inner in node.get(choice, []):
                label = inner.get("$ref", "").rsplit("/", 1)[-1]
                yield from walk(inner, f"{path}({label})" if label and choice == "oneOf" else path)
    yield from walk(schema, "")


def signature(function):
    """The names of a function's parameters, with `=` behind those that can be left out, and `*` before those only by name."""
    given = function.args
    positional = given.posonlyargs + given.args
    plain = len(positional) - len(given.defaults)
    names = [argument.arg + ("=" if i >= plain else "") for i, argument in enumerate(positional)]
    names += [f"*{given.vararg.arg}"] if given.vararg else []
    names += [f"*{argument.arg}" + ("=" if default is not None else "")
              for argument, default in zip(given.kwonlyargs, given.kw_defaults)]
    names += [f"**{given.kwarg.arg}"] if given.kwarg else []
    return [name for name in names if name not in ("self", "cls")]


def public_names(tree):
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield node


def python_api():
    """Every public name of the package, its parameters and its members."""
    defined = {}
    for path in sorted(PACKAGE.glob("*.py")) + [PACKAGE / "_native.pyi"]:
        for node in public_names(ast.parse(path.read_text())):
            defined.setdefault(node.name, node)
    for module in PACKAGE_MODULES:
        tree = ast.parse((PACKAGE / f"{module}.py").read_text())
        prefix = "hmacsweep" if module == "__init__" else f"hmacsweep.{module}"
        exported = next((ast.literal_eval(node.value) for node in tree.body
                         if isinstance(node, ast.Assign) and node.targets[0].id == "__all__"), None)
        for name in exported if exported is not None else [node.name for node in public_names(tree)]:
            yield f"python {prefix}.{name}"
            node = {node.name: node for node in public_names(tree)}.get(name, defined.get(name))
            functions = [("", node)] if isinstance(node, ast.FunctionDef) else []
            if isinstance(node, ast.ClassDef):
                yield from (f"python {prefix}.{name}.{member.target.id}" for member in node.body
                            if isinstance(member, ast.AnnAssign) and not member.target.id.startswith("_"))
                functions = [(f".{member.name}", member) for member in node.body
                             if isinstance(member, ast.FunctionDef) and not member.name.startswith("_")]
            for suffix, function in functions:
                yield f"python {prefix}.{name}{suffix}"
                yield from (f"python {prefix}.{name}{suffix} takes {parameter}" for parameter in signature(function))


def today(program):
    lines = set(options(program))
    commands = {re.match("option (.*?) -", line)[1] for line in lines if line.startswith("option ")} - {PROGRAM_ITSELF}
    lines |= set(statuses(program, sorted(commands)))
    for name in ("results", "summary"):
        schema = json.loads((ROOT / f"host/report/{name}.schema.json").read_text())
        lines |= set(members(name, schema))
    return lines | set(python_api())


def main():
    program, *rest = sys.argv[1:]
    kept = set(KEPT.read_text().splitlines()) if KEPT.exists() else set()
    found = today(program)
    if rest == ["--add"]:
        KEPT.write_text("\n".join(sorted(kept | found)) + "\n")
        kept |= found
    for line in sorted(kept - found):
        print(f"1.x keeps this, and it is gone: {line}")
    for line in sorted(found - kept):
        print(f"new, and not yet promised (promise.py --add): {line}")
    print(f"{len(kept)} lines kept, {len(kept - found)} gone, {len(found - kept)} new")
    return 1 if kept != found else 0


if __name__ == "__main__":
    sys.exit(main())
