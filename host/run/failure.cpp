#include "host/run/failure.hpp"

#include <new>

namespace hmacsweep::run {

void Failure::keep_current() {
    const std::scoped_lock lock(mutex_);
    if (!first_) {
        first_ = std::current_exception();
    }
}

bool Failure::is_set() const {
    const std::scoped_lock lock(mutex_);
    return first_ != nullptr;
}

std::string Failure::words() const {
    const std::scoped_lock lock(mutex_);
    if (!first_) {
        return {};
    }
    try {
        std::rethrow_exception(first_);
    } catch (const std::bad_alloc&) {
        return "out of memory: fewer --threads or a smaller --max-record-bytes need less";
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "an exception of no known kind";
    }
}

}    // namespace hmacsweep::run
