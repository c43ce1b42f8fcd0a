#include "host/cli/commands/first_records.hpp"

#include "host/base/algorithm_names.hpp"
#include "host/base/encoding.hpp"
#include "host/base/json_tokens.hpp"
#include "host/base/stop_flag.hpp"
#include "host/diagnosis/job/fields.hpp"
#include "host/diagnosis/job/readings.hpp"
#include "host/format/mac_forms.hpp"
#include "host/input/slab_reader.hpp"
#include "host/reader/record_fields.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

namespace hmacsweep::cli {
namespace {

constexpr std::size_t longest_sample = std::size_t{256} << 10;
constexpr std::uint64_t longest_record = std::uint64_t{64} << 20;
constexpr unsigned most_levels = 4;

/// A list of objects in a JSON document.
struct RecordList {
    std::string pointer;
    std::size_t size = 0;
};

/// Finds the longest list of objects that is in no other list.
void find_list(const simdjson::dom::element& value, const std::string& pointer, unsigned level, RecordList& longest) {
    simdjson::dom::array list;
    simdjson::dom::object object;
    if (value.get(list) == simdjson::SUCCESS) {
        if (list.size() > longest.size && list.at(0).is_object()) {
            longest = {pointer, list.size()};
        }
    } else if (value.get(object) == simdjson::SUCCESS && level < most_levels) {
        for (const auto& [name, member] : object) {
            if (name.find_first_of("/~") == std::string_view::npos) {
                find_list(member, fmt::format("{}/{}", pointer, name), level + 1, longest);
            }
        }
    }
}

std::string list_in(Bytes record) {
    std::string text(as_text(record));
    static_cast<void>(blank_numbers(text));
    const simdjson::padded_string padded(text);
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    RecordList longest;
    if (parser.parse(padded).get(root) == simdjson::SUCCESS && root.is_object()) {
        find_list(root, "", 0, longest);
    }
    return longest.pointer;
}

/// One way to read a source.
struct Reading {
    FirstSeen first;
    std::shared_ptr<const format::Shape> shape;
    std::string list;    ///< of the first record: the pointer of the list that it has
    std::size_t num_objects = 0;
};

Reading read_as(input::Source& source, const format::Shape& wanted) {
    Reading reading;
    const StopFlag stop;
    input::SlabReader slabs(std::span(&source, 1), {.max_record_bytes = longest_record, .shape = wanted}, stop);
    input::Slab slab;
    reader::Reader reader;
    while (reading.first.size() < FirstSeen::most && slabs.next(slab)) {
        reading.shape = slab.shape;
        reading.first.num_too_long += slab.kind == input::SlabKind::OversizeRecord ? 1 : 0;
        std::vector<core::Frame> frames;
        if (slab.kind == input::SlabKind::Records) {
            format::frame_records(Bytes(slab.data(), slab.size), *slab.shape, frames);
        }
        for (const core::Frame& frame : frames) {
            const Bytes record(slab.data() + frame.offset, frame.size);
            if (reading.first.size() == FirstSeen::most) {
                break;
            }
            if (reading.first.size() + reading.first.num_too_long == 0 && slab.shape->is_json()) {
                reading.list = list_in(record);
            }
            if (frame.size > longest_sample) {
                ++reading.first.num_too_long;
                continue;
            }
            if (slab.shape->format == format::InputFormat::Lines) {
                reading.first.lines.emplace_back(as_text(record));
                continue;
            }
            diagnosis::Sample& sample = reading.first.samples.emplace_back();
            sample.shape = slab.shape;
            sample.buffer.assign(record.begin(), record.end());
            sample.buffer.resize(frame.size + slab_padding);
            reading.num_objects += reader::fields_of(reader, *slab.shape, record).empty() ? 0 : 1;
        }
    }
    reading.first.error = source.error;
    return reading;
}

/// The source, open again at its beginning.
input::Source open_again(const input::Source& source) {
    const std::string file =
        source.is_member() ? source.name.substr(0, source.name.size() - source.member_name.size() - 1) : source.name;
    format::Shape shape;
    shape.needs_columns = false;
    input::Inputs inputs = input::open_inputs(std::span(&file, 1), shape, {.reads_all = true});
    const auto found = std::ranges::find(inputs.sources, source.name, &input::Source::name);
    return found == inputs.sources.end() ? input::failed_source(source.name, source.name + " is not there any more")
                                         : std::move(*found);
}

format::Shape look_shape(format::InputFormat format) {
    format::Shape shape;
    shape.format = format;
    shape.needs_columns = false;
    return shape;
}

/// The shape of a table by the settings that read it.
format::Shape look_shape(const diagnosis::Settings& settings) {
    const std::string_view format = diagnosis::value_of(settings, "--input-format");
    const std::string_view delimiter = diagnosis::value_of(settings, "--delimiter");
    const auto* const row = std::ranges::find(format::input_formats, format, &format::InputFormatRow::name);
    format::Shape shape = look_shape(row == format::input_formats.end() ? format::InputFormat::Auto : row->format);
    if (!delimiter.empty()) {
        shape.delimiter = static_cast<std::uint8_t>(delimiter == "\\t" ? '\t' : delimiter.front());
    }
    shape.has_header = std::ranges::find(settings, "--no-header", &diagnosis::Setting::name) == settings.end();
    return shape;
}

bool has_whole_mac(const FirstSeen& first) {
    reader::Reader reader;
    return std::ranges::any_of(first.samples, [&](const diagnosis::Sample& sample) {
        return std::ranges::any_of(reader::fields_of(reader, *sample.shape, sample.bytes()), [](const auto& field) {
            const std::string form = mac_form(field.text);
            return !form.empty() && !form.ends_with("end");
        });
    });
}

std::string format_words(const format::Shape& shape, const FirstSeen& first) {
    std::string words(format::row_of(shape.format).name);
    if (shape.is_table() && shape.delimiter != 0 && shape.delimiter != ',') {
        words += fmt::format(" with --delimiter '{}'",
                             shape.delimiter == '\t' ? "\\t" : std::string(1, static_cast<char>(shape.delimiter)));
    }
    if (shape.is_table()) {
        words += shape.has_header && !shape.is_binary ? " with a header line" : " without a header line (--no-header)";
    }
    return first.records.empty() ? words : fmt::format("{} documents with --records {}", words, first.records);
}

class FirstReader {
public:
    explicit FirstReader(input::Source& source)
        : source_(source), can_repeat_(source.is_regular || source.is_member()) {}

