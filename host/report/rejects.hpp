// The rejects: the bytes of the records that are not valid, to be inspected or verified again.
#pragma once

#include "host/base/output_file.hpp"
#include "host/format/format.hpp"
#include "host/input/slab.hpp"
#include "host/input/source.hpp"
#include "host/judge/slab_result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hmacsweep::report {

struct RejectCounts {
    std::uint64_t written = 0;
    std::uint64_t left_out = 0;    ///< records that were too long, are key files, or would break the other rejects
};

/// Puts the header line of a table before its rejects, so that the rejects are a table again.
class RejectHeader {
public:
    /// Keeps the slab's header line if the slab is the header of a table. To be called for every slab, in input order.
    void see(const input::Slab& slab);
    /// What to write before rejects of the source: at the first call the header line of the source, which may be empty;
    /// at every later call nothing. To be called only when there are rejects.
    [[nodiscard]] std::string_view before(std::uint32_t source);
    /// Whether rejects came from sources with different headers, or from some with and some without a header. The
    /// rejects are then not one table.
    [[nodiscard]] bool is_mixed() const { return is_mixed_; }

private:
    std::string header_;                    ///< of source_
    std::uint32_t source_ = 0;              ///< the source that has the last header
    std::optional<std::string> written_;    ///< the header line that the file begins with
    bool is_mixed_ = false;
};

/// The line end at that place of the slab; a line feed if there is none.
[[nodiscard]] std::string_view line_end_at(const input::Slab& slab, std::size_t place);

/// Appends the bytes of every record that is not valid to `out`, as format::RejectForm says: lines get their line end,
/// or a line feed when they have no line end, and elements of a JSON array get a comma before them. Leaves out records
/// that were too long, key files, and elements that are empty or not closed.
RejectCounts append_rejects(const input::Slab& slab, const judge::SlabResult& result, std::string& out);

/// Why the rejects of these sources cannot be in one file, as a whole sentence: they have several formats. Empty: they
/// can, as far as the first bytes of the sources tell. `charset` as FolderRules::charset.
[[nodiscard]] std::string clash_of_rejects(std::span<const input::Source> sources, const std::string& charset,
                                           const format::Shape& shape);

/// The file of rejects. Adds what COPY's binary form and JSON arrays need before the first and behind the last record.
class RejectsFile {
public:
    /// The file must outlive the object.
    explicit RejectsFile(OutputFile& file) : file_(file) {}

    /// Writes the output of append_rejects() for a slab of that shape; it may be empty. Fails, with an error(), when
    /// earlier rejects came from a source of another format.
    WriteOutcome write(std::string_view rejects, const format::Shape& shape, const StopFlag& stop);
    /// Completes the file. To be called once, after all slabs.
    WriteOutcome finish();

    [[nodiscard]] const std::string& name() const { return file_.name(); }
    /// What went wrong, for people; empty when nothing went wrong.
    [[nodiscard]] const std::string& error() const { return error_.empty() ? file_.error() : error_; }

private:
    OutputFile& file_;
    [[nodiscard]] WriteOutcome begin(std::string_view rejects, const StopFlag* stop);

    const format::RejectForm* form_ = nullptr;    ///< of the file; null before the first reject
    std::string_view format_;                     ///< its name; a word of its own for COPY's binary form
    const format::RejectForm* last_form_ = &format::lines_of_rejects;    ///< of the last slab
    std::string error_;
};

}    // namespace hmacsweep::report
