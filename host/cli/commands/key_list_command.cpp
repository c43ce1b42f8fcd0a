#include "host/cli/commands/key_commands.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/options/batch_request.hpp"
#include "host/keys/key_file.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

std::string joined_names(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += text.empty() ? printable(word) : fmt::format(",{}", printable(word));
    }
    return text.empty() ? "-" : text;
}

std::string json_row(const keys::Key& key) {
    std::string json = "{\"KeyId\":";
    append_json_string(json, key.key_id);
    if (!key.arn.empty()) {
        json += ",\"Arn\":";
        append_json_string(json, key.arn);
    }
    json += ",\"Aliases\":[";
    for (const std::string& alias : key.aliases) {
        json += json.ends_with('[') ? "" : ",";
        append_json_string(json, alias);
    }
    json += "]";
    if (!key.key_spec.empty()) {
        json += fmt::format(",\"KeySpec\":\"{}\"", key.key_spec);
    }
    json += fmt::format(",\"KeyUsage\":\"{}\",\"KeyState\":\"{}\",\"MaterialBytes\":{}", key.key_usage,
                        keys::name_of(key.state), key.material.size());
    if (!key.material.empty()) {
        json += fmt::format(",\"Fingerprint\":\"{}\"", keys::fingerprint(key));
    }
    return json + "}\n";
}

using KeyRow = std::array<std::string, 6>;

KeyRow table_row(const keys::Key& key) {
    const std::string algorithm = key.algorithm ? std::string(name_of(*key.algorithm)) : "-";
    return {printable(key.result_name()),
            joined_names(key.aliases),
            key.key_spec.empty() ? algorithm : key.key_spec,
            std::string(keys::name_of(key.state)),
            std::to_string(key.material.size()),
            key.material.empty() ? "-" : keys::fingerprint(key)};
}

std::string table(const keys::KeyStore& keys) {
    std::vector<KeyRow> rows{{"KEY", "ALIASES", "SPEC", "STATE", "BYTES", "FINGERPRINT"}};
    for (const keys::Key& key : keys.keys()) {
        rows.push_back(table_row(key));
    }
    std::array<std::size_t, std::tuple_size_v<KeyRow>> widths{};
    for (const KeyRow& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    std::string text;
    for (const KeyRow& row : rows) {
        for (std::size_t i = 0; i + 1 < row.size(); ++i) {
            text += fmt::format("{:<{}}  ", row[i], widths[i]);
        }
        text += fmt::format("{}\n", row.back());
    }
    return text;
}

}    // namespace

int run_key_list(const Invocation& invocation) {
    const Given& given = invocation.given;
    std::vector<std::string> given_names = given.list("--keys");
    given_names.insert(given_names.end(), given.list("FILE").begin(), given.list("FILE").end());
    const Result<std::vector<std::string>> names = key_file_names(given_names);
    if (!names) {
        return fail(report::Status::Usage, names.error().message);
    }
    const Result<keys::LoadedKeys> keys = keys::load_key_files(*names);
    if (!keys) {
        return fail(report::Status::Usage, keys.error().message);
    }
    for (const std::string& notice : keys->notices) {
        warn(notice);
    }
    std::string text;
    if (given.has("--json")) {
        for (const keys::Key& key : keys->store.keys()) {
            text += json_row(key);
        }
    } else {
        text = table(keys->store);
    }
    return as_int(write_out(text) ? report::Status::Ok : report::Status::Incomplete);
}

}    // namespace hmacsweep::cli
