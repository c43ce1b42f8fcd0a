#include "host/keys/key_writer.hpp"

#include "host/base/encoding.hpp"
#include "host/base/json_tokens.hpp"
#include "host/base/wiping_parser.hpp"
#include "host/keys/secret_text.hpp"

#include <string>
#include <vector>

namespace hmacsweep::keys {
namespace {

namespace dom = simdjson::dom;

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

/// The list of keys of a key file.
struct KeyList {
    dom::array keys;
    std::size_t member = 0;    ///< the index of the list's member in the file's object
};

/// Finds the list. `text` gets the padding of simdjson, and must outlive the result, as `parser` must.
Result<KeyList> find_key_list(SecretBytes& text, WipingParser& parser, std::string_view name) {
    dom::object root;
    if (parser.parse(text).get_object().get(root) != simdjson::SUCCESS) {
        return Error{"it is not a JSON object"};
    }
    KeyList list;
    for (const auto& [key, value] : root) {
        if (key == name) {
            if (value.get_array().get(list.keys) == simdjson::SUCCESS) {
                return list;
            }
            break;
        }
        ++list.member;
    }
    return Error{"it has no list \"" + std::string(name) + "\""};
}

/// Whether the entry's string member has this value.
bool has_member(dom::element entry, std::string_view name, std::string_view value) {
    std::string_view text;
    return entry[name].get_string().get(text) == simdjson::SUCCESS && text == value;
}

/// Takes an element out of the array `entries`, which is a part of `text`, with the comma that joined it.
void erase_element(std::string& text, std::string_view entries, std::size_t index, std::size_t num_elements) {
    const auto place = [&](const char* at) { return static_cast<std::size_t>(at - text.data()); };
    const std::string_view element = element_text(entries, index);
    std::size_t begin = place(element.data());
    std::size_t end = begin + element.size();
    if (index > 0) {
        const std::string_view before = element_text(entries, index - 1);
        begin = place(before.data()) + before.size();
    } else if (num_elements > 1) {
        end = place(element_text(entries, 1).data());
    }
    text.erase(begin, end - begin);
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
        const Result<KeyList> list = find_key_list(existing, parser, "Keys");
        if (!list) {
            return list.error();
        }
        has_entries = list->keys.begin() != list->keys.end();
        const std::string_view entries = member_text(*kept, list->member);
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

Result<ThinnedKeyFile> without_key(SecretBytes existing, std::string_view key_id, std::string_view arn) {
    SecretText text(existing.size());
    *text = as_text(existing.bytes());
    WipingParser parser;
    std::string_view id_member = "KeyId";
    Result<KeyList> list = find_key_list(existing, parser, "Keys");
    if (!list) {
        id_member = "kid";
        existing = SecretBytes(as_bytes(*text));
        list = find_key_list(existing, parser, "keys");
    }
    if (!list) {
        return list.error();
    }
    const std::vector<dom::element> entries(list->keys.begin(), list->keys.end());
    std::size_t num_left = entries.size();
    for (std::size_t i = entries.size(); i-- > 0;) {
        if (has_member(entries[i], id_member, key_id) && (arn.empty() || has_member(entries[i], "Arn", arn))) {
            erase_element(*text, member_text(*text, list->member), i, num_left);
            --num_left;
        }
    }
    return ThinnedKeyFile{SecretBytes(as_bytes(*text)), entries.size() - num_left};
}

}    // namespace hmacsweep::keys
