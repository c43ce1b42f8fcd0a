#!/usr/bin/env python3
"""Runs the program over a table of hostile inputs: broken JSON, UTF-8 and base64, NUL, CR LF, byte-order marks, nesting,
wrong types, duplicates, endless lines, broken key files and a hundred thousand keys.

Every hostile record stands between two right ones, which must stay valid: only the record concerned fails, and as what it
is. The same bytes are then read as each of the other formats: whatever they are there, the run ends, its counts add up
and its memory stays bounded.

Usage: hostile_inputs.py PROGRAM [--full]
"""
import base64
import json
import os
import struct
import subprocess
import sys
import tempfile
import time

import common

VALID, MALFORMED, UNTAGGED = "valid", "ValidationException", "MissingMacException"
INVALID, UNKNOWN_KEY = "KMSInvalidMacException", "NotFoundException"
FIELDS = ["Id", "KeyId", "MacAlgorithm", "Message", "Mac"]
MESSAGE = b"hostile"
MAC = common.mac_of("k", MESSAGE)
GOOD = json.dumps({"Id": "good", "KeyId": "k", "MacAlgorithm": "HMAC_SHA_256", "Message": base64.b64encode(MESSAGE).decode(),
                   "Mac": base64.b64encode(MAC).decode()}).encode()
