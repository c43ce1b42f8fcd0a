// The steps before hashing for 512-bit registers; compiled with -mavx512bw -mavx512vbmi.
#define HMACSWEEP_ISA text_avx512
#include "cuda/core/plain_record.hpp"
#include "host/backend/text_functions.hpp"

namespace hmacsweep::backend {

const TextFunctions avx512_text{"avx512", core::pack_frames};

}    // namespace hmacsweep::backend
