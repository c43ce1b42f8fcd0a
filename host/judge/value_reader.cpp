#include "host/judge/value_reader.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <random>
#include <span>
#include <string_view>
#include <system_error>

namespace hmacsweep::judge {
namespace {

constexpr std::size_t key_bytes = 32;

std::optional<std::uint64_t> parse_counter(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// The text of an Id, which is JSON: a string without its quotes, still with its escapes, or an integer. None for any
/// other number: it can be written in several ways, which canonical JSON makes one.
std::optional<std::string_view> text_of(std::string_view id) {
    if (id.starts_with('"')) {
        return id.substr(1, id.size() - 2);
    }
    const bool is_integer = id.find_first_of(".eE") == std::string_view::npos && id != "-0";
    return is_integer ? std::optional(id) : std::nullopt;
}

}    // namespace

SecretBytes random_value_key() {
    SecretBytes key(key_bytes);
    std::random_device random;
    for (std::size_t i = 0; i < key_bytes; ++i) {
        key.data()[i] = static_cast<std::uint8_t>(random());
    }
    return key;
}

ValueReader::ValueReader(const rules::RunOptions& options, Bytes key) : options_(options), hmac_("HMAC_SHA_256", key) {}

void ValueReader::read(const input::Slab& slab, const SlabResult& result, std::vector<CheckValues>& values) {
    const std::vector<format::ValueCheck>& checks = options_.value_checks;
    values.resize(checks.size());
    if (source_ != slab.shape) {
        source_ = slab.shape;
        shapes_.clear();
        for (const format::ValueCheck& check : checks) {
            shapes_.push_back(format::shape_of_values(check, *source_));
        }
    }
    for (std::size_t c = 0; c < checks.size(); ++c) {
        values[c].values.clear();
        values[c].text.clear();
        for (std::uint32_t frame = 0; frame < result.outcomes.size(); ++frame) {
            if (result.outcomes[frame].verdict == Verdict::Valid) {
                const core::Frame& place = result.framing.frames[frame];
                read_value(checks[c], frame, reader_.read(shapes_[c], slab.data() + place.offset, place.size),
                           values[c]);
            }
        }
    }
}

void ValueReader::read_value(const format::ValueCheck& check, std::uint32_t frame, const reader::Record& record,
                             CheckValues& values) {
    const auto add = [&](ValueState state) -> RecordValue& {
        RecordValue& value = values.values.emplace_back();
        value.frame = frame;
        value.state = state;
        return value;
    };
    if (record.is_malformed()) {
        add(ValueState::Unreadable);
    } else if (check.own == format::Field::Mac) {
        add(ValueState::There).fingerprint = fingerprint_of(record.mac);
        for (const Bytes mac : record.more_macs) {
            RecordValue& value = add(ValueState::There);
            value.is_further = true;
            value.fingerprint = fingerprint_of(mac);
        }
    } else if (check.own == format::Field::Message) {
        add(ValueState::There).fingerprint = fingerprint_of(record.message);
    } else if (record.id.empty()) {
        add(ValueState::Missing);
    } else {
        const std::optional<std::string_view> own = text_of(record.id);
        const std::string_view text = own.value_or(record.id);
        const std::optional<std::uint64_t> number = parse_counter(text);
        const bool is_unique = check.rule == format::ValueRule::Unique;
        const bool is_readable = is_unique ? own.has_value() : number.has_value();
        RecordValue& value = add(is_readable ? ValueState::There : ValueState::Unreadable);
        value.text = {static_cast<std::uint32_t>(values.text.size()), static_cast<std::uint32_t>(text.size())};
        values.text += text;
        value.number = number.value_or(0);
        if (is_unique) {
            value.fingerprint = fingerprint_of(as_bytes(text));
        }
    }
}

Fingerprint ValueReader::fingerprint_of(Bytes value) {
    std::array<std::uint8_t, 32> mac{};
    hmac_.compute(value, mac);
    Fingerprint fingerprint;
    std::memcpy(&fingerprint.high, mac.data(), sizeof(fingerprint.high));
    std::memcpy(&fingerprint.low, mac.data() + sizeof(fingerprint.high), sizeof(fingerprint.low));
    return fingerprint;
}

}    // namespace hmacsweep::judge