BROKEN_UTF8 = [b"\x80", b"\xbf", b"\xc0\x80", b"\xc1\xbf", b"\xc2", b"\xc2\x20", b"\xe0\x80\x80", b"\xe0\x9f\xbf", b"\xe1\x80",
               b"\xe2\x28\xa1", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xf0\x80\x80\x80", b"\xf0\x8f\xbf\xbf", b"\xf0\x90\x80",
               b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xfe", b"\xff", b"\xff\xfe\x00\x00"]
BROKEN_BASE64 = ["A", "AA", "AAA", "A===", "AA=", "AAA==", "=", "==", "====", "AA==AA==", "AAAA=", "A=AA", "AB==", "AAB=", "AA A",
                 "AAAA ", " AAAA", "AAAA\\n", "AA\\tAA", "AA-_", "AA__", "AAA*", "AA.A", "\\u00e4AAA", "AAA\\u0000", "AAAA====",
                 "aGk", "aGl=", "Zm9vYg=", "Zm9vYh==", "#AAA", "AA\\\\A"]
BROKEN_JSON = [b"{", b"}", b"[", b"]", b"[]", b"{}", b"null", b"true", b"0", b'""', b"\"", b"'", b"{}{}", GOOD + b"}", GOOD + b",",
               GOOD + GOOD, GOOD + b" x", b"x" + GOOD, b"\xef\xbb\xbf" + GOOD, GOOD[:-1] + b",}", GOOD[:-1] + b',"x"}',
               GOOD[:-1] + b',"x":}', GOOD[:-1] + b',"x":01}', GOOD[:-1] + b',"x":+1}', GOOD[:-1] + b',"x":1.}',
               GOOD[:-1] + b',"x":.5}', GOOD[:-1] + b',"x":1e}', GOOD[:-1] + b',"x":0x10}', GOOD[:-1] + b',"x":NaN}',
               GOOD[:-1] + b',"x":Infinity}', GOOD[:-1] + b',"x":-}', GOOD[:-1] + b',"x":tru}', GOOD[:-1] + b',"x":True}',
               GOOD[:-1] + b',"x":"\\x"}', GOOD[:-1] + b',"x":"\\u12"}', GOOD[:-1] + b',"x":"\\ud800"}',
               GOOD[:-1] + b',"x":"\\udc00\\ud800"}', GOOD[:-1] + b',"x":[1,]}', GOOD[:-1] + b',"x":[1 2]}',
               GOOD[:-1] + b',"x":{"a"}}', GOOD[:-1] + b",'x':1}", GOOD[:-1] + b",x:1}", GOOD[:-1] + b'/**/}', GOOD[:-1] + b'//',
               GOOD[:-1] + b';}', GOOD.replace(b":", b"=", 1), GOOD.replace(b",", b";", 1), GOOD.replace(b'"', b"'")]
FINE_JSON = [b" \t" + GOOD + b" \t\r", GOOD[:-1] + b',"x":1E+400}', GOOD[:-1] + b',"x":-123456789012345678901234567890}',
             GOOD[:-1] + b',"x":{"Mac":1,"Mac":2}}', GOOD[:-1] + b',"x":1,"x":2}', GOOD[:-1] + b',"":""}',
             GOOD[:-1] + b',"x":' + b"[" * 900 + b"]" * 900 + b"}", GOOD[:-1] + b',"mac":1,"MAC":2}',
             GOOD[:-1] + b',"x":"' + b"y" * 1_000_000 + b'"}', GOOD[:-1] + b',"GrantTokens":[],"DryRun":7}',
             GOOD.replace(b'"Mac"', b'"M\\u0061c"'), GOOD.replace(b'"good"', b"-1.5e3"), GOOD.replace(b'"good"', b"null"),
             GOOD.replace(b'"good"', '"\u00e4\U0001f600"'.encode()), GOOD.replace(b'"good"', b'"\\u0000"')]


def with_value(field, value):
    record = json.loads(GOOD)
    del record[field]
    return json.dumps(record).encode()[:-1] + b',"' + field.encode() + b'":' + value + b"}"


def json_cases():
    """(bytes without a line feed, what the record must come out as; None: anything but valid)."""
    cases = [(case, MALFORMED) for case in BROKEN_JSON] + [(case, VALID) for case in FINE_JSON]
    cases += [(GOOD[:end], MALFORMED) for end in range(1, len(GOOD))]
    cases += [(GOOD[:i] + b"\xff" + GOOD[i + 1:], MALFORMED) for i in range(0, len(GOOD), 5)]
    cases += [(GOOD[:i] + b"\0" + GOOD[i:], MALFORMED) for i in range(0, len(GOOD) + 1, 7)]
    for bad in BROKEN_UTF8:
        cases += [(GOOD[:-1] + b',"x":"' + bad + b'"}', MALFORMED), (GOOD[:-1] + b',"' + bad + b'":1}', MALFORMED)]
        cases += [(with_value(field, b'"' + bad + b'"'), MALFORMED) for field in ("Id", "KeyId", "Message")]
    for control in [c for c in range(0x20) if c != 0x0a]:
        cases.append((GOOD[:-1] + b',"x":"' + bytes([control]) + b'"}', MALFORMED))
        cases.append((GOOD[:-1] + b"," + bytes([control]) + b'"x":1}', VALID if control in (9, 13) else MALFORMED))
    for bad in BROKEN_BASE64:
        cases += [(with_value(field, b'"' + bad.encode() + b'"'), MALFORMED) for field in ("Message", "Mac")]
    for value in (b"0", b"1.5", b"true", b"false", b"[]", b"{}", b'["a"]'):
        for field in FIELDS:
            cases.append((with_value(field, value), VALID if field == "Id" and value in (b"0", b"1.5") else MALFORMED))
    outcomes = {"Id": VALID, "Mac": UNTAGGED}
    cases += [(with_value(field, b"null"), outcomes.get(field, MALFORMED)) for field in FIELDS]
    cases += [(with_value("Mac", b'""'), UNTAGGED), (with_value("KeyId", b'"nobody"'), UNKNOWN_KEY),
              (with_value("KeyId", b'"' + b"n" * 100_000 + b'"'), MALFORMED), (with_value("Mac", b'"AAAA"'), INVALID),
              (with_value("Mac", b'"' + b"A" * 400_000 + b'"'), INVALID), (with_value("MacAlgorithm", b'"HMAC_MD5"'), MALFORMED),
              (with_value("MacAlgorithm", b'"hmac_sha_256"'), MALFORMED)]
    for field in FIELDS:
        escaped = b'"\\u%04x%s"' % (ord(field[0]), field[1:].encode())
        value = json.dumps(json.loads(GOOD)[field]).encode()
        cases += [(GOOD[:-1] + b',"' + field.encode() + b'":' + value + b"}", MALFORMED),
                  (GOOD[:-1] + b"," + escaped + b":" + value + b"}", MALFORMED),
                  (GOOD[:-1] + b',"' + field.encode() + b'":null}', MALFORMED)]
    for depth in (1024, 1025, 5000, 400_000):
        cases += [(GOOD[:-1] + b',"x":' + b"[" * depth + b"]" * depth + b"}", None if depth == 1024 else MALFORMED),
                  (GOOD[:-1] + b',"x":' + b'{"a":' * depth + b"1" + b"}" * depth + b"}", None if depth == 1024 else MALFORMED),
                  (b"[" * depth, MALFORMED), (b'{"a":' * depth, MALFORMED)]
    return cases


def run(campaign, arguments, files, limit_seconds=60):
    """(status, result lines, summary, standard error, KiB at most) over files in a folder of their own."""
    with tempfile.TemporaryDirectory(dir=campaign.folder) as folder:
        common.write_keys(f"{folder}/keys.json")
        os.mkdir(f"{folder}/in")
        for name, content in files.items():
            with open(f"{folder}/in/{name}", "wb") as file:
                file.write(content)
        with open(f"{folder}/out", "wb") as out, open(f"{folder}/err", "wb") as err:
            process = subprocess.Popen([campaign.program, *arguments, "--summary", "summary.json"], cwd=folder, stdout=out,
                                       stderr=err, stdin=subprocess.DEVNULL)
            begun = time.monotonic()
            pid, status, usage = 0, 0, None
            while pid == 0 and time.monotonic() - begun < limit_seconds:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                time.sleep(0.002)
            if pid == 0:
                process.kill()
                process.wait()
                return None, [], {}, "it hung", 0
        process.returncode = os.waitstatus_to_exitcode(status)
        with open(f"{folder}/out", "rb") as out, open(f"{folder}/err", errors="replace") as err:
            lines = [json.loads(line) for line in out.read().splitlines()]
            text = err.read()
        summary = {}
        if os.path.exists(f"{folder}/summary.json"):
            with open(f"{folder}/summary.json") as file:
                summary = json.load(file)
        return process.returncode, lines, summary, text, usage.ru_maxrss


def outcome_of(line):
    return line["Error"]["Code"] if "Error" in line else VALID


def wrong_outcomes(lines, cases):
    """The cases that came out as something else; records 1, 3, 5, ... are right ones."""
    wrong = []
    for index, line in enumerate(lines):
        expected = VALID if index % 2 == 0 else cases[index // 2][1]
        is_right = outcome_of(line) == expected if expected else True
        if not is_right:
            wrong.append(f"{outcome_of(line)}, not {expected}: {cases[index // 2][0][:200] if index % 2 else 'a right record'}")
    return wrong


def records_of_json(campaign):
    cases = json_cases()
    for ending in (b"\n", b"\r\n"):
        text = b"".join(GOOD + ending + case + ending for case, _ in cases) + GOOD
        for options in ([], ["--backend", "scalar", "--threads", "1"], ["--backend", "openssl"]):
            status, lines, _, err, _ = run(campaign, ["verify", "in/a.jsonl", "--keys", "keys.json", *options], {"a.jsonl": text})
            wrong = wrong_outcomes(lines, cases)
            is_whole = status == common.INVALID and len(lines) == 2 * len(cases) + 1
            campaign.note(f"{len(cases)} JSON records, {ending!r}, {options}", status,
                          None if is_whole and not wrong else f"{len(lines)} results; {wrong[:3]}", err)
    print(f"{len(cases)} hostile JSON records")
    return [case for case, _ in cases]


def csv_cell(data):
    return b'"' + base64.b64encode(data) + b'"'


GOOD_ROW = b",".join([b"1", b"k", b"HMAC_SHA_256", csv_cell(MESSAGE), csv_cell(MAC)])


def rows_of_csv(campaign):
    head = b"1,k,HMAC_SHA_256,"
    cases = [(b'"', MALFORMED), (b'""', MALFORMED), (b'"""', MALFORMED), (b",", MALFORMED), (b",,,,,", MALFORMED), (b"x", MALFORMED),
             (head + b'"AAAA"x,AAAA', MALFORMED), (head + b'"AAAA,AAAA', MALFORMED), (head + csv_cell(MESSAGE) + b",", UNTAGGED),
             (head + csv_cell(MESSAGE) + b',""', UNTAGGED), (GOOD_ROW + b",x", MALFORMED), (b"\0" + GOOD_ROW[1:], VALID),
             (b"\xff" + GOOD_ROW[1:], MALFORMED), (GOOD_ROW + b" ", MALFORMED), (b"1,\xff,HMAC_SHA_256,AAAA,AAAA", MALFORMED),
             (head + b"\xff\xfe,AAAA", MALFORMED), (b"1,nobody,HMAC_SHA_256,AAAA,AAAA", UNKNOWN_KEY),
             (head + b"x" * 300_001 + b",AAAA", MALFORMED), (b'"' * 4001, MALFORMED), (b"," * 100_000, MALFORMED)]
    cases += [(head + bad.encode() + b"," + csv_cell(MAC), MALFORMED) for bad in BROKEN_BASE64 if "\\" not in bad and '"' not in bad]
    cases += [(GOOD_ROW[:end], None) for end in range(1, len(GOOD_ROW))]
    for name, header in (("a.csv", b"Id,KeyId,MacAlgorithm,Message,Mac\n"),):
        # A quote that is left open takes in the next row as far as its first quote, and is then a record of its own line.
        closed = [(case, outcome) for case, outcome in cases if case.count(b'"') % 2 == 0]
        text = header + b"".join(GOOD_ROW + b"\n" + case + b"\n" for case, _ in closed) + GOOD_ROW
        status, lines, _, err, _ = run(campaign, ["verify", f"in/{name}", "--keys", "keys.json"], {name: text})
        wrong = wrong_outcomes(lines, closed)
        is_whole = len(lines) == 2 * len(closed) + 1
        campaign.note(f"{len(closed)} rows of CSV", status, None if is_whole and not wrong else f"{len(lines)}; {wrong[:3]}", err)
    return [case for case, _ in cases]


FORMATS = [["--input-format", "jsonl"], ["--input-format", "json"], ["--input-format", "csv"],
           ["--input-format", "csv", "--no-header", "--columns", "message=1,mac=2", "--key-id", "k", "--mac-algorithm", "HMAC_SHA_256"],
           ["--input-format", "tsv", "--no-header", "--columns", "message=1,mac=2", "--key-id", "k", "--mac-algorithm", "HMAC_SHA_256"],
           ["--input-format", "pgcopy", "--no-header", "--columns", "message=1,mac=2", "--key-id", "k", "--mac-algorithm", "HMAC_SHA_256"],
           ["--line", "{Message} {Mac:hex}", "--key-id", "k", "--mac-algorithm", "HMAC_SHA_256"],
           ["--line", "{Id}|{KeyId}|{Message:base64}|{Mac}", "--key-id", "any", "--mac-algorithm", "HMAC_SHA_256"],
           ["--message", "jcs-without:Mac", "--key-id", "k", "--mac-algorithm", "HMAC_SHA_256"],
           ["--message", "sorted-without:Mac"], ["--message", "json-without:Mac"], ["--message", "{Id?-}|{x:len}:{raw}"],
           ["--profile", "jwt", "--key-id", "k"], ["--profile", "github", "--key-id", "k"], ["--profile", "stripe", "--key-id", "k"],
           ["--profile", "django-signed", "--key-id", "k"], ["--profile", "vault", "--key-id", "k"], ["--profile", "tink"],
           ["--max-record-bytes", "100"], ["--max-record-bytes", "1", "--input-format", "csv"],
           ["--message", "{prev.Mac}{Message}", "--chain-start", "x"]]


def rows_of_copy():
    """Beginnings of PostgreSQL's binary form, right and wrong."""
    head = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
    row = struct.pack(">hi", 2, 3) + b"abc" + struct.pack(">i", 4) + b"defg"
    end = struct.pack(">h", -1)
    table = [head + row + row + end, head + row, head, head + end, head + end + b"x", head + row[:7], b"PGCOPY\n\xff\r\n",
             head + struct.pack(">h", -2), head + struct.pack(">h", 32767), head + struct.pack(">hi", 1, -2) + end,
             head + struct.pack(">hi", 1, 2**31 - 1) + b"x" * 100, b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", -1, 0) + row + end,
             b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 2**31 - 1) + b"x" * 50,
             b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, -5) + row + end]
    return table + [table[0][:i] for i in range(len(table[0]))]


