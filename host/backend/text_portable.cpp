// The steps before hashing for what every machine of this kind has.
#define HMACSWEEP_ISA text_portable
#include "cuda/core/plain_record.hpp"
#include "host/backend/text_functions.hpp"

namespace hmacsweep::backend {

const TextFunctions portable_text{"portable", core::pack_frames};

}    // namespace hmacsweep::backend
