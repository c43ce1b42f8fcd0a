// Records with a numbered field, and what --unique or --sequence finds among them, as short texts.
#pragma once

#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <array>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::tests::value_checks {

using Texts = std::vector<std::string>;
using format::ValueRule;

inline keys::KeyStore one_key() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", pattern(20)));
    return make_store(std::move(keys));
}

inline void add_check(rules::RunOptions& options, ValueRule rule, std::string_view field) {
    options.value_checks.push_back(*format::parse_value_check(rule, field, options.shape));
}

/// `4 repeat of 3`, `5 gap of 2 after 4`: the numbers of records within their source, with its index where it is not 0.
inline std::string told(const judge::ValueFinding& finding) {
    std::ostringstream text;
    const auto place = [&](const judge::ValuePlace& at) -> std::ostringstream& {
        text << (at.source == 0 ? "" : std::to_string(at.source) + ":") << at.record;
        return text;
    };
    place(finding.place);
    constexpr std::array<std::string_view, 4> words{" repeat", " gap", " back", " no integer"};
    text << words.at(static_cast<std::size_t>(finding.kind));
    if (finding.kind == judge::ValueFinding::Kind::Gap) {
        text << ' ' << finding.skipped;
    }
    if (finding.earlier) {
        text << " after ";
        place(*finding.earlier);
    }
    if (finding.others_between != 0) {
        text << " (" << finding.others_between << ")";
    }
    return text.str();
}

inline Texts told(const judge::ValueReport& report) {
    Texts all;
    for (const judge::ValueFinding& finding : report.findings) {
        all.push_back(told(finding));
    }
    return all;
}

/// One record in KMS's shape, with further members; its MAC is that of `message`.
inline std::string record(const std::string& members, bool is_valid = true, std::string_view message = "m") {
    ByteVector mac = reference_hmac(Algorithm::HmacSha256, pattern(20), as_bytes(message));
    mac[3] ^= is_valid ? 0 : 1;
    const std::string line = record_line({"", "k", "HMAC_SHA_256", ByteVector(message.begin(), message.end()), mac});
    return members.empty() ? line + "\n" : "{" + members + "," + line.substr(1) + "\n";
}

/// Records with these values of `n`, as JSON; `!` before a value: the MAC is wrong; empty: no such member.
inline std::string numbered(const Texts& values) {
    std::string text;
    for (const std::string& value : values) {
        const bool is_valid = !value.starts_with('!');
        text += record(value.empty() ? "" : "\"n\":" + value.substr(is_valid ? 0 : 1), is_valid);
    }
    return text;
}

inline judge::ValueReport checked(const std::string& text, ValueRule rule, std::string_view field = "n",
                                  rules::RunOptions options = {}) {
    add_check(options, rule, field);
    return run_text(text, one_key(), options, backend_named("simd"), ParsedLines::Unwanted).report.value_checks.at(0);
}

}    // namespace hmacsweep::tests::value_checks