def wholes(records):
    """Files: the records each by itself, and others that are hostile as a whole."""
    texts = records + rows_of_copy() + BROKEN_UTF8 + [bytes([byte]) for byte in range(256)]
    texts += [b"", b"\n" * 1000, b"\r" * 1000, b"\0" * 5000, b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b"\xff\xfe{\0}\0", b"\x1f\x8b", b"\x28\xb5\x2f\xfd",
              b"\x1f\x8b\x08" + b"\xff" * 30, b"\x28\xb5\x2f\xfd" + b"\xff" * 30, b"[" * 50_000, b"]" * 50_000, b'"' * 50_000, b"," * 50_000,
              b"\t" * 50_000, b"\\" * 50_000, b"\\." * 1000, b"\\\n" * 1000, b"{" * 50_000, b"[" + GOOD, b"[" + GOOD + b",", b"[" + GOOD + b"]x",
              b"[" + GOOD + b"] " + GOOD, GOOD + b"\n" + GOOD + b"\r\n\r\n" + GOOD, b"Message,Mac\n" + b"\n" * 100 + b'"a\nb",00\n"',
              b"Message\tMac\n\t\n\t\t\n", b"a b c d e f " * 5000, b"|" * 50_000, bytes(range(256)) * 50]
    return texts


def every_format(campaign, records):
    texts = wholes(records)
    files = {f"{i:04}.jsonl": text for i, text in enumerate(texts)}
    peak = 0
    for options in FORMATS:
        arguments = ["verify", *(f"in/{name}" for name in sorted(files)), "--keys", "keys.json", "-q", *options]
        status, lines, summary, err, kibibytes = run(campaign, arguments, files)
        peak = max(peak, kibibytes)
        is_right = status in (common.INVALID, common.INCOMPLETE, common.UNVERIFIED) and \
            len(lines) == summary["records"] == sum(summary["classes"].values()) and len(summary["sources"]) == len(files)
        campaign.note(f"{len(files)} files, {' '.join(options)}", status,
                      None if is_right else f"{len(lines)} results, summary {summary.get('classes')}", err[-400:])
    campaign.check("memory is bounded", peak < 512 * 1024 or "sanitize" in campaign.program, f"{peak} KiB")
    print(f"{len(files)} hostile files in each of {len(FORMATS)} ways; at most {peak // 1024} MiB")


