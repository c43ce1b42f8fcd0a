// Chains for tests, made by OpenSSL, one record after another, as an application makes them; and what came of them.
#pragma once

#include "host/base/encoding.hpp"
#include "host/format/recipe.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::tests::chains {

inline constexpr std::string_view genesis = "GENESIS";

struct Row {
    std::string text;
    std::string mac;
    std::string previous;
};
using Rows = std::vector<Row>;

inline keys::KeyStore chain_keys() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", pattern(20)));
    return make_store(std::move(keys));
}

/// A chain as an application makes it: each MAC covers the one before in hex, `|`, and the text.
inline Rows make_chain(int num_records, std::string previous = std::string(genesis)) {
    Rows rows;
    for (int i = 1; i <= num_records; ++i) {
        const std::string text = "entry " + std::to_string(i);
        const std::string message = previous + "|" + text;
        const std::string mac = to_hex(reference_hmac(Algorithm::HmacSha256, pattern(20), as_bytes(message)));
        rows.push_back({text, mac, previous});
        previous = mac;
    }
    return rows;
}

inline std::string csv(const Rows& rows) {
    std::string text = "text,Mac,prev\n";
    for (const Row& row : rows) {
        text += row.text + "," + row.mac + "," + row.previous + "\n";
    }
    return text;
}

inline rules::RunOptions options_for(std::string_view recipe) {
    rules::RunOptions options;
    options.shape.format = format::InputFormat::Csv;
    options.shape.mac_encoding = Encoding::Hex;
    options.shape.default_key_id = "k";
    options.shape.default_algorithm = Algorithm::HmacSha256;
    options.shape.recipe = *format::parse_recipe(recipe);
    options.shape.chain.start = std::string(genesis);
    return options;
}

/// The message has the MAC of the record before.
inline rules::RunOptions chained() {
    return options_for("{prev.Mac}|{text}");
}

/// The message has what the record says of the MAC before, which must be true.
inline rules::RunOptions linked() {
    rules::RunOptions options = options_for("{prev}|{text}");
    options.shape.chain.link = 0;
    return options;
}

/// The numbers of the records that are not valid, each with its class.
inline std::vector<std::pair<std::uint64_t, std::string>> failures(const RunOutcome& outcome) {
    std::vector<std::pair<std::uint64_t, std::string>> numbers;
    for (const nlohmann::json& line : outcome.lines) {
        if (line.contains("Error")) {
            numbers.emplace_back(line["Record"].get<std::uint64_t>(), line["Error"]["Code"].get<std::string>());
        }
    }
    return numbers;
}

inline std::vector<std::uint64_t> invalid_of(const RunOutcome& outcome) {
    std::vector<std::uint64_t> numbers;
    for (const auto& [number, code] : failures(outcome)) {
        CHECK(code == "KMSInvalidMacException");
        numbers.push_back(number);
    }
    return numbers;
}

inline RunOutcome run_chain(const std::string& text, const rules::RunOptions& options) {
    return run_text(text, chain_keys(), options, backend_named("scalar"));
}

/// What is told of each break: the record, `altered`, `intact` or `?`, and the record that it belongs behind.
inline std::vector<std::string> told(const RunOutcome& outcome) {
    std::vector<std::string> breaks;
    for (const judge::ChainBreak& broken : outcome.report.chain.breaks) {
        std::string text = std::to_string(broken.record);
        text += broken.is_altered ? " altered" : broken.is_intact ? " intact" : " ?";
        breaks.push_back(broken.follows ? text + " behind " + std::to_string(*broken.follows) : text);
    }
    return breaks;
}

using Texts = std::vector<std::string>;
using Numbers = std::vector<std::uint64_t>;

}    // namespace hmacsweep::tests::chains
