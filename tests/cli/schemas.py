#!/usr/bin/env python3
"""The published JSON Schemas, host/report/summary.schema.json and host/report/results.schema.json, over many real runs.

Every summary and every result line of runs of all kinds must fit: each class and code, candidates, chains, rejects,
hints, damaged inputs, compressed ones, generate. What is altered must not fit, or the schemas would say nothing.

Usage: schemas.py PROGRAM REPOSITORY. Skipped where Python's jsonschema (python3-jsonschema) is not there.
"""
import base64
import copy
import gzip
import hashlib
import hmac
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.append("/usr/lib/python3/dist-packages")    # where Debian's python3-jsonschema is, for other Pythons, too
try:
    import jsonschema
except ImportError:
    jsonschema = None

KEY = b"0123456789abcdef0123456789abcdef"
failures = 0


def require(holds, what):
    global failures
    if not holds:
        failures += 1
        print(f"FAILED: {what}")


def record(message, key="plain", wrong=False, **more):
    mac = bytearray(hmac.digest(KEY, message, "sha256"))
    mac[0] ^= wrong
    return json.dumps({"KeyId": key, "MacAlgorithm": "HMAC_SHA_256", "Message": base64.b64encode(message).decode(),
                       "Mac": base64.b64encode(mac).decode()} | more) + "\n"


def write_inputs(folder, samples):
    for name in ("keys.json", "audit.jsonl", "orders.csv"):
        shutil.copy(samples / name, folder / name)
    (folder / "plain.json").write_text(json.dumps({"Keys": [{"KeyId": name, "KeyMaterial": base64.b64encode(key).decode()}
                                                            for name, key in (("plain", KEY), ("other", KEY[::-1]))]}))
    for name in ("keys.json", "plain.json"):
        (folder / name).chmod(0o600)
    good = "".join(record(b"m%d" % i, Id=i) for i in range(20))
    (folder / "good.jsonl").write_text(good)
    (folder / "odd.jsonl").write_text(good + record(b"x", wrong=True, Id="<\u202e>") + record(b"x", key="lost", Id=1.5) +
                                      record(b"x", Mac=None) + "{\n" + record(b"x", MacAlgorithm="HMAC_MD5"))
    (folder / "bad.jsonl").write_text("".join(record(b"m%d" % i, wrong=True) for i in range(30)))
    (folder / "good.jsonl.gz").write_bytes(gzip.compress(good.encode()))
    (folder / "cut.jsonl.gz").write_bytes(gzip.compress(good.encode() * 50)[:-20])
    (folder / "empty.jsonl").write_text("")
    (folder / "unnamed.jsonl").write_text("".join(record(b"n%d" % i, KeyId=None) for i in range(9)) + record(b"n", wrong=True, KeyId=None))
    previous, lines = b"START", []
    for i in range(9):
        text = b"line %d" % i
        previous = hashlib.sha256().hexdigest().encode() if i == 5 else hmac.new(KEY, previous + b"|" + text, "sha256").hexdigest().encode()
        lines.append(text + b" hmac=" + previous + b"\n")
    lines[2], lines[3] = lines[3], lines[2]
    (folder / "chain.log").write_bytes(b"".join(lines))
    (folder / "plain.log").write_text("one\ntwo\n")
    (folder / "logs").mkdir()
    (folder / "logs" / "app.log.1").write_text(good)
    (folder / "logs" / "_SUCCESS").write_text("")
    (folder / "logs" / "x.bin").write_text("no records\n")


CHAIN = ["chain.log", "--line", "{text} hmac={Mac}", "--mac-encoding", "hex", "--message", "{prev.Mac}|{text}", "--key-id", "plain",
         "--mac-algorithm", "HMAC_SHA_256", "--chain-start", "START"]
# Arguments without keys, outputs and the command where that is verify; and the status.
RUNS = [
    (["audit.jsonl", "--keys", "keys.json"], 1), (["audit.jsonl", "--keys", "keys.json", "--results", "failures"], 1),
    (["audit.jsonl", "--keys", "keys.json", "--cross-check", "all", "--ignore-key-state"], 1),
    (["audit.jsonl", "--keys", "keys.json", "--cross-check", "none", "--max-invalid", "3", "--rejects", "rejects"], 1),
    (["orders.csv", "--keys", "keys.json", "--columns", "id=id,message=payload,mac=payload_hmac", "--message-encoding", "text",
      "--mac-encoding", "hex", "--key-id", "webhook-secret", "--mac-algorithm", "HMAC_SHA_256"], 1),
    (["orders.csv", "--keys", "keys.json", "--columns", "id=id,message=payload,mac=payload_hmac", "--mac-encoding", "hex",
      "--key-id", "webhook-secret", "--mac-algorithm", "HMAC_SHA_256"], 4),
    (["good.jsonl"], 0), (["good.jsonl", "--input-digest", "tree"], 0), (["good.jsonl", "--input-digest", "none"], 0),
    (["good.jsonl", "--backend", "openssl"], 0), (["good.jsonl", "--backend", "scalar", "--threads", "1"], 0),
    (["odd.jsonl"], 1), (["odd.jsonl", "good.jsonl", "--rejects", "rejects"], 1), (["bad.jsonl"], 1),
    (["good.jsonl.gz"], 0), (["cut.jsonl.gz", "good.jsonl"], 3), (["nowhere.jsonl", "odd.jsonl"], 1),
    (["empty.jsonl"], 4), (["empty.jsonl", "--allow-empty"], 0), (["good.jsonl", "--expect-records", "9"], 3),
    (["unnamed.jsonl", "--key-id", "any"], 1), (["unnamed.jsonl", "--key-id", "other,plain"], 1), (CHAIN, 1),
    (CHAIN + ["--chain-end", "00"], 1), (["good.jsonl", "--results", "none"], 0),
    (["good.jsonl", "--where", "Id=none-has-it", "--allow-empty"], 0),
    (["good.jsonl", "--unique", "Id", "--sequence", "Id"], 0),
    (["odd.jsonl", "good.jsonl", "--unique", "Id", "--unique", "Mac", "--sequence", "Id", "--sequence", "Nowhere?"], 1),
    (["logs", "-q"], 3), (["logs", "--exclude", "*.bin"], 0), (["generate", "logs"], 3),
    (["generate", "good.jsonl"], 0), (["generate", "odd.jsonl"], 4), (["generate", "good.jsonl", "--with-message"], 0),
    (["generate", "plain.log", "--input-format", "lines", "--key-id", "plain", "--mac-algorithm", "HMAC_SHA_512"], 0),
]