def key_file_cases():
    """(key file, whether it is taken)."""
    key = '{"KeyId":"a","KeyMaterial":"QUJD"}'

    def keys(text):
        return ('{"Keys":[' + text + "]}").encode()

    bad = [b"", b" ", b"\0", b"x", b"[]", b"{}", b"null", b'{"Keys":null}', b'{"Keys":{}}', b'{"Keys":[1]}', b'{"Keys":[[]]}', b'{"Keys":[null]}',
           keys(key)[:-1], keys(key) + b"x", keys(key) + keys(key), b"\xff" + keys(key), keys(key + "," + key), keys("{}"),
           keys('{"KeyId":"a"}'), keys('{"KeyMaterial":"QUJD"}'), keys('{"KeyId":"","KeyMaterial":"QUJD"}'), keys('{"KeyId":1,"KeyMaterial":"QUJD"}'),
           keys('{"KeyId":"a","KeyMaterial":""}'), keys('{"KeyId":"a","KeyMaterial":null}'), keys('{"KeyId":"a","KeyMaterial":1}'),
           keys('{"KeyId":"a","KeyId":"b","KeyMaterial":"QUJD"}'), keys('{"KeyId":"a","KeyMaterial":"QUJD","KeyMaterial":"QUJD"}'),
           keys('{"KeyId":"' + "a" * 2049 + '","KeyMaterial":"QUJD"}'), keys('{"KeyId":"a","Arn":"","KeyMaterial":"QUJD"}'),
           keys('{"KeyId":"a","Aliases":"b","KeyMaterial":"QUJD"}'), keys('{"KeyId":"a","Aliases":[1],"KeyMaterial":"QUJD"}'),
           keys('{"KeyId":"a","Aliases":[""],"KeyMaterial":"QUJD"}'),
           keys('{"KeyId":"a","KeySpec":"HMAC_256","KeyMaterial":"QUJD"}'), keys('{"KeyId":"a","KeySpec":"x","KeyMaterial":"QUJD"}'),
           keys('{"KeyId":"a","KeyUsage":"x","KeyMaterial":"QUJD"}'), keys('{"KeyId":"a","KeyState":"x","KeyMaterial":"QUJD"}'),
           keys('{"KeyId":"a\\ud800","KeyMaterial":"QUJD"}'), keys('{"KeyId":"a","x":' + "[" * 5000 + "]" * 5000 + ',"KeyMaterial":"QUJD"}'),
           b"[" * 500_000, b'{"keys":[{"kty":"oct","k":"QUJD"}]}', b'{"keys":[{"kty":"oct","kid":"a"}]}', b'{"keys":[{"kty":"oct","kid":"a","k":"QUI=="}]}',
           b'{"keys":[{"kty":"oct","kid":"a","k":""}]}', b'{"keys":[7]}', keys(key)[:20] + b"\0" + keys(key)[20:],
           keys(key).replace(b"a", b"\xc0\x80")]
    bad += [keys('{"KeyId":"a","KeyMaterial":"' + text + '"}') for text in BROKEN_BASE64]
    bad += [keys(key)[:end] for end in range(1, len(keys(key)), 3)]
    good = [keys(key), b" \n" + keys(key) + b"\r\n", keys(key + ',{"KeyId":"b","KeyMaterial":"QUJD"}'), keys('{"KeyId":"a","x":1E+99,"KeyMaterial":"QUJD"}'),
            keys('{"KeyId":"a","KeyState":"PendingImport"}'), b'{"keys":[{"kty":"oct","kid":"a","k":"QUJD"},{"kty":"RSA"}]}']
    return [(text, False) for text in bad] + [(text, True) for text in good]


