#!/usr/bin/env python3
"""Mutants of the verdict path: each of the changes below is made to a copy of a source, one at a time, and the suites that
are meant to notice are run with it. A mutant that none of them kills says what is not tested.

Usage: mutants.py [--minutes M] [--only TEXT] [--first N] [--parallel N] [--build FOLDER] [--as-is | --applies]. Builds the tests in
.build/mutants, with little optimisation and no CUDA, or takes those of FOLDER. No source is touched: a changed .cpp file
is compiled alone and linked before the library, whose own is then left out; of a changed header all that includes it is
compiled. A long campaign, of which tests/run knows nothing: a few seconds a .cpp file, a minute or two a core header.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile
import time

from rebuilt import ROOT, TARGET, Build, each, passes

# The suites that are meant to notice, quick ones first.
JUDGES = ("rules checker accounting report recipe reader_nested reader_encodings max_invalid trials generate candidates "
          "pipeline_distrust cross_check chain backend_damage files pipeline gpu_text").split()
SLABS = "max_invalid pipeline_distrust candidates generate chain cross_check files pipeline trials recipe gpu_text".split()
BACKENDS = ("checker compare self_test backend_conformance backend_damage rfc4231 slab_table slab_rows slab_json "
            "pipeline_distrust pipeline_random gpu_engine").split()
REPORTS = "report summary accounting max_invalid pipeline_stop pipeline_distrust pipeline".split()

# Left out, since no run can tell them from the program. Of cross_check.cpp: which of two implementations checks, the same one
# as judged or the other, and that the core checks OpenSSL's matches of long messages: they differ only where OpenSSL or the
# core is wrong. There, too, that a valid record has no broken link: only where scanner and parser read one record in two
# ways. Of packer.cpp: the zeros behind a MAC, which every compare masks out.
MUTANTS = {
    "host/rules/rules.cpp": (JUDGES, [
        ("return options_.ignore_key_state;", "return true;"),
        ("return options_.ignore_key_state;", "return false;"),
        ("case keys::KeyState::Updating:\n            return true;", "case keys::KeyState::Updating:\n            return false;"),
        ("            break;\n    }\n    return false;", "            break;\n    }\n    return true;"),
        ("(bytes != 0 && bytes <= keys::max_message_bytes)", "(bytes <= keys::max_message_bytes)"),
        ("bytes <= keys::max_message_bytes", "bytes < keys::max_message_bytes"),
        ("return !record.files.empty() || ", "return "),
        ("longest_mac(record) > keys::max_mac_bytes) {", "longest_mac(record) >= keys::max_mac_bytes) {"),
        ("if (record.is_malformed()) {\n        return decide", "if (false) {\n        return decide"),
        ("options_.operation == Operation::Verify && !record.has_mac", "false"),
        ("options_.operation == Operation::Verify && !record.has_mac", "!record.has_mac"),
        ("if (ruling.key == core::no_key) {", "if (false && ruling.key == core::no_key) {"),
        ("if (!is_usable(key.state)) {\n        return decide", "if (false) {\n        return decide"),
        ("!key.is_mac_key() || !key.allows", "!key.allows"),
        ("|| !key.allows(*record.algorithm)", ""),
        ("options_.limits == Limits::Kms ||", ""),
        ("unusable == keys::KeyState::Disabled ?", "unusable != keys::KeyState::Disabled ?"),
        ("if (candidates.left_out != core::no_key) {", "if (false) {"),
        ("if (is_only || candidates_->num_named() == 1) {", "if (is_only) {"),
        ("longest = std::max(longest, mac.size());", "longest = std::min(longest, mac.size());"),
        ("record.is_message_known && !is_message", "!is_message"),
    ]),
    "host/judge/checker.cpp": (JUDGES, [
        ("return hmac_for(key, algorithm).matches(message, mac);", "return true;"),
        ("return hmac_for(key, algorithm).matches(message, mac);", "return false;"),
        ("slot.key != key || !slot.hmac", "!slot.hmac"),
        ("static_cast<std::size_t>(algorithm) * slots_per_algorithm", "0 * slots_per_algorithm"),
        ("verdict[0] == Verdict::Valid", "verdict[0] != Verdict::NotJudged"),
        ("return is_right(record.mac) ||", "return"),
        ("return is_right(record.mac) || std::ranges::any_of(record.more_macs, is_right)", "return is_right(record.mac)"),
        ("is_any_right = is_right(record.mac) || std::ranges::any_of(record.more_macs, is_right)",
         "is_any_right = is_right(record.mac)"),
        ("return is_mac_length(*record.algorithm, mac.size(), min_mac_bytes) &&", "return"),
        ("batch_.clear();", ""),
    ]),
    "host/judge/record_judge.cpp": (["diagnosis", *JUDGES], [
        ("if (ruling.verdict != Verdict::NotJudged) {\n        return false;",
         "if (ruling.verdict != Verdict::NotJudged) {\n        return true;"),
        ("any_mac_matches(*openssl_, key, record, options_.min_mac_bytes)", "true"),
        ("any_mac_matches(*openssl_, key, record, options_.min_mac_bytes)", "false"),
    ]),
    "host/judge/slab_judge.cpp": (SLABS, [
        ("if (task.result.framing.frames[frame].size <= context_.options.max_record_bytes) {", "if (true) {"),
    ]),
    "host/judge/verifier.cpp": (SLABS, [
        ("verdicts_[i] == Verdict::Valid || verdicts_[i] == Verdict::Invalid", "true"),
        ("verdicts_.assign(batch.size(), Verdict::NotJudged);", "verdicts_.assign(batch.size(), Verdict::Valid);"),
        ("if (outcome.verdict == Verdict::Valid) {\n            outcome.verdict = Verdict::Invalid;",
         "if (false) {\n            outcome.verdict = Verdict::Invalid;"),
        ("if (record.is_link_broken) {\n        broken_.push_back(frame);", "if (false) {\n        broken_.push_back(frame);"),
        ("outcome.verdict = tried.verdict;", "outcome.verdict = Verdict::Valid;"),
        ("if (misfit.verdict != Verdict::Invalid) {", "if (false) {"),
    ]),
    "host/judge/generator.cpp": (SLABS, [
        ("std::ranges::any_of(mac, [](std::uint8_t byte) { return byte != 0; })", "true"),
    ]),
    "host/judge/text_judge.cpp": (SLABS, [
        ("answer.verdict == Verdict::Valid || answer.verdict == Verdict::Invalid", "true"),
        ("outcome.verdict = Verdict::NotJudged;    // until", "outcome.verdict = Verdict::Valid;    // until"),
    ]),
    "host/judge/cross_check.cpp": (SLABS, [
        ("if ((outcome.verdict == Verdict::NotJudged && outcome.is_chosen) ||\n            (records", "if ((records"),
        ("if (outcome.verdict == Verdict::Invalid || options_", "if (options_"),
        ("(is_match || options_.cross_check == rules::CrossCheck::Sample)", "is_match"),
        ("(is_match || options_.cross_check == rules::CrossCheck::Sample)",
         "(options_.cross_check == rules::CrossCheck::Sample)"),
        ("is_match && (outcome.choice", "false && (outcome.choice"),
        ("outcome.choice == KeyChoice::First || ", ""),
        ("!is_key_in_use ||", ""),
        ("outcome.key != core::no_key && keys_in_use_.add(outcome.key)", "true"),
        ("task.records_before + frame < rules::min_failing_pairs);", "false);"),
        ("if (outcome.choice != KeyChoice::Named) {\n        return false;", "if (false) {\n        return false;"),
        ("outcome.choice == KeyChoice::Named || position", "position"),
        ("return random_at(task, frame) % rules::sample_interval == 0;",
         "return random_at(task, frame) % (2 * rules::sample_interval) == 0;"),
        ("return random_at(task, frame) % rules::sample_interval == 0;", "return frame % rules::sample_interval == 0;"),
        ("const std::uint64_t place = task.slab.offset + task", "const std::uint64_t place = task"),
        ("source_seed_ = mix(options_.seed + task.slab.source);", "source_seed_ = mix(task.slab.source);"),
        ("return outcome.verdict == ruling.verdict;", "return true;"),
        ("(any_mac_matches(checker, ruling.key, record, options_.min_mac_bytes) ? Verdict::Valid", "(true ? Verdict::Valid"),
        ("any_mac_matches(checker, ruling.key, tagged, 0);", "true;"),
        ("return task.result.outcomes[frame].verdict == Verdict::Malformed;", "return true;"),
        ("file_.stamp() == stamp", "true"),
        ("return fits(position);", "return true;"),
        ("if (fits(other < position ? other : other + 1)) {", "if (false) {"),
    ]),
    "host/judge/keys_in_use.hpp": (SLABS, [
        ("use.num_matches >= first_matches &&", ""),
        (" && num_matches_ - use.end <= most_other_matches", ""),
        ("if (use.slab != slab_) {", "if (false) {"),
        ("        ++slab_;\n", ""),
    ]),
    "host/judge/trials.cpp": (JUDGES, [
        ("} else if (verdicts_[i] != Verdict::Invalid) {", "} else if (false) {"),
        ("tried.verdict != Verdict::Valid && !tried.is_unjudged", "tried.verdict != Verdict::Valid"),
        ("verdicts_.assign(batch_.size(), Verdict::NotJudged);", "verdicts_.assign(batch_.size(), Verdict::Valid);"),
        ("if (tried.verdict != Verdict::Valid) {\n                tried.verdict",
         "if (true) {\n                tried.verdict"),
        ("return tried.num_macs != 1 || macs_[tried.first_mac].size < unmistakable_mac_bytes;", "return false;"),
        ("if (!can_match) {\n        push_mac({});", "if (false) {\n        push_mac({});"),
    ]),
    "host/rules/mac_length.hpp": (JUDGES, [
        ("use_if(record.mac);\n", ""),
    ]),
    "host/backend/packer.cpp": (BACKENDS, [
        ("is_mac_length(message.algorithm, mac.size(), min_mac_bytes) ? mac.size() : 0", "mac.size()"),
        ("is_sorted = is_sorted && last_key <= key;", "is_sorted = is_sorted;"),
    ]),
    "cuda/core/verdict.hpp": (REPORTS, [
        ('"KMSInvalidMacException", RecordClass::Invalid', '"KMSInvalidMacException", RecordClass::Valid'),
        ('"KMSInternalException", RecordClass::Unverifiable', '"KMSInternalException", RecordClass::Valid'),
    ]),
    "host/report/report.cpp": (REPORTS, [
        ("counts.of(Verdict::NotJudged) == 0 && ", ""),
        ("without_key.of(Verdict::Valid) == 0 &&", ""),
        ("counts.add(outcome.verdict, count);\n        from", "counts.add(outcome.verdict, 1);\n        from"),
    ]),
    "host/report/ending.cpp": (REPORTS, [
        ("report.num_disagreements != 0 ||", ""),
        ("!report.adds_up(),", "false,"),
        ("!report.results.error.empty()", "false"),
        ("reasons.add_if(invalid != 0,", "reasons.add_if(invalid > 1,"),
        ("reasons.add_if(\n        is_count_wrong,", "reasons.add_if(\n        false,"),
        ("reasons.add_if(num_unread != 0,", "reasons.add_if(false,"),
        ("!report.has_its_ends()", "false"),
        ("expectations.accept_untagged ? 0 :", ""),
        ("is_empty && !expectations.allow_empty", "false"),
        ("!is_empty && untagged == report.records()", "false"),
    ]),
    "host/backend/self_test.cpp": (BACKENDS, [
        ("if (verdicts[2 * i] != Verdict::Valid) {", "if (false) {"),
        ("if (verdicts[(2 * i) + 1] != Verdict::Invalid) {", "if (false) {"),
        ("if (!std::equal(mac.begin()", "if (false && !std::equal(mac.begin()"),
    ]),
    "host/backend/openssl_backend.cpp": (BACKENDS, [
        ("!hmac || item.schedule != keyed_schedule ||", "!hmac ||"),
        ("|| item.algorithm != keyed_algorithm", ""),
        ("hmac.matches(message, mac) ? Verdict::Valid : Verdict::Invalid", "Verdict::Valid"),
    ]),
    "reference/hmac.cpp": (BACKENDS, [
        ("if (mac.empty() || mac.size() > mac_bytes_) {", "if (mac.size() > mac_bytes_) {"),
        ("CRYPTO_memcmp(computed.data(), mac.data(), mac.size()) == 0", "true"),
        ("CRYPTO_memcmp(computed.data(), mac.data(), mac.size())", "CRYPTO_memcmp(computed.data(), mac.data(), mac.size() / 2)"),
    ]),
    # The core: compiled once for each instruction set.
    "cuda/core/compare.hpp": (BACKENDS, [
        ("mac_bytes == 0 ? Word{1} : Word{0}", "Word{0}"),
        ("(difference != W{}) | (mask[0] == W{})", "(difference != W{})"),
        ("difference |= (computed.h[i] ^ words[i]) & mask[i];", "difference = (computed.h[i] ^ words[i]) & mask[i];"),
        ("lengths_differ |= mac_bytes ^ first_bytes;", ""),
    ]),
    "cuda/core/judge.hpp": (BACKENDS, [
        ("keys_differ |= schedule ^ first;", ""),
        ("if (least < most) {", "if (false) {"),
        ("least = item.num_blocks < least ? item.num_blocks : least;", "least = item.num_blocks;"),
    ]),
}


def objects_of(build, name):
    """Of a .cpp file its own, of a header those of the library and of what the tests stand on: a test's inline copies yield
    to the first one that is linked."""
    users = build.users.get(str(ROOT / name), [])
    return [user for user in users if name.endswith(".cpp") or "_tests.dir" not in user and "backend_suites" not in user]


def prepared(options):
    """The build to work with."""
    folder = pathlib.Path(options.build).resolve()
    if not options.as_is:
        if not (folder / "build.ninja").exists():
            subprocess.run(["cmake", "--preset", "default", "-B", str(folder), "-DCMAKE_BUILD_TYPE=None",
                            "-DCMAKE_CXX_FLAGS=-O1", "-DHMACSWEEP_CUDA=OFF"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["cmake", "--build", str(folder), "--parallel", str(options.parallel), "--target", TARGET], cwd=ROOT,
                       check=True, stdout=subprocess.DEVNULL)
    return Build(folder)


sound = {}    # {suite: whether it passes without a mutant}, of those that failed with one


def noticed_by(build, program, suites):
    """The first suite that fails with the mutant, and passes without; None when there is none."""
    for suite in suites:
        if not passes(program, suite):
            if suite not in sound:
                sound[suite] = passes(build.folder / "tests" / TARGET, suite)
            if sound[suite]:
                return suite
            print(f"{suite}_test fails without any mutant", file=sys.stderr)
    return None


def does_not_apply(mutant):
    """Whether a change's old text is not in its source just once; says so."""
    name, old, new = mutant
    count = (ROOT / name).read_text().count(old)
    if count != 1:
        print(f"does not apply ({count} places): {name}: {old!r} -> {new!r}")
    return count != 1


