// The entry points of the fast steps, which turn text into a batch; one for each instruction set (see lanes.hpp).
#pragma once

#include "cuda/core/plain_record.hpp"

namespace hmacsweep::backend {

struct TextFunctions {
    const char* name;
    decltype(&core::pack_frames) pack_frames;
};

extern const TextFunctions portable_text;
#if defined(__x86_64__)
extern const TextFunctions avx2_text;
extern const TextFunctions avx512_text;
#endif

}    // namespace hmacsweep::backend
