#!/usr/bin/env python3
"""Compares --query and --output with what the AWS CLI makes of the same values: Python's jmespath, which it evaluates
queries with, and its own formatters, called in this process. Debian's packages awscli and python3-jmespath have both.

Every comparison runs the program once, over a sample response that is put aside: the query is `DOCUMENT` | EXPRESSION.
First a table of expressions over every document, then random ones with a seed that is printed; of those some are damaged,
so that the texts for what is no expression are compared, too. Usage: kms_query_oracle.py PROGRAM [--full] [--seed N]
"""
import argparse
import io
import itertools
import json
import random
import subprocess
import sys
import types

import aws_client

DOCUMENTS = [
    {"Mac": "8BM3KcQWPe0=", "MacAlgorithm": "HMAC_SHA_256", "KeyId": "arn:aws:kms:us-east-1:111122223333:key/12"},
    {"KeyMetadata": {"KeyId": "a-b", "Enabled": True, "Description": "d\u00e9j\u00e0 \u4e2d\u6587 vu", "MacAlgorithms": [
        "HMAC_SHA_224", "HMAC_SHA_256"], "MultiRegionConfiguration": {"ReplicaKeys": [
            {"Arn": "x", "Region": "us"}, {"Arn": "y", "Region": "eu", "More": [1, 2]}], "PrimaryKey": {}}, "Null": None}},
    [3, 1, 2, -7, 2.5],
    ["b", "a", "", "\u00e9", "\U0001f600"],
    [{"n": 1, "s": "x", "l": [1, [2]]}, {"n": 3, "s": "a", "o": {"k": None}}, {"n": 2, "s": "m", "l": []}],
    [[1, 2], [3, [4, 5]], [], "x", None],
    {"a": {"b": {"c": [0, 1, False, True, None, "", [], {}]}}, "x-y": 1.0, "\u00e9": "e"},
    [True, 1, 0, False, "1", None],
    "text", 7, -0.5, 1e20, True, False, None, [], {},
]
TABLE = """@|a|KeyId|Mac|"x-y"|a.b.c|a.b|KeyMetadata.KeyId|KeyMetadata.MacAlgorithms|KeyMetadata.*|*|*.*|[*]|[]|[][]|@[*].n
[0]|[-1]|[99]|[0].n|[0][0]|[1][1][0]|[0:2]|[:]|[::-1]|[::2]|[-2:]|[5:0:-2]|[::0]|[0:1].n|[1][0:1]|[*][0]|[].l|[].l[]|[*].l[*]|[*].s
{a: @, b: @}|{x: a, "y z": KeyId}|[@, @]|[@[0], @[0]]|[Mac, KeyId]|[*].{n: n, s: s}|[*].[n, s]|{k: keys(@)}|[{a: `1`, b: [`2`]}, {b: `3`}]
[?n]|[?n > `1`]|[?n>`1`].s|[?s == 'a'].n|[?l]|[?@]|[?@ == `1`]|[?@ == 'a']|[?contains(s, 'a')]|[?!l].n|[?n > `1` && s]|[?n == `3` || s == 'x'].[s]
a || KeyId|a && KeyId|!@|!a|!!a|a == a|@ == @|@ != `1`|`1` == `1.0`|`true` == `1`|`[true]` == `[1]`|`{"a":1,"b":2}` == `{"b":2,"a":1}`
`1` < `2`|'a' < 'b'|'a' < `1`|`1` <= `1`|@ > `0`|`null` < `1`|`"foo"`|`foo`|`[1, {"a": null}]`|'it\\'s'|'a\\b'|`1.50`|`1e3`|`-0`|`""`|`\\``
length(@)|length(a)|length('\u00e9\U0001f600')|keys(@)|values(@)|type(@)|type(a)|to_string(@)|to_number(@)|to_number('12')|to_number('1.5')|to_number('x')
to_number(' 1_0 ')|to_array(@)|not_null(a, b, @)|not_null(a)|contains(@, 'a')|contains(@, `1`)|contains('abc', 'b')|contains('abc', `1`)
starts_with(Mac, '8')|ends_with(Mac, '=')|starts_with(@, 't')|ends_with(@, 't')|reverse(@)|join('-', @)|join(', ', ['a', 'b'])|join('-', `[]`)
sort(@)|max(@)|min(@)|sum(@)|avg(@)|abs(@)|ceil(@)|floor(@)|sum(`[]`)|avg(`[]`)|max(`[]`)|ceil(`1.2`)|floor(`-1.2`)|abs(`-3`)
sort_by(@, &n)|sort_by(@, &s)[].s|max_by(@, &n)|min_by(@, &s)|map(&n, @)|map(&@, @)|map(&length(s), @)|merge(@, `{"a": 1}`)|merge(`{"a": 1}`, `{"b": [2]}`)
sort_by(@, &l)|min_by(@, &l)|max_by(@, &l)|sort_by(`[]`, &n)|foo(@)|length()|length(@, @)|not_null()|join(@)|keys(`1`)|sort(`["a", 1]`)|sum(`["a"]`)
a | b|@ | @ | @|[0] | n|*.a | [0]|KeyMetadata.MultiRegionConfiguration.ReplicaKeys[*].Arn|KeyMetadata.MultiRegionConfiguration.ReplicaKeys[].{R: Region}
KeyMetadata.[KeyId, Enabled]|KeyMetadata.{I: KeyId, A: MacAlgorithms}|KeyMetadata.MacAlgorithms[?starts_with(@, 'HMAC')] | [0]|to_string(KeyMetadata)
(a)|(a | b).c|((@))|a.[b]|a.{x: b.c[0]}|[`1`, 'x', `null`]|[[`1`], [`2`, `3`]]|[`1`, [`2`], {a: `3`}]|{a: {b: {c: `1`}}}|{a: [{b: `1`}, {b: `2`, c: [`3`]}]}
[`[]`, `{}`]|{a: `[]`, b: `{}`}|[[[`1`]]]|['x y', 'a: b', '- a', 'yes', 'true', '1', '2020-01-01', '']|{a: 'x y z', 'b': `1`}|['a\tb', 'a\nb', ' a', 'a ']"""
BROKEN = ["", " ", "a b", "a.", ".a", "a..b", "[", "]", "[0", "[0:", "a[", "a[b]", "{", "{a", "{a:", "{a: b", "{a: b,", "{`1`: a}",
          "(", "(a", "a)", "a |", "| a", "a ||", "a = b", "a =", "=", "a & b", "&", "f(", "f(a", "f(a b)", "f(a,)", "f)", "'a", "`a", '"a',
          '"a\\x"', '"\\u12"', '"a\x01"', '`"a`', "-", "1", "-1", "a-b", "a.1", "#", "$", "a[?b", "a[?b == ]", "[0:1:2:3]", "[a, ]", "{a: b c: d}",
          '"f"(a)', "@(a)", "a.b(c)", "!(", "**", "*a", "a*", "[*", "[**]", "é", "a.é", "a[1 2]", "a[1.5]", "foo[*]bar", "[]a", "a[]b", "a.*b",
          "{a: b}{c: d}", "a{b: c}", "a!b", "a!", "[1:", "[:a]", "[a:b]", "`\\``", "'\\", "a\\", "[99999999999999999999]", "[-99999999999999999999]",
          "[?a]b", "[?a][", "a.[b", "a.{b: c", "sort_by(@, &)", "&a", "a == b == c", "a < b < c", "not a", "a,b", "a:b", "'a' 'b'", "`1` `2`"]
