#!/usr/bin/env python3
"""Lets every allocation of a run fail in turn, once and from then on, and looks at what the run makes of it.

A library for LD_PRELOAD (failing_allocations.cpp) stands before malloc and its like, so OpenSSL's, simdjson's and the
C++ library's allocations fail, too. Every run must end with an error that is told and status 3 or 5, or as if nothing
had been; whatever stands under a final name must be whole and true, and no temporary file may be left.

Usage: allocation_faults.py PROGRAM --library SHIM [--full] [--scenario NAME]
"""
import os
import pathlib

import common


def environment(library, **more):
    return {"LD_PRELOAD": library, **{f"HMACSWEEP_{name}": str(value) for name, value in more.items()}}


def scenarios(program, folder):
    """Runs that are small and still come by all that allocates."""
    some = {"a.jsonl": common.json_records(6, {2}) + '{"x":1E+400,"Id":"\\u0041"}\n\n{"KeyId":"none"}\n',
            "b.csv": common.csv_records(4)}
    summary = ["--summary", "out/summary.json"]
    verify = ["verify", "a.jsonl", "b.csv", "--keys", "keys.json", "-o", "out/results.jsonl", *summary]
    return common.batch_scenarios(program, folder, 5) + [
        common.Scenario("odd", program, folder, [*verify, "--threads", "1"], some,
                        status=common.INVALID),
        common.Scenario("candidates", program, folder,
                        ["verify", "a.jsonl", "--keys", "keys.json", "-o", "out/results.jsonl", *summary, "--key-id",
                         "any", "--threads", "1"], {"a.jsonl": common.json_records(5).replace('"KeyId"', '"Other"')}),
        common.Scenario("openssl", program, folder,
                        ["verify", "a.jsonl", "--keys", "keys.json", "-o", "out/results.jsonl", "--backend", "openssl",
                         "--cross-check", "all", "--threads", "1"], {"a.jsonl": common.json_records(5)}),
        common.Scenario("list", program, folder, ["keys", "list", "--keys", "keys.json"], {}),
        common.Scenario("profile", program, folder,
                        ["verify", "a.jsonl", "--keys", "keys.json", "--profile", "kms", "-o", "out/results.jsonl"],
                        {"a.jsonl": common.json_records(5)}),
    ]


def num_allocations(scenario, library, count_file):
    scenario.run(environment=environment(library, COUNT_ALLOCATIONS=count_file))
    return int(count_file.read_text())


def problem_of(run):
    if run.status == common.USAGE:
        return f"status {run.status}"
    return common.problem_of(run)


def do(campaign):
    library = campaign.arguments.library
    if "LD_PRELOAD" in os.environ or not pathlib.Path(library).is_file():
        common.skip(f"there is no {library}")
    library = str(pathlib.Path(library).resolve())
    count_file = campaign.folder / "count"
    every = scenarios(campaign.program, campaign.folder)
    # Most allocations are those of the table of options, the same in each run: one scenario goes through them.
    listing = next(scenario for scenario in every if scenario.name == "list")
    num_common = num_allocations(listing, library, count_file) - 100
    for scenario in every:
        if campaign.arguments.scenario not in ("", scenario.name):
            continue
        total = num_allocations(scenario, library, count_file)
        first = 1 if scenario is listing else num_common
        print(f"{scenario.name}: allocations {first} to {total}", flush=True)
        wanted = range(first, total + 20, 1 if campaign.is_full else max(1, (total - first) // 12))
        faults = [(nth, onwards) for nth in wanted for onwards in (False, True)]
        for nth, onwards in faults:
            more = {"FAIL_ALLOCATION": nth, **({"FAIL_ONWARDS": 1} if onwards else {})}
            run = scenario.run(environment=environment(library, **more), patience=20)
            campaign.note(f"{scenario.name}: allocation {nth} of {total} fails{' and all after it' if onwards else ''}",
                          run.status, problem_of(run), run.err)


if __name__ == "__main__":
    common.main(__doc__, do, [("--library", {"required": True}),
                              ("--scenario", {"default": "", "help": "only the one of this name"})])
