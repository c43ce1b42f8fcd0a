#include "host/backend/cuda_backend.hpp"
#include "host/cli/app.hpp"
#include "host/cli/terminal.hpp"
#include "host/io/output_file.hpp"
#include "host/report.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view out_of_memory = "out of memory: fewer --threads or a smaller --max-record-bytes need less";

/// Where memory runs out in a place that may not throw, a destructor of another library's mostly.
[[noreturn]] void end_at_once() noexcept {
    using hmacsweep::Status;
    const bool has_results = hmacsweep::io::abandon_outputs();
    try {
        if (const std::exception_ptr error = std::current_exception()) {
            std::rethrow_exception(error);
        }
    } catch (const std::bad_alloc&) {
        hmacsweep::cli::complain(out_of_memory);
        std::_Exit(static_cast<int>(has_results ? Status::Incomplete : Status::BackendFailed));
    } catch (const std::exception& error) {
        hmacsweep::cli::complain(error.what());
    } catch (...) {
        hmacsweep::cli::complain("an exception of no known kind");
    }
    std::abort();
}

}    // namespace

int main(int argc, char** argv) {
    std::set_terminate(end_at_once);
    try {
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
        hmacsweep::cli::complain(out_of_memory);
    } catch (const std::exception& error) {
        hmacsweep::cli::complain(error.what());
    }
    return static_cast<int>(hmacsweep::Status::BackendFailed);
}
