#include "host/cli/commands/look.hpp"

#include "host/base/algorithm_names.hpp"
#include "host/base/counts_text.hpp"
#include "host/base/encoding.hpp"
#include "host/base/stop_flag.hpp"
#include "host/cli/commands/status.hpp"
#include "host/cli/terminal.hpp"
#include "host/format/mac_forms.hpp"
#include "host/html/text.hpp"
#include "host/input/slab_reader.hpp"
#include "host/reader/record_fields.hpp"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

namespace hmacsweep::cli {
namespace {

constexpr std::uint64_t most_records = 100;    // of each source
constexpr std::size_t most_sources = 3;
constexpr std::size_t most_fields = 20;

/// The form in which a text is a whole MAC, as `HMAC_SHA_256 in hex`; empty: in none.
std::string mac_form(std::string_view text) {
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

/// The same for a text that may have something before the MAC, as `sha256=` or the rest of a line.
std::string mac_form_at_end(std::string_view text) {
    const std::size_t before = text.find_last_of("=:, \t|;", text.size() - std::min<std::size_t>(text.size(), 28));
    std::string form = mac_form(text);
    if (form.empty() && before != std::string_view::npos) {
        const std::string behind = mac_form(text.substr(before + 1));
        form = behind.empty() ? "" : fmt::format("{} at its end", behind);
    }
    return form;
}

/// A field of the records that were looked at.
struct SeenField {
    std::string name;
    std::uint64_t records = 0;    ///< how many records have it
    std::uint64_t macs = 0;       ///< in how many it has the form below
    std::string form{};
};

/// The first records of one source.
class FirstLook {
public:
    void add(const input::Slab& slab) {
        shape_ = slab.shape;
        std::vector<core::Frame> frames;
        if (slab.kind == input::SlabKind::Records) {
            format::frame_records(Bytes(slab.data(), slab.size), *slab.shape, frames);
        }
        for (const core::Frame& frame : frames) {
            if (num_records_ == most_records) {
                return;
            }
            ++num_records_;
            add_record(slab, frame);
        }
    }

    [[nodiscard]] bool is_full() const { return num_records_ == most_records; }
    [[nodiscard]] std::uint64_t num_records() const { return num_records_; }

    [[nodiscard]] std::string text(std::string_view name) const {
        std::string out = fmt::format("{}: {}\n", printable(name), what());
        for (const SeenField& field : fields_) {
            const std::string form =
                field.macs == 0 ? "" : fmt::format("   looks like {} in {}", field.form, plural(field.macs, "record"));
            out += fmt::format("  {:<30} in {}{}\n", printable(field.name, 60), plural(field.records, "record"), form);
        }
        return out;
    }
    [[nodiscard]] bool is_text() const { return num_texts_ * 2 > num_records_; }

private:
    /// The format, in words.
    [[nodiscard]] std::string what() const {
        if (num_records_ == 0) {
            return "no records";
        }
        const std::string records = fmt::format("{}{}", is_full() ? "the first " : "", plural(num_records_, "record"));
        if (is_text()) {
            return fmt::format("lines of text; {}", records);
        }
        const bool has_names = shape_->is_table() && !shape_->column_names.empty();
        return fmt::format("{}{}; {} with these fields", format::row_of(shape_->format).name,
                           has_names ? " with a header line" : "", records);
    }

    void add_record(const input::Slab& slab, const core::Frame& frame) {
        const Bytes record(slab.data() + frame.offset, frame.size);
        const std::vector<reader::NamedText> fields = reader::fields_of(reader_, *slab.shape, record);
        if (fields.empty() && !slab.shape->is_table()) {
            ++num_texts_;
            add_field("the line", as_text(record));
        }
        for (const reader::NamedText& field : fields) {
            add_field(field.name, field.text);
        }
    }

    void add_field(const std::string& name, std::string_view text) {
        auto found = std::ranges::find(fields_, name, &SeenField::name);
        if (found == fields_.end()) {
            if (fields_.size() == most_fields) {
                return;
            }
            found = fields_.insert(found, SeenField{.name = name});
        }
        ++found->records;
        if (std::string form = mac_form_at_end(text); !form.empty()) {
            ++found->macs;
            found->form = std::move(form);
        }
    }

    reader::Reader reader_;
    std::shared_ptr<const format::Shape> shape_;
    std::vector<SeenField> fields_;
    std::uint64_t num_records_ = 0;
    std::uint64_t num_texts_ = 0;    ///< records that are no JSON objects
};

/// The inputs that a name stands for, and what was seen of the first ones.
struct Looked {
    input::Inputs inputs;
    std::vector<FirstLook> first;
};

Looked look_at(const std::string& name, format::InputFormat format) {
    format::Shape shape;
    shape.format = format;
    shape.needs_columns = false;
    Looked looked;
    looked.inputs = input::open_inputs(std::vector<std::string>{name}, shape, {});
    looked.first = std::vector<FirstLook>(std::min(looked.inputs.sources.size(), most_sources));
    const StopFlag stop;
    input::SlabReader reader(looked.inputs.sources, {.shape = shape}, stop);
    input::Slab slab;
    while (std::ranges::any_of(looked.first, [](const FirstLook& look) { return !look.is_full(); }) &&
           reader.next(slab) && slab.source < looked.first.size()) {
        looked.first[slab.source].add(slab);
    }
    return looked;
}

/// What to run next, as a command that can be pasted once the secret is in a file.
std::string advice(const std::string& name) {
    return fmt::format(
        "Nothing was verified: that takes a key. With the secret in a file SECRET.txt (0600), run\n"
        "  hmacsweep diagnose {} --keys text:SECRET.txt\n"
        "(hex:SECRET.txt or base64:SECRET.txt if it is written so, or a key file). It finds out what the MACs cover, "
        "and\n"
        "prints the command that verifies them.\n",
        html::shell_word(name));
}

}    // namespace

bool is_input(const std::string& argument) {
    return !argument.starts_with('-') && ::access(argument.c_str(), F_OK) == 0;
}

int look_at_input(const std::string& name) {
    Looked looked = look_at(name, format::InputFormat::Auto);
    if (looked.inputs.sources.size() == 1 && !looked.inputs.sources[0].error.empty()) {
        Looked lines = look_at(name, format::InputFormat::Lines);
        if (lines.inputs.sources[0].error.empty()) {
            looked = std::move(lines);
        }
    }
    report::Status status = report::Status::Ok;
    std::string text;
    for (std::size_t i = 0; i < looked.first.size(); ++i) {
        const input::Source& source = looked.inputs.sources[i];
        if (!source.error.empty()) {
            complain(printable(source.error, 400));
            status = report::Status::Incomplete;
        } else {
            text += looked.first[i].text(source.name);
        }
    }
    if (looked.inputs.sources.size() > looked.first.size() || !looked.inputs.passed_over.empty()) {
        text += fmt::format("{} in all, and {} passed over\n", plural(looked.inputs.sources.size(), "input"),
                            plural(looked.inputs.passed_over.size(), "file"));
    }
    text += status == report::Status::Ok ? advice(name) : "";
    return as_int(write_out(text) ? status : report::Status::Incomplete);
}

}    // namespace hmacsweep::cli
