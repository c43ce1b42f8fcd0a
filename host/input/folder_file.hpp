// A first look at a file of a folder: whether the file is to be read. Its first bytes decide. Its name decides only
// when the bytes leave it open.
#pragma once

#include "host/format/shape.hpp"
#include "host/input/source.hpp"

#include <optional>

namespace hmacsweep::input {

/// Why a file is not to be read.
struct NotRead {
    std::string reason;          ///< follows the file's name in a sentence
    bool is_accepted = false;    ///< as PassedOver::is_accepted: the file has no records for sure
    bool is_summary = false;     ///< a summary of hmacsweep, which names a file of rejects
};
/// Looks at a file that is open without error; nullopt: the file is to be read. Reads the first bytes only, with
/// pread(), and decompresses them if needed. With `reads_all`, only markers and files that hmacsweep has written are
/// not read.
[[nodiscard]] std::optional<NotRead> look_at(const Source& source, const format::Shape& shape, bool reads_all);

}    // namespace hmacsweep::input
