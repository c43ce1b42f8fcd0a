#include "host/format/formats/copy_binary.hpp"

#include "cuda/core/copy_binary.hpp"
#include "host/base/result.hpp"
#include "host/format/table_header.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::format {
namespace {

/// A whole header: the signature, no flags, no extension.
constexpr std::string_view copy_header("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", 19);
/// What ends the rows.
constexpr std::string_view copy_trailer("\xff\xff", 2);

constexpr std::string_view bad_count = "is damaged: there is a negative number of fields in the row at byte";
constexpr std::string_view bad_length = "is damaged: there is a field of an impossible length in the row at byte";
constexpr std::string_view cut_row = "is cut short: it ends within the row at byte";
constexpr std::string_view no_trailer = "is cut short: it ends without the trailer of COPY's binary form at byte";
constexpr std::string_view more_bytes = "has more bytes behind the trailer of COPY's binary form, from byte";

constexpr std::uint32_t oid_flag = 1U << 16;
/// A reader must know all of these; the lower ones it may ignore.
constexpr std::uint32_t critical_flags = 0xffff0000;
constexpr std::size_t flags_place = copy_signature.size();
constexpr std::size_t length_place = flags_place + 4;
constexpr std::size_t fixed_bytes = length_place + 4;

/// Reads on until there are that many bytes; false when there are not.
bool read_up_to(const HeadRequest& request, std::size_t size) {
    while (request.bytes.size() < size) {
        if (!request.read_ahead()) {
            return false;
        }
    }
    return true;
}

struct CopyHeader {
    std::size_t bytes = 0;            ///< up to the first row
    std::uint32_t num_columns = 0;    ///< of the first row; 0 when there is none
};

/// The header of a source that begins with the signature.
Result<CopyHeader> read_copy_header(const HeadRequest& request) {
    if (!read_up_to(request, fixed_bytes)) {
        return Error{"is cut short: it ends in the header of COPY's binary form"};
    }
    const auto flags = static_cast<std::uint32_t>(core::load_int32(request.bytes.data() + flags_place));
    if ((flags & oid_flag) != 0) {
        return Error{"is in COPY's binary form with OIDs, which PostgreSQL wrote before version 12; write it without"};
    }
    if ((flags & critical_flags) != 0) {
        return Error{
            fmt::format("is in a variety of COPY's binary form that this version does not know (flags {:#x})", flags)};
    }
    const std::int32_t extension = core::load_int32(request.bytes.data() + length_place);
    if (extension < 0 || static_cast<std::uint64_t>(extension) > request.max_record_bytes) {
        return Error{
            fmt::format("is damaged: the header of COPY's binary form says that an extension of {} bytes "
                        "follows it",
                        extension)};
    }
    CopyHeader header;
    header.bytes = fixed_bytes + static_cast<std::size_t>(extension);
    if (!read_up_to(request, header.bytes)) {
        return Error{"is cut short: it ends in the header of COPY's binary form"};
    }
    if (read_up_to(request, header.bytes + 2)) {
        const std::int16_t count = core::load_int16(request.bytes.data() + header.bytes);
        header.num_columns = count > 0 ? static_cast<std::uint32_t>(count) : 0;
    }
    return header;
}

core::FrameCounts frame(Bytes records, const Shape& /*shape*/, std::vector<core::Frame>& frames) {
    return core::frame_rows(records.data(), records.size(), [&](const core::Frame& found) { frames.push_back(found); });
}

/// Rows end where their lengths say.
class RowCutter final : public Cutter {
public:
    using Cutter::Cutter;

    void restart() override {
        begin_ = 0;
        row_ = core::row_from(0);
    }

    /// What is no row is told of only when it comes first, so that all rows before it are read.
    [[nodiscard]] Cut find(const std::uint8_t* bytes, std::size_t size, bool /*is_at_end*/) override {
        core::RowStop found = core::scan_row(bytes, size, row_);
        for (; found == core::RowStop::Row; found = core::scan_row(bytes, size, row_)) {
            begin_ = static_cast<std::size_t>(row_.position);
            row_ = core::row_from(begin_);
        }
        if (begin_ > 0) {
            return {CutKind::Records, begin_};
        }
        switch (found) {
            case core::RowStop::Trailer:
                return {CutKind::End, copy_trailer.size()};
            case core::RowStop::BadCount:
                return {CutKind::Broken, 0, bad_count};
            case core::RowStop::BadLength:
                return {CutKind::Broken, 0, bad_length};
            default:
                break;
        }
        if (core::least_end(row_) <= longest_record()) {
            return {};
        }
        passing_ = core::row_from(0);
        return {CutKind::Oversize, size};
    }

    [[nodiscard]] Passed pass_over(Bytes bytes) override {
        const core::RowStop found = core::scan_row(bytes.data(), bytes.size(), passing_);
        Passed passed;
        passed.bytes = std::min<std::size_t>(passing_.position, bytes.size());
        passed.is_ended = found == core::RowStop::Row;
        passed.fault = passed.is_ended || found == core::RowStop::More ? std::string_view() : bad_length;
        passing_.position -= passed.bytes;
        return passed;
    }

    [[nodiscard]] std::string_view fault_behind() const override { return more_bytes; }
    [[nodiscard]] std::string_view fault_at_end(std::size_t left) const override {
        return left == 0 ? no_trailer : cut_row;
    }
    [[nodiscard]] bool needs_ends() const override { return true; }
    [[nodiscard]] std::string_view word_for_records() const override { return "rows"; }

private:
    std::size_t begin_ = 0;    ///< of the first row that is not known to be whole
    core::RowScan row_ = core::row_from(0);
    core::RowScan passing_ = core::row_from(0);    ///< of the row that is too long
};

std::unique_ptr<Cutter> make_cutter(const Shape& /*shape*/, std::uint64_t max_record_bytes) {
    return std::make_unique<RowCutter>(max_record_bytes);
}

constexpr RejectForm rejects{.begin = copy_header, .end = copy_trailer, .has_line_ends = false};

}    // namespace

bool is_binary_copy(const HeadRequest& request) {
    while (request.bytes.size() < copy_signature.size() && copy_signature.starts_with(as_text(request.bytes)) &&
           request.read_ahead()) {
    }
    return as_text(request.bytes).starts_with(copy_signature);
}

/// There are no names, so columns go by their numbers whatever --no-header says, and cells are bytes.
void read_binary_head(const HeadRequest& request, SourceHead& head) {
    Shape& shape = head.shape;
    shape.is_binary = true;
    shape.has_header = false;
    shape.message_encoding = shape.binary_message_encoding;
    shape.mac_encoding = shape.binary_mac_encoding;
    const Result<CopyHeader> header = read_copy_header(request);
    if (!header) {
        head.error = header.error().message;
        return;
    }
    head.header_bytes = header->bytes;
    Result<Shape> settled = number_columns(shape);
    if (!settled) {
        head.error =
            fmt::format("is in COPY's binary form, whose columns have no names: --columns {}", settled.error().message);
        return;
    }
    shape = std::move(*settled);
    shape.num_columns = header->num_columns;
}

const Format formats::copy_binary{
    .frame = frame, .make_cutter = make_cutter, .read_head = read_binary_head, .rejects = &rejects};

}    // namespace hmacsweep::format
