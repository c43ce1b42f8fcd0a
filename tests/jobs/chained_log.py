#!/usr/bin/env python3
"""A chained audit log with an altered, a deleted and two swapped records and a cut tail: each is found, and told apart.

Two logs as applications write them: lines whose MAC covers the MAC before (`{prev.Mac}`), and JSON whose records repeat
the MAC before and whose MAC covers the record (`--chain-link`). Usage: chained_log.py PROGRAM [--full] [--rate ROUNDS]
"""
import hmac
import json
import random

import job as jobs

KEY = b"a key for chains, no secret"
GENESIS = "0" * 64


def mac_of(text):
    return hmac.new(KEY, text.encode(), "sha256").hexdigest()


def entries(count):
    """The text of every entry."""
    dice = random.Random(1)
    for number in range(1, count + 1):
        yield f"2026-11-22T10:{number % 3600:04d} seq={number} user={dice.randrange(10**6)} path=/orders/{'x' * dice.randrange(200)}"


def chain(count):
    """(MAC before, text, MAC) of every line."""
    previous = GENESIS
    for text in entries(count):
        mac = mac_of(f"{previous}|{text}")
        yield previous, text, mac
        previous = mac


def linked(count):
    """(JSON without its MAC, MAC) of every record."""
    previous = GENESIS
    for text in entries(count):
        body = json.dumps({"text": text, "prev_hash": previous})
        mac = mac_of(body)
        yield body, mac
        previous = mac


def damage(lines, altered, swapped, deleted, cut):
    """Alters a line, swaps two, deletes one, by their numbers from 1, and cuts the tail off."""
    lines = list(lines)
    lines[altered - 1] = lines[altered - 1].replace("user=", "user=9", 1)
    lines[swapped - 1], lines[swapped] = lines[swapped], lines[swapped - 1]
    del lines[deleted - 1]
    return lines[:-cut]


def do(job):
    count = 1_000_000 if job.is_full else 20_000
    altered, swapped, deleted = count // 5, count // 2, count * 4 // 5
    job.write_keys({"audit": KEY})
    base = ["verify", "--keys", "keys.json", "--key-id", "audit", "--mac-algorithm", "HMAC_SHA_256", "--mac-encoding",
            "hex", "--chain-start", GENESIS, "--results", "failures", "--summary", "summary.json"]
    rows = list(chain(count))
    lines = [f"{text} hmac={mac}\n" for _, text, mac in rows]
    pure = ["--line", "{text} hmac={Mac}", "--message", "{prev.Mac}|{text}", "--chain-end", rows[-1][2]]
    records = list(linked(count))
    objects = [f'{body[:-1]}, "hash": "{mac}"}}\n' for body, mac in records]
    link = ["--columns", "mac=hash", "--message", "json-without:hash", "--chain-link", "prev_hash", "--chain-end",
            records[-1][1]]

    failing = [altered, swapped, swapped + 1, swapped + 2, deleted]
    behind = [None, swapped + 1, swapped - 1, swapped, None]
    unclear = "altered or behind another record"
    intact = "intact, behind another record"
    for what, whole, options, findings in (
            ("lines with {prev.Mac}", lines, pure, [unclear, intact, intact, intact, unclear]),
            ("JSON with --chain-link", objects, link, ["altered", intact, intact, intact, intact])):
        job.path("whole").write_text("".join(whole))
        run = job.run(*base, *options, "whole")
        job.check(f"{what}: the whole chain holds", run.status == 0 and not run.results, run.errors)
        job.path("damaged").write_text("".join(damage(whole, altered, swapped, deleted, 3)))
        run = job.run(*base, *options, "damaged")
        summary = json.loads(job.path("summary.json").read_text())
        job.check(f"{what}: status 1 for the damage, and the cut tail among the reasons",
                  run.status == 1 and "also: the chain does not end as it should" in run.errors and
                  summary["chain"]["cut_ends"] == ["damaged"], run.errors)
        job.check(f"{what}: the records that fail", [line["Record"] for line in run.results] == failing, run.results)
        breaks = summary["chain"]["breaks"]
        job.check(f"{what}: what is told of each",
                  [row["finding"] for row in breaks] == findings and
                  [(row["belongs_behind"] or {}).get("record") for row in breaks] == behind, breaks)
    job.path("whole").write_text("".join(lines))
    job.rate("chained log lines, {prev.Mac}", job.path("whole").stat().st_size, base[:-4] + pure + ["whole"],
             (("audit", f"{previous}|{text}".encode(), bytes.fromhex(mac)) for previous, text, mac in rows))


if __name__ == "__main__":
    jobs.main(__doc__, do)
