#include "host/aws/parameters.hpp"

#include "host/aws/blob.hpp"
#include "host/aws/failure.hpp"
#include "host/aws/python_text.hpp"
#include "host/aws/value_json.hpp"
#include "host/aws/yaml_input.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include <fmt/format.h>

namespace hmacsweep::aws {
namespace {

constexpr std::string_view json_option = "--cli-input-json";
constexpr std::string_view yaml_option = "--cli-input-yaml";

/// The option of a member: `--key-id` of KeyId.
std::string option_of(std::string_view member) {
    std::string option = "-";
    for (const char c : member) {
        option += c >= 'A' && c <= 'Z' ? "-" : "";
        option += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return option;
}

/// --grant-tokens: a list of values, or one value that is a JSON list.
Value read_list(const std::string& option, std::vector<std::string> values) {
    if (values.size() == 1) {
        const ParameterText value = load_parameter(option, values.front());
        const std::size_t begin = value.text.find_first_not_of(" \t\r\n\v\f");
        if (begin != std::string::npos && value.text[begin] == '[') {
            std::optional<Value> list = parse_json(value.text);
            if (!list) {
                throw Failure(usage_error,
                              fmt::format("Error parsing parameter '{}': Invalid JSON: it is no JSON list\n"
                                          "JSON received: {}",
                                          option, value.shown));
            }
            return std::move(*list);
        }
        values.front() = value.text;
    }
    Array items;
    for (std::string& value : values) {
        items.emplace_back(std::move(value));
    }
    return Value(std::move(items));
}

void read_option(const Member& member, const Parsed& own, Parameters& parameters) {
    const std::string option = option_of(member.name);
    const auto given = own.options.find(option);
    if (member.type == MemberType::Boolean) {
        if (given != own.options.end() || own.has("--no" + option.substr(1))) {
            parameters.values.set(member.name, Value(given != own.options.end()));
        }
        return;
    }
    if (given == own.options.end()) {
        return;
    }
    if (member.type == MemberType::TextList) {
        parameters.values.set(member.name, read_list(option, given->second));
        return;
    }
    ParameterText value = load_parameter(option, given->second.back());
    parameters.shown.emplace(member.name, value.shown);
    parameters.values.set(member.name,
                          value.is_binary ? Value(Binary{std::move(value.text)}) : Value(std::move(value.text)));
}

Value parse_input(std::string_view option, const std::string& text) {
    const bool is_json = option == json_option;
    if (!is_json && !can_read_yaml()) {
        throw Failure(usage_error,
                      "Error parsing parameter '--cli-input-yaml': this program was built without yaml-cpp "
                      "(libyaml-cpp-dev), which reads YAML; --cli-input-json takes the same as JSON");
    }
    std::optional<Value> value = is_json ? parse_json(text) : parse_yaml(text);
    if (!value) {
        throw Failure(usage_error, fmt::format("Error parsing parameter '{}': Invalid {} received.", option.substr(2),
                                               is_json ? "JSON" : "YAML"));
    }
    if (value->object() == nullptr) {
        throw Failure(usage_error,
                      fmt::format("Error parsing parameter '{}': Invalid type: expecting map, received <class '{}'>",
                                  option, python_type(*value)));
    }
    return std::move(*value);
}

/// Adds the members of --cli-input-json or --cli-input-yaml that no option gave.
void add_input(std::string_view option, const ParameterText& input, Parameters& parameters) {
    const Value value = parse_input(option, input.text);
    const bool is_from_file = input.shown != input.text;
    for (const auto& [name, member] : *value.object()) {
        if (parameters.values.find(name) == nullptr) {
            parameters.values.set(name, member);
            if (is_from_file) {
                parameters.shown.emplace(name, input.shown);
            }
        }
    }
}

}    // namespace

Parameters read_parameters(const Operation& operation, const Parsed& own) {
    Parameters parameters;
    for (const Member& member : operation.members) {
        read_option(member, own, parameters);
    }
    std::map<std::string_view, ParameterText> inputs;
    for (const std::string_view option : {json_option, yaml_option}) {
        if (const std::optional<std::string> value = own.value(option)) {
            inputs.emplace(option, load_parameter(option, *value));
        }
    }
    if (inputs.size() > 1) {
        throw Failure(usage_error, "Only one --cli-input- parameter may be specified.");
    }
    for (const auto& [option, input] : inputs) {
        add_input(option, input, parameters);
    }
    return parameters;
}

}    // namespace hmacsweep::aws
