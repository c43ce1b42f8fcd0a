#!/usr/bin/env python3
"""Makes the README's pictures, samples/report.png and samples/bench.png: the pages of the sample batch and of a benchmark
in Chromium, headless. Usage: pictures.py PROGRAM
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

samples = pathlib.Path(__file__).resolve().parent
sys.path.append(str(samples.parent / "tests/browser"))
import chromium  # noqa: E402


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    if chromium.find() is None:
        sys.exit("there is no Chromium")
    with tempfile.TemporaryDirectory() as folder, chromium.Browser(chromium.find()) as browser:
        shutil.copy(samples / "audit.jsonl", folder)
        shutil.copy(samples / "keys.json", folder)
        os.chmod(pathlib.Path(folder) / "keys.json", 0o600)
        for name, arguments in (("report", ["verify", "audit.jsonl", "--keys", "keys.json", "-o", "results.jsonl", "-q"]),
                                ("bench", ["bench", "--message-bytes", "16,64,256,1024,4096"])):
            subprocess.run([program, *arguments, "--report", f"{name}.html"], cwd=folder, check=False, stdout=subprocess.DEVNULL)
            page = browser.open(pathlib.Path(folder) / f"{name}.html", width=1000)
            page.screenshot(samples / f"{name}.png", 1000, 860, scale=0.8)
            page.close()


if __name__ == "__main__":
    main()
