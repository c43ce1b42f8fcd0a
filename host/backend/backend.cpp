#include "host/backend/backend.hpp"

#include "host/backend/text.hpp"

namespace hmacsweep {

const backend::TextFunctions& Backend::text() const {
    return backend::best_text();
}

}    // namespace hmacsweep
