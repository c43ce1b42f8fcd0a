"""Ways to run the program with key material, most of them wrong: what a user does on a bad day."""
import base64
import dataclasses
import hashlib
import hmac
import json
import os
import pathlib


@dataclasses.dataclass
class Situation:
    name: str
    arguments: list
    status: set               # what it may end with
    input: bytes = b""
    environment: dict = dataclasses.field(default_factory=dict)
    pass_keys_as: str = ""    # a file that standard input is
    must_find: bool = False   # outputs that are a key file


def text(data):
    return base64.b64encode(data).decode()


class Place:
    """A folder with key files, good and bad, and inputs; all keys have the same material, which is random."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.material = os.urandom(32)
        self.key = text(self.material)
        self.write("keys.json", self.key_file({}))
        self.write("keys.raw", self.material)
        self.write("keys.b64", self.key.encode())
        self.write("keys.hex", self.material.hex().encode())
        self.write("jwks.json", json.dumps({"keys": [{"kty": "oct", "kid": "k", "alg": "HS256", "k": self.url()}]}))
        (self.folder / "folder").mkdir()
        self.write("folder/app.log.1", self.key_file({}))
        self.write("folder/x.csv", json.dumps(json.loads(self.key_file({})), indent=4))
        self.messages = [b"message %d" % i for i in range(300)]
        self.macs = [hmac.new(self.material, m, hashlib.sha256).digest() for m in self.messages]
        self.write("records.jsonl", "".join(self.records(lambda i: i % 7 == 0)))
        self.write("wrong.jsonl", "".join(self.records(lambda i: True)))
        self.write("hex.jsonl", "".join(self.records(lambda i: False, lambda data: data.hex())))
        self.write("logged.log", "".join(f"{m.decode()} hmac={self.mac(i, i % 5 == 0).hex()}\n"
                                         for i, m in enumerate(self.messages)))
        # MACs under the text of the key, which `diagnose` finds.
        self.write("text.jsonl", "".join(self.record(m, hmac.new(self.key.encode(), m, hashlib.sha256).digest(), text)
                                         for m in self.messages[:20]))

    def url(self):
        return base64.urlsafe_b64encode(self.material).decode().rstrip("=")

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.chmod(0o600)
        return path

    def key_file(self, members, **changes):
        key = {"KeyId": "k", "Aliases": ["alias/k"], "KeyMaterial": self.key, **members}
        return json.dumps({"Keys": [key], **changes})

    def mac(self, i, is_wrong):
        return bytes([self.macs[i][0] ^ 1]) + self.macs[i][1:] if is_wrong else self.macs[i]

    @staticmethod
    def record(message, mac, encode):
        return json.dumps({"KeyId": "k", "MacAlgorithm": "HMAC_SHA_256", "Message": text(message),
                           "Mac": encode(mac)}, separators=(",", ":")) + "\n"

    def records(self, is_wrong, encode=text):
        return [self.record(m, self.mac(i, is_wrong(i)), encode) for i, m in enumerate(self.messages)]

    def bad_key_files(self):
        """{name: text}: what a key file must not be; all hold the material."""
        whole = self.key_file({})
        yield "cut", whole[:-3]
        yield "cut-in-material", whole[:whole.index(self.key) + 30]
        yield "two-documents", whole + whole
        yield "array", "[" + whole + "]"
        yield "material-as-number", self.key_file({"KeyMaterial": int(self.material.hex(), 16)})
        yield "material-in-list", self.key_file({"KeyMaterial": [self.key]})
        yield "not-base64", self.key_file({"KeyMaterial": self.key + "!"})
        yield "not-canonical", self.key_file({"KeyMaterial": self.key.rstrip("=") + "x="})
        yield "hex-of-odd-length", self.key_file({"KeyMaterial": self.material.hex()[:-1]})
        yield "too-short-for-spec", self.key_file({"KeySpec": "HMAC_512"})
        yield "unknown-state", self.key_file({"KeyState": "Gone"})
        yield "unknown-spec", self.key_file({"KeySpec": "HMAC_257"})
        yield "twice", whole.replace('"KeyMaterial"', f'"KeyMaterial": "{self.key}", "KeyMaterial"')
        yield "same-name", json.dumps({"Keys": 2 * json.loads(whole)["Keys"]})
        yield "broken-utf8", whole.encode().replace(b"alias/k", b"\xff\xfe")
        yield "control-character", whole.replace("alias/k", "alias/\x01k")
        yield "jwk-bad-alg", json.dumps({"keys": [{"kty": "oct", "kid": "k", "alg": "HS1", "k": self.url()}]})
        yield "jwk-no-kid", json.dumps({"keys": [{"kty": "oct", "k": self.url()}]})
        yield "no-json", self.key
        yield "raw", self.material
        yield "begins-as-a-number", "7" + self.key
        yield "is-a-number", " -" + str(int(self.material.hex(), 16))

    def situations(self):
        keys, records = ["--keys", "keys.json"], "records.jsonl"
        kms = ["--key-id", "k", "--mac-algorithm", "HMAC_SHA_256", "--message", text(b"message 0")]
        yield Situation("verify", ["verify", records, *keys, "-o", "out.jsonl", "--summary", "summary.json",
                                   "--rejects", "rejects.jsonl", "--input-digest", "tree"], {1})
        for backend in ("scalar", "simd:128", "simd", "openssl"):
            yield Situation(f"verify-{backend}", ["verify", records, *keys, "--backend", backend, "--cross-check", "all"],
                            {1})
        yield Situation("generate", ["generate", records, *keys], {0})
        yield Situation("hint", ["verify", "hex.jsonl", *keys, "--summary", "summary.json"], {1, 4})
        yield Situation("all-wrong", ["verify", "wrong.jsonl", *keys], {1})
        yield Situation("diagnose", ["diagnose", "text.jsonl", *keys], {0, 1})
        yield Situation("diagnose-wrong", ["diagnose", "wrong.jsonl", *keys], {1})
        yield Situation("candidates", ["verify", "logged.log", *keys, "--line", "{Message} hmac={Mac:hex}", "--key-id",
                                       "any", "--mac-algorithm", "HMAC_SHA_256"], {1})
        yield Situation("chain", ["verify", "logged.log", *keys, "--line", "{text} hmac={Mac:hex}", "--message",
                                  "{prev.Mac}|{text}", "--key-id", "k", "--mac-algorithm", "HMAC_SHA_256"], {1})
        yield Situation("show", ["show", records, "--record", "1", *keys], {0})
        yield Situation("key-file-as-input", ["verify", "keys.json", *keys, "--input-format", "jsonl"], {3})
        yield Situation("key-files-in-folder", ["verify", "folder", *keys, "--rejects", "rejects.jsonl", "--summary",
                                                "summary.json"], {3})
        yield Situation("key-file-of-names", ["verify", *keys, "--files0-from", "keys.json"], {2})
        yield Situation("jwks-of-names", ["verify", *keys, "--files0-from", "jwks.json"], {2})
        yield Situation("keys-by-pipe", ["verify", records, "--keys", "/dev/stdin"], {1}, pass_keys_as="keys.json")
        yield Situation("keys-by-environment", ["verify", records], {1}, environment={"HMACSWEEP_KEYS": "keys.json"})
        yield Situation("jwks", ["verify", records, "--keys", "jwks.json", "--summary", "summary.json"], {1})
        for encoding, source in (("raw", "raw"), ("hex", "hex"), ("base64", "b64"), ("text", "b64")):
            yield Situation(f"bare-{encoding}", ["verify", "logged.log", "--keys", f"{encoding}:keys.{source}", "--line",
                                                 "{Message} hmac={Mac:hex}", "--mac-algorithm", "HMAC_SHA_256"], {1})
        yield Situation("bare-in-wrong-encoding", ["verify", records, "--keys", "hex:keys.b64"], {2})
        yield Situation("bare-without-encoding", ["verify", records, "--keys", "keys.hex"], {2})
        yield Situation("no-such-key", ["verify", records, *keys, "--key-id", "other"], {1, 2})
        yield Situation("list", ["keys", "list", *keys], {0})
        yield Situation("list-json", ["keys", "list", "--json", *keys], {0})
        yield Situation("describe-key", ["describe-key", *keys, "--key-id", "k"], {0})
        yield Situation("generate-mac", ["generate-mac", *keys, *kms, "--debug"], {0, 252})
        yield Situation("verify-mac", ["verify-mac", *keys, *kms, "--mac", text(b"\0" * 32)], {254})
        yield Situation("kms-keys-as-parameters", ["verify-mac", *keys, "--cli-input-json", "file://keys.json"],
                        {252, 254, 255})
        yield Situation("kms-keys-as-message", ["verify-mac", *keys, *kms[:4], "--message", "file://keys.json", "--mac",
                                                "fileb://keys.raw"], {252, 254, 255})
        yield Situation("devices", ["devices"], {0})
        yield Situation("output-is-keys", ["verify", records, *keys, "-o", "keys.json"], {2})
        yield Situation("full-disk", ["verify", records, *keys, "-o", "/dev/full"], {3})
        yield from self.key_commands()
        for name, content in self.bad_key_files():
            self.write(f"bad-{name}.json", content)
            yield Situation(f"bad-{name}", ["verify", records, "--keys", f"bad-{name}.json"], {1, 2, 4})

    def key_commands(self):
        def into(name):
            return ["-o", name, "--id", "new"]
        for encoding in ("raw", "hex", "base64"):
            source = {"raw": "keys.raw", "hex": "keys.hex", "base64": "keys.b64"}[encoding]
            yield Situation(f"import-{encoding}", ["keys", "import", "--in", source, "--encoding", encoding,
                                                   *into(f"new-{encoding}.json")], {0})
        yield Situation("import-again", ["keys", "import", "--in", "keys.raw", "--encoding", "raw",
                                         *into("new-raw.json")], {2})
        yield Situation("import-added", ["keys", "import", "--in", "keys.raw", "--encoding", "raw", "--id", "second", "-o",
                                         "new-raw.json"], {0})
        yield Situation("import-hex-as-base64-text", ["keys", "import", "--in", "keys.b64", "--encoding", "hex",
                                                      *into("not.json")], {2})
        yield Situation("import-jwk", ["keys", "import", "--from", "jwk", "--in", "jwks.json", "-o", "new-jwk.json"], {0})
        yield Situation("import-jwk-of-no-jwk", ["keys", "import", "--from", "jwk", "--in", "keys.json", "-o", "not.json"],
                        {2})
        self.write("vault.json", json.dumps({"data": {"name": "k", "keys": {"1": self.key, "2": self.key + "!"}}}))
        yield Situation("import-vault-damaged", ["keys", "import", "--from", "vault", "--in", "vault.json", "-o",
                                                 "not.json"], {2})
        for kind in ("django", "rails", "standard-webhooks"):
            salt = [] if kind == "standard-webhooks" else ["--salt", "salt"]
            yield Situation(f"import-{kind}", ["keys", "import", "--from", kind, *salt, "--in", "keys.b64",
                                               *into(f"new-{kind}.json")], {0})
        backup = {"policy": {"name": "k", "type": 11, "keys": {"1": {"key": self.key}, "2": {"key": self.key}}}}
        self.write("backup.json", json.dumps({"data": {"backup": text(json.dumps(backup).encode())}}))
        yield Situation("import-vault-backup", ["keys", "import", "--from", "vault", "--in", "backup.json", "-o",
                                                "new-backup.json"], {0})
        yield Situation("remove", ["keys", "remove", "k:v1", "-o", "new-backup.json"], {0})
        yield Situation("remove-nothing", ["keys", "remove", "other", "-o", "new-backup.json"], {2})
        yield Situation("import-replacing", ["keys", "import", "--in", "keys.raw", "--encoding", "raw", "--replace",
                                             *into("new-raw.json")], {0})
        yield Situation("import-hex-unsaid", ["keys", "import", "--in", "keys.hex", *into("not.json")], {2})
        for i, steps in enumerate(("sha256", "hmac-of:@keys.b64", "hkdf:@keys.b64:info:32,to-hex", "base64,prefix:x,suffix:@keys.hex",
                                   "pbkdf2:2:@keys.b64:64")):
            yield Situation(f"import-derived-{i}", ["keys", "import", "--in", "keys.b64", "--derive", steps,
                                                    *into(f"new-derived-{i}.json")], {0})
        yield Situation("import-derived-undecodable", ["keys", "import", "--in", "keys.b64", "--derive", "hex",
                                                       *into("not.json")], {2})
        yield Situation("create", ["keys", "create", "--id", "made", "-o", "made.json"], {0})
