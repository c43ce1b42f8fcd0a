#include "host/backend/text.hpp"

namespace hmacsweep::backend {

std::vector<const TextFunctions*> usable_text() {
    std::vector<const TextFunctions*> usable{&portable_text};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt")) {
        usable.push_back(&avx2_text);
        if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi") &&
            __builtin_cpu_supports("avx512vbmi2")) {
            usable.push_back(&avx512_text);
        }
    }
#endif
    return usable;
}

const TextFunctions& best_text() {
    static const TextFunctions& best = *usable_text().back();
    return best;
}

}    // namespace hmacsweep::backend
