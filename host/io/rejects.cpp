#include "host/io/rejects.hpp"

#include "host/io/copy_header.hpp"

namespace hmacsweep::io {
namespace {

/// The line end at that place of the slab; a line feed where there is none.
std::string_view line_end_at(const Slab& slab, std::size_t place) {
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

}    // namespace

void RejectHeader::see(const Slab& slab) {
    if (slab.kind == SlabKind::Header) {
        // COPY's binary form has a header of another kind, which RejectsFile writes.
        header_ =
            slab.shape->is_binary ? std::string_view() : without_blank_lines(as_text(Bytes(slab.data(), slab.size)));
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

RejectCounts append_rejects(const Slab& slab, const SlabResult& result, std::string& out) {
    RejectCounts counts;
    for (std::size_t i = 0; i < result.outcomes.size(); ++i) {
        if (result.outcomes[i].verdict == Verdict::Valid) {
            continue;
        }
        if (slab.kind != SlabKind::Records) {
            ++counts.left_out;
            continue;
        }
        const core::Frame& frame = result.judgement.frames[i];
        out += as_text(Bytes(slab.data() + frame.offset, frame.size));
        if (slab.shape->has_lines()) {
            out += line_end_at(slab, frame.offset + std::size_t{frame.size});
        }
        ++counts.written;
    }
    return counts;
}

WriteOutcome RejectsFile::write(std::string_view rejects, const Shape& shape, const StopFlag& stop) {
    was_binary_ = shape.is_binary;
    if (rejects.empty()) {
        return WriteOutcome::Ok;
    }
    if (is_binary_ && *is_binary_ != was_binary_) {
        error_ = "cannot keep rejects of COPY's binary form and of another in one file, " + name() +
                 ": verify such inputs in runs of their own";
        return WriteOutcome::Failed;
    }
    if (!is_binary_ && was_binary_) {
        if (const WriteOutcome outcome = file_.write(copy_header, &stop); outcome != WriteOutcome::Ok) {
            return outcome;
        }
    }
    is_binary_ = was_binary_;
    return file_.write(rejects, &stop);
}

WriteOutcome RejectsFile::finish() {
    if (!is_binary_ && was_binary_) {
        if (const WriteOutcome outcome = file_.write(copy_header); outcome != WriteOutcome::Ok) {
            return outcome;
        }
    }
    return is_binary_.value_or(was_binary_) ? file_.write(copy_trailer) : WriteOutcome::Ok;
}

}    // namespace hmacsweep::io
