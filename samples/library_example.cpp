// The library without the command line: verifies a file of records and prints what it found.
//
// Usage: library_example RECORDS KEYS
#include "host/run/verify_files.hpp"

#include <cstdio>

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: library_example RECORDS KEYS\n");
        return 2;
    }
    const hmacsweep::Result<hmacsweep::VerifyOutcome> outcome =
        hmacsweep::verify_files({.inputs = {argv[1]}, .key_files = {argv[2]}});
    if (!outcome) {
        std::fprintf(stderr, "%s\n", outcome.error().message.c_str());
        return 2;
    }
    for (const std::string& problem : outcome->problems) {
        std::fprintf(stderr, "%s\n", problem.c_str());
    }
    const auto print = [](const char* name, std::uint64_t count) {
        std::printf("%s %llu\n", name, static_cast<unsigned long long>(count));
    };
    print("valid", outcome->valid);
    print("invalid", outcome->invalid);
    print("unverifiable", outcome->unverifiable);
    print("untagged", outcome->untagged);
    print("malformed", outcome->malformed);
    return outcome->status;
}
