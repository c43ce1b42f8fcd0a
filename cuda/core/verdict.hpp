// The verdict on one record: one byte, which begins as NotJudged. A new verdict is one row of the table here and its
// place in the published schemas.
#pragma once

#include "cuda/core/config.hpp"

#include <cstdint>

namespace hmacsweep::core {

/// One value for each verdict. Unwritten memory is zero, which must never mean Valid.
enum class Verdict : std::uint8_t {
    NotJudged = 0,
    Valid,
    Invalid,
    KeyNotFound,
    KeyDisabled,
    InvalidKeyState,
    InvalidKeyUsage,
    FileOutside,    ///< this one and the next five are about a file that the record names as its message
    FileIsLink,
    FileNotRegular,
    FileNotFound,
    FileUnreadable,
    FileChanged,
    Untagged,
    Malformed,    ///< the last one
};

inline constexpr int num_verdicts = static_cast<int>(Verdict::Malformed) + 1;

/// The five classes, into exactly one of which every record falls.
enum class RecordClass : std::uint8_t { Valid, Invalid, Unverifiable, Untagged, Malformed };

/// What one verdict means.
struct VerdictRow {
    Verdict verdict;
    const char* code;    ///< KMS's exception; empty for Valid. MissingMacException and File... are hmacsweep's own.
    RecordClass record_class;
    bool may_be_misread;    ///< the cause may be how records are read. The state of a key never is such a cause.
    const char* meaning;    ///< one sentence for people
};

/// The rows of all verdicts, in the order of the enumerators.
inline constexpr VerdictRow verdict_rows[] = {
    {Verdict::NotJudged, "KMSInternalException", RecordClass::Unverifiable, false, "Nothing judged the record."},
    {Verdict::Valid, "", RecordClass::Valid, false, "The MAC is the one that key, algorithm and message give."},
    {Verdict::Invalid, "KMSInvalidMacException", RecordClass::Invalid, true,
     "The MAC is not the one that key, algorithm and message give: one of them was changed, or the MAC was never "
     "right."},
    {Verdict::KeyNotFound, "NotFoundException", RecordClass::Unverifiable, true, "No key of that name was at hand."},
    {Verdict::KeyDisabled, "DisabledException", RecordClass::Unverifiable, false,
     "The key is disabled; it may be used with --ignore-key-state."},
    {Verdict::InvalidKeyState, "KMSInvalidStateException", RecordClass::Unverifiable, false,
     "The key is pending deletion or import, or otherwise not to be used."},
    {Verdict::InvalidKeyUsage, "InvalidKeyUsageException", RecordClass::Unverifiable, true,
     "The key must not make MACs, or not with this algorithm."},
    {Verdict::FileOutside, "FileOutsideException", RecordClass::Unverifiable, false,
     "The path of the file leads out of the folder of the files."},
    {Verdict::FileIsLink, "FileIsLinkException", RecordClass::Unverifiable, false,
     "The file, or a folder on its path, is a symbolic link, which is not followed."},
    {Verdict::FileNotRegular, "FileNotRegularException", RecordClass::Unverifiable, false,
     "The path names a folder, a device, a pipe or a socket, which is not read."},
    {Verdict::FileNotFound, "FileNotFoundException", RecordClass::Unverifiable, false, "There is no such file."},
    {Verdict::FileUnreadable, "FileUnreadableException", RecordClass::Unverifiable, false,
     "The file could not be opened or read."},
    {Verdict::FileChanged, "FileChangedException", RecordClass::Unverifiable, false,
     "The file was changed while it was read."},
    {Verdict::Untagged, "MissingMacException", RecordClass::Untagged, true, "The record has no MAC."},
    {Verdict::Malformed, "ValidationException", RecordClass::Malformed, true,
     "The record cannot be read: see each record for the reason."},
};

static_assert(sizeof(verdict_rows) == num_verdicts * sizeof(VerdictRow));
static_assert([] {
    for (int v = 0; v < num_verdicts; ++v) {
        if (verdict_rows[v].verdict != static_cast<Verdict>(v)) {
            return false;
        }
    }
    return true;
}());

inline namespace HMACSWEEP_ISA {

/// The table's row for `verdict`; that of NotJudged for a byte that is no verdict.
[[nodiscard]] constexpr const VerdictRow& row_of(Verdict verdict) {
    const int v = static_cast<int>(verdict);
    return verdict_rows[v < num_verdicts ? v : 0];
}

}    // namespace HMACSWEEP_ISA

}    // namespace hmacsweep::core
