// An NVIDIA driver that has no GPU: what the CUDA runtime loads in place of the real libcuda.so.1. DRIVER_STUB_VERSION
// is the CUDA version that it says it supports, DRIVER_STUB_INIT what cuInit returns.
#include <cstdlib>
#include <cstring>

namespace {

int number_from(const char* name, int otherwise) {
    const char* const text = std::getenv(name);
    return text == nullptr ? otherwise : std::atoi(text);
}

constexpr int not_found = 500;    // CUDA_ERROR_NOT_FOUND

}    // namespace

extern "C" {

int cuDriverGetVersion(int* version) {
    *version = number_from("DRIVER_STUB_VERSION", 0);
    return 0;
}

int cuInit(unsigned /*flags*/) {
    return number_from("DRIVER_STUB_INIT", 0);
}

int cuGetProcAddress_v2(const char* symbol, void** function, int /*version*/, unsigned long /*flags*/, int* status) {
    *function = nullptr;
    if (std::strcmp(symbol, "cuDriverGetVersion") == 0) {
        *function = reinterpret_cast<void*>(&cuDriverGetVersion);
    } else if (std::strcmp(symbol, "cuInit") == 0) {
        *function = reinterpret_cast<void*>(&cuInit);
    } else if (std::strncmp(symbol, "cuGetProcAddress", 16) == 0) {
        *function = reinterpret_cast<void*>(&cuGetProcAddress_v2);
    }
    if (status != nullptr) {
        *status = 0;
    }
    return *function == nullptr ? not_found : 0;
}

int cuGetProcAddress(const char* symbol, void** function, int version, unsigned long flags) {
    return cuGetProcAddress_v2(symbol, function, version, flags, nullptr);
}
}
