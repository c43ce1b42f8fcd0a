#include "host/report/rejects.hpp"

#include "host/input/copy_header.hpp"
#include "host/input/key_document.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::report {
namespace {

/// The line end at that place of the slab; a line feed where there is none.
std::string_view line_end_at(const input::Slab& slab, std::size_t place) {
    const std::string_view rest = as_text(Bytes(slab.data(), slab.size)).substr(place);
    return rest.starts_with("\r\n") ? "\r\n" : "\n";
}

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
    RejectCounts counts;
    for (std::size_t i = 0; i < result.outcomes.size(); ++i) {
        if (result.outcomes[i].verdict == Verdict::Valid) {
            continue;
        }
        if (slab.kind != input::SlabKind::Records) {
            ++counts.left_out;
            continue;
        }
        const core::Frame& frame = result.judgement.frames[i];
        if (is_key_file(as_text(Bytes(slab.data() + frame.offset, frame.size)))) {
            ++counts.left_out;
            continue;
        }
        if (slab.shape->format == format::InputFormat::Json) {
            if (!core::is_closed_element(slab.data() + frame.offset, frame.size)) {
                ++counts.left_out;
                continue;
            }
            out += ",\n";
            out += as_text(Bytes(slab.data() + frame.offset, frame.size));
            ++counts.written;
            continue;
        }
        out += as_text(Bytes(slab.data() + frame.offset, frame.size));
        if (slab.shape->has_lines()) {
            out += line_end_at(slab, frame.offset + std::size_t{frame.size});
        }
        ++counts.written;
    }
    return counts;
}

RejectsFile::Form RejectsFile::form_of(const format::Shape& shape) {
    if (shape.is_binary) {
        return Form::Rows;
    }
    return shape.format == format::InputFormat::Json ? Form::Elements : Form::Lines;
}

WriteOutcome RejectsFile::write(std::string_view rejects, const format::Shape& shape, const StopFlag& stop) {
    last_form_ = form_of(shape);
    if (rejects.empty()) {
        return WriteOutcome::Ok;
    }
    if (!form_) {
        form_ = last_form_;
        return begin(rejects, &stop);
    }
    if (*form_ != last_form_) {
        error_ = fmt::format(
            "cannot keep rejects of {} and of another in one file, {}: verify such inputs in runs of their own",
            *form_ == Form::Rows || last_form_ == Form::Rows ? "COPY's binary form" : "JSON arrays", name());
        return WriteOutcome::Failed;
    }
    return file_.write(rejects, &stop);
}

/// The first rejects, or none, with what stands before them.
WriteOutcome RejectsFile::begin(std::string_view rejects, const StopFlag* stop) {
    std::string text;
    if (form_ == Form::Rows) {
        text = input::copy_header;
    } else if (form_ == Form::Elements) {
        text = "[";
        rejects.remove_prefix(std::min<std::size_t>(rejects.size(), 1));    // the comma
    }
    text += rejects;
    return file_.write(text, stop);
}

WriteOutcome RejectsFile::finish() {
    if (!form_) {
        form_ = last_form_;
        if (const WriteOutcome outcome = begin({}, nullptr); outcome != WriteOutcome::Ok) {
            return outcome;
        }
    }
    switch (*form_) {
        case Form::Rows:
            return file_.write(input::copy_trailer);
        case Form::Elements:
            return file_.write("\n]\n");
        case Form::Lines:
            break;
    }
    return WriteOutcome::Ok;
}

}    // namespace hmacsweep::report
