"""The inputs of bench/on_cpu: records under one key or three, in every format, made anew in a few seconds.

Messages are random bytes in JSON Lines as KMS has them, and made-up lines of a web server's log, or JSON objects, in
the formats that carry text. One MAC in 1,024 is wrong.
"""
import base64
import csv
import hmac
import json
import multiprocessing
import os
import random
import shutil
import subprocess
import zlib

KEYS = {"bench": b"a key for benchmarks, no secret", "bench-2": b"another one", "bench-3": b"and a third"}
DIGESTS = {"HMAC_SHA_224": "sha224", "HMAC_SHA_256": "sha256", "HMAC_SHA_384": "sha384", "HMAC_SHA_512": "sha512"}
ALGORITHMS = list(DIGESTS)
MIXED = "1..4096"    # in place of a length: log-uniform
PIECE = 1 << 20      # files are written in pieces of so many bytes
HOW = f"made by CPython, written in pieces of {PIECE >> 20} MiB to a new file, in the page cache"


def apart(function, *arguments):
    """Calls a function in a process of its own, so that its memory is not this one's; what it returns."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(function, arguments)


def write_keys(path, names=("bench",)):
    entries = [{"KeyId": name, "KeyMaterial": base64.b64encode(KEYS[name]).decode()} for name in names]
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"Keys": entries}, file)


def lengths(message_bytes, dice):
    while True:
        yield int(2 ** dice.uniform(0, 12)) if message_bytes == MIXED else message_bytes


def mac_of(key, message, digest, number):
    mac = bytearray(hmac.digest(KEYS[key], message, digest))
    mac[3] ^= number % 1024 == 1000
    return mac


def kms_lines(path, count, message_bytes, algorithm="HMAC_SHA_256"):
    """VerifyMac requests with Id, under one key."""
    dice = random.Random(1)
    encode, digest = base64.b64encode, DIGESTS[algorithm]
    with open(path, "wb", buffering=PIECE) as file:
        for number, length in zip(range(1, count + 1), lengths(message_bytes, dice)):
            message = dice.randbytes(length)
            file.write(b'{"Id":"row-%d","KeyId":"bench","MacAlgorithm":"%s","Message":"%s","Mac":"%s"}\n' % (
                number, algorithm.encode(), encode(message), encode(mac_of("bench", message, digest, number))))


def keyless_lines(path, count, key_of):
    """Requests without a KeyId, of 256 bytes; `key_of` tells a record's key by its number."""
    dice = random.Random(2)
    encode = base64.b64encode
    with open(path, "wb", buffering=PIECE) as file:
        for number in range(1, count + 1):
            message = dice.randbytes(256)
            file.write(b'{"Id":"row-%d","MacAlgorithm":"HMAC_SHA_256","Message":"%s","Mac":"%s"}\n' % (
                number, encode(message), encode(mac_of(key_of(number), message, "sha256", number))))


def repeated(path, piece, size):
    """A file of at least `size` bytes: the same piece again and again."""
    with open(path, "wb") as file:
        while file.tell() < size:
            with open(piece, "rb") as source:
                shutil.copyfileobj(source, file, PIECE)


def texts(count):
    """Records with text for a message, half of them JSON: (Id, message)."""
    dice = random.Random(3)
    agents = ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "curl/8.9.1",
              "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"]
    paths = ["/api/v2/orders/%d", "/api/v2/customers/%d/addresses", "/static/app.%08x.js", "/login?next=%d"]
    for number in range(1, count + 1):
        a, b, c = dice.getrandbits(32), dice.getrandbits(24), dice.getrandbits(16)
        path, agent = paths[a & 3] % b, agents[c % 3]
        time = f"2026-11-22T{a % 24:02}:{b % 60:02}:{c % 60:02}.{a % 1000:03}Z"
        if number % 2:
            message = (f"{time} web-{c % 40:02} nginx[{c}]: 10.{a % 256}.{b % 256}.{c % 256} - user-{b % 100000} \"GET {path} "
                       f"HTTP/1.1\" {(200, 200, 304, 404)[b & 3]} {a % 65536} \"{agent}\" rt={c / 65536:.3f} id={a:08x}{b:06x}")
        else:
            message = json.dumps({"time": time, "user": f"user-{b % 100000}", "action": "order.changed", "path": path,
                                  "items": [{"sku": f"{a:08x}", "price": b % 10000, "count": c % 9}], "agent": agent})
        yield str(number), message


def text_formats(folder, count):
    """The same records in every format that carries text; [(what, file, options, bytes of text)]."""
    path = lambda name: os.path.join(folder, name)
    text_mac = lambda name, message: mac_of("bench", message.encode(), "sha256", int(name)).hex()
    rows = [(name, message, text_mac(name, message)) for name, message in texts(count)]

    def write(name, lines):
        with open(path(name), "w", buffering=PIECE) as file:
            file.writelines(lines)

    write("text.jsonl", (json.dumps({"Id": name, "Message": message, "Mac": mac}) + "\n" for name, message, mac in rows))
    with open(path("quoted.csv"), "w", newline="", buffering=PIECE) as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["Id", "Message", "Mac"])
        table.writerows(rows)
    plain = ((name, message.replace('"', "'")) for name, message, _ in rows)
    write("plain.csv", ["Id|Message|Mac\n", *(f"{name}|{message}|{text_mac(name, message)}\n" for name, message in plain)])
    write("tagged.log", (f"{message} hmac={mac}\n" for _, message, mac in rows))
    write("copy.txt", ("\t".join([name, message.replace("\\", "\\\\"), mac]) + "\n" for name, message, mac in rows))
    write("recipe.jsonl", (json.dumps({"Id": name, "payload": message, "Mac": text_mac(name, f"orders|{name}|{message}")})
                           + "\n" for name, message, _ in rows))
    text, line = ["--message-encoding", "text"], ["--line", "{Message} hmac={Mac:hex}"]
    formats = [
        ("JSON Lines, message as text", "text.jsonl", text),
        ("CSV, half the messages JSON in quotes", "quoted.csv", text),
        ("CSV, cells without quotes", "plain.csv", [*text, "--delimiter", "|"]),
        ("PostgreSQL's COPY as text", "copy.txt",
         [*text, "--input-format", "pgcopy", "--no-header", "--columns", "id=1,message=2,mac=3"]),
        ("--line '{Message} hmac={Mac:hex}'", "tagged.log", line),
        ("--message 'orders|{Id}|{payload}'", "recipe.jsonl", ["--message", "orders|{Id}|{payload}"]),
    ]
    return [(what, path(name), options, os.path.getsize(path(name))) for what, name, options in formats]


def compressed(folder, source, parts):
    """Lines of text as `parts` gzip files of even size; their names."""
    names = []
    with open(source, "rb") as lines:
        size = os.path.getsize(source) // parts + 1
        for part in range(parts):
            names.append(os.path.join(folder, f"{os.path.basename(source)}.{parts}-{part + 1}.log.gz"))
            deflate = zlib.compressobj(6, zlib.DEFLATED, 31)
            with open(names[-1], "wb") as file:
                file.write(deflate.compress(lines.read(size) + lines.readline()) + deflate.flush())
    return names


def zstd(source):
    """The file compressed by zstd, or None where that is not there."""
    if not shutil.which("zstd"):
        return None
    subprocess.run(["zstd", "-q", "-f", "-k", source], check=True)
    return source + ".zst"