def judge(build, mutant, suites, parallel):
    """What became of it, and which suite noticed."""
    name, old, new = mutant
    if does_not_apply(mutant):
        return "does not apply", None
    source = (ROOT / name).read_text()
    with tempfile.TemporaryDirectory() as temporary:
        overlay = pathlib.Path(temporary)
        (overlay / name).parent.mkdir(parents=True)
        (overlay / name).write_text(source.replace(old, new))
        is_header = not name.endswith(".cpp")
        users = objects_of(build, name)
        made = [overlay / f"{number}.o" for number in range(len(users))]
        options = [f"-I{overlay}"], [] if is_header else ["-O0"]
        if not made or not all(each(parallel, lambda i: build.compiled(users[i], made[i], options,
                                                                       source=None if is_header else overlay / name),
                                    range(len(users)))):
            return "does not compile", None
        build.linked(made, overlay / TARGET, replaced=users)
        suite = noticed_by(build, overlay / TARGET, suites)
        return ("killed" if suite else "SURVIVED"), suite


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=600, help="begin no more mutants after so long")
    parser.add_argument("--only", default="", help="those whose file's name or text has this in it")
    parser.add_argument("--first", type=int, default=0, help="begin with this one")
    parser.add_argument("--parallel", type=int, default=1)
    parser.add_argument("--build", default=str(ROOT / ".build/mutants"), help="where the tests are built")
    parser.add_argument("--as-is", action="store_true", help="and take them as they stand")
    parser.add_argument("--applies", action="store_true", help="only ask whether each change can be made to its source")
    options = parser.parse_args()
    mutants = [((name, old, new), suites) for name, (suites, changes) in MUTANTS.items() for old, new in changes
               if options.only in f"{name}: {old}"][options.first:]
    if not mutants:
        print("no such mutant")
        return 2
    if options.applies:
        return 1 if any([does_not_apply(mutant) for mutant, suites in mutants]) else 0
    build = prepared(options)
    begun = time.monotonic()
    counts = {}
    for number, (mutant, suites) in enumerate(mutants, options.first):
        if time.monotonic() > begun + 60 * options.minutes:
            break
        started = time.monotonic()
        outcome, suite = judge(build, mutant, suites, options.parallel)
        counts[outcome] = counts.get(outcome, 0) + 1
        seconds = time.monotonic() - started
        print(f"{number}: {outcome}{f' by {suite}' if suite else ''} ({seconds:.0f} s): {mutant[0]}: "
              f"{' '.join(mutant[1].split())} -> {' '.join(mutant[2].split())}", flush=True)
    killed, survived = counts.get("killed", 0), counts.get("SURVIVED", 0)
    share = 100 * killed / max(killed + survived, 1)
    print(f"{killed} of {killed + survived} mutants killed ({share:.1f} %), of {len(mutants)} that there are: {counts}")
    return 1 if survived or killed + survived < sum(counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
