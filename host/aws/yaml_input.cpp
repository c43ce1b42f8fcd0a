#include "host/aws/yaml_input.hpp"

#include "host/aws/blob.hpp"
#include "host/aws/failure.hpp"
#include "host/aws/jmespath/number_text.hpp"
#include "host/aws/python_text.hpp"
#include "host/aws/unicode.hpp"
#include "host/aws/yaml_type.hpp"
#include "host/base/encoding.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <sstream>
#include <stdexcept>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace hmacsweep::aws {
namespace {

/// Far above any request; what yaml-cpp does with more may take long.
constexpr std::size_t max_text_bytes = std::size_t{1} << 20;

struct NotYaml : std::runtime_error {
    using std::runtime_error::runtime_error;
};

constexpr std::string_view tag_prefix = "tag:yaml.org,2002:";

/// By the prefix of digits.
int base_of(std::string_view digits) {
    if (digits.size() <= 2 || digits[0] != '0') {
        return 10;
    }
    switch (digits[1]) {
        case 'x':
            return 16;
        case 'o':
            return 8;
        case 'b':
            return 2;
        default:
            return 10;
    }
}

/// 0b, 0o, 0x and decimal digits with a sign and lines between them.
Value integer_of(std::string_view scalar) {
    std::string digits;
    std::ranges::copy_if(scalar, std::back_inserter(digits), [](char c) { return c != '_' && c != '+'; });
    const bool is_negative = digits.starts_with('-');
    std::string_view rest = std::string_view(digits).substr(is_negative ? 1 : 0);
    const int base = base_of(rest);
    rest.remove_prefix(base == 10 ? 0 : 2);
    std::int64_t number = 0;
    const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number, base);
    if (read.ec != std::errc() || read.ptr != rest.data() + rest.size()) {
        throw NotYaml("an integer of more than 64 bits");
    }
    return Value(is_negative ? -number : number);
}

Value binary_of(const std::string& scalar) {
    try {
        const std::vector<std::uint8_t> bytes = decode_lenient_base64({.text = scalar, .shown = scalar});
        return Value(Binary{std::string(bytes.begin(), bytes.end())});
    } catch (const Failure&) {
        throw NotYaml("!!binary that is no base64");
    }
}

Value value_of_type(YamlType type, const std::string& scalar) {
    switch (type) {
        case YamlType::Null:
            return {};
        case YamlType::Boolean:
            return Value(scalar.starts_with('t') || scalar.starts_with('T'));
        case YamlType::Integer:
            return integer_of(scalar);
        case YamlType::Real: {
            // Of all there are, only .inf and .nan have an n; Python writes them without the point.
            const std::size_t point =
                scalar.find_first_of("nN") == std::string::npos ? std::string::npos : scalar.find('.');
            return jmespath::python_number(
                point == std::string::npos ? scalar : scalar.substr(0, point) + scalar.substr(point + 1));
        }
        default:
            return Value(scalar);
    }
}

Value scalar_value(const std::string& tag, const std::string& scalar) {
    if (tag == "?" || tag.empty()) {
        return value_of_type(yaml_type(scalar), scalar);
    }
    if (tag == "!") {
        return Value(scalar);
    }
    if (!tag.starts_with(tag_prefix)) {
        throw NotYaml("a tag that is not YAML's own");
    }
    const std::string_view type = std::string_view(tag).substr(tag_prefix.size());
    if (type == "str") {
        return Value(scalar);
    }
    if (type == "binary") {
        return binary_of(scalar);
    }
    const YamlType seen = yaml_type(scalar);
    if ((type == "null" && seen == YamlType::Null) || (type == "bool" && seen == YamlType::Boolean) ||
        (type == "int" && seen == YamlType::Integer) || (type == "float" && seen == YamlType::Real)) {
        return value_of_type(seen, scalar);
    }
    throw NotYaml("a tag that does not fit its value");
}

