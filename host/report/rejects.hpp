// The records that are not valid, as they stood in the input: for looking into them, and for trying them again.
#pragma once

#include "host/base/output_file.hpp"
#include "host/format/format.hpp"
#include "host/input/slab.hpp"
#include "host/judge/slab_result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hmacsweep::report {

struct RejectCounts {
    std::uint64_t written = 0;
    std::uint64_t left_out = 0;    ///< records that were too long to be kept, or that would break the others
};

/// The header line of a table, kept with its rejects, so that these are a table again. Slabs come in input order.
class RejectHeader {
public:
    /// Notes the header that a slab tells of.
    void see(const input::Slab& slab);
    /// What is to stand before rejects of a source: its header, before the first of all.
    [[nodiscard]] std::string_view before(std::uint32_t source);
    /// Whether rejects came from sources with different headers, or some with and some without: the file is no one
    /// table.
    [[nodiscard]] bool is_mixed() const { return is_mixed_; }

private:
    std::string header_;                    ///< of the source being read
    std::uint32_t source_ = 0;              ///< which that is
    std::optional<std::string> written_;    ///< what the file began with
    bool is_mixed_ = false;
};

/// Appends the bytes of every record that is not valid, each with its line end; one that has none gets a line feed, so
/// that the next does not run into it. Rows of COPY's binary form have none and need none. Before an element of a JSON
/// array stands a comma; one that is empty or does not end by itself is left out.
RejectCounts append_rejects(const input::Slab& slab, const judge::SlabResult& result, std::string& out);

/// The file of rejects: their bytes and, around rows of COPY's binary form or elements of a JSON array, what makes one
/// of them again.
class RejectsFile {
public:
    /// The file must outlive the object.
    explicit RejectsFile(OutputFile& file) : file_(file) {}

    /// Writes what append_rejects() made of a slab of that shape, which may be nothing.
    WriteOutcome write(std::string_view rejects, const format::Shape& shape, const StopFlag& stop);
    /// Ends the file, once, after all slabs.
    WriteOutcome finish();

    [[nodiscard]] const std::string& name() const { return file_.name(); }
    /// What went wrong, for a person; empty when nothing did.
    [[nodiscard]] const std::string& error() const { return error_.empty() ? file_.error() : error_; }

private:
    OutputFile& file_;
    [[nodiscard]] WriteOutcome begin(std::string_view rejects, const StopFlag* stop);

    const format::RejectForm* form_ = nullptr;                           ///< known once there was a reject
    const format::RejectForm* last_form_ = &format::lines_of_rejects;    ///< of the last slab
    std::string error_;
};

}    // namespace hmacsweep::report
