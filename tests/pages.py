#!/usr/bin/env python3
"""Checks the pages: the front page is short, every link leads to a file, and to a heading where it names one, and every
example is one that readme_examples.py runs.
Usage: pages.py"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MOST_LINES, MOST_BYTES = 200, 14_000
# What readme_examples.py runs, what is parsed here, and output or pictures of text.
LANGUAGES = {"console", "sh", "json", ""}


def without_code(text):
    """The text without fenced and quoted code, where brackets are no links."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def anchors(text):
    """The anchors of a page's headings, as GitHub and GitLab make them."""
    fenced = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.*)$", fenced, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def faults(page):
    """What is wrong with a page's links, a line each."""
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists():
            yield f"{page.relative_to(ROOT)}: there is no {target}"
        elif anchor and anchor not in anchors(file.read_text(encoding="utf-8")):
            yield f"{page.relative_to(ROOT)}: {target} has no such heading"


def untested(page, tested):
    """The examples of a page that no test looks at, a line each."""
    name = page.relative_to(ROOT)
    for language, block in re.findall(r"^```(\S*)\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        if language not in LANGUAGES or (not language and re.search(r"^(\$ |hmacsweep )", block, re.MULTILINE)):
            yield f"{name}: no test runs a block of {language or 'output'!r} that begins with {block.splitlines()[0]!r}"
        elif language in ("console", "sh") and str(name) not in tested:
            yield f"{name}: it has examples, and tests/CMakeLists.txt does not give it to readme_examples.py"
        elif language == "json":
            try:
                json.loads(block)
            except ValueError as error:
                yield f"{name}: a block is no JSON: {error}"


def main():
    pages = [page for page in sorted(ROOT.rglob("*.md")) if not any(part.startswith(".") for part in page.relative_to(ROOT).parts)]
    found = [fault for page in pages for fault in faults(page)]
    tested = re.search(r"set\(pages (.*?)\)", (ROOT / "tests/CMakeLists.txt").read_text(encoding="utf-8"), re.DOTALL)[1].split()
    found += [fault for page in pages for fault in untested(page, tested)]
    front = (ROOT / "README.md").read_bytes()
    lines = front.count(b"\n")
    if lines > MOST_LINES or len(front) > MOST_BYTES:
        found.append(f"README.md has {lines} lines and {len(front)} bytes; it takes {MOST_LINES} and {MOST_BYTES}")
    for fault in found:
        print(fault)
    print(f"{len(pages)} pages, {len(found)} faults")
    return 1 if found or len(pages) < 10 else 0


if __name__ == "__main__":
    sys.exit(main())
