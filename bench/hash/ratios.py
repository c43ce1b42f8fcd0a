#!/usr/bin/env python3
"""Ratios of the hash stage to its peers, from the JSON of hmacsweep_bench_hash:

    hmacsweep_bench_hash --benchmark_out=hash.json && python3 bench/hash/ratios.py hash.json

A row's figures are medians of CPU time over the run's repetitions; `spread` is the distance between their quartiles as a
part of the median, the greater of the two that the ratio to ipsec-mb is made of. The peer ipsec-mb is the faster of its
jobs and its bursts.
"""
import collections
import json
import statistics
import sys

# Ratios to ipsec-mb: accepted, good, stretch (equal lengths up to 1,024 bytes and mixed ones; 4,096 bytes).
GOALS = {"H1": (1.0, 1.15, 1.4), "H2": (0.9, 1.0, 1.05)}
OWN = ("simd:avx512x2", "simd:avx512", "simd:avx2", "simd:128", "scalar")
PEERS = ("ipsec-mb", "evp", "HMAC()")
LEVELS = ("MISSED", "accepted", "good", "stretch")


def read(path):
    """{(algorithm, length, keys): {peer: [ns per record]}}"""
    rows = collections.defaultdict(lambda: collections.defaultdict(list))
    with open(path, encoding="utf-8") as file:
        for run in json.load(file)["benchmarks"]:
            if run.get("error_occurred"):
                sys.exit(f"{run['name']}: {run['error_message']}")
            if run["run_type"] == "iteration":
                _, algorithm, length, keys, peer = run["run_name"].split("/")
                rows[algorithm, length, keys][peer].append(1e9 / run["items_per_second"])
    return rows


def spread(samples):
    if len(samples) < 3:
        return 0
    first, _, third = statistics.quantiles(samples, method="inclusive")
    return (third - first) / statistics.median(samples)


def place(case):
    """By algorithm, then by length with mixed lengths last."""
    algorithm, length, keys = case
    return algorithm, int(keys), int(length) if length.isdigit() else sys.maxsize


def columns(peers, median):
    """A row's figures as text: nanoseconds a record, ratios of the widest instruction set, spread and goal level."""
    own = next((peer for peer in OWN if peer in median), None)
    ipsec_mb = min((peer for peer in median if peer.startswith("ipsec-mb")), key=median.get, default=None)
    others = (ipsec_mb, "openssl-evp", "openssl-hmac")
    texts = [f"{median[peer]:.0f}" if peer in median else "-" for peer in (*OWN, *others)]
    texts += [f"{median[peer] / median[own]:.2f}" if own and peer in median else "-" for peer in others]
    return texts, own, ipsec_mb


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    form = "{:28}" + "{:>8}" * 7 + "  " + "{:>8}" * 4 + "  {}"
    print(form.format("", "ns a record", *[""] * 6, "ratio to", *[""] * 4))
    print(form.format("", *(name.removeprefix("simd:") for name in OWN), *PEERS, *PEERS, "spread", "goal"))
    rows = read(sys.argv[1])
    for case in sorted(rows, key=place):
        algorithm, length, keys = case
        peers = rows[case]
        median = {peer: statistics.median(samples) for peer, samples in peers.items()}
        texts, own, ipsec_mb = columns(peers, median)
        spread_text = level = ""
        if own and ipsec_mb:
            spread_text = f"{100 * max(spread(peers[own]), spread(peers[ipsec_mb])):.1f} %"
            goal = "H2" if length == "4096" else "H1"
            level = f"{goal} {LEVELS[sum(median[ipsec_mb] / median[own] >= limit for limit in GOALS[goal])]}"
        name = f"{algorithm} {length}" + (f" x {keys} keys" if keys != "1" else "")
        print(form.format(name, *texts, spread_text, level))


if __name__ == "__main__":
    main()
