#include "host/keys/key_writer.hpp"

#include "host/base/encoding.hpp"
#include "host/base/json_tokens.hpp"
#include "host/base/wiping_parser.hpp"

#include <string>

namespace hmacsweep::keys {
namespace {

namespace dom = simdjson::dom;

/// A text that is wiped when it goes; reserve enough, since a string that grows leaves copies behind.
class SecretText {
public:
    explicit SecretText(std::size_t room) { text_.reserve(room); }
    ~SecretText() { wipe(text_.data(), text_.capacity()); }
    SecretText(const SecretText&) = delete;
    SecretText& operator=(const SecretText&) = delete;
    SecretText(SecretText&&) = delete;
    SecretText& operator=(SecretText&&) = delete;

    std::string& operator*() { return text_; }
    std::string* operator->() { return &text_; }

private:
    std::string text_;
};

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed_end(std::string_view text) {
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

void append_member(std::string& json, std::string_view name, std::string_view value) {
    if (!value.empty()) {
        json += json.ends_with('{') ? "\"" : ", \"";
        json += name;
        json += "\": ";
        append_json_string(json, value);
    }
}

/// A key as an entry of the file, on a line of its own.
void append_entry(std::string& json, const Key& key) {
    json += '{';
    append_member(json, "KeyId", key.key_id);
    append_member(json, "Arn", key.arn);
    if (!key.aliases.empty()) {
        json += ", \"Aliases\": [";
        for (const std::string& alias : key.aliases) {
            json += json.ends_with('[') ? "" : ", ";
            append_json_string(json, alias);
        }
        json += ']';
    }
    if (!key.key_spec.empty()) {
        append_member(json, "KeySpec", key.key_spec);
        append_member(json, "KeyUsage", key.key_usage);
    }
    if (key.key_spec.empty() && key.algorithm) {
        json += ", \"MacAlgorithms\": [\"";
        json += hmacsweep::name_of(*key.algorithm);
        json += "\"]";
    }
    append_member(json, "KeyState", name_of(key.state));
    json += ", \"KeyMaterial\": \"";
    append_base64(json, key.material.bytes());
    json += "\"}";
}

std::size_t entry_room(const Key& key) {
    constexpr std::size_t members = 256;    // names and punctuation
    std::size_t room = members + (6 * (key.key_id.size() + key.arn.size())) + (2 * key.material.size());
    for (const std::string& alias : key.aliases) {
        room += 4 + (6 * alias.size());
    }
    return room;
}

}    // namespace

Result<SecretBytes> write_key_file(SecretBytes existing, std::span<const Key> keys) {
    std::size_t room = existing.size() + 64;
    for (const Key& key : keys) {
        room += entry_room(key);
    }
    SecretText json(room);
    std::string_view head = "{\"Keys\": [";
    std::string_view tail = "]}\n";
    bool has_entries = false;
    SecretText kept(existing.size());
    if (!existing.empty()) {
        // What stands in the file stays as it is; the new entries go before the bracket that closes its list.
        *kept = as_text(existing.bytes());
        WipingParser parser;
        dom::object root;
        if (parser.parse(existing).get_object().get(root) != simdjson::SUCCESS) {
            return Error{"it is not a JSON object"};
        }
        std::size_t member = 0;
        for (const auto& [name, value] : root) {
            if (name == "Keys") {
                break;
            }
            ++member;
        }
        dom::array list;
        if (root["Keys"].get_array().get(list) != simdjson::SUCCESS) {
            return Error{"it has no list \"Keys\""};
        }
        has_entries = list.begin() != list.end();
        const std::string_view entries = member_text(*kept, member);
        tail = std::string_view(*kept).substr(static_cast<std::size_t>(entries.data() - kept->data()) + entries.size() -
                                              1);
        head = trimmed_end(std::string_view(*kept).substr(0, kept->size() - tail.size()));
    }
    *json = head;
    for (const Key& key : keys) {
        *json += has_entries ? ",\n" : "\n";
        append_entry(*json, key);
        has_entries = true;
    }
    *json += '\n';
    *json += tail;
    return SecretBytes(as_bytes(*json));
}

}    // namespace hmacsweep::keys
