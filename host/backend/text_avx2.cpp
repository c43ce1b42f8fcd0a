// The steps before hashing for 256-bit registers; compiled with -mavx2.
#define HMACSWEEP_ISA text_avx2
#include "cuda/core/plain_record.hpp"
#include "host/backend/text_functions.hpp"

namespace hmacsweep::backend {

const TextFunctions avx2_text{"avx2", core::pack_frames};

}    // namespace hmacsweep::backend
