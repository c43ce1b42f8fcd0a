#!/usr/bin/env python3
"""Makes the sample batch: test keys, records with every kind of failure among them, and the results expected of them.

The MACs come from Python's hmac module and the expected results from the rules written down here, so that the program
is compared with something that is not itself. Everything is made from a fixed seed: running this again changes nothing.

Usage: make_sample.py [--records N] [FOLDER]        (default: 1000 records, this folder)
  FOLDER/keys.json              test keys, never to be used for anything else
  FOLDER/audit.jsonl            the records
  FOLDER/audit.expected.jsonl   the result lines, without the texts of errors
  FOLDER/orders.csv             a table with two columns of MACs, some rows altered
With more records than the default only the plain ones grow in number.
"""
import argparse
import base64
import hashlib
import hmac
import json
import pathlib
import random

ACCOUNT = "arn:aws:kms:eu-central-1:111122223333:"
DIGESTS = {"HMAC_SHA_224": "sha224", "HMAC_SHA_256": "sha256", "HMAC_SHA_384": "sha384", "HMAC_SHA_512": "sha512"}
LENGTHS = [1, 2, 16, 55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 129, 256, 1024, 4095, 4096]


def b64(data):
    return base64.b64encode(data).decode()


def material(name, size):
    """Key material that anyone can see is a test key's: a digest of its own description."""
    return hashlib.shake_256(b"hmacsweep test key, not a secret: " + name.encode()).digest(size)


class Key:
    def __init__(self, key_id, size, spec=None, alias=None, in_kms=True, state="Enabled", usage="GENERATE_VERIFY_MAC"):
        self.id, self.spec, self.alias, self.state, self.usage = key_id, spec, alias, state, usage
        self.arn = ACCOUNT + "key/" + key_id if in_kms else None
        self.material = material(key_id, size)

    def entry(self):
        entry = {"KeyId": self.id}
        if self.arn:
            entry["Arn"] = self.arn
            entry["Description"] = "TEST KEY of the hmacsweep sample, not a secret"
        if self.alias:
            entry["Aliases"] = [self.alias]
        if self.spec:
            entry["KeySpec"] = self.spec
            entry["KeyUsage"] = self.usage
        entry["KeyState"] = self.state
        entry["KeyMaterial"] = b64(self.material)
        return entry

    def names(self):
        names = [self.id]
        if self.arn:
            names.append(self.arn)
        if self.alias:
            names.append(self.alias)
        if self.arn and self.alias:
            names.append(ACCOUNT + self.alias)
        return names

    def algorithms(self):
        return [a for a in DIGESTS if self.spec in (None, a.replace("SHA_", ""))]

    def mac(self, algorithm, message):
        return hmac.new(self.material, message, DIGESTS[algorithm]).digest()


KEYS = [
    Key("0a1b2c3d-0224-4000-8000-000000000224", 28, "HMAC_224", "alias/ledger-224"),
    Key("0a1b2c3d-0256-4000-8000-000000000256", 32, "HMAC_256", "alias/audit"),
    Key("0a1b2c3d-0384-4000-8000-000000000384", 48, "HMAC_384", "alias/orders-384"),
    Key("0a1b2c3d-0512-4000-8000-000000000512", 128, "HMAC_512", "alias/archive-512"),
    Key("mrk-0123456789abcdef0123456789abcdef", 100, "HMAC_256", "alias/multi-region"),
    Key("webhook-secret", 20, in_kms=False),
    Key("legacy-long-key", 200, in_kms=False),
]
DISABLED = Key("0a1b2c3d-dead-4000-8000-000000000001", 32, "HMAC_256", "alias/retired", state="Disabled")
DELETING = Key("0a1b2c3d-dead-4000-8000-000000000002", 32, "HMAC_256", "alias/leaving", state="PendingDeletion")
SIGNING = Key("0a1b2c3d-dead-4000-8000-000000000003", 32, "SYMMETRIC_DEFAULT", "alias/cipher", usage="ENCRYPT_DECRYPT")


