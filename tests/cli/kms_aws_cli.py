#!/usr/bin/env python3
"""Gives the same arguments to hmacsweep's KMS commands and to the real AWS CLI (Debian's awscli), and compares exit
status, standard output and standard error. The real one calls a KMS of the tests' own on this machine, over the keys that
hmacsweep has in a file. The names of the programs and their usage lines are made equal first; every other difference
that there is stands in DIFFERENT, with its reason. Usage: kms_aws_cli.py PROGRAM [--full] [--seed N]
"""
import argparse
import base64
import hmac
import itertools
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import aws_client
import kms_endpoint

MAC = base64.b64encode(hmac.digest(bytes(range(1, 33)), b"abc", "sha256")).decode()
MESSAGE, KEY, ALGORITHM = ["--message", "YWJj"], ["--key-id", "alias/audit"], ["--mac-algorithm", "HMAC_SHA_256"]
GENERATE = ["generate-mac", *MESSAGE, *KEY, *ALGORITHM]
VERIFY = ["verify-mac", *MESSAGE, *KEY, *ALGORITHM, "--mac", MAC]
DESCRIBE = ["describe-key", *KEY]
REQUEST = '{"Message":"YWJj","KeyId":"alias/audit","MacAlgorithm":"HMAC_SHA_256"}'
FORMATS = ["json", "text", "table", "yaml", "yaml-stream"]
QUERIES = ["KeyId", "[MacValid,KeyId]", "{a: KeyId, b: MacAlgorithm}", "Nope", "length(@)", "KeyMetadata.[KeyId, MacAlgorithms]", "[@, @]",
           "KeyMetadata.MultiRegionConfiguration.ReplicaKeys[].{R: Region, A: Arn}", "nope(@)", "KeyId[", "KeyMetadata.Description", "*"]


