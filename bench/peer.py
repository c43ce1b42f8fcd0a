#!/usr/bin/env python3
"""The obvious Python script, to compare verify with: json, base64 and hmac, in two processes over halves of the file.

Usage: peer.py INPUT KEYS RESULTS [PROCESSES]. Writes the result lines of `hmacsweep verify`. Reads well-formed records
only. The status is 1 when a MAC is wrong.
"""
import base64
import hmac
import json
import multiprocessing
import os
import shutil
import sys

DIGESTS = {"HMAC_SHA_224": "sha224", "HMAC_SHA_256": "sha256", "HMAC_SHA_384": "sha384", "HMAC_SHA_512": "sha512"}
WRONG = {"Code": "KMSInvalidMacException",
         "Message": "The MAC does not match the message under this key and algorithm."}


def verify(part):
    """Verifies the lines that begin in [begin, end); the number of wrong MACs."""
    source, key_file, results, begin, end, first = part
    with open(key_file) as file:
        keys = {key["KeyId"]: base64.b64decode(key["KeyMaterial"]) for key in json.load(file)["Keys"]}
    num_wrong = 0
    with open(source, "rb") as lines, open(results, "w") as out:
        lines.seek(begin)
        offset, number = begin, first
        for line in lines:
            if offset >= end:
                break
            number += 1
            record = json.loads(line)
            message, mac = base64.b64decode(record["Message"]), base64.b64decode(record["Mac"])
            is_valid = hmac.compare_digest(hmac.digest(keys[record["KeyId"]], message, DIGESTS[record["MacAlgorithm"]]),
                                           mac)
            result = {"Record": number, "Id": record["Id"], "KeyId": record["KeyId"], "MacValid": is_valid,
                      "MacAlgorithm": record["MacAlgorithm"]}
            if not is_valid:
                num_wrong += 1
                result |= {"Line": number, "Offset": offset, "Error": WRONG}
            out.write(json.dumps(result, separators=(",", ":")) + "\n")
            offset += len(line)
    return num_wrong


def parts_of(source, key_file, results, count):
    """Arguments of verify() for `count` parts of the file, cut at line feeds."""
    size = os.path.getsize(source)
    cuts, records = [0], [0]
    with open(source, "rb") as file:
        for i in range(1, count):
            file.seek(size * i // count)
            file.readline()
            cuts.append(file.tell())
            file.seek(cuts[-2])
            left, lines = cuts[-1] - cuts[-2], 0
            while left > 0 and (piece := file.read(min(left, 1 << 20))):
                lines += piece.count(b"\n")
                left -= len(piece)
            records.append(records[-1] + lines)
    return [(source, key_file, f"{results}.{i}" if i else results, begin, end, first)
            for i, (begin, end, first) in enumerate(zip(cuts, cuts[1:] + [size], records))]


def main():
    source, key_file, results, *count = sys.argv[1:]
    parts = parts_of(source, key_file, results, int(count[0]) if count else 2)
    with multiprocessing.Pool(len(parts)) as pool:
        num_wrong = sum(pool.map(verify, parts, 1))
    with open(results, "ab") as out:
        for part in parts[1:]:
            with open(part[2], "rb") as more:
                shutil.copyfileobj(more, out)
            os.unlink(part[2])
    return 1 if num_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
