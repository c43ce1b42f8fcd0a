#include "host/report/result_lines.hpp"

#include "host/base/encoding.hpp"
#include "host/keys/kms_text.hpp"
#include "host/report/tagged_records.hpp"
#include "host/rules/reasons.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace hmacsweep::report {
namespace {

void append_number(std::string& out, std::uint64_t number) {
    std::array<char, 20> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end);
}

constexpr std::string_view record_member = "{\"Record\":";
constexpr std::string_view id_member = ",\"Id\":";
/// The most bytes of a line's start, without the Id.
constexpr std::size_t most_start = record_member.size() + 20 + id_member.size();

/// So many lines at a time stay in a core's nearest cache.
constexpr std::size_t most_alike = 128;

/// Copies a text to `to` and returns the end of the copy.
char* put(char* to, std::string_view text) {
    return std::ranges::copy(text, to).out;
}

/// Writes the start of a line with its Id to `to`, which has room for most_start bytes and the Id; returns its end.
char* put_start(char* to, std::string_view id, std::uint64_t record) {
    to = put(to, record_member);
    to = std::to_chars(to, to + 20, record).ptr;
    return id.empty() ? to : put(put(to, id_member), id);
}

void append_start(const judge::SlabResult& result, const judge::Outcome& outcome, std::uint64_t record,
                  std::string& out) {
    const std::string_view id = result.text_of(outcome.id);
    const std::size_t begin = out.size();
    out.resize(begin + most_start + id.size());
    out.resize(static_cast<std::size_t>(put_start(out.data() + begin, id, record) - out.data()));
}

/// Whether the lines of two valid records differ only in number and Id.
bool is_alike(const judge::SlabResult& result, const judge::Outcome& a, const judge::Outcome& b) {
    return a.verdict == b.verdict && a.is_chosen == b.is_chosen && a.key == b.key && a.algorithm == b.algorithm &&
           result.text_of(a.key_name) == result.text_of(b.key_name);
}

/// Appends lines of records that follow one another. `end` is the end of each line. `record` is the first one's number.
void append_alike(const judge::SlabResult& result, std::span<const judge::Outcome> outcomes, std::uint64_t record,
                  std::string_view end, std::string& out) {
    const std::size_t begin = out.size();
    std::size_t most = outcomes.size() * (most_start + end.size());
    for (const judge::Outcome& outcome : outcomes) {
        most += outcome.id.size;
    }
    out.resize(begin + most);
    char* to = out.data() + begin;
    for (const judge::Outcome& outcome : outcomes) {
        to = put(put_start(to, result.text_of(outcome.id), record++), end);
    }
    out.resize(static_cast<std::size_t>(to - out.data()));
}

void append_algorithm(const judge::Outcome& outcome, std::string& out) {
    if (outcome.algorithm) {
        out += ",\"MacAlgorithm\":\"";
        out += name_of(*outcome.algorithm);
        out += '"';
    }
}

}    // namespace

std::string_view reason_of(const judge::SlabResult& result, const judge::Outcome& outcome) {
    const std::string_view reason = result.text_of(outcome.reason);
    return reason.empty() ? rules::wrong_mac : reason;
}

std::string_view shown_key(const judge::SlabResult& result, const judge::Outcome& outcome, const keys::KeyStore& keys) {
    const bool is_named = outcome.key == core::no_key || outcome.key_name.size != 0;
    return is_named ? result.text_of(outcome.key_name) : std::string_view(keys[outcome.key].result_name());
}

ResultLines::ResultLines(const rules::RunOptions& options, const keys::KeyStore& keys,
                         const std::vector<std::string>& source_names)
    : options_(options) {
    key_members_.reserve(keys.size());
    for (const keys::Key& key : keys.keys()) {
        std::string& member = key_members_.emplace_back(",\"KeyId\":");
        append_json_string(member, key.result_name());
    }
    for (const std::string& name : source_names) {
        std::string& member = source_members_.emplace_back();
        if (source_names.size() > 1) {
            member = ",\"Source\":";
            append_json_string(member, name);
        }
    }
}

