#!/usr/bin/env python3
"""Adds to made.json the webhooks that vendors' own libraries accept, so that the tests need none of them.

Needs, from PyPI, line-bot-sdk, razorpay, Adyen, workos, squareup, paddle-python-sdk and hubspot-api-client. Each record
is signed as the vendor's documentation says; it is kept only where the vendor's library takes it for right and takes it
for wrong with another body.

Usage: webhooks.py made.json
"""
import binascii
import hashlib
import hmac
import json
import logging
import sys

import Adyen.util
import razorpay
import square.utils.webhooks_helper
from hubspot.utils.signature import Signature
from linebot.v3.webhook import SignatureValidator
from paddle_billing.Notifications.PaddleSignature import PaddleSignature
from paddle_billing.Notifications.Secret import Secret
from workos.webhooks import _verification as workos_verification

from cases import add, b64, row, version

BODIES = ['{"test": 2432232314}', '{"a":"caf\u00e9 \U0001f600","b":"\\"quoted\\""}', '{"two":\n"lines"}\r\n', "x" * 300]
SECRET = "a secret of thirty-two bytes, ..."
AT = 1671552777


def mac(message, hash_name="sha256", key=SECRET.encode()):
    return hmac.new(key, message.encode(), hash_name).digest()


def accepted(is_right, record, body):
    """The record, for which the vendor's library must tell the right body from another one."""
    assert is_right(body) and not is_right(body + " "), record
    return record


def refuses(call):
    """Whether a library's call ends without an exception."""
    try:
        return call() is not False
    except Exception:  # pylint: disable=broad-except
        return False


def of_body(profile, package, header, write, check):
    records = []
    for body in BODIES:
        value = write(body)
        records.append(accepted(lambda text, value=value: refuses(lambda: check(text, value)),
                                {"headers": {header: value}, "body": body}, body))
    return row(profile, version(package), records, SECRET.encode())


def line():
    validator = SignatureValidator(SECRET)
    return of_body("line", "line-bot-sdk", "x-line-signature", lambda body: b64(mac(body)), validator.validate)


def razorpay_hooks():
    client = razorpay.Client(auth=("id", "secret"))
    return of_body("razorpay", "razorpay", "X-Razorpay-Signature", lambda body: mac(body).hex(),
                   lambda body, value: client.utility.verify_webhook_signature(body, value, SECRET))


def paddle():
    logging.disable(logging.CRITICAL)
    return of_body("paddle", "paddle-python-sdk", "Paddle-Signature",
                   lambda body: f"ts={AT};h1={'0' * 64};h1={mac(f'{AT}:{body}').hex()}",
                   lambda body, value: PaddleSignature().verify(value, body, Secret(SECRET)))


def workos():
    return of_body("workos", "workos", "WorkOS-Signature", lambda body: f"t={AT}000, v1={mac(f'{AT}000.{body}').hex()}",
                   lambda body, value: workos_verification.verify_header(
                       event_body=body.encode(), event_signature=value, secret=SECRET, tolerance=10**9))


def square_hooks():
    url = "https://example.org/hooks?x=1"
    records = []
    for body in BODIES:
        value = b64(mac(url + body))
        records.append(accepted(
            lambda text, value=value: square.utils.webhooks_helper.verify_signature(
                request_body=text, signature_header=value, signature_key=SECRET, notification_url=url),
            {"headers": {"x-square-hmacsha256-signature": value}, "url": url, "body": body}, body))
    return row("square", version("squareup"), records, SECRET.encode())


def hubspot():
    url = "https://example.org/hooks?x=1"
    records = []
    for body in BODIES:
        value = Signature.get_signature(SECRET, body, "v3", url, "POST", f"{AT}000")
        records.append({"headers": {"X-HubSpot-Signature-v3": value, "X-HubSpot-Request-Timestamp": f"{AT}000"},
                        "method": "POST", "url": url, "body": body})
    return row("hubspot", version("hubspot-api-client"), records, SECRET.encode())


def adyen():
    key = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"
    records = []
    for original, value in ((None, 1130), ("8313547924770610", 0)):
        item = {"pspReference": "7914073381342284", "merchantAccountCode": "TestMerchant",
                "merchantReference": "TestPayment-1407325143704", "amount": {"value": value, "currency": "EUR"},
                "eventCode": "AUTHORISATION", "success": "true"}
        if original:
            item["originalReference"] = original
        signed = Adyen.util.generate_notification_sig(dict(item), key).decode()
        item["additionalData"] = {"hmacSignature": signed, "cardBin": "4111"}
        assert Adyen.util.is_valid_hmac_notification(item, key)
        records.append({"NotificationRequestItem": item})
    assert records[0]["NotificationRequestItem"]["additionalData"]["hmacSignature"] == "coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0="
    return row("adyen", version("Adyen"), records, binascii.a2b_hex(key))


if __name__ == "__main__":
    add(sys.argv[1], [line(), razorpay_hooks(), paddle(), workos(), square_hooks(), hubspot(), adyen()])