def check_run(program, folder, arguments, status, validators, seen):
    command = [] if arguments[0] == "generate" else ["verify"]
    keys = [] if "--keys" in arguments else ["--keys", "plain.json"]
    outputs = ["-o", "results", "--summary", "summary", "-q"]
    for name in ("results", "summary", "rejects"):
        (folder / name).unlink(missing_ok=True)
    run = subprocess.run([program, *command, *arguments, *keys, *outputs], cwd=folder, capture_output=True, check=False)
    words = " ".join(arguments)
    require(run.returncode == status, f"{words} ends with {status}, not {run.returncode}: {run.stderr.decode()}")
    summary = json.loads((folder / "summary").read_text())
    for error in validators["summary"].iter_errors(summary):
        require(False, f"{words}: {error.json_path if hasattr(error, 'json_path') else list(error.path)}: {error.message}")
    seen["members"] |= set(summary)
    seen["codes"] |= set(summary["codes"])
    num_lines = 0
    for line in (folder / "results").read_text().splitlines():
        num_lines += 1
        for error in validators["results"].iter_errors(json.loads(line)):
            require(False, f"{words}: {line}: {error.message}")
    require(num_lines == summary["results"]["lines"], f"{words}: the summary counts its lines")
    return summary


def check_merge(program, folder, validators, seen):
    """Parts of a run, and the summary that merge makes of them."""
    (folder / "parts").mkdir()
    inputs = ["good.jsonl", "odd.jsonl", "empty.jsonl"]
    (folder / "signing.json").write_text(json.dumps({"Keys": [{"KeyId": "signer", "KeyMaterial": "c2lnbmVy"}]}))
    signing = ["--sign-summary", "signer", "--signing-keys", "signing.json"]
    commands = [["verify", *inputs, "--keys", "plain.json", "--shard", f"{number}/2", "--results", "none", "-q", *signing,
                 "--summary", f"parts/{number}"] for number in (1, 2)]
    commands.append(["merge", "parts", "-o", "merged", "-q"])
    statuses = [subprocess.run([program, *command], cwd=folder, capture_output=True, check=False).returncode for command in commands]
    require(statuses[2] == max(statuses[:2]) == 1, f"shards and their merge end with {statuses}")
    for name in ("parts/1", "parts/2", "merged"):
        summary = json.loads((folder / name).read_text())
        seen["members"] |= set(summary)
        for error in validators["summary"].iter_errors(summary):
            require(False, f"{name}: {list(error.path)}: {error.message}")


def altered(summary):
    """Summaries that must not fit."""
    for change in (lambda s: s.pop("status"), lambda s: s.update(status=2), lambda s: s.update(more=1), lambda s: s.update(records=-1),
                   lambda s: s["classes"].pop("valid"), lambda s: s["codes"].update(Odd=1), lambda s: s.update(started="now"),
                   lambda s: s["sources"][0].update(sha256="00"), lambda s: s["by_key"][0].update(fingerprint="x"),
                   lambda s: s["backend"].update(secret="x"), lambda s: s["cross_check"].update(mode="some")):
        copied = copy.deepcopy(summary)
        change(copied)
        yield copied


def main():
    if jsonschema is None or not hasattr(jsonschema, "Draft202012Validator"):
        print("skipped: Python's jsonschema is not there, or knows no draft 2020-12")
        return 0
    program, repository = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    validators = {}
    for name in ("summary", "results"):
        schema = json.loads((repository / f"host/report/{name}.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[name] = jsonschema.Draft202012Validator(schema)
    seen = {"members": set(), "codes": set()}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        write_inputs(folder, repository / "samples")
        for arguments, status in RUNS:
            summary = check_run(program, folder, arguments, status, validators, seen)
            if arguments[0] == "audit.jsonl" and status == 1:
                for copied in altered(summary):
                    require(not validators["summary"].is_valid(copied), "an altered summary does not fit")
        check_merge(program, folder, validators, seen)
    properties = json.loads((repository / "host/report/summary.schema.json").read_text())["properties"]
    require(seen["members"] == set(properties), f"the runs had every member: {set(properties) ^ seen['members']}")
    require(len(seen["codes"]) == 7, f"the runs had every code: {seen['codes']}")
    for line in ('{"Record":1,"MacValid":true}', '{"Record":0,"KeyId":"k","MacValid":true,"MacAlgorithm":"HMAC_SHA_256"}',
                 '{"Record":1,"KeyId":"k","MacValid":false,"MacAlgorithm":"HMAC_SHA_256"}',
                 '{"Record":1,"KeyId":"k","MacValid":true,"MacAlgorithm":"HMAC_SHA_256","Mac":"AA=="}'):
        require(not validators["results"].is_valid(json.loads(line)), f"{line} does not fit")
    print(f"{len(RUNS)} runs, {failures} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
