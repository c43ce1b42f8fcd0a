// The verdict on one record: one byte, which starts as "not judged".
#pragma once

#include <cstdint>

namespace hmacsweep::core {

/// One value per outcome that a record can have. Zero is what unwritten memory says, and it is never "valid".
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
