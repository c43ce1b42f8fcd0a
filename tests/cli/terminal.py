#!/usr/bin/env python3
"""What verify shows on a terminal: one live line with rates, counts and the time left, which never wraps, and a summary of
at most 80 columns that says the same without colour.

Usage: terminal.py PROGRAM
"""
import base64
import fcntl
import hmac
import json
import os
import pathlib
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios

KEY = b"0123456789abcdef"
failures = 0


def require(holds, what, seen=""):
    global failures
    if not holds:
        failures += 1
        print(f"FAILED: {what}: {str(seen)[-1500:]}")


def write_inputs(folder):
    with open(os.open(folder / "keys.json", os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        json.dump({"Keys": [{"KeyId": "plain", "KeyMaterial": base64.b64encode(KEY).decode()}]}, file)
    message = bytes(1000)
    mac = hmac.digest(KEY, message, "sha256")
    lines = [json.dumps({"KeyId": key, "MacAlgorithm": "HMAC_SHA_256", "Message": base64.b64encode(message).decode(),
                         "Mac": base64.b64encode(value).decode()}) + "\n"
             for key, value in (("plain", mac), ("plain", bytes(32)), ("lost", mac))]
    with open(folder / "records.jsonl", "w") as file:
        for _ in range(60):
            file.write(lines[0] * 998 + lines[1] + lines[2])


def on_terminal(command, folder, columns, has_output=False):
    """What a command writes to a terminal that wide; its standard output apart, unless that goes there, too."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(command, cwd=folder, stdout=theirs if has_output else subprocess.DEVNULL, stderr=theirs, stdin=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    written = b""
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:    # the other side is closed
            break
        if not data:
            break
        written += data
    process.wait()
    os.close(ours)
    return written.decode()


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        write_inputs(folder)
        # Slow enough for the line to be seen: OpenSSL checks all that the plainest backend does.
        command = [program, "verify", "records.jsonl", "--keys", "keys.json", "--backend", "scalar", "--threads", "1", "--cross-check", "all"]
        for columns in (80, 40):
            text = on_terminal(command, folder, columns)
            live = re.findall(r"\r\x1b\[K([^\r\x1b\n]+)(?=\r\x1b)", text)
            require(len(live) >= 2, f"the line is written anew, {columns} columns", text)
            require(all(len(line) < columns for line in live), f"it fits {columns} columns", live)
            summary = re.sub(r"\x1b\[[0-9;]*m", "", text.split("\r\x1b[K")[-1]).replace("\r", "")
            require("FAIL: 60 records have a wrong MAC." in summary, "the verdict stands in words", summary)
            require(all(len(line) <= 80 for line in summary.splitlines()), "the summary fits 80 columns", summary)
            if columns == 80:
                pattern = r" *\d+% [\d.,]+( M)? records, \d+ invalid, \d+ unverified, \d+\.\d\d M/s, \d+\.\d\d GB/s, \d+:\d\d left"
                require(all(re.fullmatch(pattern, line) for line in live), "it has rates, counts and time left", live)
                require("\x1b[31m" in text, "the verdict is coloured", text)
        plain = subprocess.run([*command, "-o", "/dev/null"], cwd=folder, capture_output=True, check=False)
        require(b"\x1b" not in plain.stderr and b"left" not in plain.stderr, "without a terminal neither line nor colour", plain.stderr)
        require(b"OpenSSL re-judged 59,940 records: no difference" in plain.stderr, "the cross-check is told of", plain.stderr)
        shown = on_terminal(command, folder, 80, has_output=True)
        require(shown.count('"MacValid":false') == 20 and '"MacValid":true' not in shown, "the first failures are shown", shown)
        require("100 more result lines were not shown: -o FILE keeps all of them" in shown, "the others are counted", shown)
        every = on_terminal([*command, "--results", "failures"], folder, 80, has_output=True)
        require(every.count('"MacValid":false') == 120, "all are shown where they are asked for", every)
    print("all passed" if failures == 0 else f"{failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
