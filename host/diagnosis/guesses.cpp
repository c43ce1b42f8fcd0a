#include "host/diagnosis/guesses.hpp"

#include "host/backend/packer.hpp"
#include "host/format/mac_forms.hpp"
#include "reference/lookalike.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::diagnosis {
namespace {

constexpr std::size_t most_entries = 4096;
constexpr std::size_t most_bytes = std::size_t{32} << 20;
/// What is joined to a message: a time, a number, a name.
constexpr std::size_t longest_joined = 128;

/// How webhooks and applications join other fields to a message: {0} and {1} are fields, {2} the message.
constexpr std::array joins_of_one{"{0}.{2}", "{0}:{2}", "{0}|{2}", "{0}{2}", "{2}{0}", "{2}.{0}", "v0:{0}:{2}"};
constexpr std::array joins_of_two{"{0}.{1}.{2}", "{0}|{1}|{2}", "{0}{1}{2}"};

/// A join of texts, one way: as a recipe, and as the message that it makes.
std::string join(std::string_view how, std::string_view first, std::string_view second, std::string_view message) {
    return fmt::format(fmt::runtime(how), first, second, message);
}

/// Builds the messages of one record.
class MessageMaker {
public:
    MessageMaker(const RecordParts& parts, const format::Shape& shape, unsigned most)
        : parts_(parts), shape_(shape), most_(most) {}

    GuessedBytes operator()() {
        if (parts_.made) {
            add_changes(*parts_.made, {});
        } else if (parts_.message) {
            add_field(parts_.message_name, as_bytes(*parts_.message), {}, 1);
        }
        if (most_ > 0) {
            for (const reader::NamedText& field : parts_.fields) {
                if (parts_.made || field.name != parts_.message_name) {
                    // Who does not say which field it is does not say either how it is written.
                    add_field(field.name, as_bytes(field.text), Way().with("message-field", field.name), 0);
                }
            }
            for (std::size_t i = 0; i < parts_.objects.size(); ++i) {
                Way way = Way().with("message-object", parts_.objects[i].first);
                way.guesses[0].rank = static_cast<std::uint8_t>(i);
                add_changes(parts_.objects[i].second, way);
            }
        }
        // Last, since there are many.
        std::ranges::for_each(to_join_, [this](const Joinable& joinable) { add_joined(joinable); });
        return std::move(guessed_);
    }

private:
    /// A message as it was read from a field, without changes.
    struct Joinable {
        std::string name;
        Encoding encoding;
        ByteBuffer message;
        Way way;    ///< to the field
    };

    /// The messages of a field in every encoding; one that is not the shape's counts for `cost`.
    void add_field(const std::string& name, Bytes text, const Way& way, unsigned cost) {
        for (std::size_t i = 0; i < mistakes().size(); ++i) {
            const Mistake& mistake = mistakes()[i];
            if (mistake.part != Part::MessageEncoding) {
                continue;
            }
            const std::optional<Encoding> encoding = parse_encoding(mistake.advice);
            const bool is_own = encoding == shape_.message_encoding;
            const Way read = is_own ? way : way.with(static_cast<std::uint8_t>(i), {}, cost);
            ByteBuffer message;
            if (read.cost > most_ || !mistake.change(text, message)) {
                continue;
            }
            add_changes(message, read);
            if (encoding && read.cost < most_) {
                to_join_.push_back({name, *encoding, message, way});
            }
        }
    }

    void add_changes(const ByteBuffer& message, const Way& way) {
        guessed_.add(message, way);
        if (way.cost >= most_) {
            return;
        }
        for (std::size_t i = 0; i < mistakes().size(); ++i) {
            const Mistake& mistake = mistakes()[i];
            ByteBuffer changed;
            if (mistake.part == Part::MessageChange && mistake.change != nullptr && mistake.change(message, changed)) {
                guessed_.add(changed, way.with(static_cast<std::uint8_t>(i)));
            }
        }
    }

