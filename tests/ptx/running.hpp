// Runs a few lines of PTX on one warp or a few.
#pragma once

#include "tests/support/ptx/launch.hpp"
#include "tests/support/ptx/parse.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::tests::ptx {

/// Operands for one run: a value of each for every lane.
struct Inputs {
    Lanes a{};
    Lanes b{};
    Lanes c{};
};
/// Edge values and random values, for operands of that size in bytes.
[[nodiscard]] std::vector<Inputs> inputs_for(std::size_t bytes);

/// Runs `body` with registers a, b and c of `bytes` each filled from the inputs; returns d, of `result_bytes`.
[[nodiscard]] Lanes run_on(const std::string& body, std::size_t bytes, std::size_t result_bytes, const Inputs& inputs);

/// A program around a body: its parameters are two addresses, %in and %out.
[[nodiscard]] std::string program_of(const std::string& body);

/// Memory of a device with a kernel's input and output, and what a run of it came to.
class Bench {
public:
    Bench(std::size_t in_bytes, std::size_t out_bytes);
    /// `in` is written before by the host; the rest of it stays undefined.
    void fill_in(const void* data, std::size_t bytes);
    /// Throws Fault or Unsupported.
    void run(const std::string& body, unsigned num_blocks = 1, unsigned num_threads = warp_lanes);
    [[nodiscard]] const std::uint8_t* out();
    [[nodiscard]] std::uint32_t out_word(std::size_t index);

    DeviceMemory memory;
    std::uint32_t launch_number = 1;
    std::uint64_t in_address;
    std::uint64_t out_address;
};

}    // namespace hmacsweep::tests::ptx
