#!/usr/bin/env python3
"""The report pages in a real browser: Chromium, headless.

Of reports of real runs and of a benchmark: nothing is asked for but the file, the console is silent, the policy is in
force and allows the page's own style, every accessibility rule of axe-core holds in both themes (where axe-core is
there; some structure is checked without it), the keyboard gets to the content and into every table, paper gets all of
it, and nothing needs scripts. Hostile Ids, keys and file names stay text. 100,000 findings make a page that is small and
opens at once. A page made of stored files is that of the run.

Usage: pages.py PROGRAM SAMPLES [--screenshots FOLDER]. Skipped where there is no Chromium.
"""
import argparse
import base64
import contextlib
import hashlib
import hmac
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import chromium

KEY = b"no secret, but it must not be seen"
MESSAGE = b"the message of a record, which must not be seen either"
HOSTILE = ['<img src=x onerror=alert(1)>', '</script><script>window.pwned=1</script>', '"><svg onload=alert(2)>', "' onmouseover='alert(3)",
           '\u202egnp.exe', '\u2066hidden\u2069', 'a\u0000b\u001b[31m', '&lt;b&gt;', 'javascript:alert(4)', '</style><style>*{display:none}</style>',
           '\u05d0\u05d1\u05d2 right to left', '<!--', ']]>', '%3Cscript%3E', 'x' * 5000]
failures = 0


def require(holds, what, seen=""):
    global failures
    if not holds:
        failures += 1
        print(f"FAILED: {what}{f': {str(seen)[:1500]}' if seen != '' else ''}")


def axe_source(folder):
    """axe-core, as a Python package has it; None where it is not there."""
    found = sorted(folder.glob("lib/python3*/site-packages/axe_playwright_python/axe.min.js")) if folder else []
    return found[0].read_text(encoding="utf-8") if found else None


class Place:
    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)
        self.write_keys({"plain": KEY})

    def write_keys(self, keys):
        entries = [{"KeyId": name, "KeyMaterial": base64.b64encode(key).decode()} for name, key in keys.items()]
        path = self.folder / "keys.json"
        path.write_text(json.dumps({"Keys": entries}), encoding="utf-8")
        path.chmod(0o600)

    def run(self, *arguments, status=None):
        run = subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, check=False)
        require(status is None or run.returncode == status, f"{' '.join(arguments)[:200]} ends with {status}",
                (run.returncode, run.stderr))
        return run

    def record(self, record_id=None, key="plain", is_right=True, message=MESSAGE):
        mac = hmac.digest(KEY, message, "sha256")
        if not is_right:
            mac = bytes([mac[0] ^ 1]) + mac[1:]
        fields = {"KeyId": key, "MacAlgorithm": "HMAC_SHA_256", "Message": base64.b64encode(message).decode(),
                  "Mac": base64.b64encode(mac).decode()}
        if record_id is not None:
            fields["Id"] = record_id
        return json.dumps(fields) + "\n"


