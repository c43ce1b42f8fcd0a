#include "host/input/copy_header.hpp"

#include "cuda/core/copy_binary.hpp"

#include <fmt/format.h>

namespace hmacsweep::input {
namespace {

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

}    // namespace

bool is_binary_copy(const HeadRequest& request) {
    while (request.bytes.size() < copy_signature.size() && copy_signature.starts_with(as_text(request.bytes)) &&
           request.read_ahead()) {
    }
    return as_text(request.bytes).starts_with(copy_signature);
}

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

}    // namespace hmacsweep::input
