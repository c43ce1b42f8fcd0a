#!/usr/bin/env python3
"""A folder of JSON Web Tokens made by PyJWT, HS256, HS384 and HS512 under several keys of a JWK Set, verified by one command.

Some tokens have another's payload, some a header that asks for another algorithm or for none, one is under a key that
is lost: exactly these must be found, each for its own reason.
"""
import base64
import hmac
import json
import os
import sys

import job

sys.path.append("/usr/lib/python3/dist-packages")    # where Debian's python3-jwt is, for other Pythons, too
try:
    import jwt
except ImportError:
    jwt = None

TOKENS_A_FILE = 500
ALTERED = {3: "KMSInvalidMacException", 5: "ValidationException", 8: "NotFoundException", 13: "InvalidKeyUsageException",
           21: "KMSInvalidMacException", 34: "ValidationException"}


def url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def make_keys():
    """Per key ID its algorithm and material; four keys of each algorithm."""
    return {f"key-{i}": (f"HS{(256, 384, 512)[i % 3]}", os.urandom(64)) for i in range(12)}


def alter(kind, token, other, keys):
    """The token, altered so that it must fail as ALTERED says of its number."""
    header, payload, mac = token.split(".")
    names = {5: {"alg": "none"}, 34: {"crit": ["exp"], "exp": 1}, 8: {"kid": "lost"}, 13: {"kid": "key-1"}}
    if kind in names:
        changed = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4))) | names[kind]
        return f"{url(json.dumps(changed).encode())}.{payload}.{mac if kind != 5 else ''}"
    if kind == 3:
        return f"{header}.{other.split('.')[1]}.{mac}"
    return jwt.encode({"forged": True}, b"x" * 64, algorithm="HS256", headers={"kid": "key-0"})


def do(run):
    if jwt is None:
        print("skipped: PyJWT (python3-jwt) is not installed")
        return
    keys = make_keys()
    with open(run.path("jwks.json"), "w") as file:
        json.dump({"keys": [{"kty": "oct", "kid": kid, "alg": alg, "k": url(secret)}
                            for kid, (alg, secret) in keys.items()]}, file)
    os.chmod(run.path("jwks.json"), 0o600)
    num_tokens = 1_000_000 if run.is_full else 4_000
    tokens = []
    for i in range(num_tokens):
        # Token 13 says HS256, and key-1, which it is made to name, is for HS384.
        kid = f"key-{0 if i == 13 else i % 12}"
        tokens.append(jwt.encode({"sub": f"user-{i}", "iat": 1700000000 + i, "scope": "read " * (i % 9)}, keys[kid][1],
                                 algorithm=keys[kid][0], headers={"kid": kid}))
    wanted = {}
    for i, code in ALTERED.items():
        tokens[i] = alter(i, tokens[i], tokens[i + 1], keys)
        wanted[i // TOKENS_A_FILE, i % TOKENS_A_FILE + 1] = code
    for number in range(0, num_tokens, TOKENS_A_FILE):
        path = run.path(f"tokens/{number // (TOKENS_A_FILE * 100):02}/{number // TOKENS_A_FILE:06}.jwt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(tokens[number:number + TOKENS_A_FILE]))  # no line end after the last

    command = ["verify", "tokens", "--keys", "jwks.json", "--profile", "jwt"]
    result = run.run(*command, "--results", "failures", "--expect-records", str(num_tokens), "-q")
    found = {(int(os.path.basename(line["Source"])[:6]), line["Record"]): line["Error"]["Code"]
             for line in result.results}
    run.check(f"of {num_tokens} tokens in {num_tokens // TOKENS_A_FILE} files exactly the altered are found, each for "
              "its reason", result.status == 1 and found == wanted, (result.status, found, result.errors))
    run.write_keys({"control": keys["key-0"][1]})
    messages = (token.rsplit(".", 1)[0].encode() for token in tokens)
    run.rate("a folder of JSON Web Tokens", sum(len(token) + 1 for token in tokens), command,
             (("control", message, hmac.digest(keys["key-0"][1], message, "sha256")) for message in messages))


if __name__ == "__main__":
    job.main(__doc__, do)
