#include "host/backend/cuda_backend.hpp"
#include "host/cli/app.hpp"
#include "host/cli/out_of_memory.hpp"
#include "host/cli/process_secrets.hpp"
#include "host/cli/standard_descriptors.hpp"
#include "host/cli/terminal.hpp"
#include "host/report/ending.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    hmacsweep::cli::reserve_standard_descriptors();
    std::set_terminate(
        hmacsweep::cli::end_at_once);    // where memory runs out in a destructor, of another library mostly
    try {
        hmacsweep::cli::keep_secrets_in_process();
        static_cast<void>(std::signal(SIGPIPE, SIG_IGN));    // a closed pipe is a failed write, not the end
        static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));    // and so is a file that may not grow
        const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
        const int status = hmacsweep::cli::run_app(arguments);
        if (hmacsweep::backend::cuda_is_abandoned()) {
            // Winding down would call CUDA once more, and perhaps never come back.
            static_cast<void>(std::fflush(nullptr));
            std::_Exit(status);
        }
        return status;
    } catch (const std::bad_alloc&) {
        hmacsweep::cli::complain(hmacsweep::cli::out_of_memory);
    } catch (const std::exception& error) {
        hmacsweep::cli::complain(error.what());
    }
    return static_cast<int>(hmacsweep::report::Status::BackendFailed);
}
