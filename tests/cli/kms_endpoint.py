"""A KMS for tests, on this machine alone: GenerateMac, VerifyMac and DescribeKey over keys that are known. Its exceptions
and their order are those recorded from AWS KMS; Python's hmac makes the MACs."""
import base64
import hmac
import http.server
import json
import os
import signal

ARN = "arn:aws:kms:us-east-1:111122223333:key/"
DIGESTS = {f"HMAC_SHA_{bits}": f"sha{bits}" for bits in (224, 256, 384, 512)}
ENUM = "[HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]"
STATES = {"PendingDeletion": "pending deletion", "PendingImport": "pending import", "Unavailable": "unavailable", "Creating": "creating",
          "PendingReplicaDeletion": "pending replica deletion"}


def key(number, spec=256, state="Enabled", aliases=(), **more):
    name = f"{number:08x}-12ab-34cd-56ef-1234567890ab"
    return {"AWSAccountId": "111122223333", "KeyId": name, "Arn": ARN + name, "CreationDate": 1600000000.5 + number,
            "Enabled": state == "Enabled", "Description": "", "KeyUsage": "GENERATE_VERIFY_MAC", "KeyState": state, "Origin": "EXTERNAL",
            "KeyManager": "CUSTOMER", "KeySpec": f"HMAC_{spec}", "MultiRegion": False, "MacAlgorithms": [f"HMAC_SHA_{spec}"], **more,
            "Aliases": [f"alias/{alias}" for alias in aliases], "KeyMaterial": base64.b64encode(bytes(range(number, number + spec // 8))).decode()}


def arn(number, region):
    return ARN.replace("us-east-1", region) + key(number)["KeyId"]


KEYS = [key(1, aliases=["audit"], Description="d\u00e9j\u00e0 vu, \u4e2d\u6587: 'a' \"b\" #c", MultiRegion=True, MultiRegionConfiguration={
            "MultiRegionKeyType": "PRIMARY", "PrimaryKey": {"Arn": arn(1, "us-east-1"), "Region": "us-east-1"}, "ReplicaKeys": [
                {"Arn": arn(1, "eu-west-1"), "Region": "eu-west-1"}, {"Arn": arn(1, "eu-west-3"), "Region": "eu-west-3"}]}),
        key(2, 224, aliases=["short"]), key(3, 384, aliases=["long"]), key(4, 512, aliases=["longest"]), key(5, state="Disabled", aliases=["off"]),
        key(6, state="PendingDeletion", aliases=["going"], DeletionDate=1700000000), key(7, state="Unavailable", aliases=["away"])]


def key_file_text():
    return json.dumps({"Keys": KEYS})


class Refusal(Exception):
    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


def find(name):
    for row in KEYS:
        if name in (row["KeyId"], row["Arn"], *row["Aliases"], *(ARN[:-4] + alias for alias in row["Aliases"])):
            return row
    if name.startswith("arn:"):
        if name.split(":")[3] != "us-east-1":
            raise Refusal("NotFoundException", "Invalid arn " + name.split(":")[3])
        raise Refusal("NotFoundException", f"Key '{name}' does not exist")
    if name.startswith("alias/"):
        raise Refusal("NotFoundException", f"Alias {ARN[:-4]}{name} is not found.")
    if len(name) == 36 and name.count("-") == 4:
        raise Refusal("NotFoundException", f"Key '{ARN}{name}' does not exist")
    raise Refusal("NotFoundException", f"Invalid keyId '{name}'")


def length_violations(member, size, most):
    if not 1 <= size <= most:
        bound = "greater than or equal to 1" if size < 1 else f"less than or equal to {most}"
        yield f"Value at '{member}' failed to satisfy constraint: Member must have length {bound}"


def token_violations(request):
    if len(request.get("GrantTokens", [])) > 10:
        yield "Value at 'grantTokens' failed to satisfy constraint: Member must have length less than or equal to 10"


def check_tokens(request):
    refuse(list(length_violations("keyId", len(request["KeyId"]), 2048)) + list(token_violations(request)))


def refuse(found):
    if found:
        raise Refusal("ValidationException", f"{len(found)} validation error{'s' * (len(found) > 1)} detected: {'; '.join(found)}")


def check_parameters(request, message, mac):
    found = list(length_violations("message", len(message), 4096)) + list(length_violations("keyId", len(request["KeyId"]), 2048))
    if request["MacAlgorithm"] not in DIGESTS:
        found.append(f"Value '{request['MacAlgorithm']}' at 'macAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: {ENUM}")
    if mac is not None:
        found += length_violations("mac", len(mac), 6144)
    refuse(found + list(token_violations(request)))


def answer(operation, request):
    if operation == "DescribeKey":
        check_tokens(request)
        row = find(request["KeyId"])
        return {"KeyMetadata": {name: value for name, value in row.items() if name not in ("Aliases", "KeyMaterial")}}
    message = base64.b64decode(request["Message"])
    mac = base64.b64decode(request["Mac"]) if operation == "VerifyMac" else None
    check_parameters(request, message, mac)
    row = find(request["KeyId"])
    if row["KeyState"] == "Disabled":
        raise Refusal("DisabledException", f"{row['Arn']} is disabled.")
    if row["KeyState"] in STATES:
        raise Refusal("KMSInvalidStateException", f"{row['Arn']} is {STATES[row['KeyState']]}.")
    if request["MacAlgorithm"] not in row["MacAlgorithms"]:
        raise Refusal("InvalidKeyUsageException", f"Algorithm {request['MacAlgorithm']} is incompatible with key spec {row['KeySpec']}.")
    right = hmac.digest(base64.b64decode(row["KeyMaterial"]), message, DIGESTS[request["MacAlgorithm"]])
    if mac is None:
        return {"Mac": base64.b64encode(right).decode(), "MacAlgorithm": request["MacAlgorithm"], "KeyId": row["Arn"]}
    if mac != right:
        raise Refusal("KMSInvalidMacException", None)
    return {"KeyId": row["Arn"], "MacValid": True, "MacAlgorithm": request["MacAlgorithm"]}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, reply = 200, None
        try:
            reply = answer(self.headers["X-Amz-Target"].split(".")[1], request)
        except Refusal as refusal:
            status, reply = 400, {"__type": refusal.code}
            if refusal.args[0] is not None:
                reply["message"] = refusal.args[0]
        body = json.dumps(reply).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *arguments):
        pass


class Endpoint:
    """Serves in a process of its own, from construction until stop()."""

    def __init__(self):
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_port}"
        self.child = os.fork()
        if self.child == 0:
            server.serve_forever()
        server.server_close()

    def stop(self):
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