def key_files(campaign):
    cases = key_file_cases()
    for text, is_taken in cases:
        path = campaign.folder / "hostile-keys.json"
        path.write_bytes(text)
        path.chmod(0o600)
        done = subprocess.run([campaign.program, "keys", "list", "--keys", str(path)], capture_output=True, check=False, timeout=60)
        is_right = done.returncode == (common.OK if is_taken else common.USAGE) and (is_taken or done.stderr) and \
            b"QUJD" not in done.stderr + done.stdout
        campaign.note(f"key file {text[:100]!r}", done.returncode, None if is_right else f"taken should be {is_taken}",
                      done.stderr.decode(errors="replace"))
    print(f"{len(cases)} key files")
    many = {f"key-{i}": b"%d" % i for i in range(100_000)}
    common.write_keys(campaign.folder / "many.json", many)
    begun = time.monotonic()
    done = subprocess.run([campaign.program, "keys", "list", "--keys", str(campaign.folder / "many.json")], capture_output=True, check=False)
    campaign.check("100,000 keys", done.returncode == 0 and done.stdout.count(b"\n") == 100_001, done.stderr)
    print(f"100,000 keys listed, with their fingerprints, in {time.monotonic() - begun:.2f} s")


def endless_lines(campaign):
    """One line of a gibibyte (of 64 MiB in the sample), between two right records."""
    size = (1 << 30) if campaign.is_full else (1 << 26)
    keys = campaign.folder / "keys.json"
    common.write_keys(keys)
    for what, options, beginning in (("a line", [], b'{"x":"'), ("a cell", FORMATS[3], b'"'), ("an array", FORMATS[1], b'[{"x":"'),
                                     ("a line of a log", FORMATS[6], b"")):
        path = campaign.folder / "endless"
        with open(path, "wb") as file:
            file.write(beginning)
            for _ in range(size >> 20):
                file.write(b"x" * (1 << 20))
            file.write(b"\n" + GOOD + b"\n")
        process = subprocess.Popen([campaign.program, "verify", str(path), "--keys", str(keys), "-q", *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        is_bounded = usage.ru_maxrss < 256 * 1024 or "sanitize" in campaign.program
        campaign.note(f"{what} of {size >> 20} MiB", process.returncode,
                      None if is_bounded and process.returncode in (3, 4) and out.count(b"\n") >= 1 else "not bounded, or another status")
        print(f"{what} of {size >> 20} MiB: at most {usage.ru_maxrss // 1024} MiB of memory")
        path.unlink()


def do(campaign):
    sys.setrecursionlimit(10_000)
    records = records_of_json(campaign) + rows_of_csv(campaign)
    every_format(campaign, records)
    key_files(campaign)
    endless_lines(campaign)


if __name__ == "__main__":
    common.main(__doc__, do)
