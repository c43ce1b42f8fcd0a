#include "tests/ptx/running.hpp"

#include <cstring>
#include <random>

namespace hmacsweep::tests::ptx {

std::vector<Inputs> inputs_for(std::size_t bytes) {
    const auto bits = static_cast<unsigned>(8 * bytes);
    const std::uint64_t top = 1ULL << (bits - 1);
    const std::uint64_t edges[] = {0,  1,  2,  3,   7,   8,       15,  16,      31,    32,   33,
                                   63, 64, 65, 255, 256, top - 1, top, top + 1, ~0ULL, ~1ULL};
    std::mt19937_64 random(20260701);    // NOLINT(cert-msc51-cpp,cert-msc32-c): the same each time
    const auto value = [&] { return random() % 3 == 0 ? random() : edges[random() % std::size(edges)]; };
    std::vector<Inputs> all(64);
    for (Inputs& inputs : all) {
        for (unsigned i = 0; i < warp_lanes; ++i) {
            inputs.a[i] = value();
            inputs.b[i] = value();
            inputs.c[i] = value();
        }
    }
    return all;
}

std::string program_of(const std::string& body) {
    return ".version 9.0\n.target sm_90\n.address_size 64\n"
           ".visible .entry kernel(.param .u64 in_address, .param .u64 out_address)\n{\n"
           ".reg .b64 %in, %out, %at;\n.reg .b32 %thread;\n"
           "ld.param.u64 %in, [in_address];\nld.param.u64 %out, [out_address];\n"
           "mov.u32 %thread, %tid.x;\n" +
           body + "\nret;\n}\n";
}

Bench::Bench(std::size_t in_bytes, std::size_t out_bytes)
    : in_address(memory.allocate(in_bytes)), out_address(memory.allocate(out_bytes)) {}

void Bench::fill_in(const void* data, std::size_t bytes) {
    const DeviceMemory::Place place = memory.find(in_address, bytes);
    std::memcpy(place.region->bytes_at(place.offset), data, bytes);
    place.region->define(place.offset, bytes);
}

void Bench::run(const std::string& body, unsigned num_blocks, unsigned num_threads) {
    const Module module = parse_module(program_of(body), [](auto, auto) { return std::uint64_t{0}; });
    const Kernel& kernel = module.kernels.at("kernel");
    std::vector<std::uint8_t> parameters(kernel.parameter_bytes);
    std::memcpy(parameters.data(), &in_address, sizeof(in_address));
    std::memcpy(parameters.data() + sizeof(in_address), &out_address, sizeof(out_address));
    std::vector<std::uint64_t> executed(kernel.instructions.size());
    run_launch({kernel, parameters, num_blocks, num_threads, launch_number}, memory, executed);
}

const std::uint8_t* Bench::out() {
    return memory.find(out_address, 1).region->bytes_at(0);
}

std::uint32_t Bench::out_word(std::size_t index) {
    std::uint32_t word = 0;
    std::memcpy(&word, out() + (4 * index), sizeof(word));
    return word;
}

Lanes run_on(const std::string& body, std::size_t bytes, std::size_t result_bytes, const Inputs& inputs) {
    const std::string type = "b" + std::to_string(8 * bytes);
    const std::string result_type = "b" + std::to_string(8 * result_bytes);
    Bench bench(sizeof(Inputs), sizeof(Lanes));
    bench.fill_in(&inputs, sizeof(inputs));
    const auto load = [&](const char* name, std::size_t offset) {
        return "ld.global." + type + " " + name + ", [%at+" + std::to_string(offset) + "];\n";
    };
    bench.run(".reg ." + type + " a, b, c;\n.reg ." + result_type +
              " d;\n"
              "mul.wide.u32 %at, %thread, 8;\nadd.s64 %at, %at, %in;\n" +
              load("a", 0) + load("b", sizeof(Lanes)) + load("c", 2 * sizeof(Lanes)) + body +
              "\nmul.wide.u32 %at, %thread, 8;\nadd.s64 %at, %at, %out;\nst.global." + result_type + " [%at], d;\n");
    Lanes out;
    std::memcpy(out.data(), bench.out(), sizeof(out));
    return out;
}

}    // namespace hmacsweep::tests::ptx
