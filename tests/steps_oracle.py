#!/usr/bin/env python3
"""Compares what the steps of recipes make of fields with what Python's standard library makes of them.

Random fields go through `generate --message '{field:STEP...}' --with-message`; base64, urllib.parse, json, hashlib and
Python's codecs say what the message must be. Where Python refuses a text, so must the program (a malformed record).

Usage: steps_oracle.py PROGRAM [RECORDS]      (HMACSWEEP_TEST_SEED repeats a run)
"""
import base64
import hashlib
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import urllib.parse

KEYS = '{"Keys":[{"KeyId":"k","KeyMaterial":"MDEyMzQ1Njc4OQ=="}]}'
CHARACTERS = "ab09-._~ =&+%/?\t\n\"\\{}\u00e9\u20ac\u2013\U0001f600"


def percent_decoded(text, is_form):
    if re.search(r"%(?![0-9a-fA-F]{2})", text):
        raise ValueError(text)
    return urllib.parse.unquote_to_bytes(text.replace("+", " ") if is_form else text)


def query(text, decode):
    pairs = []
    for one in text.removeprefix("?").split("&"):
        if one:
            name, equals, value = one.partition("=")
            pairs.append((decode(name), equals.encode(), decode(value)))
    return pairs


def joined(pairs, between, equals=b"="):
    return between.join(name + (equals if mark else b"") + value for name, mark, value in pairs)


def by_url(text):
    return percent_decoded(text, False)


def by_form(text):
    return percent_decoded(text, True)


def by_name(pairs):
    return sorted(pairs, key=lambda pair: (pair[0], pair[2]))


def members(value):
    def text(one):
        return one if isinstance(one, str) else json.dumps(one)
    return [(name.encode(), b"=", text(one).encode()) for name, one in value.items() if one is not None]


def dumped(value, is_ascii, separators):
    return json.dumps(value, sort_keys=True, ensure_ascii=is_ascii, separators=separators).encode()


def header(items, wanted):
    found = [value for name, value in items if name.lower() == wanted]
    if len(found) != 1:
        raise ValueError(found)
    return found[0].encode()


# The steps behind the field, and what they make of a text `t` (a member of the record) or of JSON `j`.
OF_TEXT = {
    "url": by_url,
    "form": by_form,
    "to-hex": lambda t: t.encode().hex().encode(),
    "to-HEX": lambda t: t.encode().hex().upper().encode(),
    "to-base64": lambda t: base64.b64encode(t.encode()),
    "to-base64url": lambda t: base64.urlsafe_b64encode(t.encode()),
    "to-base64url-nopad": lambda t: base64.urlsafe_b64encode(t.encode()).rstrip(b"="),
    "to-url": lambda t: urllib.parse.quote(t, safe="").encode(),
    "utf16le": lambda t: t.encode("utf-16le"),
    "latin1": lambda t: t.encode("latin1"),
    "cp1252": lambda t: t.encode("cp1252"),
    "from(latin1)": lambda t: t.encode().decode("latin1").encode(),
    "from(cp1252)": lambda t: t.encode().decode("cp1252").encode(),
    "from(utf-16le)": lambda t: t.encode().decode("utf-16-le").encode(),
    "from(utf-16be)": lambda t: t.encode().decode("utf-16-be").encode(),
    "cp1252:to-base64:base64:from(cp1252)": lambda t: t.encode("cp1252").decode("cp1252").encode(),
    "lower": lambda t: t.encode().lower(),
    "upper": lambda t: t.encode().upper(),
    "trim": lambda t: t.strip(" \t\r\n").encode(),
    "len": lambda t: str(len(t.encode())).encode(),
    "chars": lambda t: str(len(t)).encode(),
    "sha1": lambda t: hashlib.sha1(t.encode()).digest(),
    "md5": lambda t: hashlib.md5(t.encode()).digest(),
    "sha256:to-hex": lambda t: hashlib.sha256(t.encode()).hexdigest().encode(),
    "sha384:to-base64": lambda t: base64.b64encode(hashlib.sha384(t.encode()).digest()),
    "sha512": lambda t: hashlib.sha512(t.encode()).digest(),
    "trim:upper:to-hex:len": lambda t: str(2 * len(t.strip(" \t\r\n").encode())).encode(),
    "to-base64:base64": lambda t: t.encode(),
    "to-base64url-nopad:base64url-nopad:to-hex:hex": lambda t: t.encode(),
    "to-url:url": lambda t: t.encode(),
    "before(=)": lambda t: t[:t.index("=")].encode(),
    "after(=)": lambda t: t[t.index("=") + 1:].encode(),
    "pairs:join(&)": lambda t: joined(query(t, str.encode), b"&"),
    "pairs:sort:join()": lambda t: joined(by_name(query(t, str.encode)), b""),
    "pairs(url):sort:join(\\n)": lambda t: joined(by_name(query(t, by_url)), b"\n"),
    "pairs(form):without(a,b):join(&)": lambda t: joined([p for p in query(t, by_form) if p[0] not in (b"a", b"b")], b"&"),
    "pairs(url):filled:sort:equals(:):join(;)": lambda t: joined([p for p in by_name(query(t, by_url)) if p[2]], b";", b":"),
    "pairs(form):value(c):to-hex": lambda t: header([(p[0].decode(errors="replace"), p[2].hex()) for p in query(t, by_form)], "c"),
    "pairs:sort:join-values(,)": lambda t: b",".join(p[2] for p in by_name(query(t, str.encode))),
}
OF_JSON = {
    "sorted": lambda j: dumped(j, True, (",", ":")),
    "sorted-utf8": lambda j: dumped(j, False, (",", ":")),
    "spaced": lambda j: dumped(j, True, (", ", ": ")),
    "spaced-utf8": lambda j: dumped(j, False, (", ", ": ")),
    "text": lambda j: json.dumps(j).encode(),
    "without(a,b)": lambda j: json.dumps({n: v for n, v in j.items() if n not in ("a", "b")}).encode(),
    "without(a):sorted": lambda j: dumped({n: v for n, v in j.items() if n != "a"}, True, (",", ":")),
    "members:sort:join(&)": lambda j: joined(by_name(members(j)), b"&"),
    "members:without(b):filled:join(\\n)": lambda j: joined([p for p in members(j) if p[0] != b"b" and p[2]], b"\n"),
    "find(A)": lambda j: header([(name.decode(), value.decode()) for name, _, value in members(j)], "a"),
    "at(/a)": lambda j: dict((name, value) for name, _, value in members(j))[b"a"],
}


