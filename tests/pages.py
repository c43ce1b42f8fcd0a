#!/usr/bin/env python3
"""Checks the pages: the front page is short, and every link leads to a file, and to a heading where it names one.
Usage: pages.py"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MOST_LINES, MOST_BYTES = 200, 14_000


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


def main():
    pages = [page for page in sorted(ROOT.rglob("*.md")) if not any(part.startswith(".") for part in page.relative_to(ROOT).parts)]
    found = [fault for page in pages for fault in faults(page)]
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