/// Builds a value from the parser's events.
class Builder : public YAML::EventHandler {
public:
    void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t anchor) override { add(Value(), anchor); }

    void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t anchor) override {
        const auto named = anchors_.find(anchor);
        if (named == anchors_.end()) {
            throw NotYaml("an alias of what it is part of");
        }
        add(named->second, no_anchor);
    }

    void OnScalar(const YAML::Mark& /*mark*/, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& scalar) override {
        const bool is_merge = tag == "?" && scalar == "<<";
        add(scalar_value(tag, scalar), anchor, is_merge);
    }

    void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override {
        open(tag, "seq", anchor, false);
    }
    void OnSequenceEnd() override {
        Level level = close();
        add(Value(std::move(level.items)), level.anchor);
    }
    void OnMapStart(const YAML::Mark& /*mark*/, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override {
        open(tag, "map", anchor, true);
    }
    void OnMapEnd() override {
        Level level = close();
        for (const Value& merged : level.merged) {
            merge(level.members, merged);
        }
        add(Value(std::move(level.members)), level.anchor);
    }

    [[nodiscard]] const Value& root() const { return root_; }

private:
    static constexpr YAML::anchor_t no_anchor = 0;

    struct Level {
        bool is_map = false;
        YAML::anchor_t anchor = no_anchor;
        Array items{};
        Object members{};
        std::optional<std::string> key{};    ///< whose value comes next
        bool is_merge = false;
        Array merged{};    ///< values of `<<`
    };

    void open(const std::string& tag, std::string_view usual, YAML::anchor_t anchor, bool is_map) {
        if (!tag.empty() && tag != "?" && tag != "!" && tag != std::string(tag_prefix).append(usual)) {
            throw NotYaml("a tag that is not YAML's own");
        }
        levels_.push_back({.is_map = is_map, .anchor = anchor});
    }

    Level close() {
        Level level = std::move(levels_.back());
        levels_.pop_back();
        return level;
    }

    void add(const Value& value, YAML::anchor_t anchor, bool is_merge = false) {
        if (anchor != no_anchor) {
            anchors_.insert_or_assign(anchor, value);
        }
        if (levels_.empty()) {
            root_ = value;
        } else if (!levels_.back().is_map) {
            levels_.back().items.push_back(value);
        } else if (levels_.back().key) {
            add_member(levels_.back(), value);
        } else {
            start_member(levels_.back(), value, is_merge);
        }
    }

    static void start_member(Level& level, const Value& key, bool is_merge) {
        if (!key.is_scalar() || key.binary() != nullptr) {
            throw NotYaml("a name that is no text");
        }
        Budget budget;
        level.key = python_str(key, budget);
        level.is_merge = is_merge;
        if (!is_merge && level.members.find(*level.key) != nullptr) {
            throw NotYaml("a name that is there twice");
        }
    }

    static void add_member(Level& level, const Value& value) {
        if (level.is_merge) {
            level.merged.push_back(value);
        } else {
            level.members.set(*level.key, value);
        }
        level.key.reset();
    }

    static void merge(Object& members, const Value& merged) {
        if (const Array* const list = merged.array()) {
            for (const Value& item : *list) {
                merge_object(members, item);
            }
        } else {
            merge_object(members, merged);
        }
    }

    static void merge_object(Object& members, const Value& merged) {
        if (merged.object() == nullptr) {
            throw NotYaml("<< of what is no map");
        }
        for (const auto& [name, value] : *merged.object()) {
            if (members.find(name) == nullptr) {
                members.set(name, value);
            }
        }
    }

    std::vector<Level> levels_;
    std::map<YAML::anchor_t, Value> anchors_;
    Value root_;
};

bool is_yaml_text(const std::string& text) {
    return text.size() <= max_text_bytes && is_utf8(text) && std::ranges::all_of(code_points(text), [](char32_t c) {
               return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0x7e) || c == 0x85 || c >= 0xa0;
           });
}

}    // namespace

bool can_read_yaml() {
    return true;
}

std::optional<Value> parse_yaml(const std::string& text) {
    if (!is_yaml_text(text)) {
        return std::nullopt;
    }
    try {
        std::istringstream stream(text);
        YAML::Parser parser(stream);
        Builder builder;
        if (!parser.HandleNextDocument(builder)) {
            return std::optional<Value>(std::in_place);
        }
        Builder second;
        if (parser.HandleNextDocument(second)) {
            return std::nullopt;
        }
        return builder.root();
    } catch (const YAML::Exception&) {
        return std::nullopt;
    } catch (const NotYaml&) {
        return std::nullopt;
    }
}

}    // namespace hmacsweep::aws
