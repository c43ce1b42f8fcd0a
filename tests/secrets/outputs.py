#!/usr/bin/env python3
"""Runs the program in many situations, most of them wrong, with random key material, and searches everything that it
prints and writes for the material, the midstates, and MACs that it computed for records that are not valid.

Usage: outputs.py PROGRAM. Also looks at the command line, the environment and the files of a run that is under way.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import needles
import situations

OWN_FILES = ("keys.", "jwks.", "vault.", "bad-", "new-", "made.")    # that hold keys


def run(program, place, situation, environment=None):
    """(status, output, errors) of one situation."""
    file = open(place.folder / situation.pass_keys_as, "rb") if situation.pass_keys_as else subprocess.DEVNULL
    done = subprocess.run([program, *situation.arguments], cwd=place.folder, stdin=file, capture_output=True, check=False,
                          env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **situation.environment,
                               **(environment or {})}, timeout=120)
    return done.returncode, done.stdout, done.stderr


def forgeries(place):
    """The right MACs of records that come with wrong ones."""
    wrong = [mac for i, mac in enumerate(place.macs) if i % 7 == 0]
    return [(f"mac-of-{i}", form) for i, mac in enumerate(wrong[:8])
            for form in (mac, mac.hex().encode(), situations.text(mac).encode()[:-4])]


def written(place, since):
    """Everything in the folder that is no key file and was written since."""
    return b"".join(path.read_bytes() for path in sorted(place.folder.iterdir())
                    if path.is_file() and not path.name.startswith(OWN_FILES) and path not in since)


def check_running(program, place, secrets):
    """The command line, the environment and the open files of a run that waits for records."""
    process = subprocess.Popen([program, "verify", "-", "--keys", "keys.json", "-o", "under-way.jsonl"], cwd=place.folder,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdin.write("".join(place.records(lambda i: i % 7 == 0)).encode())
    process.stdin.flush()
    time.sleep(0.5)
    folder = pathlib.Path(f"/proc/{process.pid}")
    seen = b"".join((folder / name).read_bytes() for name in ("cmdline", "environ", "comm", "status"))
    links = " ".join(os.readlink(link) for link in (folder / "fd").iterdir())
    out, errors = process.communicate()
    faults = [f"under way: {name}" for name in needles.found_in(seen + out + errors, secrets)]
    if "keys.json" in links:
        faults.append("under way: the key file is still open")
    return faults


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    faults, count = [], 0
    with tempfile.TemporaryDirectory() as folder:
        place = situations.Place(folder)
        secrets = needles.of(place.material)
        inputs = set(place.folder.iterdir())
        assert needles.found_in((place.folder / "keys.json").read_bytes(), secrets), "the search finds nothing"
        for situation in place.situations():
            status, out, errors = run(program, place, situation)
            count += 1
            if status not in situation.status:
                faults.append(f"{situation.name}: status {status}, {errors.decode(errors='replace')[-300:]}")
            allowed = forgeries(place) if not situation.name.startswith("generate") else []
            found = needles.found_in(out + errors + written(place, inputs), secrets + allowed)
            faults += [f"{situation.name}: {name}" for name in found]
        faults += check_running(program, place, secrets)
        for path in place.folder.iterdir():
            if path.name.startswith(("new-", "made.")) and path.stat().st_mode & 0o077:
                faults.append(f"{path.name} can be read by others")
    for fault in faults:
        print(fault)
    print(f"{count} situations, {len(secrets)} forms of the key: {len(faults)} faults")
    return 1 if faults or count < 60 else 0


if __name__ == "__main__":
    sys.exit(main())
