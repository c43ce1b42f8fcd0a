#include "host/report/result_lines.hpp"

#include "host/base/encoding.hpp"
#include "host/keys/kms_text.hpp"
#include "host/report/tagged_records.hpp"
#include "host/rules/reasons.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace hmacsweep::report {
namespace {

void append_number(std::string& out, std::uint64_t number) {
    std::array<char, 20> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end);
}

void append_start(const judge::SlabResult& result, const judge::Outcome& outcome, std::uint64_t record,
                  std::string& out) {
    constexpr std::string_view record_member = "{\"Record\":";
    constexpr std::string_view id_member = ",\"Id\":";
    std::array<char, record_member.size() + 20 + id_member.size()> start{};
    char* end = std::ranges::copy(record_member, start.data()).out;
    end = std::to_chars(end, start.data() + start.size(), record).ptr;
    if (outcome.id.size != 0) {
        end = std::ranges::copy(id_member, end).out;
    }
    out.append(start.data(), end);
    out += result.text_of(outcome.id);
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
    std::string valid_end;    // of the line of a valid record like `last`
    const judge::Outcome* last = nullptr;
    for (std::size_t i = 0; i < result.outcomes.size(); ++i) {
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
        ++lines;
        if (is_valid && options_.operation == rules::Operation::Verify) {
            if (last == nullptr || last->key != outcome.key || last->algorithm != outcome.algorithm ||
                result.text_of(last->key_name) != result.text_of(outcome.key_name)) {
                last = &outcome;
                valid_end.clear();
                append_verified(result, outcome, valid_end);
                valid_end += source_members_[slab.source];
                valid_end += "}\n";
            }
            append_start(result, outcome, place.records + i + 1, out);
            out += valid_end;
            continue;
        }
        append_start(result, outcome, place.records + i + 1, out);
        if (is_valid && options_.operation == rules::Operation::Generate) {
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
        out += result.text_of(outcome.message);
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
