#!/usr/bin/env python3
"""Makes made.json: MACs by the real software that the profiles are about, so that the tests need none of it.

Needs, from PyPI, PyJWT, Django, itsdangerous, stripe, standardwebhooks, slack_sdk and tink; from Debian, jose, ruby and
ruby-activesupport. Versions are noted with every value. Keys are made up, or random where the software insists.

Usage: make.py > made.json
"""
import base64
import datetime
import hashlib
import importlib.metadata
import io
import json
import pathlib
import subprocess
import sys

import itsdangerous
import jwt
import standardwebhooks
import stripe
import tink
from django.conf import settings
from django.core import signing
from slack_sdk.signature import SignatureVerifier
from tink import cleartext_keyset_handle, mac

BODIES = ['{"test": 2432232314}', '{"a":"caf\u00e9 \U0001f600","b":"\\"quoted\\""}', "", "two\nlines\r\n", "x" * 300]


def version(package):
    return f"{package} {importlib.metadata.version(package)}"


def b64(data):
    return base64.b64encode(data).decode()


def keys(pairs):
    return json.dumps({"Keys": [{"KeyId": name, "KeyMaterial": b64(material)} for name, material in pairs]})


def case(profile, made_by, key_file, lines, arguments=(), import_key=None):
    return {"profile": profile, "made_by": made_by, "keys": key_file, "arguments": list(arguments),
            "input": "".join(line + "\n" for line in lines), "records": len(lines), "import": import_key}


def hooks(headers_of):
    return [json.dumps({"headers": headers_of(body), "body": body}, ensure_ascii=i % 2 == 0)
            for i, body in enumerate(BODIES)]


def jwts():
    secrets = {alg: hashlib.sha512(alg.encode()).digest() for alg in ("HS256", "HS384", "HS512")}
    key_file = json.dumps({"keys": [
        {"kty": "oct", "kid": alg, "alg": alg, "k": base64.urlsafe_b64encode(secret).decode().rstrip("=")}
        for alg, secret in secrets.items()]})
    lines = [jwt.encode({"sub": "1234567890", "n": i, "text": "caf\u00e9" * i}, secret, algorithm=alg,
                        headers={"kid": alg} | ({"typ": "at+jwt", "n": 1e30} if i == 2 else {}))
             for alg, secret in secrets.items() for i in range(4)]
    return case("jwt", version("PyJWT"), key_file, lines)


def jose():
    made_by = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}", "jose"], capture_output=True, check=True,
                             text=True).stdout
    lines, jwks = [], []
    for alg in ("HS256", "HS384", "HS512"):
        key = {"kty": "oct", "alg": alg, "kid": f"jose-{alg}",
               "k": base64.urlsafe_b64encode(hashlib.sha512(alg.encode()).digest()).decode().rstrip("=")}
        pathlib.Path("/tmp/made.jwk").write_text(json.dumps(key))
        for payload in (b"not JSON at all", b'{"sub":"x"}', b""):
            pathlib.Path("/tmp/made.payload").write_bytes(payload)
            lines.append(subprocess.run(
                ["jose", "jws", "sig", "-I", "/tmp/made.payload", "-k", "/tmp/made.jwk", "-c", "-s",
                 json.dumps({"protected": {"kid": key["kid"]}})], capture_output=True, check=True, text=True).stdout.strip())
        jwks.append(key)
    return case("jwt", made_by, json.dumps({"keys": jwks}), lines)


def django():
    secret = "django-insecure-made-up-key-$%&/"
    settings.configure(SECRET_KEY=secret)
    signer = signing.Signer(salt="profiles.test")
    stamped = signing.TimestampSigner(salt="profiles.test")
    values = ["plain", "with:colons:inside", "caf\u00e9", "", '{"json": [1, 2]}']
    lines = [signer.sign(value) for value in values] + [stamped.sign(value) for value in values]
    lines.append(signing.dumps({"user": 17, "list": list(range(50))}, salt="profiles.test"))
    cookies = [signing.get_cookie_signer(salt="sessionid" + "pepper").sign(value) for value in values]
    made = []
    for source, salt, before, values in (("django", "profiles.test", b"", lines),
                                         ("django-cookie", "sessionidpepper", b"django.http.cookies", cookies)):
        key = hashlib.sha256(salt.encode() + b"signer" + before + secret.encode()).digest()
        made.append(case("django-signed", version("Django"), keys([("app", key)]), values, ["--key-id", "app"],
                         {"arguments": ["--from", source, "--salt", salt], "input": secret}))
    return made


def dangerous():
    secret = "its-a-secret"
    signer = itsdangerous.TimestampSigner(secret, salt="cookie-session", digest_method=hashlib.sha256,
                                          key_derivation="django-concat")
    lines = [signer.sign(value).decode() for value in ("eyJhIjoxfQ", "with.dots.inside", "")]
    key = hashlib.sha256(b"cookie-session" + b"signer" + secret.encode()).digest()
    return case("django-signed", version("itsdangerous"), keys([("app", key)]), lines,
                ["--key-id", "app", "--line", "{Message}.{Mac}"],
                {"arguments": ["--from", "django", "--salt", "cookie-session"], "input": secret})


