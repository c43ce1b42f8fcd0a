#include "host/cli/options/key_id_option.hpp"

#include "host/base/encoding.hpp"
#include "host/rules/recipe_keys.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

constexpr std::string_view any = "any";

/// The names in a value that is not one itself.
std::optional<Error> add_names(std::string_view list, const keys::KeyStore& keys, format::CandidateNames& candidates) {
    for (std::size_t begin = 0; begin <= list.size();) {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        const std::string_view name = list.substr(begin, end - begin);
        begin = end + 1;
        if (name.empty()) {
            return Error{fmt::format("--key-id \"{}\" has an empty name in it", printable(list))};
        }
        if (keys.find(name) == core::no_key) {
            return Error{fmt::format("--key-id: no key has the name \"{}\" (hmacsweep keys list shows those there are)",
                                     printable(name))};
        }
        candidates.names.emplace_back(name);
    }
    return std::nullopt;
}

}    // namespace

std::optional<Error> settle_key_ids(std::span<const std::string> given, const keys::KeyStore& keys,
                                    rules::RunOptions& options) {
    const auto is_name = [&](const std::string& value) { return keys.find(value) != core::no_key; };
    const auto is_plain = [&](const std::string& value) {
        return is_name(value) || (value != any && value.find(',') == std::string::npos);
    };
    if (std::optional<Error> error = rules::set_recipe_keys(options.shape.recipe, keys)) {
        return error;
    }
    if (given.empty() || (given.size() == 1 && is_plain(given[0]))) {
        return std::nullopt;
    }
    if (options.operation == rules::Operation::Generate) {
        return Error{"--key-id takes one key here: candidate keys are for verify"};
    }
    format::CandidateNames& candidates = options.shape.candidates;
    options.shape.default_key_id.clear();
    for (const std::string& value : given) {
        if (value == any && !is_name(value)) {
            candidates.is_any = true;
        } else if (is_name(value)) {
            candidates.names.push_back(value);
        } else if (const std::optional<Error> error = add_names(value, keys, candidates)) {
            return error;
        }
    }
    if (candidates.is_any && keys.size() == 0) {
        return Error{"--key-id any: the key files have no key"};
    }
    if (candidates.is_any && given.size() > 1) {
        return Error{"--key-id any takes every key, and cannot be combined with another --key-id"};
    }
    return std::nullopt;
}

}    // namespace hmacsweep::cli