def equal_arguments():
    """(arguments, standard input, environment) that both programs answer alike."""
    for command, output in itertools.product((GENERATE, VERIFY, DESCRIBE), FORMATS):
        yield [*command, "--output", output]
        yield [*command, "--output", output, "--color", "on"]
        for query in QUERIES:
            yield [*command, "--output", output, "--query", query]
    for name in ["alias/audit", "alias/short", "alias/long", "alias/longest", "alias/off", "alias/going", "alias/away", "alias/none", "none",
                 "00000001-12ab-34cd-56ef-1234567890ab", "00000009-12ab-34cd-56ef-1234567890ab", kms_endpoint.ARN + "x", "",
                 "arn:aws:kms:us-west-2:111122223333:key/x", kms_endpoint.ARN[:-4] + "alias/audit", "x" * 2049]:
        yield [*DESCRIBE, "--key-id", name] if len(name) < 2049 else [*GENERATE, "--key-id", name]
        for algorithm in ["HMAC_SHA_224", "HMAC_SHA_256", "HMAC_SHA_512", "HMAC_SHA_1"]:
            yield [*GENERATE, "--key-id", name, "--mac-algorithm", algorithm]
        yield [*VERIFY, "--key-id", name]
    for mac in ["", "AAAA", "A", "=", MAC[:-4], MAC + "AAAA", "*" + MAC, "\u00e9", "file://mac.b64", "fileb://mac.bin", "fileb://abc", "file://none"]:
        yield [*VERIFY, "--mac", mac]
    for message in ["", "YW Jj", "Y=WJj", "abc", "-5", "-a b", "file://abc.b64", "fileb://abc", "fileb://most", "fileb://more", "file://none",
                    "fileb://.", "file://bin", "fileb://none"]:
        yield [*GENERATE, "--message", message]
        yield [*VERIFY, "--message", message, "--cli-binary-format", "raw-in-base64-out"]
    yield ["generate-mac", "--", *GENERATE[1:], "x"]
    yield [*GENERATE, "--message", "fileb:///dev/stdin"], b"abc"
    yield [*GENERATE, "--message", "file:///dev/stdin"], b"YWJj\n"
    for arguments in [[], ["--message"], ["--message", "x"], ["--bogus"], ["--bogus=1", "-x", "y", "z"], ["--m", "x"], ["--no"], ["--c", "x"], ["--key", "x"],
                      ["--output", "jsn"], ["--output", "xml"], ["--color", "onn"], ["--cli-binary-format", "base65"], ["--cli-read-timeout", "x"],
                      ["--cli-connect-timeout", ""], ["--query", ""], ["--query", "a["], ["--endpoint-url", "x"], ["--no-verify-ssl=1"], ["--region", "a b"],
                      ["--cli-auto-prompt", "--no-cli-auto-prompt"], ["--grant-tokens"], ["--grant-tokens", "a", "b"], ["--grant-tokens", "a", ""],
                      ["--grant-tokens", '["a", 1, null, true, 1.5, ["b"]]'], ["--grant-tokens", *"abcdefghijk"], ["--grant-tokens", "file://tokens"],
                      ["--no-sign-request", "--no-paginate", "--no-verify-ssl", "--no-cli-pager", "--cli-read-timeout", "5", "--cli-connect-timeout", "0"],
                      ["--message=YWJj", "--message", "YWI="], ["--", "x"], ["--message", "--", "x"], ["x"], ["--mac-algorithm", ""], ["--key-id="],
                      ["--generate-cli-skeleton", "x"], ["--generate-cli-skeleton=output"], ["--cli-input-json=" + REQUEST]]:
        for command in (GENERATE, VERIFY, DESCRIBE):
            yield [command[0], *arguments]
            yield [*command, *arguments]
    for command in (GENERATE, VERIFY, DESCRIBE):
        for kind in ([], ["input"], ["yaml-input"], ["output"]):
            yield [*command, "--generate-cli-skeleton", *kind]
            yield [command[0], "--generate-cli-skeleton", *kind]
            yield [*command, "--cli-input-json", "x", "--generate-cli-skeleton", *kind]
    yield [*VERIFY, "--generate-cli-skeleton", "output", "--query", "KeyId", "--output", "text"]
    for text in [REQUEST, "{}", "", "x", "[]", "null", "5", '"x"', '{"KeyId":5}', '{"KeyId":null,"Message":null,"Mac":5,"MacAlgorithm":[],"GrantTokens":"x"}',
                 '{"KeyId":"","GrantTokens":["",1,{"a":"b"}]}', '{"Bogus":1,"A":2}', '{"Message":"a"}', '{"KeyId":"a","KeyId":"alias/audit"}', "file://none",
                 "file://request", "fileb://request", '{"Message":"YWJj","KeyId":"alias/audit","MacAlgorithm":"HMAC_SHA_256","Mac":"AAAA"}',
                 '{"KeyId":true,"MacAlgorithm":1.5}', REQUEST[:-1] + ',"GrantTokens":[]}']:
        for option, command in itertools.product(("--cli-input-json", "--cli-input-yaml"), (GENERATE, VERIFY, DESCRIBE)):
            yield [command[0], option, text]
            yield [*command, option, text]
    for text in ["KeyId: alias/audit", "Message: !!binary YWJj\nKeyId: alias/audit\nMacAlgorithm: HMAC_SHA_256", "a: [b", "{KeyId: a, KeyId: b}", "a: *b",
                 "- a", "KeyId: yes", "KeyId: true", "KeyId: 0x1f", "KeyId: 1_0", "KeyId: ~", "KeyId: .inf", "KeyId: 1e3", "KeyId: 017", "KeyId: 'x'", "a\n---\nb",
                 "KeyId: &a alias/audit\nGrantTokens: [*a, *a]", "KeyId: !!str 5", "KeyId: !foo x", "# nothing", "KeyId: |-\n  alias/audit\n",
                 "KeyId: >-\n  alias/audit\n", "? KeyId\n: alias/audit", "KeyId: alias/audit\nGrantTokens:\n- a\n- 5\n", "KeyId: \"a\\x41\"", "KeyId: a: b",
                 "<<: {KeyId: alias/audit}", "%YAML 1.2\n---\nKeyId: alias/audit\n...\n", "KeyId: 0o17", "KeyId: 0b11", "KeyId: +5", "KeyId: -5", "KeyId: .5"]:
        for command in (GENERATE, DESCRIBE):
            yield [command[0], "--cli-input-yaml", text]
    yield [*GENERATE, "--cli-input-json", "{}", "--cli-input-yaml", "{}"]
    for output in ("text", "table", "xml"):
        yield VERIFY, b"", {"AWS_DEFAULT_OUTPUT": output}
        yield [*VERIFY, "--mac", "AAAA"], b"", {"AWS_DEFAULT_OUTPUT": output}
        yield [*VERIFY, "--output", "json"], b"", {"AWS_DEFAULT_OUTPUT": output}