def rails():
    made = json.loads(subprocess.run(["ruby", str(pathlib.Path(__file__).parent / "make.rb")], capture_output=True,
                                     check=True).stdout)
    cases = []
    for source, more in (("rails", ["HMAC_SHA_256", "HMAC_SHA_512"]), ("rails-sha256", ["HMAC_SHA_256"])):
        for values, algorithm in zip(made[source], more):
            arguments = ["--key-id", "app"] + (["--mac-algorithm", algorithm] if algorithm != "HMAC_SHA_256" else [])
            made_by = f"ActiveSupport {made['version']}" + (", key by Ruby's OpenSSL" if source != "rails" else "")
            cases.append(case("rails-message-verifier", made_by, keys([("app", base64.b64decode(values["key"]))]),
                              values["lines"], arguments, {"arguments": ["--from", source, "--salt", "signed cookie"],
                                                           "input": made["secret_key_base"]}))
    return cases


def stripe_hooks():
    old, new, at = "whsec_OLD0123456789", "whsec_NEW0123456789", 1492774577

    def headers(body):
        sign = stripe.WebhookSignature._compute_signature  # pylint: disable=protected-access
        macs = [sign(f"{at}.{body}", secret) for secret in (new, old)]
        header = f"t={at},v1={macs[0]},v1={macs[1]},v0={'0' * 64}"
        stripe.WebhookSignature.verify_header(body, header, old)
        return {"stripe-signature" if body else "Stripe-Signature": header}
    return [case("stripe", version("stripe"), keys([("hook", secret.encode())]), hooks(headers), ["--key-id", "hook"])
            for secret in (old, new)]


def standard_hooks():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    at = datetime.datetime.fromtimestamp(1614265330, tz=datetime.timezone.utc)

    def headers(body):
        made = standardwebhooks.Webhook(secret).sign("msg_1", at, body)
        return {"webhook-id": "msg_1", "webhook-timestamp": "1614265330",
                "webhook-signature": f"v1a,{b64(b'x' * 64)} v1,{b64(b'0' * 32)} {made}"}
    return case("standard-webhooks", version("standardwebhooks"), keys([("hook", base64.b64decode(secret[6:]))]),
                hooks(headers), ["--key-id", "hook"],
                {"arguments": ["--from", "standard-webhooks"], "input": secret})


def slack():
    verifier = SignatureVerifier("8f742231b10e8888abcd99yyyzzz85a5")
    lines = hooks(lambda body: {"X-Slack-Request-Timestamp": "1531420618", "X-Slack-Signature":
                                verifier.generate_signature(timestamp="1531420618", body=body)})
    return case("slack", version("slack_sdk"), keys([("hook", b"8f742231b10e8888abcd99yyyzzz85a5")]), lines,
                ["--key-id", "hook"])


def key_value(message):
    """Field 3, key_value, of a serialised HmacKey, whose fields here are all shorter than 128 bytes and bytes."""
    while message:
        tag, size = message[0], message[1]
        if tag == 0x1a:
            return message[2:2 + size]
        message = message[2 + size:]
    raise ValueError("no key_value")


def tink_tags():
    mac.register()
    made = []
    for name, template, arguments in (
            ("HMAC_SHA256_128BITTAG", mac.mac_key_templates.HMAC_SHA256_128BITTAG, []),
            ("HMAC_SHA256_256BITTAG", mac.mac_key_templates.HMAC_SHA256_256BITTAG, []),
            ("HMAC_SHA512_256BITTAG", mac.mac_key_templates.HMAC_SHA512_256BITTAG, ["--mac-algorithm", "HMAC_SHA_512"]),
            ("HMAC_SHA512_512BITTAG", mac.mac_key_templates.HMAC_SHA512_512BITTAG, ["--mac-algorithm", "HMAC_SHA_512"])):
        handle = tink.new_keyset_handle(template)
        text = io.StringIO()
        cleartext_keyset_handle.write(tink.JsonKeysetWriter(text), handle)
        keyset = json.loads(text.getvalue())
        material = key_value(base64.b64decode(keyset["key"][0]["keyData"]["value"]))
        key_id = str(keyset["primaryKeyId"])
        primitive = handle.primitive(mac.Mac)
        lines = [json.dumps({"Message": b64(body.encode()), "Mac": b64(primitive.compute_mac(body.encode()))})
                 for body in BODIES]
        made.append(case("tink", f"{version('tink')}, {name}", keys([(key_id, material)]), lines,
                         ["--key-id", key_id] + arguments,
                         {"arguments": ["--from", "tink"], "input": text.getvalue()}))
    return made


def main():
    cases = [jwts(), jose(), *django(), dangerous(), *rails(), *stripe_hooks(), standard_hooks(), slack(), *tink_tags()]
    json.dump(cases, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
