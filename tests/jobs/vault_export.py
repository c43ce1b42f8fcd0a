#!/usr/bin/env python3
"""Rows with MACs of HashiCorp Vault's transit engine, under keys from its export, verified by one command.

The export and the MACs have the form that Vault's documentation gives (`transit/export/hmac-key/NAME`, `vault:vN:` and
base64); three versions of the key are in use. Some inputs are altered, one MAC names a version that is not exported,
one another than its own: exactly these must be found.
"""
import base64
import hmac
import json
import os

import job


def b64(data):
    return base64.b64encode(data).decode()


def do(run):
    versions = {str(version): os.urandom(32) for version in (1, 2, 3)}
    export = {"request_id": "0", "data": {"name": "audit", "type": "aes256-gcm96", "keys": {
        version: b64(key) for version, key in versions.items()}}}
    run.path("export.json").write_text(json.dumps(export))
    imported = run.run("keys", "import", "--from", "vault", "--in", "export.json", "-o", "keys.json")
    run.check("the three versions are imported", imported.status == 0, imported.errors)

    count = 1_000_000 if run.is_full else 5_000
    records = []
    with open(run.path("rows.csv"), "w") as file:
        file.write("id,input,hmac\n")
        for i in range(count):
            version = str(1 + i * 3 // count)
            message = f"order {i};".encode() * (1 + i % 20)
            mac = hmac.digest(versions[version], message, "sha256")
            named = {13: "9", 21: "3"}.get(i, version)
            records.append((f"audit:v{version}", message, mac))
            file.write(f"{i},{b64(message + b'!' if i == 34 else message)},vault:v{named}:{b64(mac)}\n")
    command = ["verify", "rows.csv", "--keys", "keys.json", "--profile", "vault", "--key-id", "audit"]
    result = run.run(*command, "--columns", "id=id", "--results", "failures", "--expect-records", str(count), "-q")
    found = {line["Id"]: line["Error"]["Code"] for line in result.results}
    run.check(f"of {count} rows exactly the altered are found", result.status == 1 and found == {
        "13": "NotFoundException", "21": "KMSInvalidMacException", "34": "KMSInvalidMacException"},
              (result.status, found, result.errors))
    run.rate("Vault's MACs in a CSV table", run.path("rows.csv").stat().st_size, command, records)


if __name__ == "__main__":
    job.main(__doc__, do)