# Arguments that the programs answer differently, and why. Where the statuses are equal they are compared nevertheless.
DIFFERENT = [
    ([*GENERATE, "--dry-run"], b"", {}, False, "--dry-run came with a later AWS CLI; this one does not know it"),
    ([*GENERATE, "--no-dry-run"], b"", {}, False, "the same"),
    ([*GENERATE, "--grant-tokens", "["], b"", {}, True, "what is wrong with JSON is told in other words"),
    ([*GENERATE, "--grant-tokens", '[{"a":"b"}]'], b"", {}, True, "a JSON object is a dict here, a collections.OrderedDict there"),
    ([*GENERATE, "--key-id", "fileb://abc"], b"", {}, True, "contents of files are not quoted"),
    ([*GENERATE, "--message", "file://secret"], b"", {}, True, "contents of files are not quoted"),
    (["generate-mac", "--cli-input-json", '{"Message":["a"]}'], b"", {}, True, "of a message of the wrong type only scalars are quoted"),
    (["generate-mac", "--cli-input-json", "file:///dev/stdin"], REQUEST.encode(), {}, False, "the AWS CLI reads the file twice, which no pipe allows"),
    (["generate-mac", "--cli-input-json", '{"KeyId":99999999999999999999}'], b"", {}, True, "an integer of more than 64 bits is invalid JSON here"),
    (["describe-key", "--cli-input-yaml", "KeyId: 2024-01-01"], b"", {}, False, "a date in YAML is text here, which finds no key"),
    (["describe-key", "--key-id", "x\ny"], b"", {}, True, "control characters of names are shown as ?"),
    (["describe-key", "--cli-input-yaml", "[a]: b"], b"", {}, False, "a list as a name in YAML is invalid YAML here, a failure of Python's there"),
    (["describe-key", "--cli-input-yaml", "1: 2"], b"", {}, False, "a number as a name in YAML is an unknown parameter here, a failure of Python's there"),
    (["describe-key", "--cli-input-yaml", "\tx"], b"", {}, True, "yaml-cpp takes a tab before a scalar"),
    ([*GENERATE, "--profile", "none"], b"", {}, False, "there are no profiles here, and none is missing"),
    (VERIFY, b"", {"AWS_DEFAULT_OUTPUT": ""}, False, "an empty AWS_DEFAULT_OUTPUT is none here, an unknown format there"),
    ([*GENERATE, "--debug"], b"", {}, True, "--debug has the AWS CLI's log there, a line here"),
    ([*GENERATE, "--version"], b"", {}, True, "each has its own version"),
]

POOL = [*MESSAGE, *KEY, *ALGORITHM, "--mac", MAC, "--mess", "--message=YQ==", "--key-id=x", "--key", "--mac-a", "--ma", "--grant-tokens", "--grant", "a", '["b"]',
        "[", "x", "", "-x", "-5", "--", "--output", "--out", "text", "json", "table", "yaml", "--query", "KeyId", "@", "a[", "--query=Mac", "--cli-input-json",
        "{}", REQUEST, "--cli-input-yaml", "KeyId: x", "--generate-cli-skeleton", "output", "input", "--no-paginate", "--no-sign", "--region", "us-east-1",
        "--color", "off", "--cli-binary-format", "raw-in-base64-out", "base64", "--bogus", "--no", "--cli", "file://abc.b64", "fileb://abc", "fileb://none"]


def random_arguments(rng):
    command = rng.choice([GENERATE, VERIFY, DESCRIBE])
    arguments = list(command) if rng.random() < 0.6 else [command[0]]
    for _ in range(rng.randrange(5)):
        arguments.insert(rng.randrange(1, len(arguments) + 1), rng.choice(POOL))
    if rng.random() < 0.2:
        arguments.pop(rng.randrange(1, len(arguments))) if len(arguments) > 1 else None
    return arguments


def normal(outcome):
    """An outcome of either program with its names and its usage made one."""
    status, out, err = outcome
    err = re.sub(r"usage: aws .*?<subcommand> help\n", "USAGE\n", err, flags=re.S)
    err = re.sub(r"usage: hmacsweep .*? help\n", "USAGE\n", err, flags=re.S)
    err = err.replace("\naws: error:", "\nhmacsweep: error:")
    # DryRun came with a later AWS CLI than 2.9.
    err = err.replace("GrantTokens, DryRun", "GrantTokens")
    out = re.sub(r',\n    "DryRun": true|DryRun: true # .*\n', "", out)
    return status, out, err


