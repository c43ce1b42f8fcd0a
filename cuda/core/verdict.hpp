// The verdict on one record: one byte, which begins as NotJudged.
#pragma once

#include <cstdint>

namespace hmacsweep::core {

/// One value for each verdict. Unwritten memory is zero, which must never mean Valid.
enum class Verdict : std::uint8_t {
    NotJudged = 0,
    Valid,
    Invalid,            ///< KMSInvalidMacException
    KeyNotFound,        ///< NotFoundException
    KeyDisabled,        ///< DisabledException
    InvalidKeyState,    ///< KMSInvalidStateException
    InvalidKeyUsage,    ///< InvalidKeyUsageException
    Untagged,           ///< MissingMacException
    Malformed,          ///< ValidationException
};

inline constexpr int num_verdicts = 9;

}    // namespace hmacsweep::core
