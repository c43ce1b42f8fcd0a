#!/usr/bin/env python3
"""Tries the completions and manual pages of an installed hmacsweep in real shells and with groff.

`cmake --install` puts the build into a folder of the test's own. There bash must complete commands, options and values;
every option that a command's --help has must be completed and be on its manual page; the words that are offered as a
value must be those that the program says it takes, and every profile, format, encoding and member of a key file must be on
the page of its topic; zsh and fish must read their files and complete with them, and groff and mandoc must have no complaint
about any page. Programs that are not there are said to be skipped.

Usage: descriptions.py CMAKE BUILD_FOLDER
"""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

COMMANDS = ["verify", "generate", "show", "diagnose", "report", "merge", "keys list", "keys create", "keys import", "keys remove",
            "keys show", "profiles", "devices",
            "generate-mac", "verify-mac", "describe-key"]
BASH = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_hmacsweep
printf '%s\\n' "${COMPREPLY[@]}"
"""
failures = 0


def require(holds, what):
    global failures
    if not holds:
        failures += 1
        print(f"FAILED: {what}")


class Place:
    def __init__(self, prefix):
        self.program = prefix / "bin/hmacsweep"
        self.bash = prefix / "share/bash-completion/completions/hmacsweep"
        self.zsh = prefix / "share/zsh/site-functions/_hmacsweep"
        self.fish = prefix / "share/fish/vendor_completions.d/hmacsweep.fish"
        self.man = prefix / "share/man"
        self.folder = prefix / "work"
        self.folder.mkdir()
        for name in ("a file.jsonl", "keys.json"):
            (self.folder / name).write_text("")

    def run(self, *arguments):
        return subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL)

    def complete(self, line):
        """What bash offers for the last word of a line."""
        run = subprocess.run(["bash", "-c", BASH, "bash", self.bash, *line.split(" ")], cwd=self.folder, text=True,
                             capture_output=True, check=False)
        require(run.stderr == "", f"bash, completing {line!r}: {run.stderr}")
        return [word for word in run.stdout.split("\n") if word]

    def options_in_help(self, command):
        text = self.run(*command.split(), "--help").stdout
        names = "\n".join(re.findall(r"^  (-.*?)(?:  |$)", re.split(r"\n(?:Examples?:|Exit status)", text)[0], re.MULTILINE))
        return set(re.findall(r"--[a-z][a-z0-9-]*", names)) | {"--help"}


def check_bash(place):
    require(place.complete("hmacsweep ver") == ["verify", "verify-mac"], "bash completes commands")
    require(place.complete("hmacsweep keys cr") == ["create"], "bash completes commands below commands")
    require(place.complete("hmacsweep verify --res") == ["--results"], "bash completes options")
    require(place.complete("hmacsweep verify x.jsonl --results f") == ["failures"], "bash completes values")
    require(place.complete("hmacsweep verify --results = n") == ["none"], "bash completes values behind =")
    require(place.complete("hmacsweep verify a") == ["a file.jsonl"], "bash completes inputs")
    require(place.complete("hmacsweep generate --keys k") == ["keys.json"], "bash completes files")
    require(place.complete("hmacsweep verify --profile str") == ["stripe"], "bash completes profiles")
    require(place.complete("hmacsweep profiles git") == ["github"], "bash completes what profiles prints")
    require(place.complete("hmacsweep verify --threads ") == [], "bash offers nothing for a number")
    require(place.complete("hmacsweep verify-mac --mac-algorithm HMAC_SHA_2") == ["HMAC_SHA_224", "HMAC_SHA_256"],
            "bash completes values of the commands of KMS")
    require(place.complete("hmacsweep comp") == [], "hidden commands are not offered")


def check_words(place):
    """Each value that is offered must be taken, and each that is taken be offered."""
    for command, options in (("verify", ["--results", "--input-format", "--mac-encoding", "--message-encoding",
                                         "--limits", "--backend", "--cross-check", "--input-digest", "--progress",
                                         "--color", "--accept", "--mac-algorithm"]),
                             ("keys import", ["--from", "--encoding", "--key-spec"])):
        for option in options:
            offered = place.complete(f"hmacsweep {command} {option} ")
            more = ["-o", "x"] if command == "keys import" else ["--keys", "keys.json"]
            error = place.run(*command.split(), *more, option, "?").stderr
            taken = re.search(re.escape(option) + r" takes (?:one of )?([A-Za-z0-9_:, -]+?),? not \"", error)
            if option == "--key-spec":    # says no list
                taken = re.search(r"(HMAC_224.*HMAC_512)", place.run("keys", "import", "--help").stdout)
            require(taken, f"{command} {option} ? says what it takes: {error}")
            words = re.findall(r"[A-Za-z0-9_:-]+", taken[1].replace(" or ", " ")) if taken else []
            require(set(offered) == {word for word in words if ":" not in word},
                    f"{command} {option}: offered {offered}, taken {words}")


def terms(page, section):
    """The terms in bold that a section of a page explains."""
    text = re.sub(r"\\(.)", lambda escape: escape[1] if escape[1] == "-" else escape[0], page.read_text())
    found = re.search(rf"^\.SH {section}\n(.*?)(?=^\.SH |\Z)", text, re.MULTILINE | re.DOTALL)
    require(found, f"{page.name} has a section {section}")
    return re.findall(r"^\.TP\n\\fB(.*?)\\fR", found[1], re.MULTILINE) if found else []


def check_topics(place):
    formats, keys, profiles = (place.man / name for name in ("man7/hmacsweep-formats.7", "man5/hmacsweep-keys.5",
                                                             "man7/hmacsweep-profiles.7"))
    for page in (formats, keys, profiles):
        if not page.exists():
            require(False, f"there is a manual page {page.name}")
            return
    offered = place.complete("hmacsweep verify --input-format ")
    require(set(terms(formats, "FORMATS")) == set(offered), f"{formats.name} has the formats {offered}")
    require(terms(formats, "FIELDS OF A RECORD") == ["Id", "KeyId", "MacAlgorithm", "Message", "Mac"], "the fields")
    encodings = place.complete("hmacsweep verify --mac-encoding ")
    require(set(terms(formats, "ENCODINGS")) == set(encodings), f"{formats.name} has the encodings {encodings}")
    names = re.findall(r"^# ([a-z0-9-]+): ", place.run("profiles").stdout, re.MULTILINE)
    text = profiles.read_text().replace("\\-", "-")
    require(len(names) > 5 and re.findall(r"^\.SS (.*)", text, re.MULTILINE) == names, f"{profiles.name} has {names}")
    (place.folder / "wrong.toml").write_text('nothing = "x"\n')
    error = place.run("verify", "--keys", "keys.json", "--profile", "./wrong.toml").stderr
    options = re.search(r"a profile can have \((.*)\)", error)
    require(options and terms(profiles, "PROFILE FILES") == options[1].split(", "), f"{profiles.name} has {error}")
    members = terms(keys, "MEMBERS OF A KEY") + terms(keys, "MEMBERS OF A JWK")
    require({"KeyId", "KeyMaterial", "KeyState", "kid", "k"} <= set(members), f"{keys.name} has members")
    for member in members:    # the reader knows each: it refuses a key that has it twice
        kind, key = ("keys", {"kid": "a", "kty": "oct", "k": "YWFh"}) if member[0].islower() else ("Keys", {"KeyId": "a"})
        twice = "".join(f'"{name}":"{value}",' for name, value in key.items() if name != member)
        value = f'"{key.get(member, "sig")}"'
        (place.folder / "twice.json").write_text(f'{{"{kind}":[{{{twice}"{member}":{value},"{member}":{value}}}]}}')
        (place.folder / "twice.json").chmod(0o600)
        error = place.run("keys", "list", "--keys", "twice.json").stderr
        require(f"{member} appears twice" in error or "skipped" in error, f"key files have {member}: {error}")
    require(place.run("man", "5", "keys").stdout == keys.read_text(), "man prints a topic by its section")
    require(place.run("man", "formats").stdout == formats.read_text(), "man prints a topic")


def complaints(page):
    """What groff and mandoc, where they are there, say about a page."""
    said = ""
    if shutil.which("groff"):
        run = subprocess.run(["groff", "-man", "-ww", "-Tutf8", page], capture_output=True, text=True, check=False)
        said += run.stderr + ("" if len(run.stdout) > 500 else f"{len(run.stdout)} characters")
    if shutil.which("mandoc"):
        run = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True, check=False)
        said += run.stdout + run.stderr
    return said


def check_pages(place):
    for command in ["", *COMMANDS, "keys"]:
        page = place.man / "man1" / ("-".join(["hmacsweep", *command.split()]) + ".1")
        require(page.exists(), f"there is a manual page {page.name}")
        text = page.read_text().replace("\\-", "-")
        if command not in ("", "keys"):
            options = place.options_in_help(command)
            require(len(options) > 0, f"{command} --help has options")
            offered = place.complete(f"hmacsweep {command} -")
            for option in options:
                require(re.search(r"^.*\\fB" + option + r"\\fR", text, re.MULTILINE), f"{page.name} has {option}")
                require(option in offered, f"bash offers {command} {option}: {offered}")
        sections = set(re.findall(r"^\.SH (.*)", text, re.MULTILINE))
        wanted = {"EXAMPLES"} | ({"EXIT STATUS"} if command else set())
        wanted |= {"ENVIRONMENT", "FILES"} if "\\fB--keys\\fR" in text else set()
        require(wanted <= sections, f"{page.name} has the sections {wanted - sections}")
    pages = sorted(place.man.glob("man*/*"))
    require(len(pages) == len(COMMANDS) + 6, f"there are pages: {[page.name for page in pages]}")
    for page in pages:
        require(complaints(page) == "", f"{page.name}: {complaints(page)}")
    require(place.run("man", "verify").stdout == (place.man / "man1/hmacsweep-verify.1").read_text(), "man prints a page")
    require(place.run("man", "nothing").returncode == 2, "there is no page of no command")
    require(place.run("completion", "tcsh").returncode == 2, "no such shell")
    for program in ("groff", "mandoc"):
        if not shutil.which(program):
            print(f"skipped: no {program}, so it did not read the manual pages")


def typed(command, lines, wanted, seconds=20):
    """What a shell on a terminal of its own prints after these keys, up to what is wanted."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(TERM="dumb", HOME="/nonexistent", PS1="> ")
        os.execvp(command[0], command)
    printed = ""
    for keys in lines:
        os.write(terminal, keys.encode())
        time.sleep(0.3)
    end = time.monotonic() + seconds
    while wanted not in printed and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                printed += os.read(terminal, 65536).decode(errors="replace")
            except OSError:
                break
    os.close(terminal)
    os.waitpid(process, 0)
    return printed


