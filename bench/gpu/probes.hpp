// What bounds a GPU run, measured on the chip at hand: how many operations its ALU pipe does, how fast bytes come over
// the bus and move within the device, and the clock it runs at meanwhile.
#pragma once

#include <cstddef>
#include <vector>

namespace hmacsweep::bench {

struct AluRates {
    double lop3 = 0;    ///< operations a second
    double shf = 0;
    [[nodiscard]] double best() const { return lop3 > shf ? lop3 : shf; }
};

/// Independent chains of LOP3 and of SHF on all multiprocessors; the best of `samples`.
[[nodiscard]] AluRates measure_alu(int samples);

/// Cycles a second of a multiprocessor just now, from its own counters over about 100 microseconds.
[[nodiscard]] double measure_clock();

/// Bytes a second of copies of `bytes` each: from pinned host memory to the device, and within the device (bytes read
/// and written count once). One entry a sample.
[[nodiscard]] std::vector<double> measure_host_to_device(std::size_t bytes, int samples);
[[nodiscard]] std::vector<double> measure_device_copy(std::size_t bytes, int samples);

}    // namespace hmacsweep::bench
