#include "host/report/rejects.hpp"

#include "host/base/encoding.hpp"
#include "host/input/key_document.hpp"
#include "host/input/source_format.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::report {
namespace {

/// A header line without the blank lines before it.
std::string_view without_blank_lines(std::string_view header) {
    for (std::size_t end = header.find('\n'); end != std::string_view::npos; end = header.find('\n')) {
        if (header.substr(0, end).find_first_not_of(" \t\r") != std::string_view::npos) {
            break;
        }
        header.remove_prefix(end + 1);
    }
    return header;
}

/// Key material in the middle of an input is a record that is malformed, and is not to be copied.
bool is_key_file(std::string_view record) {
    return input::KeyDocument().look(record) == input::KeyDocument::Answer::Yes;
}

}    // namespace

std::string_view line_end_at(const input::Slab& slab, std::size_t place) {
    const std::string_view rest = as_text(Bytes(slab.data(), slab.size)).substr(place);
    return rest.starts_with("\r\n") ? "\r\n" : "\n";
}

void RejectHeader::see(const input::Slab& slab) {
    if (slab.kind == input::SlabKind::Header) {
        // COPY's binary form and JSON arrays have a header of another kind, which RejectsFile writes.
        header_ = !slab.shape->is_table() || slab.shape->is_binary
                      ? std::string_view()
                      : without_blank_lines(as_text(Bytes(slab.data(), slab.size)));
        source_ = slab.source;
    }
}

std::string_view RejectHeader::before(std::uint32_t source) {
    const std::string_view header = source == source_ ? std::string_view(header_) : std::string_view();
    if (!written_) {
        written_ = header;
        return header;
    }
    is_mixed_ = is_mixed_ || *written_ != header;
    return {};
}

RejectCounts append_rejects(const input::Slab& slab, const judge::SlabResult& result, std::string& out) {
    const format::RejectForm& form = *format::format_of(*slab.shape).rejects;
    RejectCounts counts;
    for (std::size_t i = 0; i < result.outcomes.size(); ++i) {
        if (result.outcomes[i].verdict == Verdict::Valid || !result.outcomes[i].is_chosen) {
            continue;
        }
        if (slab.kind != input::SlabKind::Records) {
            ++counts.left_out;
            continue;
        }
        const core::Frame& frame = result.framing.frames[i];
        const Bytes record(slab.data() + frame.offset, frame.size);
        if (is_key_file(as_text(record)) || (form.is_closed != nullptr && !form.is_closed(record))) {
            ++counts.left_out;
            continue;
        }
        out += form.separator;
        out += as_text(record);
        if (form.has_line_ends) {
            out += line_end_at(slab, frame.offset + std::size_t{frame.size});
        }
        ++counts.written;
    }
    return counts;
}

std::string clash_of_rejects(std::span<const input::Source> sources, const std::string& charset,
                             const format::Shape& shape) {
    const input::Source* first = nullptr;
    std::string_view format;
    for (const input::Source& source : sources) {
        const std::optional<format::InputFormat> found = input::format_at_head(source, charset, shape);
        const std::string_view name = found ? format::row_of(*found).name : std::string_view();
        if (!name.empty() && first != nullptr && name != format) {
            return fmt::format(
                "--rejects keeps records of one format in its file, and {} is {}, but {} is {}: verify "
                "such inputs in separate runs",
                printable(first->name), format, printable(source.name), name);
        }
        if (!name.empty() && first == nullptr) {
            first = &source;
            format = name;
        }
    }
    return {};
}

WriteOutcome RejectsFile::write(std::string_view rejects, const format::Shape& shape, const StopFlag& stop) {
    last_form_ = format::format_of(shape).rejects;
    if (rejects.empty()) {
        return WriteOutcome::Ok;
    }
    const std::string_view format = shape.is_binary ? "pgcopy's binary form" : format::row_of(shape.format).name;
    if (form_ == nullptr) {
        form_ = last_form_;
        format_ = format;
        return begin(rejects, &stop);
    }
    if (format_ != format) {
        error_ =
            fmt::format("{} has rejects of {}, and cannot have those of {}, too: verify such inputs in separate runs",
                        name(), format_, format);
        return WriteOutcome::Failed;
    }
    return file_.write(rejects, &stop);
}

/// The first rejects, or none, with what stands before them.
WriteOutcome RejectsFile::begin(std::string_view rejects, const StopFlag* stop) {
    std::string text(form_->begin);
    if (!form_->separator.empty()) {
        rejects.remove_prefix(std::min<std::size_t>(rejects.size(), 1));    // the comma
    }
    text += rejects;
    return file_.write(text, stop);
}

WriteOutcome RejectsFile::finish() {
    if (form_ == nullptr) {
        form_ = last_form_;
        if (const WriteOutcome outcome = begin({}, nullptr); outcome != WriteOutcome::Ok) {
            return outcome;
        }
    }
    return form_->end.empty() ? WriteOutcome::Ok : file_.write(form_->end);
}

}    // namespace hmacsweep::report
