#!/usr/bin/env python3
"""Archives of Stripe's and GitHub's webhooks as JSON Lines of headers and body, verified by one command each.

Signatures are made as the two services document it (tests/vectors/profiles has values of their own libraries). While
Stripe's secret is rotated a delivery carries two of them. Some bodies are altered or exchanged, some signatures taken
from the old scheme or left out: exactly these must be found.
"""
import hashlib
import hmac
import json

import job

STRIPE_SECRET, STRIPE_OLD_SECRET, GITHUB_SECRET = b"whsec_current", b"whsec_previous", b"It's a Secret to Everybody"


def hex_mac(secret, message):
    return hmac.new(secret, message.encode(), hashlib.sha256).hexdigest()


def body_of(i):
    return json.dumps({"id": f"evt_{i}", "amount": i * 7, "note": "caf\u00e9 \"quoted\"\n" * (i % 5)}, ensure_ascii=False,
                      indent=i % 3 or None)


def stripe_delivery(i):
    body, at = body_of(i), 1700000000 + i
    macs = [hex_mac(secret, f"{at}.{body}") for secret in (STRIPE_OLD_SECRET, STRIPE_SECRET)]
    items = [f"t={at}", f"v1={macs[1]}"] if i % 2 else [f"t={at}", f"v1={macs[0]}", f"v1={macs[1]}", "v0=" + "0" * 64]
    if i == 21:
        items = [f"t={at}", f"v0={macs[1]}"]    # a scheme that does not count
    if i == 34:
        items[0] = f"t={at + 1}"
    if i == 55:
        items = [f"t={at}", f"v1={macs[0]}"]    # the old secret's alone
    headers = {"Stripe-Signature" if i % 3 else "stripe-signature": ",".join(items), "Host": "example.org"}
    if i == 89:
        headers = {"Host": "example.org"}
    return {"received": at, "headers": headers, "body": body_of(i + 1) if i == 144 else body}


def github_delivery(i):
    body = body_of(i)
    headers = {"X-GitHub-Delivery": f"d-{i}", "X-Hub-Signature": "sha1=" + "0" * 40,
               "X-Hub-Signature-256": "sha256=" + hex_mac(GITHUB_SECRET, body)}
    if i == 21:
        headers["X-Hub-Signature-256"] = headers["X-Hub-Signature"]
    if i == 89:
        del headers["X-Hub-Signature-256"]
    return {"headers": headers, "body": body_of(i + 1) if i == 144 else body}


def do_one(run, name, deliveries, secret, wanted):
    run.write_keys({"hook": secret})
    with open(run.path(f"{name}.jsonl"), "w", encoding="utf-8") as file:
        for delivery in deliveries:
            file.write(json.dumps(delivery, ensure_ascii=False) + "\n")
    command = ["verify", f"{name}.jsonl", "--keys", "keys.json", "--profile", name, "--key-id", "hook"]
    result = run.run(*command, "--results", "failures", "--expect-records", str(len(deliveries)), "-q")
    found = {line["Record"] - 1: line["Error"]["Code"] for line in result.results}
    run.check(f"of {len(deliveries)} deliveries of {name} exactly the altered are found", result.status == 1 and
              found == wanted, (result.status, found, result.errors))
    run.rate(f"{name}'s deliveries", run.path(f"{name}.jsonl").stat().st_size, command,
             (("hook", delivery["body"].encode(), hmac.digest(secret, delivery["body"].encode(), "sha256"))
              for delivery in deliveries))


def do(run):
    count = 500_000 if run.is_full else 3_000
    do_one(run, "stripe", [stripe_delivery(i) for i in range(count)], STRIPE_SECRET,
           {21: "ValidationException", 34: "KMSInvalidMacException", 55: "KMSInvalidMacException",
            89: "MissingMacException", 144: "KMSInvalidMacException"})
    do_one(run, "github", [github_delivery(i) for i in range(count)], GITHUB_SECRET,
           {21: "ValidationException", 89: "MissingMacException", 144: "KMSInvalidMacException"})


if __name__ == "__main__":
    job.main(__doc__, do)
