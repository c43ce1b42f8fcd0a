#include "host/aws/request.hpp"

#include "host/aws/blob.hpp"
#include "host/aws/failure.hpp"
#include "host/aws/python_text.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hmacsweep::aws {
namespace {

constexpr std::string_view blob_types = "<class 'bytes'>, <class 'bytearray'>, file-like object";
constexpr std::string_view list_types = "<class 'list'>, <class 'tuple'>";

/// What the client itself finds wrong with parameters, in words; all of it stands in one error.
class Complaints {
public:
    void add(std::string text) { texts_.push_back(std::move(text)); }

    /// `quotes`: whether the value may stand in the text. Contents of files and of messages may not.
    void add_type(std::string_view member, const Value& value, std::string_view types, bool quotes) {
        add(fmt::format("Invalid type for parameter {}, {}type: <class '{}'>, valid types: {}", member,
                        quotes ? shown(value) : "", python_type(value), types));
    }

    void add_length(std::string_view member, std::size_t min_length) {
        add(fmt::format("Invalid length for parameter {}, value: 0, valid min length: {}", member, min_length));
    }

    void throw_if_any() const {
        if (!texts_.empty()) {
            throw Failure(usage_error, fmt::format("Parameter validation failed:\n{}", fmt::join(texts_, "\n")));
        }
    }

private:
    /// Nothing for a value that is too long to be of use in a text.
    static std::string shown(const Value& value) {
        constexpr std::size_t most = 4096;
        try {
            Budget budget(most);
            return fmt::format("value: {}, ", python_str(value, budget));
        } catch (const Failure&) {
            return "";
        }
    }

    std::vector<std::string> texts_;
};

/// Checks members by the model, as botocore does.
class Validator {
public:
    Validator(const Operation& operation, const Parameters& parameters)
        : operation_(operation), parameters_(parameters) {}

    void validate() {
        for (const Member& member : operation_.members) {
            if (member.is_required && parameters_.values.find(member.name) == nullptr) {
                complaints_.add(fmt::format("Missing required parameter in input: \"{}\"", member.name));
            }
        }
        check_names();
        for (const auto& [name, value] : parameters_.values) {
            if (const Member* const member = find(name)) {
                check(*member, value);
            }
        }
        complaints_.throw_if_any();
    }

private:
    [[nodiscard]] const Member* find(std::string_view name) const {
        const auto member = std::ranges::find(operation_.members, name, &Member::name);
        return member == operation_.members.end() ? nullptr : &*member;
    }

    void check_names() {
        std::vector<std::string_view> names;
        for (const Member& member : operation_.members) {
            names.push_back(member.name);
        }
        for (const auto& [name, value] : parameters_.values) {
            if (find(name) == nullptr) {
                complaints_.add(fmt::format("Unknown parameter in input: \"{}\", must be one of: {}", name,
                                            fmt::join(names, ", ")));
            }
        }
    }

    void check(const Member& member, const Value& value) {
        switch (member.type) {
            case MemberType::Blob:
                if (value.text() == nullptr && value.binary() == nullptr) {
                    complaints_.add_type(member.name, value, blob_types, value.is_scalar());
                }
                return;
            case MemberType::Text:
                check_text(std::string(member.name), value, member.min_length);
                return;
            case MemberType::Boolean:
                if (value.boolean() == nullptr) {
                    complaints_.add_type(member.name, value, "<class 'bool'>", value.binary() == nullptr);
                }
                return;
            case MemberType::TextList:
                check_list(member, value);
        }
    }

    void check_list(const Member& member, const Value& value) {
        const Array* const items = value.array();
        if (items == nullptr) {
            complaints_.add_type(member.name, value, list_types, value.binary() == nullptr);
            return;
        }
        for (std::size_t i = 0; i < items->size(); ++i) {
            check_text(fmt::format("{}[{}]", member.name, i), (*items)[i], 1);
        }
    }

    void check_text(const std::string& name, const Value& value, std::size_t min_length) {
        if (value.text() == nullptr) {
            complaints_.add_type(name, value, "<class 'str'>", value.binary() == nullptr);
        } else if (value.text()->size() < min_length) {
            complaints_.add_length(name, min_length);
        }
    }

    const Operation& operation_;
    const Parameters& parameters_;
    Complaints complaints_;
};

/// The bytes of a blob; none when it is no blob, which the validator sees to.
std::vector<std::uint8_t> blob(const Parameters& parameters, const std::string& name, bool is_raw) {
    const Value* const value = parameters.values.find(name);
    if (value == nullptr) {
        return {};
    }
    if (const Binary* const binary = value->binary()) {
        return {binary->bytes.begin(), binary->bytes.end()};
    }
    if (value->text() == nullptr) {
        return {};
    }
    const auto shown = parameters.shown.find(name);
    return decode_blob(
        {.text = *value->text(), .shown = shown == parameters.shown.end() ? *value->text() : shown->second}, is_raw);
}

std::string text(const Parameters& parameters, std::string_view name) {
    const Value* const value = parameters.values.find(name);
    return value == nullptr ? std::string() : *value->text();
}

}    // namespace

Request make_request(const Operation& operation, const Parameters& parameters, bool is_raw) {
    Request request;
    for (const Member& member : operation.members) {
        if (member.type == MemberType::Blob) {
            (member.name == "Mac" ? request.mac : request.message) = blob(parameters, std::string(member.name), is_raw);
        }
    }
    Validator(operation, parameters).validate();
    request.key_id = text(parameters, "KeyId");
    request.mac_algorithm = text(parameters, "MacAlgorithm");
    if (const Value* const tokens = parameters.values.find("GrantTokens")) {
        for (const Value& token : *tokens->array()) {
            request.grant_tokens.push_back(*token.text());
        }
    }
    const Value* const dry_run = parameters.values.find("DryRun");
    request.is_dry_run = dry_run != nullptr && *dry_run->boolean();
    return request;
}

}    // namespace hmacsweep::aws
