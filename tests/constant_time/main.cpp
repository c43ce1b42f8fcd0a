// Whether the verdict path is constant-time, by three checks; see subject.hpp.
//   hmacsweep_constant_time list                         the backends here
//   valgrind ... hmacsweep_constant_time marks BACKEND   no jump and no address depends on a secret
//   hmacsweep_constant_time steps BACKEND                the same instructions, whatever the secrets
//   hmacsweep_constant_time timing [SECONDS]             Welch's t of every backend, and of the planted leak
#include "tests/constant_time/subject.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace {

using namespace hmacsweep::constant_time;    // NOLINT(google-build-using-namespace): a test's main

/// All backends, and the leak, which must be found.
int time_all(double seconds) {
    int faults = 0;
    for (const std::string& backend : backend_names_here()) {
        const bool is_constant = check_timing(backend, seconds) == 0;
        if (is_constant == (backend == planted)) {
            ++faults;
            std::printf("%s\n", backend == planted ? "the planted leak is not found" : "^ a fault");
        }
    }
    std::printf("%d faults\n", faults);
    return faults == 0 ? 0 : 1;
}

}    // namespace

int main(int argc, char** argv) {
    try {
        const std::string check = argc > 1 ? argv[1] : "";
        const std::string argument = argc > 2 ? argv[2] : "";
        if (check == "list") {
            for (const std::string& backend : backend_names_here()) {
                std::puts(backend.c_str());
            }
            return 0;
        }
        if (check == "timing") {
            return time_all(argument.empty() ? 5 : std::atof(argument.c_str()));
        }
        if ((check == "marks" || check == "steps") && !argument.empty()) {
            return check == "marks" ? check_marks(argument) : check_steps(argument);
        }
    } catch (const std::exception& error) {
        static_cast<void>(std::fprintf(stderr, "%s\n", error.what()));
        return 1;
    }
    static_cast<void>(
        std::fputs("usage: hmacsweep_constant_time list | marks BACKEND | steps BACKEND | timing [SECONDS]\n", stderr));
    return 2;
}
