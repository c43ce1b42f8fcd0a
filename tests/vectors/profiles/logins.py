#!/usr/bin/env python3
"""Adds to made.json logins and cookies that other software accepts or signs, so that the tests need none of it.

Needs, from PyPI, aiogram (Telegram) and pydiscourse; from Debian, nodejs and node-cookie-signature (Express). Telegram
itself signs logins, with the bot's token, which no library does: those are signed here as Telegram's documentation
says, and kept only where aiogram takes them for right, and for wrong with another value. Discourse's are made by
pydiscourse, and Express' by cookie-signature.

Usage: logins.py made.json
"""
import hashlib
import hmac
import json
import subprocess
import sys
import urllib.parse

import pydiscourse.sso
from aiogram.utils.auth_widget import check_integrity
from aiogram.utils.web_app import check_webapp_signature

from cases import add, row, version

TOKEN = "123456:ABC-made-up-token-of-a-bot"
SECRET = "keyboard cat, and \u00e9"
NAMES = ["Alice", "caf\u00e9 \U0001f600", "a=b&c", ""]


def sign(key, values):
    text = "\n".join(f"{name}={values[name]}" for name in sorted(values))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def telegram_login():
    key = hashlib.sha256(TOKEN.encode()).digest()
    records = []
    for i, name in enumerate(NAMES):
        login = {"id": 279058397 + i, "first_name": name, "username": f"user_{i}",
                 "photo_url": "https://t.me/i/userpic/320/x.jpg", "auth_date": 1662771648}
        if i % 2:
            del login["photo_url"]
        login["hash"] = sign(key, login)
        assert check_integrity(TOKEN, dict(login)) and not check_integrity(TOKEN, {**login, "first_name": name + " "})
        records.append(login)
    return row("telegram-login", version("aiogram"), records, key,
               {"arguments": ["--derive", "sha256"], "input": TOKEN})


def telegram_app():
    key = hmac.new(b"WebAppData", TOKEN.encode(), hashlib.sha256).digest()
    records = []
    for i, name in enumerate(NAMES):
        values = {"query_id": "AAHdF6IQAAAAAN0XohDhrOrc", "auth_date": "1662771648", "start_param": f"x-{i}",
                  "user": json.dumps({"id": 279058397, "first_name": name, "language_code": "ru"}, ensure_ascii=False)}
        values["hash"] = sign(key, values)
        data = urllib.parse.urlencode(values, quote_via=urllib.parse.quote)
        assert check_webapp_signature(TOKEN, data) and not check_webapp_signature(TOKEN, data.replace("ru", "en"))
        records.append({"initData": data})
    return row("telegram-app", version("aiogram"), records, key,
               {"arguments": ["--derive", "hmac-of:WebAppData"], "input": TOKEN})


def discourse():
    records = []
    for i, name in enumerate(NAMES):
        url = pydiscourse.sso.sso_redirect_url(f"nonce{i}", SECRET, "alice@example.org", str(i), "alice", name=name)
        query = urllib.parse.parse_qs(url[url.index("?") + 1:])
        payload, signature = query["sso"][0], query["sig"][0]
        assert pydiscourse.sso.sso_validate(payload, signature, SECRET) == f"nonce{i}"
        records.append({"sso": payload, "sig": signature})
    return row("discourse", version("pydiscourse"), records, SECRET.encode(),
               {"arguments": ["--encoding", "text"], "input": SECRET})


def express():
    values = ["plain", "with.dots", "caf\u00e9", "j:{\"a\":1}", "x" * 300]
    script = """const {sign, unsign} = require("cookie-signature"), [secret, ...values] = process.argv.slice(1);
        const made = values.map(value => sign(value, secret));
        if (made.some((cookie, i) => unsign(cookie, secret) !== values[i] || unsign("x" + cookie, secret))) throw 1;
        console.log(JSON.stringify(made));"""
    cookies = json.loads(subprocess.run(["nodejs", "-e", script, SECRET, *values], capture_output=True, check=True,
                                        env={"PATH": "/usr/bin:/bin", "NODE_PATH": "/usr/share/nodejs"}).stdout)
    made_by = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}", "node-cookie-signature"],
                             capture_output=True, check=True, text=True).stdout
    return row("express-cookie", made_by, [], SECRET.encode(), {"arguments": ["--encoding", "text"], "input": SECRET},
               [f"s:{cookie}" for cookie in cookies])


if __name__ == "__main__":
    add(sys.argv[1], [telegram_login(), telegram_app(), discourse(), express()])
