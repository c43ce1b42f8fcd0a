"""A build of the tests, whose commands are repeated with changed sources or another compiler, without touching it: what is
made so is linked before the libraries, whose own objects of these sources are then left out."""
import concurrent.futures
import os
import pathlib
import re
import resource
import shlex
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = "hmacsweep_host_tests"
MOST_CPU_SECONDS = 120    # of a suite: a changed program may go on for ever


class Build:
    """`compile`: {object: command}, `link`: the tests' own, `users`: {source: objects that are made of it}."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        lines = self.ninja("commands", TARGET).splitlines()
        self.link = next(shlex.split(line[len(": && "):-len(" && :")]) for line in lines if f" -o tests/{TARGET} " in line)
        self.compile = {}
        for line in lines:
            words = shlex.split(line) if " -c " in line and ".cu" not in line else []
            if "-o" in words and words[words.index("-o") + 1].endswith(".o"):
                words = words[1:] if words[0].endswith("ccache") else words
                self.compile[words[words.index("-o") + 1]] = words
        self.users = {}
        for name, paths in re.findall(r"^(\S+): #deps.*\n((?:    .*\n)*)", self.ninja("deps"), re.M):
            for path in paths.split() if name in self.compile else ():
                self.users.setdefault(os.path.realpath(self.folder / path), []).append(name)

    def ninja(self, tool, *arguments):
        return subprocess.run(["ninja", "-C", str(self.folder), "-t", tool, *arguments], capture_output=True, text=True,
                              check=True).stdout

    def source_of(self, object_name):
        """Relative to the repository."""
        words = self.compile[object_name]
        return os.path.relpath(os.path.normpath(self.folder / words[words.index("-c") + 1]), ROOT)

    def compiled(self, object_name, made, options, compiler=None, source=None):
        """Whether it could be made, at `made`, with these options after the compiler's name and at the end."""
        words = list(self.compile[object_name])
        words[words.index("-o") + 1] = str(made)
        for option in ("-MF", "-MT"):
            if option in words:
                words[words.index(option) + 1] = f"{made}.d"
        words[words.index("-c") + 1] = str(source or ROOT / self.source_of(object_name))
        words[0] = compiler or words[0]
        words[1:1] = options[0]
        return subprocess.run([*words, *options[1], "-w"], cwd=self.folder, capture_output=True, check=False).returncode == 0

    def linked(self, objects, program, compiler=None, options=(), replaced=()):
        """`replaced`: what the tests link by name, and not of a library, and `objects` has in its place."""
        words = [word for word in self.link if word not in replaced]
        words[words.index("-o") + 1] = str(program)
        words[0] = compiler or words[0]
        words[1:1] = [*options, *map(str, objects)]
        subprocess.run(words, cwd=self.folder, check=True)


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))


def passes(program, suite, environment=None):
    return subprocess.run([str(program), "--filenames-as-tags", "--abort", f"[#{suite}_test]"],
                          cwd=pathlib.Path(program).parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          preexec_fn=limit, env={**os.environ, **(environment or {})}, check=False).returncode == 0


def each(parallel, function, items):
    with concurrent.futures.ThreadPoolExecutor(parallel) as workers:
        return list(workers.map(function, items))