std::uint64_t ResultLines::append(const input::Slab& slab, const judge::SlabResult& result,
                                  const input::SlabPlace& place, std::string& out) const {
    if (options_.results == rules::ResultsFilter::None) {
        return 0;
    }
    if (options_.line_form == rules::LineForm::Record && !slab.shape->is_binary) {
        return append_tagged(slab, result, place, out);
    }
    std::uint64_t lines = 0;
    std::string line_end;
    for (std::size_t i = 0, end = 0; i < result.outcomes.size(); i = end) {
        end = i + 1;
        const judge::Outcome& outcome = result.outcomes[i];
        const bool is_valid = outcome.verdict == Verdict::Valid;
        if (options_.line_form == rules::LineForm::Manifest) {
            lines += is_valid ? 1 : 0;
            append_to_manifest(slab, result, i, out);
            continue;
        }
        if (!outcome.is_chosen || (is_valid && options_.results == rules::ResultsFilter::Failures)) {
            continue;
        }
        if (is_valid && options_.operation == rules::Operation::Verify) {
            while (end < std::min(result.outcomes.size(), i + most_alike) &&
                   is_alike(result, outcome, result.outcomes[end])) {
                ++end;
            }
            line_end.clear();
            append_verified(result, outcome, line_end);
            line_end += source_members_[slab.source];
            line_end += "}\n";
            append_alike(result, std::span(result.outcomes).subspan(i, end - i), place.records + i + 1, line_end, out);
        } else {
            append_start(result, outcome, place.records + i + 1, out);
            if (is_valid) {
                append_generated(result, i, out);
            } else {
                append_verified(result, outcome, out);
            }
            out += source_members_[slab.source];
            if (!is_valid) {
                append_failure(slab, result, place, i, out);
            }
            out += "}\n";
        }
        lines += end - i;
    }
    return lines;
}

void ResultLines::append_key(const judge::SlabResult& result, const judge::Outcome& outcome, std::string& out) const {
    if (outcome.key_name.size != 0) {
        out += ",\"KeyId\":";
        append_json_string(out, result.text_of(outcome.key_name));
    } else if (outcome.key != core::no_key) {
        out += key_members_[outcome.key];
    }
}

void ResultLines::append_verified(const judge::SlabResult& result, const judge::Outcome& outcome,
                                  std::string& out) const {
    append_key(result, outcome, out);
    if (options_.operation == rules::Operation::Verify) {
        out += outcome.verdict == Verdict::Valid ? ",\"MacValid\":true" : ",\"MacValid\":false";
    }
    append_algorithm(outcome, out);
}

void ResultLines::append_generated(const judge::SlabResult& result, std::size_t index, std::string& out) const {
    const judge::Outcome& outcome = result.outcomes[index];
    const Bytes mac =
        Bytes(result.macs).subspan(index * core::max_digest_bytes, core::digest_bytes(*outcome.algorithm));
    const auto append_mac = [&] {
        out += ",\"Mac\":\"";
        append_base64(out, mac);
        out += '"';
    };
    if (options_.line_form == rules::LineForm::Request) {
        append_key(result, outcome, out);
        append_algorithm(outcome, out);
        out += ",\"Message\":\"";
        out += result.text_of(result.rare(index).message);
        out += '"';
        append_mac();
        return;
    }
    append_mac();
    append_algorithm(outcome, out);
    append_key(result, outcome, out);
}

/// The record is a backslash, two blanks and the file's name, escaped. Without an escape in it, no backslash is needed.
void ResultLines::append_to_manifest(const input::Slab& slab, const judge::SlabResult& result, std::size_t index,
                                     std::string& out) {
    const judge::Outcome& outcome = result.outcomes[index];
    if (outcome.verdict != Verdict::Valid) {
        return;
    }
    const core::Frame& frame = result.framing.frames[index];
    const std::string_view line = as_text(Bytes(slab.data() + frame.offset, frame.size)).substr(1);
    if (line.find('\\') != std::string_view::npos) {
        out += '\\';
    }
    out += to_hex(Bytes(result.macs).subspan(index * core::max_digest_bytes, core::digest_bytes(*outcome.algorithm)));
    out += line;
    out += '\n';
}

void ResultLines::append_failure(const input::Slab& slab, const judge::SlabResult& result,
                                 const input::SlabPlace& place, std::size_t index, std::string& out) {
    const judge::Outcome& outcome = result.outcomes[index];
    const core::Frame& frame = result.framing.frames[index];
    if (frame.line != core::no_line) {
        out += ",\"Line\":";
        append_number(out, place.lines + frame.line + 1);
    }
    out += ",\"Offset\":";
    append_number(out, slab.offset + frame.offset);
    out += ",\"Error\":{\"Code\":\"";
    out += keys::code_of(outcome.verdict);
    out += "\",\"Message\":";
    append_json_string(out, reason_of(result, outcome));
    out += "}";
}

}    // namespace hmacsweep::report
