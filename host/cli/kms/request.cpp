#include "host/cli/kms/request.hpp"

#include "host/cli/kms/blob.hpp"
#include "host/cli/kms/failure.hpp"

#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

namespace hmacsweep::cli::aws {
namespace {

namespace dom = simdjson::dom;

/// What the client itself finds wrong with parameters, in words; all of it stands in one error.
using Complaints = std::vector<std::string>;

std::string too_short(std::string_view member) {
    return fmt::format("Invalid length for parameter {}, value: 0, valid min length: 1", member);
}

/// `value` as Python shows it; empty to leave it out.
std::string wrong_type(std::string_view member, const std::string& value, std::string_view type) {
    const std::string shown = value.empty() ? std::string() : fmt::format("value: {}, ", value);
    return fmt::format("Invalid type for parameter {}, {}type: <class '{}'>, valid types: <class 'str'>", member, shown,
                       type);
}

/// As wrong_type() for a JSON value that is no string; lists and objects without their contents.
std::string wrong_json_type(std::string_view member, dom::element element) {
    switch (element.type()) {
        case dom::element_type::BOOL:
            return wrong_type(member, element.get_bool().value_unsafe() ? "True" : "False", "bool");
        case dom::element_type::NULL_VALUE:
            return wrong_type(member, "None", "NoneType");
        case dom::element_type::DOUBLE:
            return wrong_type(member, simdjson::minify(element), "float");
        case dom::element_type::ARRAY:
            return wrong_type(member, "", "list");
        case dom::element_type::OBJECT:
            return wrong_type(member, "", "collections.OrderedDict");
        default:
            return wrong_type(member, simdjson::minify(element), "int");
    }
}

std::string token_member(std::size_t index) {
    return fmt::format("GrantTokens[{}]", index);
}

std::vector<std::string> read_json_tokens(const ParameterText& value, Complaints& complaints) {
    dom::parser parser;
    const auto list = parser.parse(value.text).get_array();
    if (list.error() != simdjson::SUCCESS) {
        throw Failure(usage_error,
                      fmt::format("Error parsing parameter '--grant-tokens': Invalid JSON: {}\nJSON received: {}",
                                  simdjson::error_message(list.error()), value.shown));
    }
    std::vector<std::string> tokens;
    for (const dom::element element : list.value_unsafe()) {
        if (element.is_string()) {
            tokens.emplace_back(element.get_string().value_unsafe());
            if (tokens.back().empty()) {
                complaints.push_back(too_short(token_member(tokens.size() - 1)));
            }
        } else {
            complaints.push_back(wrong_json_type(token_member(tokens.size()), element));
            tokens.emplace_back();
        }
    }
    return tokens;
}

/// --grant-tokens: a list of values, or one value that is a JSON list.
std::vector<std::string> read_grant_tokens(std::vector<std::string> values, Complaints& complaints) {
    if (values.size() == 1) {
        const ParameterText value = load_parameter("--grant-tokens", values.front());
        const std::size_t begin = value.text.find_first_not_of(" \t\r\n");
        if (begin != std::string::npos && value.text[begin] == '[') {
            return read_json_tokens(value, complaints);
        }
        values.front() = value.text;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i].empty()) {
            complaints.push_back(too_short(token_member(i)));
        }
    }
    return values;
}

void check_text(std::string_view member, const ParameterText& value, bool may_be_empty, Complaints& complaints) {
    if (value.is_binary) {
        complaints.push_back(wrong_type(member, "", "bytes"));
    } else if (value.text.empty() && !may_be_empty) {
        complaints.push_back(too_short(member));
    }
}

}    // namespace

Request read_request(const Invocation& invocation) {
    const Parsed& own = invocation.own;
    const auto load = [&](std::string_view option) {
        const std::optional<std::string> value = own.value(option);
        return value ? load_parameter(option, *value) : ParameterText{};
    };
    const ParameterText message = load("--message");
    const ParameterText key_id = load("--key-id");
    const ParameterText algorithm = load("--mac-algorithm");
    const ParameterText mac = load("--mac");
    Request request;
    Complaints token_complaints;
    if (own.has("--grant-tokens")) {
        request.grant_tokens = read_grant_tokens(own.options.at("--grant-tokens"), token_complaints);
    }

    const bool is_raw = invocation.global.value("--cli-binary-format") == "raw-in-base64-out";
    request.message = decode_blob(message, is_raw);
    request.mac = decode_blob(mac, is_raw);

    Complaints complaints;
    check_text("KeyId", key_id, false, complaints);
    check_text("MacAlgorithm", algorithm, true, complaints);
    complaints.insert(complaints.end(), token_complaints.begin(), token_complaints.end());
    if (!complaints.empty()) {
        throw Failure(usage_error, fmt::format("Parameter validation failed:\n{}", fmt::join(complaints, "\n")));
    }
    request.key_id = key_id.text;
    request.mac_algorithm = algorithm.text;
    request.is_dry_run = own.has("--dry-run");
    return request;
}

}    // namespace hmacsweep::cli::aws