    FirstSeen operator()() {
        Reading reading = read_as(source_, look_shape(format::InputFormat::Auto));
        const bool is_binary = reading.shape != nullptr && reading.shape->is_binary;
        const bool is_text = !reading.first.error.empty() || (reading.shape != nullptr && reading.shape->is_table()) ||
                             2 * reading.num_objects < reading.first.samples.size();
        if (can_repeat_ && is_text && !is_binary) {
            read_text(reading);
        } else if (can_repeat_ && !reading.list.empty()) {
            read_list(reading);
        }
        if (reading.first.format.empty() && reading.first.size() + reading.first.num_too_long != 0) {
            reading.first.format = format_words(*reading.shape, reading.first);
        }
        return std::move(reading.first);
    }

private:
    /// Takes lines for a table where they are rows, and else for text.
    void read_text(Reading& reading) {
        input::Source again = open_again(source_);
        Reading lines = read_as(again, look_shape(format::InputFormat::Lines));
        if (!lines.first.error.empty() || lines.first.lines.empty()) {
            return;
        }
        const auto readings = diagnosis::readings_of(lines.first.lines, {}, diagnosis::MacLengths::Whole);
        const auto is_line = [](const diagnosis::Settings& settings) {
            return !diagnosis::value_of(settings, "--line").empty();
        };
        if (!readings.empty() && !diagnosis::value_of(readings.front(), "--input-format").empty()) {
            again = open_again(source_);
            Reading table = read_as(again, look_shape(readings.front()));
            if (table.shape != nullptr && table.shape->is_json() && table.num_objects != 0) {
                reading = std::move(table);
                read_list(reading);
                return;
            }
            if (table.first.error.empty() && (std::ranges::none_of(readings, is_line) || has_whole_mac(table.first))) {
                reading = std::move(table);
                return;
            }
        }
        lines.first.format = "lines of text";
        reading = std::move(lines);
    }

    /// Takes the elements of the document's list for the records, where MACs are only there.
    void read_list(Reading& reading) {
        const bool is_one = reading.first.size() + reading.first.num_too_long == 1;
        if (has_mac(reading.first, reading.list + "/")) {
            return;
        }
        format::Shape shape = look_shape(reading.shape->format);
        const Result<JsonPointer> pointer = parse_json_pointer(reading.list);
        if (!pointer) {
            return;
        }
        shape.records = *pointer;
        input::Source again = open_again(source_);
        Reading list = read_as(again, shape);
        if (list.first.error.empty() && list.first.size() != 0 && (is_one || has_mac(list.first, ""))) {
            list.first.records = reading.list;
            reading = std::move(list);
        }
    }

    /// Whether a field looks like a MAC. `list`: where fields do not count; empty: nowhere.
    static bool has_mac(const FirstSeen& first, std::string_view list) {
        diagnosis::TextBudget budget;
        diagnosis::RecordTexts records(first.samples, budget);
        const std::vector<diagnosis::JobField> fields = diagnosis::fields_of(records);
        return std::ranges::any_of(fields, [&](const diagnosis::JobField& field) {
            const bool is_in_list = !list.empty() && field.in_recipe.starts_with(list);
            return !is_in_list &&
                   diagnosis::count_fitting(field, [](std::string_view text) { return !mac_form(text).empty(); }) != 0;
        });
    }

    input::Source& source_;
    bool can_repeat_;
};

/// The form in which a text is a whole MAC, with nothing before it.
std::string whole_form(std::string_view text) {
    std::vector<std::uint8_t> bytes(format::mac_room(text.size()));
    for (const Algorithm algorithm : all_algorithms) {
        for (const format::MacFormReader& form : format::mac_forms()) {
            const DecodeResult decoded = form.read(text, bytes.data());
            if (decoded.reason.empty() && decoded.bytes == core::digest_bytes(algorithm)) {
                return fmt::format("{} in {}", name_of(algorithm), name_of(form.encoding));
            }
        }
    }
    return {};
}

}    // namespace

std::string mac_form(std::string_view text) {
    const std::size_t before = text.find_last_of("=:, \t|;", text.size() - std::min<std::size_t>(text.size(), 28));
    std::string form = whole_form(text);
    if (form.empty() && before != std::string_view::npos) {
        const std::string behind = whole_form(text.substr(before + 1));
        form = behind.empty() ? "" : fmt::format("{} at its end", behind);
    }
    return form;
}

FirstSeen read_first(input::Source& source) {
    return FirstReader(source)();
}

}    // namespace hmacsweep::cli