class Sample:
    """Lines of input and the results expected of them, written as they come."""

    def __init__(self, rng, inputs, expected):
        self.rng, self.inputs, self.expected = rng, inputs, expected
        self.offset = self.line = self.record = 0

    def blank(self, text=b""):
        self.write(text + b"\n")

    def write(self, raw):
        self.inputs.write(raw)
        self.offset += len(raw)
        self.line += 1

    def add(self, raw, code=None, record_id=None, key_id=None, algorithm=None, end=b"\n"):
        self.record += 1
        result = {"Record": self.record}
        if record_id is not None:
            result["Id"] = record_id
        if key_id is not None:
            result["KeyId"] = key_id
        result["MacValid"] = code is None
        if algorithm is not None:
            result["MacAlgorithm"] = algorithm
        if code is not None:
            result.update(Line=self.line + 1, Offset=self.offset, Error={"Code": code})
        self.expected.write(json.dumps(result, separators=(",", ":"), ensure_ascii=False) + "\n")
        self.write(raw + end)

    def message(self, key):
        size = self.rng.choice(LENGTHS) if self.rng.random() < 0.3 else self.rng.randint(1, 400)
        return self.rng.randbytes(size if key.spec else self.rng.randint(0, 3) or size)

    def fields(self, key=None, algorithm=None):
        key = key or self.rng.choice(KEYS)
        algorithm = algorithm or self.rng.choice(key.algorithms() or ["HMAC_SHA_256"])
        message = self.message(key)
        return key, algorithm, message, {
            "Id": f"row-{self.record + 1}",
            "KeyId": self.rng.choice(key.names()),
            "MacAlgorithm": algorithm,
            "Message": b64(message),
            "Mac": b64(key.mac(algorithm, message)),
        }

    def plain(self):
        key, algorithm, _, fields = self.fields()
        if self.rng.random() < 0.25:
            del fields["Id"]
        names = list(fields)
        if self.rng.random() < 0.25:
            self.rng.shuffle(names)
        separators = (",", ":") if self.rng.random() < 0.8 else (", ", ": ")
        raw = json.dumps({name: fields[name] for name in names}, separators=separators).encode()
        self.add(raw, None, fields.get("Id"), key.arn or key.id, algorithm)

    def expect(self, fields, key, algorithm, code, raw=None, key_id=None):
        raw = raw if raw is not None else json.dumps(fields, separators=(",", ":")).encode()
        self.add(raw, code, fields.get("Id"), key_id or key.arn or key.id, algorithm)

    # Records that are valid in unusual ways.

    def escaped_slashes(self):
        key, algorithm, _, fields = self.fields()
        raw = json.dumps(fields, separators=(",", ":")).replace("/", "\\/").replace("=", "\\u003d").encode()
        self.expect(fields, key, algorithm, None, raw)

    def extra_members(self):
        key, algorithm, _, fields = self.fields()
        fields.update(GrantTokens=["x"], DryRun=True, table={"name": "orders", "rows": [1, 2.5, None]})
        raw = json.dumps(fields).encode()[:-1] + b', "big": 1E+400, "long": 123456789012345678901234567890}'
        self.expect(fields, key, algorithm, None, raw)

    def numeric_id(self):
        key, algorithm, _, fields = self.fields()
        fields["Id"] = 12345678901234567890123
        self.expect(fields, key, algorithm, None)

    def carriage_return(self):
        key, algorithm, _, fields = self.fields()
        raw = json.dumps(fields).encode()
        self.add(raw, None, fields["Id"], key.arn or key.id, algorithm, end=b"\r\n")

    # Records that are not valid.

    def flipped_bit(self):
        key, algorithm, message, fields = self.fields()
        mac = bytearray(key.mac(algorithm, message))
        mac[self.rng.randrange(len(mac))] ^= 1 << self.rng.randrange(8)
        fields["Mac"] = b64(mac)
        self.expect(fields, key, algorithm, "KMSInvalidMacException")

    def altered_message(self):
        key, algorithm, message, fields = self.fields()
        fields["Message"] = b64(message[:-1] + bytes([message[-1] ^ 1]) if message else b"x")
        self.expect(fields, key, algorithm, "KMSInvalidMacException")

    def other_key(self):
        key, algorithm, message, fields = self.fields(KEYS[1])
        fields["Mac"] = b64(KEYS[5].mac(algorithm, message))
        self.expect(fields, key, algorithm, "KMSInvalidMacException")

    def truncated_mac(self):
        key, algorithm, message, fields = self.fields()
        fields["Mac"] = b64(key.mac(algorithm, message)[:16])
        self.expect(fields, key, algorithm, "KMSInvalidMacException")

    def unknown_key(self):
        key, algorithm, _, fields = self.fields()
        fields["KeyId"] = self.rng.choice(["alias/lost", "0a1b2c3d-0000-4000-8000-000000000000", "lost-key"])
        self.expect(fields, key, algorithm, "NotFoundException", key_id=fields["KeyId"])

    def disabled_key(self):
        _, algorithm, _, fields = self.fields(DISABLED)
        self.expect(fields, DISABLED, algorithm, "DisabledException")

    def deleting_key(self):
        _, algorithm, _, fields = self.fields(DELETING)
        self.expect(fields, DELETING, algorithm, "KMSInvalidStateException")

    def cipher_key(self):
        _, algorithm, _, fields = self.fields(SIGNING)
        self.expect(fields, SIGNING, algorithm, "InvalidKeyUsageException")

    def other_algorithm(self):
        _, algorithm, _, fields = self.fields(KEYS[1], "HMAC_SHA_512")
        self.expect(fields, KEYS[1], algorithm, "InvalidKeyUsageException")

    def untagged(self):
        key, algorithm, _, fields = self.fields()
        fields["Mac"] = self.rng.choice([None, ""])
        if self.rng.random() < 0.5:
            del fields["Mac"]
        self.expect(fields, key, algorithm, "MissingMacException")

    def too_long(self):
        key, algorithm, _, fields = self.fields(KEYS[1])
        fields["Message"] = b64(bytes(4097))
        self.expect(fields, key, algorithm, "ValidationException")

    def empty_message(self):
        key, algorithm, _, fields = self.fields(KEYS[1])
        fields["Message"] = ""
        self.expect(fields, key, algorithm, "ValidationException")

    def bad_base64(self):
        key, algorithm, _, fields = self.fields()
        fields["Message"] = self.rng.choice(["QQ", "QR==", "Q Q=", "QQ==QQ==", "QUI-"])
        self.expect(fields, key, algorithm, "ValidationException")

    def bad_algorithm(self):
        key, _, _, fields = self.fields()
        fields["MacAlgorithm"] = "HMAC_MD5"
        self.expect(fields, key, None, "ValidationException")

    def twice(self):
        key, algorithm, _, fields = self.fields()
        raw = json.dumps(fields).encode()[:-1] + b', "\\u004dac": ' + json.dumps(fields["Mac"]).encode() + b"}"
        self.expect(fields, key, algorithm, "ValidationException", raw)

    def broken_json(self):
        raw = json.dumps(self.fields()[3]).encode()
        broken = [raw[: len(raw) // 2], raw + b"}", b"[]", b"2026-11-21 rotated", raw.replace(b'"Mac"', b'"M\xff"'),
                  raw.replace(b'"Mac"', b'"M\x01"'), b'"record"']
        self.add(self.rng.choice(broken), "ValidationException")


UNUSUAL = [Sample.escaped_slashes, Sample.extra_members, Sample.numeric_id, Sample.carriage_return]
FAILING = [
    Sample.flipped_bit, Sample.altered_message, Sample.other_key, Sample.truncated_mac, Sample.unknown_key,
    Sample.disabled_key, Sample.deleting_key, Sample.cipher_key, Sample.other_algorithm, Sample.untagged,
    Sample.too_long, Sample.empty_message, Sample.bad_base64, Sample.bad_algorithm, Sample.twice, Sample.broken_json,
]


ORDERS = [
    ("1001", "alice", '{"item":"lamp","price":42}'),
    ("1002", "bob", '{"item":"5\\" pipe","price":7}'),
    ("1003", "alice", "two lines,\none cell"),
    ("1004", "carol", '{"item":"desk","price":310}'),
    ("1005", "dan", ""),
    ("1006", "erin", '{"item":"chair","price":85}'),
]


def write_orders(path):
    """Orders as a database exports them: payload_hmac is over the payload, row_hmac over id and payload."""
    key = next(key for key in KEYS if key.id == "webhook-secret")

    def mac(text):
        return key.mac("HMAC_SHA_256", text.encode()).hex()

    def quoted(text):
        return '"' + text.replace('"', '""') + '"'

    lines = ["id,customer,payload,payload_hmac,row_hmac"]
    for order, customer, payload in ORDERS:
        macs = [mac(payload), mac(f"orders|{order}|{payload}")]
        if order == "1004":    # someone changed the price
            payload = payload.replace("310", "31")
        if order == "1006":    # and moved an order to another number
            order = "1007"
        lines.append(",".join([order, customer, quoted(payload), *macs]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("folder", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).parent)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(20261121)

    special = [make for make in FAILING for _ in range(3)] + [make for make in UNUSUAL for _ in range(8)]
    # Two failing records in a row tell another story than the same two scattered, so there are both.
    places = rng.sample(range(arguments.records), len(special))
    makers = dict(zip(places, special))
    with open(arguments.folder / "audit.jsonl", "wb") as inputs, \
            open(arguments.folder / "audit.expected.jsonl", "w", encoding="utf-8") as expected:
        sample = Sample(rng, inputs, expected)
        for i in range(arguments.records):
            makers.get(i, Sample.plain)(sample)
            if i % 250 == 100:
                sample.blank(b" \t\r")
    write_orders(arguments.folder / "orders.csv")
    entries = ",\n".join(json.dumps(key.entry()) for key in [*KEYS, DISABLED, DELETING, SIGNING])
    (arguments.folder / "keys.json").write_text('{"Keys": [\n' + entries + "\n]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
