// The members of a summary's JSON, in their order. The writer (summary_json.cpp) and the reader (stored_summary.cpp)
// both use this list: each calls fields() with its own object `at`. A new member of Summary needs one line here and a
// place in summary.schema.json.
//
// at(NAME, VALUE)                 a member that every summary has
// at.added(NAME, VALUE)           a member that summaries of earlier versions may lack
// at.or_null(NAME, VALUE)         a member that is null when VALUE is an empty text, 0 or an empty optional;
//                                 added_or_null(): summaries of earlier versions may lack it
// at.if_any(NAME, VALUE)          a member that is left out when VALUE is an empty text or list, 0 or an empty optional
// at.object(NAME, LIST)           an object; LIST is called with an `at` for its members;
//                                 added_object(): summaries of earlier versions may lack it
// at.object_if(IS_THERE, NAME, LIST)    an object that is left out when IS_THERE is false; the reader sets IS_THERE
#pragma once

#include "host/report/summary.hpp"

namespace hmacsweep::report {

/// The version of the JSON: its member `schema`.
inline constexpr int summary_schema = 1;

template <class At>
void fields(At& at, EndReason& reason) {
    at.added("status", reason.status);
    at("words", reason.words);
}

template <class At>
void fields(At& at, Summary::Place& place) {
    at("source", place.source);
    at("record", place.record);
    at.if_any("line", place.line);
    at("code", place.code);
}

template <class At>
void fields(At& at, Summary::Finding& finding) {
    at.added("mistakes", finding.mistakes);
    at("verified", finding.verified);
    at("words", finding.words);
    at.added("options", finding.options);
    at.added("remarks", finding.remarks);
}

template <class At>
void fields(At& at, Summary::Diagnosis& diagnosis) {
    at.or_null("key", diagnosis.key);
    at("sampled", diagnosis.sampled);
    at("findings", diagnosis.findings);
}

template <class At>
void fields(At& at, Summary::Key& key) {
    at("key", key.name);
    at.or_null("fingerprint", key.fingerprint);
    at("records", key.records);
    at("classes", key.classes);
}

template <class At>
void fields(At& at, Summary::Range& range) {
    at("source", range.source);
    at("first", range.first);
    at("last", range.last);
    at("key", range.key);
}

template <class At>
void fields(At& at, Summary::Source& source) {
    at("name", source.name);
    at("bytes", source.bytes);
    at.or_null("sha256", source.sha256);
    at.or_null("tree_sha256", source.tree_sha256);
    at.or_null("compression", source.compression);
    at.if_any("charset", source.charset);
    at("content_bytes", source.content_bytes);
    at("records", source.records);
    at.if_any("not_chosen", source.not_chosen);
    at("classes", source.classes);
    at.if_any("mac_forms", source.mac_forms);
    at.or_null("error", source.error);
}

template <class At>
void fields(At& at, Summary::PassedOver& file) {
    at("name", file.name);
    at("reason", file.reason);
    at("accepted", file.is_accepted);
}

template <class At>
void fields(At& at, Summary::Behind& behind) {
    at("source", behind.source);
    at("record", behind.record);
}

template <class At>
void fields(At& at, Summary::Break& broken) {
    at("source", broken.source);
    at("record", broken.record);
    at.added_or_null("line", broken.line);
    at("finding", broken.finding);
    at.or_null("belongs_behind", broken.belongs_behind);
}

template <class At>
void fields(At& at, Summary::ValuePlace& place) {
    at("source", place.source);
    at("record", place.record);
    at("value", place.value);
}

template <class At>
void fields(At& at, Summary::ValueFinding& finding) {
    at("kind", finding.kind);
    at("source", finding.source);
    at("record", finding.record);
    at.or_null("line", finding.line);
    at("value", finding.value);
    at.or_null("earlier", finding.earlier);
    at("skipped", finding.skipped);
    at("others_between", finding.others_between);
}

template <class At>
void fields(At& at, Summary::ValueCheck& check) {
    at("rule", check.rule);
    at("field", check.field);
    at("may_lack", check.may_lack);
    at("covered", check.is_covered);
    at("values", check.counts.values);
    at("without_field", check.counts.without_field);
    at("unreadable", check.counts.unreadable);
    at("different", check.counts.different);
    at("repeated_values", check.counts.repeated_values);
    at("unchecked", check.counts.unchecked);
    at("repeats", check.counts.repeats);
    at("gaps", check.counts.gaps);
    at("skipped", check.counts.skipped);
    at("steps_back", check.counts.steps_back);
    at.or_null("first", check.first);
    at.or_null("last", check.last);
    at("num_findings", check.num_findings);
    at("findings", check.findings);
}

template <class At>
void fields(At& at, Summary::Filter& filter) {
    at("field", filter.field);
    at("text", filter.text);
    at("covered", filter.is_covered);
}

template <class At>
void fields(At& at, Summary::Results& results) {
    at("name", results.name);
    at("bytes", results.bytes);
    at.or_null("sha256", results.sha256);
    at("lines", results.lines);
    at.or_null("error", results.error);
}

template <class At>
void fields(At& at, Summary::Rejects& rejects) {
    at("name", rejects.name);
    at("bytes", rejects.bytes);
    at.or_null("sha256", rejects.sha256);
    at("records", rejects.records);
    at.added("left_out", rejects.left_out);
    at.or_null("error", rejects.error);
}

template <class At>
void fields(At& at, Summary::Device& device) {
    at("device", device.name);
    at("name", device.detail);
    at("records", device.records);
    at.or_null("failure", device.failure);
}

template <class At>
void fields(At& at, Summary::Fallback& fallback) {
    at("name", fallback.name);
    at("detail", fallback.detail);
    at("records", fallback.records);
    at("reason", fallback.failure);
}

template <class At>
void fields(At& at, Summary::Host& host) {
    at.added("name", host.name);
    at.added("system", host.system);
    at.added("machine", host.machine);
    at.added("cpu", host.cpu);
    at.added("cores", host.cores);
}

template <class At>
void fields(At& at, Summary::Signature& signature) {
    at("KeyId", signature.key);
    at("MacAlgorithm", signature.algorithm);
    at("Mac", signature.mac);
}

template <class At>
void fields(At& at, Part& part) {
    at("number", part.number);
    at.or_null("of", part.of);
    at("attempt", part.attempt);
    at("files", part.files);
    at("all_files", part.all_files);
    at.or_null("files_sum", part.files_sum);
    at.or_null("all_files_sum", part.all_files_sum);
    at("num_keys", part.num_keys);
    at("keys_sha256", part.keys_sha256);
    at("allow_empty", part.allow_empty);
    at("accept_untagged", part.accept_untagged);
    at("seen_names", part.has_seen_names);
    at("missing_names", part.missing_names);
    at("partly_read", part.num_partly_read);
}

template <class At>
void fields(At& at, Merged& merged) {
    at("parts", merged.parts);
    at("of", merged.of);
    at("replaced", merged.replaced);
    at("missing", merged.missing);
    at("files", merged.files);
    at.or_null("files_sum", merged.files_sum);
    at("num_keys", merged.num_keys);
    at("keys_sha256", merged.keys_sha256);
}

/// The members that count records.
template <class At>
void fields_of_records(At& at, Summary& summary) {
    at("records", summary.records);
    at.if_any("not_chosen", summary.num_not_chosen);
    at.if_any("where", summary.filters);
    at("classes", summary.classes);
    at("codes", summary.codes);
    at.added("foreign_lengths", summary.foreign_lengths);
    at("first_failures", summary.first_failures);
    at("diagnosis", summary.diagnoses);
    at("by_key", summary.keys);
    at.object("without_key", [&](At& inner) {
        inner("records", summary.without_key);
        inner.added("classes", summary.classes_without_key);
    });
    at.object_if(summary.has_candidates, "candidates", [&](At& inner) {
        inner.added("unmatched", summary.unmatched);
        inner.or_null("notice", summary.candidates_notice);
    });
    if (summary.has_candidates) {
        at("key_ranges", summary.key_ranges);
        at("num_key_ranges", summary.num_key_ranges);
    }
    at("by_algorithm", summary.algorithms);
}

/// The members about inputs and outputs.
template <class At>
void fields_of_files(At& at, Summary& summary) {
    at("sources", summary.sources);
    at.added("blank_lines", summary.num_blank_lines);
    at.added("unproved_boundaries", summary.unproved_boundaries);
    at.added("passed_over", summary.passed_over);
    at.added("num_passed_over", summary.num_passed_over);
    at.object_if(summary.is_chained, "chain", [&](At& inner) {
        inner("num_breaks", summary.num_breaks);
        inner("breaks", summary.breaks);
        inner("cut_ends", summary.cut_ends);
    });
    at.if_any("value_checks", summary.value_checks);
    at("results", summary.results);
    at.if_any("rejects", summary.rejects);
}

/// The members about how the verdicts were made and checked.
template <class At>
void fields_of_judging(At& at, Summary& summary) {
    at.object("backend", [&](At& inner) {
        inner("name", summary.backend);
        inner("detail", summary.backend_detail);
        inner("records", summary.num_hashed);
        inner("long_messages", summary.num_long);
        inner.if_any("file_messages", summary.num_file_messages);
        inner.if_any("file_message_bytes", summary.file_message_bytes);
        inner.if_any("files_in_base", summary.num_files_in_base);
        inner.if_any("unnamed_files", summary.num_unnamed_files);
        inner("devices", summary.devices);
        inner("fallbacks", summary.fallbacks);
        inner("notices", summary.notices);
        inner.or_null("error", summary.backend_error);
    });
    at.object("cross_check", [&](At& inner) {
        inner("mode", summary.cross_check);
        inner("checked", summary.num_checked);
        inner("disagreements", summary.num_disagreements);
        inner.added("disagreeing", summary.disagreeing);
        inner("seed", summary.seed);
        if (summary.has_candidates) {
            inner.added_object("candidates", [&](At& checks) {
                checks("matches", summary.candidate_checks.matches);
                checks("failing_pairs", summary.candidate_checks.failing_pairs);
                checks("unmatched", summary.candidate_checks.unmatched);
                checks("unmatched_pairs", summary.candidate_checks.unmatched_pairs);
            });
        }
    });
    if (summary.operation == "generate") {
        at("ignored_macs", summary.num_ignored_macs);
    }
}

template <class At>
void fields(At& at, Summary& summary) {
    at("operation", summary.operation);
    at("complete", summary.is_complete);
    at("stopped_early", summary.is_stopped_early);
    at("status", summary.status);
    at.added("reasons", summary.reasons);
    at.if_any("part", summary.part);
    at.if_any("merged", summary.merged);
    at.if_any("records_sum", summary.records_sum);
    fields_of_records(at, summary);
    fields_of_files(at, summary);
    at.added_or_null("accounting_error", summary.accounting_error);
    fields_of_judging(at, summary);
    at("options", summary.options);
    at.if_any("command", summary.command);
    at("version", summary.version);
    at("host", summary.host);
    at("started", summary.started);
    at("seconds", summary.seconds);
    at.if_any("signature", summary.signature);    // the last member: it covers all before it
}

}    // namespace hmacsweep::report