class Comparison:
    def __init__(self, program, folder, url):
        self.program, self.folder, self.url = program, folder, url
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "Europe/Berlin", "AWS_DEFAULT_REGION": "us-east-1",
                            "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_EC2_METADATA_DISABLED": "true",
                            "HMACSWEEP_KEYS": str(folder / "keys.json")}
        self.client = aws_client.Client(self.environment)
        self.counts = {"compared": 0, "failed": 0}

    def real(self, arguments, stdin, environment):
        return self.client.run(["--endpoint-url", self.url, "kms", *arguments], stdin, environment)

    def ours(self, arguments, stdin, environment):
        done = subprocess.run([self.program, *arguments], input=stdin, env={**self.environment, **environment}, cwd=self.folder, capture_output=True,
                              check=False, timeout=60)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def fail(self, arguments, expected, seen):
        self.counts["failed"] += 1
        if self.counts["failed"] <= 25:
            print(f"FAILED: {arguments}\n  the AWS CLI: {str(expected)[:1000]}\n  hmacsweep:   {str(seen)[:1000]}")

    def compare(self, arguments, stdin=b"", environment=None):
        expected = normal(self.real(arguments, stdin, environment or {}))
        seen = normal(self.ours(arguments, stdin, environment or {}))
        self.counts["compared"] += 1
        if is_known(seen, expected):
            return
        if seen != expected:
            self.fail(arguments, expected, seen)

    def check_different(self, arguments, stdin, environment, has_equal_status, reason):
        expected, seen = self.real(arguments, stdin, environment), self.ours(arguments, stdin, environment)
        if (expected[0] == seen[0]) != has_equal_status or expected == seen:
            self.fail([*arguments, f"listed as different: {reason}"], expected, seen)

    def check_binary(self, arguments):
        """The forked client against the one that users run."""
        done = subprocess.run(["/usr/bin/aws", "--endpoint-url", self.url, "kms", *arguments], env=self.environment, cwd=self.folder, capture_output=True,
                              check=False, stdin=subprocess.DEVNULL, timeout=60)
        expected = done.returncode, done.stdout.decode(), done.stderr.decode()
        seen = self.real(arguments, b"", {})
        if expected != seen:
            self.fail(["/usr/bin/aws", *arguments], expected, seen)


def is_known(seen, expected):
    """Random arguments meet what DIFFERENT lists, too."""
    return seen[0] == expected[0] and "Invalid JSON: " in seen[2] and "Invalid JSON: " in expected[2]


def write_files(folder):
    files = {"abc": b"abc", "abc.b64": b"YWJj\n", "mac.b64": MAC.encode(), "mac.bin": base64.b64decode(MAC), "most": b"x" * 4096, "more": b"x" * 4097,
             "bin": b"\xff\xfe", "tokens": b'["a", "b"]', "request": REQUEST.encode(), "secret": b"hunter2hunter"}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with open(os.open(folder / "keys.json", os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write(kms_endpoint.key_file_text())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=1, help="another draws other arguments, and may find differences")
    arguments = parser.parse_args()
    program = str(pathlib.Path(arguments.program).resolve())
    aws_client.require_modules()
    print(f"seed {arguments.seed}")
    rng = random.Random(arguments.seed)
    endpoint = kms_endpoint.Endpoint()
    try:
        with tempfile.TemporaryDirectory() as name:
            os.chdir(name)
            write_files(pathlib.Path(name))
            comparison = Comparison(program, pathlib.Path(name), endpoint.url)
            lists = [row if isinstance(row, tuple) else (row,) for row in equal_arguments()]
            chosen = lists if arguments.full else rng.sample(lists, min(len(lists), 250))
            for row in chosen:
                comparison.compare(*row)
            for _ in range(800 if arguments.full else 80):
                comparison.compare(random_arguments(rng))
            for row in DIFFERENT:
                comparison.check_different(*row)
            for row in (VERIFY, [*GENERATE, "--output", "text"], ["verify-mac"], [*VERIFY, "--mac", "AAAA"]):
                comparison.check_binary(row)
    finally:
        endpoint.stop()
    counts = comparison.counts
    print(f"{counts['compared']} argument lists compared, {len(chosen)} of {len(lists)} from the list; {len(DIFFERENT)} known to differ; "
          f"{counts['failed']} failed")
    sys.exit(1 if counts["failed"] or not counts["compared"] else 0)


if __name__ == "__main__":
    main()
