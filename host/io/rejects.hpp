// The records that are not valid, as they stood in the input: for looking into them, and for trying them again.
#pragma once

#include "host/io/output_file.hpp"
#include "host/slab.hpp"
#include "host/slab_result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep::io {

struct RejectCounts {
    std::uint64_t written = 0;
    std::uint64_t left_out = 0;    ///< records that were too long to be kept
};

/// Appends the bytes of every record that is not valid, each with its line end; one that has none gets a line feed, so
/// that the next does not run into it. Rows of COPY's binary form have none and need none.
RejectCounts append_rejects(const Slab& slab, const SlabResult& result, std::string& out);

/// The file of rejects: their bytes and, around rows of COPY's binary form, what makes a table of them again.
class RejectsFile {
public:
    /// The file must outlive the object.
    explicit RejectsFile(OutputFile& file) : file_(file) {}

    /// Writes what append_rejects() made of a slab of that shape, which may be nothing.
    WriteOutcome write(std::string_view rejects, const Shape& shape, const StopFlag& stop);
    /// Ends the file, once, after all slabs.
    WriteOutcome finish();

    [[nodiscard]] const std::string& name() const { return file_.name(); }
    /// What went wrong, for a person; empty when nothing did.
    [[nodiscard]] const std::string& error() const { return error_.empty() ? file_.error() : error_; }

private:
    OutputFile& file_;
    std::optional<bool> is_binary_;    ///< known once there was a reject
    bool was_binary_ = false;          ///< of the last slab
    std::string error_;
};

}    // namespace hmacsweep::io