    /// The message with one or, where it is the message's own field, two others before or behind it. What its recipe
    /// says, the way need not: which field it is and how that is written.
    void add_joined(const Joinable& joinable) {
        const bool is_own = joinable.way.guesses.empty();
        const unsigned cost = joinable.way.cost + (joinable.encoding == shape_.message_encoding || !is_own ? 1 : 2);
        const std::string named = in_braces(joinable.name, joinable.encoding);
        const auto add = [&, cost](std::string_view how, const reader::NamedText& first,
                                   const reader::NamedText& second) {
            const std::string joined = join(how, first.text, second.text, as_text(joinable.message));
            const std::string recipe =
                join(how, in_braces(first.name, Encoding::Text), in_braces(second.name, Encoding::Text), named);
            const Bytes bytes = as_bytes(joined);
            guessed_.add(ByteBuffer(bytes.begin(), bytes.end()), Way().with("message-joined", recipe, cost));
        };
        std::vector<const reader::NamedText*> others;
        for (const reader::NamedText& field : parts_.fields) {
            if (field.name != joinable.name && field.name != parts_.mac_name && field.text.size() <= longest_joined) {
                others.push_back(&field);
            }
        }
        for (const reader::NamedText* first : others) {
            for (const char* how : joins_of_one) {
                add(how, *first, *first);
            }
            for (const reader::NamedText* second : others) {
                for (const char* how : joins_of_two) {
                    if (is_own && first != second) {
                        add(how, *first, *second);
                    }
                }
            }
        }
    }

    const RecordParts& parts_;
    const format::Shape& shape_;
    unsigned most_;
    GuessedBytes guessed_;
    std::vector<Joinable> to_join_;
};

bool is_digest_length(std::size_t size) {
    const auto has_size = [&](const auto& row) { return row.bytes == size; };
    return std::ranges::any_of(all_algorithms, [&](Algorithm a) { return core::digest_bytes(a) == size; }) ||
           std::ranges::any_of(reference::lookalikes(), has_size);
}

/// The MAC of any algorithm with that length that a text is without an option, where its form is found.
std::optional<ByteBuffer> found_mac(const format::Shape& shape, std::string_view text, std::size_t wanted) {
    const auto has_length = [&](Algorithm algorithm) { return core::digest_bytes(algorithm) == wanted; };
    ByteBuffer mac(format::mac_room(text.size()));
    if (!shape.finds_mac_form() || !std::ranges::any_of(all_algorithms, has_length) ||
        format::find_mac(text, wanted, mac.data()).decoded.bytes != wanted) {
        return std::nullopt;
    }
    mac.resize(wanted);
    return mac;
}

}    // namespace

std::string in_braces(std::string_view name, Encoding encoding) {
    std::string escaped;
    for (const char c : member_pointer(name)) {
        escaped += std::string_view(":?.{}\\").find(c) == std::string_view::npos ? "" : "\\";
        escaped += c;
    }
    return encoding == Encoding::Text ? fmt::format("{{{}}}", escaped)
                                      : fmt::format("{{{}:{}}}", escaped, name_of(encoding));
}

Way Way::with(std::uint8_t mistake, std::string parameter, unsigned more) const {
    Way way = *this;
    way.guesses.push_back({mistake, 0, std::move(parameter)});
    way.cost += more;
    return way;
}

Way Way::with(std::string_view mistake, std::string parameter, unsigned more) const {
    return with(number_of(mistake), std::move(parameter), more);
}

void GuessedBytes::add(const ByteBuffer& bytes, const Way& way) {
    const std::string name(as_text(bytes));
    const auto found = index_.find(name);
    if (found != index_.end()) {
        Entry& entry = entries_[found->second];
        entry.ways.push_back(way);
        entry.cost = std::min(entry.cost, way.cost);
        return;
    }
    if (entries_.size() < most_entries && num_bytes_ + bytes.size() <= most_bytes) {
        num_bytes_ += bytes.size();
        index_.emplace(name, entries_.size());
        entries_.push_back({bytes, {way}, way.cost});
    }
}

