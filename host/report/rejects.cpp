#include "host/report/rejects.hpp"

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

WriteOutcome RejectsFile::write(std::string_view rejects, const format::Shape& shape, const StopFlag& stop) {
    last_form_ = format::format_of(shape).rejects;
    if (rejects.empty()) {
        return WriteOutcome::Ok;
    }
    if (form_ == nullptr) {
        form_ = last_form_;
        return begin(rejects, &stop);
    }
    if (form_ != last_form_) {
        error_ = fmt::format(
            "cannot keep rejects of {} and of another in one file, {}: verify such inputs in runs of their own",
            form_->name.empty() ? last_form_->name : form_->name, name());
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
