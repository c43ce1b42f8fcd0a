// The one explicit list of backends.
#pragma once

#include "host/backend/backend.hpp"
#include "host/base/result.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::backend {

/// Every backend that this build has. `simd` stands for the widest of the `simd:...` rows that the machine has.
[[nodiscard]] std::span<const BackendInfo> backends();

/// The backend that a run uses, and how it came to be chosen.
struct ChosenBackend {
    const BackendInfo* info = nullptr;
    std::string detail;    ///< from its probe
    BackendSetup setup;
    bool may_be_replaced = false;         ///< `auto` may go on with another backend when this one fails
    std::vector<std::string> warnings;    ///< about backends that were tried and failed
};

/// What a run asks for.
struct BackendRequest {
    std::string_view name = "auto";
    std::vector<int> devices{};    ///< which GPUs; empty: all that can be used
    /// Of all inputs together; nothing where that is not known, as of a pipe.
    std::optional<std::uint64_t> input_bytes{};
};

/// `auto`, or a name from the list: the backend of that name, or the first in the list that is there and that an input
/// of this size pays for, after its self-test (on each GPU). An error when there is none.
Result<ChosenBackend> choose_backend(const BackendRequest& request);

/// Opens what was chosen, for these keys, which must outlive it. Throws BackendFailure.
[[nodiscard]] std::unique_ptr<Backend> open_backend(const ChosenBackend& chosen, const keys::KeyTable& keys);

/// Whether `name` is `auto` or in the list.
[[nodiscard]] bool is_backend_name(std::string_view name);
/// `auto, simd, ...`, for messages.
[[nodiscard]] std::string backend_names();

}    // namespace hmacsweep::backend