# Steps that a random chain is made of: what each makes of bytes.
OF_BYTES = {
    "before(=)": lambda b: b[:b.index(b"=")],
    "after(=)": lambda b: b[b.index(b"=") + 1:],
    "before(&)": lambda b: b[:b.index(b"&")],
    "after(%)": lambda b: b[b.index(b"%") + 1:],
    "lower": bytes.lower,
    "upper": bytes.upper,
    "trim": lambda b: b.strip(b" \t\r\n"),
    "to-hex": lambda b: b.hex().encode(),
    "to-base64": base64.b64encode,
    "to-url": lambda b: urllib.parse.quote(b, safe="").encode(),
    "url": lambda b: percent_decoded(b.decode("latin1"), False) if b.isascii() else percent_bytes(b),
    "len": lambda b: str(len(b)).encode(),
    "sha1": lambda b: hashlib.sha1(b).digest(),
    "pairs:sort:join(&)": lambda b: joined(by_name(byte_query(b)), b"&"),
    "pairs:filled:join(;)": lambda b: joined([p for p in byte_query(b) if p[2]], b";"),
    "pairs:value(a)": lambda b: only([p[2] for p in byte_query(b) if p[0] == b"a"]),
}


def percent_bytes(data):
    if re.search(rb"%(?![0-9a-fA-F]{2})", data):
        raise ValueError(data)
    return re.sub(rb"%([0-9a-fA-F]{2})", lambda match: bytes([int(match[1], 16)]), data)


def byte_query(data):
    return [(name, mark, value) for name, mark, value in
            (one.partition(b"=") for one in data.removeprefix(b"?").split(b"&") if one)]


def only(found):
    if len(found) != 1:
        raise ValueError(found)
    return found[0]


def chain(rng):
    """Two to five steps in a row, as text, and what they make of a text."""
    words = rng.choices(list(OF_BYTES), k=rng.randrange(2, 6))

    def make(text):
        data = text.encode()
        for word in words:
            data = OF_BYTES[word](data)
        return data
    return ":".join(words), make


def random_text(rng):
    if rng.random() < 0.5:
        names = ["a", "b", "c", "%61", "x+y", "", "\u00e9"]
        values = ["", "1", "a%20b", "c+d", "%E2%82%AC", "%zz" if rng.random() < 0.1 else "z", "="]
        return rng.choice(["", "?"]) + "&".join(
            rng.choice(names) + rng.choice(["=", "=", ""]) + rng.choice(values) for _ in range(rng.randrange(5)))
    return "".join(rng.choices(CHARACTERS, k=rng.randrange(12)))


def random_json(rng):
    values = [None, True, 7, -1.5, "", "text", "\u20ac \"q\"", [1, {"z": 1, "y": [None]}], {"b": {}, "a": []}]
    return {name: rng.choice(values) for name in rng.sample(["a", "b", "c d", "\u00e9", ""], rng.randrange(6))}


def wanted_message(make, value):
    try:
        return base64.b64encode(make(value)).decode()
    except (ValueError, KeyError, UnicodeEncodeError):
        return None
    except TypeError:
        return None


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    num_records = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seed = int(os.environ.get("HMACSWEEP_TEST_SEED", random.SystemRandom().randrange(2**32)))
    print(f"HMACSWEEP_TEST_SEED={seed}")
    rng = random.Random(seed)
    records = [{"t": random_text(rng), "j": random_json(rng)} for _ in range(num_records)]
    num_compared = num_refused = 0
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "keys.json").write_text(KEYS)
        pathlib.Path(folder, "in.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
        chains = dict(chain(rng) for _ in range(40))
        for field, table in (("t", OF_TEXT), ("j", OF_JSON), ("t", chains)):
            for steps, make in table.items():
                run = subprocess.run([program, "generate", "in.jsonl", "--keys", "keys.json", "--key-id", "k",
                                      "--mac-algorithm", "HMAC_SHA_256", "--message", f"{{{field}:{steps}}}",
                                      "--with-message", "-q"], cwd=folder, capture_output=True, check=False)
                lines = run.stdout.decode().splitlines()
                assert len(lines) == num_records, f"{steps}: {run.stderr.decode()}"
                for record, line in zip(records, lines):
                    wanted = wanted_message(make, record[field])
                    got = json.loads(line).get("Message")
                    num_refused += wanted is None
                    num_compared += 1
                    if got != wanted:
                        sys.exit(f"{{{field}:{steps}}} of {record[field]!r}: wanted {wanted}, got {line}")
    print(f"{num_compared} messages are Python's, {num_refused} of them malformed for both")
    assert num_refused * 10 < num_compared * 7


if __name__ == "__main__":
    main()
