#!/usr/bin/env python3
"""Runs the program in the same situations with every block that it gives back searched for key material (free_watch.cpp),
and in the end, when the keys are gone, all of its memory.

Usage: freed.py PROGRAM WATCH, WATCH being the library to preload. A control runs first: text that is no secret, and is
given back as it is, must be found.
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

import memory
import needles
import outputs
import situations


def watched(program, watch, place, situation, secrets):
    """What the watch says of one situation: a text, empty when nothing was found."""
    log = place.folder / "found.log"
    log.unlink(missing_ok=True)
    place.write("needles.txt", "".join(f"{name} {needle.hex()}\n" for name, needle in secrets))
    status, _, errors = outputs.run(program, place, situation, {
        "LD_PRELOAD": watch, "FREE_WATCH_NEEDLES": str(place.folder / "needles.txt"), "FREE_WATCH_LOG": str(log)})
    found = log.read_text() if log.exists() else ""
    if status not in situation.status:
        found += f"status {status}: {errors.decode(errors='replace')[-300:]}\n"
    return found


def left_in_memory(program, watch, place, secrets):
    """The names of the needles in the memory of a process whose main() is over."""
    process = subprocess.Popen([program, "verify", "records.jsonl", "--keys", "keys.json", "-o", "last.jsonl"],
                               cwd=place.folder, stderr=subprocess.DEVNULL,
                               env={**os.environ, "LD_PRELOAD": watch, "FREE_WATCH_STOP": "1"})
    os.waitpid(process.pid, os.WUNTRACED)
    try:
        return memory.found_in_process(process.pid, secrets), memory.found_in_process(process.pid, [("control", b"alias/k")])
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def main():
    program, watch = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:3])
    faults, count = [], 0
    with tempfile.TemporaryDirectory() as folder:
        place = situations.Place(folder)
        control = situations.Situation("control", ["verify", "records.jsonl", "--keys", "keys.json"], {1})
        if "alias" not in watched(program, watch, place, control, [("alias", b"alias/k")]):
            print("the watch does not find what is there")
            return 1
        secrets = needles.of(place.material)
        for situation in place.situations():
            # Whoever reads a file as a message or a record reads no key.
            if situation.name in ("kms-keys-as-parameters", "kms-keys-as-message", "key-file-as-input", "key-files-in-folder", "show"):
                continue
            found = watched(program, watch, place, situation, secrets)
            count += 1
            if found:
                faults.append(f"{situation.name}:\n{found}")
        try:
            left, control = left_in_memory(program, watch, place, secrets)
        except PermissionError as error:
            print(f"not looked for in memory when all is over: it may not be read here ({error})")
            left, control = [], []
        faults += [f"left in memory when all is over: {name}" for name in left]
        if not control:
            print("note: nothing of the key file's other members is left in memory, either")
    for fault in faults:
        print(fault)
    print(f"{count} situations: {len(faults)} with faults")
    return 1 if faults or count < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