def check_policy(page, html):
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', html)[1]
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    require(f"style-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy, "the policy has the style's digest", policy)
    require(page.run("getComputedStyle(document.querySelector('table')).borderCollapse") == "collapse", "the style is in force")
    # A script and a style that came in would do nothing.
    page.run("""(() => { const s = document.createElement('script'); s.textContent = 'window.came_in = 1';
                document.body.append(s); const t = document.createElement('style'); t.textContent = 'table{display:none}';
                document.body.append(t); })()""")
    require(page.run("window.came_in === undefined && getComputedStyle(document.querySelector('table')).display === 'table'"),
            "the policy keeps scripts and styles out")


def check_structure(page):
    """What axe-core would say, in short."""
    require(page.run("document.documentElement.lang") == "en", "the page has a language")
    require(page.run("document.querySelectorAll('h1').length") == 1, "there is one first heading")
    levels = page.run("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    require(all(b <= a + 1 for a, b in zip(levels, levels[1:])), "no level of headings is left out", levels)
    require(page.run("[...document.querySelectorAll('table')].every(t => t.caption && t.caption.textContent.trim() && "
                     "[...t.querySelectorAll('th')].every(c => c.scope))"), "tables have captions and scopes")
    require(page.run("[...document.querySelectorAll('svg')].every(s => s.getAttribute('role') === 'img' && "
                     "s.getAttribute('aria-label'))"), "pictures have words")
    ids = page.run("[...document.querySelectorAll('[id]')].map(e => e.id)")
    require(len(ids) == len(set(ids)), "no id is there twice")
    require(page.run("[...document.querySelectorAll('a[href^=\"#\"]')].every(a => document.getElementById(a.hash.slice(1)))"),
            "links lead somewhere")
    require(page.run("document.querySelectorAll('[style]').length") == 0, "no style is within elements")
    require(page.run("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the window")


def check_axe(page, axe, theme):
    page.run(axe)
    found = page.run("axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => "
                     "v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | ')))")
    require(found == [], f"axe-core finds nothing, {theme}", found)


def check_keyboard(page):
    page.press("Tab", 9)
    require(page.run("document.activeElement.className") == "skip", "the first stop is the skip link")
    require(page.run("document.activeElement.getBoundingClientRect().left >= 0"), "and is seen then")
    page.press("Enter", 13)
    require(page.run("location.hash") == "#main" and page.run("document.activeElement.id") == "main", "it leads to the content")
    stops = page.run("document.querySelectorAll('a[href],summary,[tabindex=\"0\"]').length")
    seen = set()
    for _ in range(stops):
        page.press("Tab", 9)
        seen.add(page.run("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"))
    captions = page.run("[...document.querySelectorAll('caption')].filter(c => c.checkVisibility()).map(c => c.textContent)")
    require(set(captions) <= seen, "the keyboard gets into every table", set(captions) - seen)


def check_page(browser, path, axe, screenshots=None, name=None):
    """Everything that holds of any page; its text."""
    html = pathlib.Path(path).read_text(encoding="utf-8")
    text = None
    for dark in (False, True):
        theme = "dark" if dark else "light"
        page = browser.open(path, dark=dark)
        require(page.requests() == [pathlib.Path(path).resolve().as_uri()], f"{name}: only the file is asked for", page.requests())
        require(page.complaints() == [], f"{name}: the console is silent", page.complaints())
        check_structure(page)
        if axe:
            check_axe(page, axe, theme)
        text = page.run("document.querySelector('main').innerText")
        if screenshots and name:
            height = page.run("document.documentElement.scrollHeight")
            page.screenshot(screenshots / f"{name}-{theme}.png", 1100, min(height, 8000))
        if not dark:
            check_keyboard(page)
            require(page.pdf()[:5] == b"%PDF-", f"{name}: it can be printed")
            check_policy(page, html)
        page.close()
    page = browser.open(path, scripts=False)
    tree = page.call("DOMSnapshot.captureSnapshot", computedStyles=[])["strings"]
    require(any("What this report does not prove" in part or "Machine and method" in part for part in tree),
            f"{name}: it is readable with scripts off")
    page.close()
    # On a telephone the page itself does not scroll to the side.
    page = browser.open(path, width=400, height=800)
    require(page.run("document.documentElement.scrollWidth") <= 400, f"{name}: it fits a small window")
    page.close()
    return text


def check_sample(place, browser, axe, samples, screenshots):
    shutil.copy(samples / "keys.json", place.folder / "sample-keys.json")
    (place.folder / "sample-keys.json").chmod(0o600)
    shutil.copy(samples / "audit.jsonl", place.folder / "audit.jsonl")
    place.run("verify", "audit.jsonl", "--keys", "sample-keys.json", "-o", "results.jsonl", "--summary", "summary.json",
              "--report", "report.html", status=1)
    text = check_page(browser, place.folder / "report.html", axe, screenshots, "report")
    summary = json.loads((place.folder / "summary.json").read_text())
    # What a reader must be able to answer: verdict, coverage, what is open and why, inputs, lines, keys, limits.
    for wanted in ("FAIL", "12 records have a wrong MAC", "979 of 1,000 records had a MAC", "36 records could not be verified",
                   "NotFoundException", "audit.jsonl", summary["sources"][0]["sha256"], summary["by_key"][0]["fingerprint"],
                   summary["results"]["sha256"], "no difference", "hmacsweep verify audit.jsonl --keys sample-keys.json",
                   "What this report does not prove", "That no record is missing", "--cross-check-seed", "row-5", "1,667"):
        require(wanted in text, f"the report says {wanted}")
    made_again = place.run("report", "summary.json", "results.jsonl", "-o", "again.html", status=0)
    require(made_again.stderr == b"", "nothing is to be said of files that fit", made_again.stderr)
    cut = [re.sub(r"<footer>.*?</footer>", "", (place.folder / name).read_text()) for name in ("report.html", "again.html")]
    require(cut[0] == cut[1], "stored files make the page of the run")
    with open(place.folder / "results.jsonl", "a", encoding="utf-8") as file:
        file.write((place.folder / "results.jsonl").read_text().splitlines()[4] + "\n")
    place.run("report", "summary.json", "results.jsonl", "-o", "changed.html", status=3)
    changed = (place.folder / "changed.html").read_text()
    require("do not fit each other" in changed and "There are 1,001 of them" in changed, "changed results are told of")


def check_hostile(place, browser, axe):
    names = [name.replace("/", "_").replace("\0", "")[:200] for name in HOSTILE]
    folder = place.folder / "hostile"
    folder.mkdir()
    for index, name in enumerate(names):
        (folder / f"{name}.jsonl").write_text(
            "".join([place.record(HOSTILE[index], is_right=False), place.record(name, key=HOSTILE[(index + 1) % len(HOSTILE)] or "k"),
                     place.record(HOSTILE[-1 - index], is_right=True)]), encoding="utf-8")
    place.run("verify", "hostile", "--keys", "keys.json", "-o", "hostile.results", "--summary", "hostile.json", "--report",
              "hostile.html", status=1)
    text = check_page(browser, place.folder / "hostile.html", axe, name="hostile")
    page = browser.open(place.folder / "hostile.html")
    require(page.run("window.pwned === undefined"), "no script came in")
    require(page.run("document.querySelectorAll('img,script,iframe,object,embed,form,link,base').length") == 0, "no element came in")
    require(page.run("document.querySelectorAll('style').length") == 1, "no style came in")
    require(page.run("[...document.querySelectorAll('*')].every(e => [...e.attributes].every(a => !a.name.startsWith('on')))"),
            "no handler came in")
    page.close()
    for wanted in ("<img src=x onerror=alert(1)>", "</script><script>window.pwned=1</script>", "U+202E", "U+2066", "U+001B", "&lt;b&gt;"):
        require(wanted in text, f"{wanted} is shown as it is")
    html = (place.folder / "hostile.html").read_text(encoding="utf-8")
    require(not re.search("[\u202a-\u202e\u2066-\u2069\u200b-\u200f\x00-\x08\x0b-\x1f\x7f]", html), "no hidden character is in the page")
    for secret in (KEY, MESSAGE, hmac.digest(KEY, MESSAGE, "sha256")):
        for shown in (secret.hex(), base64.b64encode(secret).decode(), secret.decode("latin-1")):
            require(shown not in html, "no key, message or MAC is in the page", shown[:20])
    place.run("report", "hostile.json", "hostile.results", "-o", "hostile-again.html", status=0)


def check_many(place, browser, axe):
    with open(place.folder / "many.jsonl", "w", encoding="utf-8") as file:
        for i in range(400_000):
            file.write(place.record(i, is_right=i % 4 != 0 and not 1000 <= i < 1057))
    place.run("verify", "many.jsonl", "--keys", "keys.json", "-o", "many.results", "--summary", "many.json", "--report",
              "many.html", "--results", "failures", status=1)
    size = (place.folder / "many.html").stat().st_size
    require(size < 1_000_000, "the page of 100,000 findings is small", size)
    text = check_page(browser, place.folder / "many.html", None, name="many")
    page = browser.open(place.folder / "many.html")
    print(f"100,000 findings: {size / 1000:.0f} kB, opened in {page.load_seconds:.2f} s")
    require(page.load_seconds < 10, "it opens at once", page.load_seconds)
    require("57 in a row" in text and "(records 1,001 to 1,057)" in text, "the row of 57 is told of")
    require("The first 1,000 of 100,042 records" in text and "99,042 more records are not shown" in text, "what is left out is counted")
    page.close()
    place.run("report", "many.json", "many.results", "-o", "many-again.html", status=0)
    cut = [re.sub(r"<footer>.*?</footer>", "", (place.folder / name).read_text()) for name in ("many.html", "many-again.html")]
    require(cut[0] == cut[1], "stored failures alone make the page of the run")


def check_verdicts(place):
    """Which status makes which verdict."""
    good, bad, lost = place.record(1), place.record(2, is_right=False), place.record(3, key="lost")
    for name, records, arguments, status, verdict in (
            ("pass", good, [], 0, "PASS"), ("empty", "", ["--allow-empty"], 0, "EMPTY"), ("fail", good + bad, [], 1, "FAIL"),
            ("open", good + lost, [], 4, "INCOMPLETE"), ("none", "", [], 4, "INCOMPLETE"),
            ("count", good, ["--expect-records", "2"], 3, "INCOMPLETE"), ("missing", good, ["nowhere.jsonl"], 3, "INCOMPLETE"),
            ("both", good + bad, ["nowhere.jsonl"], 1, "FAIL"), ("stopped", good + bad + bad, ["--max-invalid", "1"], 1, "FAIL")):
        (place.folder / f"{name}.jsonl").write_text(records)
        place.run("verify", f"{name}.jsonl", *arguments, "--keys", "keys.json", "-o", "/dev/null", "--report", f"{name}.html",
                  "-q", status=status)
        html = (place.folder / f"{name}.html").read_text()
        require(f'<h1 id="verdict"><b>{verdict}</b>' in html, f"{name}: {verdict}", html[html.find("<h1"):][:200])
    place.run("verify", "pass.jsonl", "--keys", "keys.json", "--report", "pass.jsonl", status=2)
    place.run("verify", "pass.jsonl", "--keys", "keys.json", "--report", "keys.json", status=2)
    place.run("verify", "pass.jsonl", "--keys", "keys.json", "--report", "x", "--summary", "x", status=2)
    place.run("verify", "pass.jsonl", "--keys", "keys.json", "-o", "/dev/null", "--report", "/dev/full", status=3)


def check_bench(place, browser, axe, screenshots):
    run = place.run("bench", "--backend", "simd,scalar,openssl", "--message-bytes", "16,64,256,1024,mixed", "--seconds", "0.01", "--input-mib",
                    "1", "--threads", "2", "--report", "bench.html", status=0)
    require(b"whole run" in run.stdout, "the table is printed, too")
    text = check_page(browser, place.folder / "bench.html", axe, screenshots, "bench")
    for wanted in ("Throughput against message length", "Where the time goes", "Speed-up against batch size", "break-even",
                   "Distribution of samples", "Machine and method", "1..4096"):
        require(wanted.lower() in text.lower(), f"the benchmark's page says {wanted}")
    page = browser.open(place.folder / "bench.html")
    data = json.loads(page.run("document.getElementById('data').textContent"))
    require(len(data["rows"]) == 60 and len(data["stages"]) == 30 and data["batches"], "the page has its data")
    require(page.run("document.querySelectorAll('figure svg').length") >= 5, "there are pictures")
    page.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("samples", type=pathlib.Path)
    parser.add_argument("--axe", type=pathlib.Path, help="a virtual environment with axe-playwright-python in it")
    parser.add_argument("--screenshots", type=pathlib.Path, help="where to leave pictures of the pages")
    arguments = parser.parse_args()
    path = chromium.find()
    if path is None:
        print("skipped: there is no Chromium")
        return 0
    axe = axe_source(arguments.axe)
    if axe is None:
        print("no axe-core: accessibility is checked by structure alone")
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        place = Place(arguments.program.resolve(), stack.enter_context(tempfile.TemporaryDirectory()))
        browser = stack.enter_context(chromium.Browser(path))
        check_verdicts(place)
        check_sample(place, browser, axe, arguments.samples.resolve(), arguments.screenshots)
        check_hostile(place, browser, axe)
        check_many(place, browser, axe)
        check_bench(place, browser, axe, arguments.screenshots)
    print("all passed" if failures == 0 else f"{failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