FORMATS = ["json", "text", "table", "yaml", "yaml-stream"]
WORDS = ["a", "b", "x y", "", "Zoë", "中文", "😀", "true", "12", "1.5", "null", "~", "a: b", "a #b", "#a", "- a", "-a", "[x", "it's", '"q"', "a\tb",
         "a\nb", "a \nb", "a\n b", " lead", "trail ", "\x07", "\u2028", "\u00a0", "2020-01-01", "2020-01-01T00:00:00Z", "---", "...", "?", "? a", "=",
         "<<", "0x1f", "0o7", "1e3", ".5", "+1", ".inf", "-.inf", ".nan", "1_000", "word " * 30, "w" * 100 + " " + "v" * 20, "a" * 79 + "  b c",
         "it's " * 25, "é" * 50 + " " + "中" * 40, "x\\y \"" * 20 + "\x01", "%a", "@a", "`a", "a:", ":a", ": a", "!x", "&x", "*x", "|", ">", "{", "a,b"]
NAMES = ["a", "b", "Name", "n m", "é", "true", "1", "", "k" * 130, "x\ny"]


def random_value(rng, depth=0):
    kind = rng.randrange(10 if depth < 4 else 6)
    if kind == 0:
        return rng.choice([None, True, False])
    if kind == 1:
        return rng.choice([0, 1, -1, 42, 2**53 + 1, -2**63, 2**63 - 1])
    if kind == 2:
        return rng.choice([0.0, -0.0, 1.5, 1e16, 1e15, 123456789.125, 1e-5, 0.0001, 1e300, -2.5e-10])
    if kind < 6:
        return rng.choice(WORDS)
    if kind < 8:
        return [random_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {rng.choice(NAMES): random_value(rng, depth + 1) for _ in range(rng.randrange(4))}


def random_expression(rng, depth=0):
    def sub():
        return random_expression(rng, depth + 1)
    kind = rng.randrange(22 if depth < 4 else 5)
    if kind < 3:
        return rng.choice(["a", "b", "n", "s", "l", "KeyId", "@", "*", '"x-y"', "[*]", "[]", "[0]", "[-1]", "[1:]", "[::-1]", "[?n]"])
    if kind == 3:
        return "`" + json.dumps(rng.choice([1, 2.5, "x", None, True, [1, "b"], {"a": 1}])) + "`"
    if kind == 4:
        return rng.choice(["'a'", "'x'", "''"])
    if kind == 5:
        return sub() + "." + rng.choice(["a", "n", "b", "*", "[a, n]", "{x: a}", "length(@)", '"n"'])
    if kind == 6:
        return sub() + rng.choice(["[0]", "[-1]", "[*]", "[]", "[1:]", "[:2]", "[::2]", f"[?{sub()}]"])
    if kind == 7:
        return f"{sub()} {rng.choice(['==', '!=', '<', '<=', '>', '>='])} {sub()}"
    if kind == 8:
        return f"{sub()} {rng.choice(['||', '&&', '|'])} {sub()}"
    if kind == 9:
        return rng.choice(["!", ""]) + f"({sub()})"
    if kind == 10:
        return "[" + ", ".join(sub() for _ in range(rng.randrange(1, 4))) + "]"
    if kind == 11:
        return "{" + ", ".join(f"{name}: {sub()}" for name in rng.sample(["a", "n", '"x y"', "z"], rng.randrange(1, 4))) + "}"
    if kind < 18:
        return rng.choice(["length", "keys", "values", "type", "to_string", "to_number", "to_array", "reverse", "sort", "max", "min", "sum", "avg",
                           "abs", "ceil", "floor", "not_null"]) + f"({sub()})"
    if kind == 18:
        return rng.choice(["contains", "starts_with", "ends_with", "join", "merge", "not_null"]) + f"({sub()}, {sub()})"
    if kind == 19:
        return rng.choice(["sort_by", "max_by", "min_by"]) + f"({sub()}, &{rng.choice(['n', 's', '@', 'a'])})"
    if kind == 20:
        return f"map(&{sub()}, {sub()})"
    return sub() + " | " + sub()


def damaged(rng, text):
    place = rng.randrange(len(text) + 1)
    return text[:place] + rng.choice(["", "", ".", "[", "]", "{", "}", "(", ")", "|", "&", "'", "`", "#", "=", "!", ",", ":", " a ", "1", '"']) + \
        text[place + rng.randrange(3):]


def literal(value):
    return "`" + json.dumps(value).replace("`", "\\u0060") + "`"


class Oracle:
    """What the AWS CLI prints, and how it ends."""

    def __init__(self):
        import awscli.formatter
        import jmespath
        self.formatter, self.jmespath = awscli.formatter, jmespath
        self.sample = {"KeyId": "KeyId", "MacValid": True, "MacAlgorithm": "MacAlgorithm"}

    def run(self, query, output):
        try:
            compiled = self.jmespath.compile(query)
        except Exception as error:    # whatever it raises is a bad value
            return 252, "", f"\nBad value for --query {query}: {error}\n"
        stream = io.StringIO()
        arguments = types.SimpleNamespace(query=compiled, color="off")
        try:
            self.formatter.get_formatter(output, arguments)("VerifyMac", dict(self.sample), stream)
        except Exception as error:    # and here a failure
            return 255, None, f"\n{error}\n"
        return 0, stream.getvalue(), ""


# Texts that the program does not try to make, each with the reason.
KNOWN = [
    ("object at 0x", "an expression behind & as a value: the AWS CLI prints an address in memory"),
    ("Circular reference", "an expression behind & as a value; where it does not come to printing, the program refuses it, too"),
    ("indices must be", "objects and others in one array of a table: the text is Python's own about its data"),
    ("is not iterable", "the same"),
    ("object has no attribute 'get'", "the same"),
    ("object is not subscriptable", "the same"),
    ("Object of type", "the same"),
    ("Exceeds the limit", "numbers of thousands of digits"),
    ("NaN", "not a number: JSON has none"),
]


# What the program refuses with a text of its own where the AWS CLI makes something of it, or has another text.
REFUSED = ["an expression after & is an argument", "too large for an integer of 64 bits", "a table cannot show", "merge() takes objects"]


def is_known(expected):
    return next((reason for mark, reason in KNOWN if mark in expected[2] or mark in (expected[1] or "")), None)


def cases(rng, is_full):
    expressions = [line for row in TABLE.splitlines() for line in split_row(row)]
    documents = DOCUMENTS if is_full else DOCUMENTS[:8]
    for number, (document, expression) in enumerate(itertools.product(documents, expressions)):
        if is_full or number % 5 == rng.randrange(5):
            yield f"{literal(document)} | {expression}", FORMATS[number % 5] if number % 2 else "json"
    for expression in BROKEN:
        yield expression, "json"
    for number in range(2000 if is_full else 500):
        yield literal(random_value(rng)), FORMATS[number % 5]
    for number in range(5000 if is_full else 900):
        expression = random_expression(rng)
        if number % 4 == 0:
            yield damaged(rng, expression), "json"
        else:
            yield f"{literal(rng.choice(DOCUMENTS))} | {expression}", rng.choice(FORMATS)


def split_row(row):
    """Expressions separated by | without blanks around it."""
    parts, start = [], 0
    for place, sign in enumerate(row):
        if sign == "|" and row[place - 1:place] not in (" ", "|") and row[place + 1:place + 2] not in (" ", "|"):
            parts.append(row[start:place])
            start = place + 1
    return [part for part in parts + [row[start:]] if part]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=1, help="another draws other arguments, and may find differences")
    arguments = parser.parse_args()
    aws_client.require_modules()
    oracle = Oracle()
    rng = random.Random(arguments.seed)
    print(f"seed {arguments.seed}")
    call = [arguments.program, "verify-mac", "--generate-cli-skeleton", "output", "--message", "YQ==", "--mac", "YQ==", "--key-id", "x",
            "--mac-algorithm", "HMAC_SHA_256"]
    counts = {"compared": 0, "known": 0, "failed": 0}
    for query, output in cases(rng, arguments.full):
        if "\0" in query:
            continue
        expected = oracle.run(query, output)
        done = subprocess.run([*call, "--output", output, f"--query={query}"], capture_output=True, check=False, timeout=60)
        seen = (done.returncode, done.stdout.decode(), done.stderr.decode())
        counts["compared"] += 1
        if seen == expected or (expected[0] == 255 and seen[0] == 255 and seen[2] == expected[2]):
            continue
        if is_known(expected) or any(text in seen[2] for text in REFUSED):
            counts["known"] += 1
            if seen[0] not in (0, 252, 255):
                counts["failed"] += 1
                print(f"FAILED: {query!r} ended with {seen[0]}")
            continue
        counts["failed"] += 1
        if counts["failed"] <= 20:
            print(f"FAILED: --output {output} --query {query!r}\n  the AWS CLI: {expected}\n  hmacsweep:   {seen}")
    print(f"{counts['compared']} queries compared, {counts['known']} of them of a kind that is known to differ, {counts['failed']} failed")
    sys.exit(1 if counts["failed"] or not counts["compared"] else 0)


if __name__ == "__main__":
    main()
