#include "host/cli/out_of_memory.hpp"

#include "host/base/output_file.hpp"
#include "host/cli/terminal.hpp"
#include "host/report/ending.hpp"

#include <cstdlib>
#include <exception>

namespace hmacsweep::cli {

void end_without_memory() noexcept {
    const bool has_results = abandon_outputs();
    complain(out_of_memory);
    std::_Exit(static_cast<int>(has_results ? report::Status::Incomplete : report::Status::BackendFailed));
}

void end_at_once() noexcept {
    try {
        if (const std::exception_ptr error = std::current_exception()) {
            std::rethrow_exception(error);
        }
    } catch (const std::bad_alloc&) {
        end_without_memory();
    } catch (const std::exception& error) {
        complain(error.what());
    } catch (...) {
        complain("an exception of no known kind");
    }
    abandon_outputs();
    std::abort();
}

}    // namespace hmacsweep::cli