def check_zsh(place):
    if not shutil.which("zsh"):
        print("skipped: no zsh")
        return
    run = subprocess.run(["zsh", "-n", place.zsh], capture_output=True, text=True, check=False)
    require(run.returncode == 0 and run.stderr == "", f"zsh -n: {run.stderr}")
    for line, wanted in (("hmacsweep verify --cross-check sam\t", "--cross-check sample"),
                         ("hmacsweep keys imp\t", "keys import"), ("hmacsweep diag\t", "hmacsweep diagnose"),
                         ("hmacsweep keys create --key-spec HMAC_3\t", "HMAC_384"),
                         ("hmacsweep verify --keys ke\t", "keys.json"), ("hmacsweep verify-mac --dry\t", "--dry-run")):
        setup = f"cd '{place.folder}'; fpath=({place.zsh.parent} $fpath); autoload -Uz compinit; compinit -u -D\n"
        printed = typed(["zsh", "-f", "-i"], [setup, line], wanted)
        require(wanted in printed, f"zsh completes {line!r}: {printed[-300:]!r}")


def check_fish(place):
    if not shutil.which("fish"):
        print("skipped: no fish")
        return
    run = subprocess.run(["fish", "-n", place.fish], capture_output=True, text=True, check=False)
    require(run.returncode == 0 and run.stderr == "", f"fish -n: {run.stderr}")
    for line, wanted in (("hmacsweep ver", {"verify", "verify-mac"}), ("hmacsweep verify --resu", {"--results"}),
                         ("hmacsweep verify --results f", {"failures"}), ("hmacsweep keys ", {"list", "show", "create", "import", "remove"}),
                         ("hmacsweep keys import --from vau", {"vault"}), ("hmacsweep verify a", {"a file.jsonl"}),
                         ("hmacsweep verify-mac --dry", {"--dry-run"}), ("hmacsweep profiles git", {"github"})):
        run = subprocess.run(["fish", "-c", f"source '{place.fish}'; complete -C '{line}'"], cwd=place.folder, text=True,
                             capture_output=True, check=False, env={**os.environ, "HOME": str(place.folder)})
        offered = {row.split("\t")[0].replace("\\ ", " ") for row in run.stdout.splitlines()}
        require(offered == wanted, f"fish completes {line!r}: {offered} {run.stderr}")


def main():
    cmake, build = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        prefix = pathlib.Path(name)
        subprocess.run([cmake, "--install", build, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
        place = Place(prefix)
        check_bash(place)
        check_words(place)
        check_pages(place)
        check_topics(place)
        check_zsh(place)
        check_fish(place)
    print(f"{failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
