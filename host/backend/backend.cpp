#include "host/backend/backend.hpp"

#include "host/backend/text.hpp"

namespace hmacsweep::backend {

const TextFunctions& Backend::text() const {
    return best_text();
}

}    // namespace hmacsweep::backend