RecordParts parts_of(reader::Reader& reader, const Sample& sample) {
    RecordParts parts;
    format::Shape shape = *sample.shape;
    const Bytes bytes = sample.bytes();
    parts.message_name = reader::name_in_columns(shape, format::Field::Message);
    parts.mac_name = reader::name_in_columns(shape, format::Field::Mac);
    parts.fields = reader::fields_of(reader, shape, bytes);
    parts.is_malformed = reader.read(shape, bytes.data(), bytes.size()).is_malformed();
    shape.message_encoding = shape.mac_encoding = Encoding::Text;
    shape.mac_form = format::MacForm::Told;
    for (format::MacItem& item : shape.mac.items) {
        item.encoding.reset();
    }
    const bool has_recipe = !shape.recipe.is_empty();
    const auto read = [&]() -> const reader::Record& { return reader.read(shape, bytes.data(), bytes.size()); };
    const reader::Record& record = read();
    parts.key_id = record.key_id;
    parts.algorithm = record.algorithm;
    parts.mac = as_text(record.mac);
    if (has_recipe && !record.is_malformed()) {
        parts.made.emplace(record.message.begin(), record.message.end());
    } else if (!has_recipe && record.message.data() != nullptr) {
        parts.message = as_text(record.message);
    }
    if (shape.is_json() || shape.kind() == format::RecordKind::Unknown) {
        for (const std::string_view form :
             {"json-without:", "sorted-without:", "sorted-utf8-without:", "jcs-without:"}) {
            const std::string recipe = fmt::format("{}{}", form, parts.mac_name);
            shape.replace_recipe(*format::parse_recipe(recipe));
            const reader::Record& object = read();
            if (!object.message.empty()) {
                parts.objects.emplace_back(recipe, ByteBuffer(object.message.begin(), object.message.end()));
            }
        }
    }
    return parts;
}

GuessedBytes messages_of(const RecordParts& parts, const format::Shape& shape, unsigned most) {
    return MessageMaker(parts, shape, most)();
}

GuessedBytes macs_of(const RecordParts& parts, const format::Shape& shape, unsigned most) {
    GuessedBytes macs;
    const auto add = [&](std::string_view text, const Way& way, bool is_own_field) {
        for (std::size_t i = 0; i < mistakes().size(); ++i) {
            const Mistake& mistake = mistakes()[i];
            if (mistake.part != Part::MacEncoding) {
                continue;
            }
            const std::optional<Encoding> encoding = parse_encoding(mistake.advice);
            const bool is_own = encoding == shape.mac_encoding && !shape.finds_mac_form();
            const Way read = is_own ? way : way.with(static_cast<std::uint8_t>(i), {}, is_own_field ? 1 : 0);
            ByteBuffer mac;
            if (read.cost > most || (!is_own_field && encoding == Encoding::Text) ||
                !mistake.change(as_bytes(text), mac)) {
                continue;
            }
            if (found_mac(shape, text, mac.size()) == mac) {
                continue;    // add_found() has it
            }
            if (is_own_field ? mac.size() >= least_mac_bytes && mac.size() <= core::max_digest_bytes
                             : is_digest_length(mac.size())) {
                macs.add(mac, read);
            }
        }
    };
    const auto add_found = [&](std::string_view text, const Way& way) {
        for (const Algorithm algorithm : all_algorithms) {
            if (const std::optional<ByteBuffer> mac = found_mac(shape, text, core::digest_bytes(algorithm))) {
                macs.add(*mac, way);
            }
        }
    };
    add_found(parts.mac, {});
    add(parts.mac, {}, true);
    if (most > 0) {
        for (const reader::NamedText& field : parts.fields) {
            if (field.name != parts.mac_name) {
                const Way way = Way().with("mac-field", field.name);
                add_found(field.text, way);
                add(field.text, way, false);
            }
        }
    }
    return macs;
}

}    // namespace hmacsweep::diagnosis
